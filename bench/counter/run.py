"""Measure the counter: speed next to granian with an empty application, accuracy, and an attack.

python -m bench.counter.run --seconds 10 --rounds 3 --parts speed accuracy attack
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from platform import python_compiler, python_version
from statistics import mean, median

import redis

from bench.counter.accuracy import measure_accuracy
from bench.counter.attack import replay_attacks
from bench.counter.servers import CONNECTIONS, PREFIX, Load, Server, check_tools, granian, load, ours
from bench.counter.store import redis_server
from bench.environment import REPORT, WORK, MissingToolError, describe_machine, measured_at
from bench.report import put_section, table

GOATCOUNTER = (
    7_000  # views a second that GoatCounter's author once claimed for its fastest mode, which syncs nothing
)
PARTS = ("speed", "accuracy", "attack")

Start = Callable[[], AbstractContextManager[Server]]


def measure_speed(report: Path, seconds: float, rounds: int) -> None:
    """Measure both servers in turns and write the section of the report.

    Raises RuntimeError if requests fail, MissingToolError without wrk or Redis.
    """
    check_tools("wrk", "redis-server", "taskset")
    about = (
        f"{measured_at()} {describe_machine()}, CPython {python_version()} ({python_compiler()}). Each server on one "
        f"core, wrk with {CONNECTIONS} connections on the other; median of {rounds} rounds of {seconds:.0f} s, in turns. A view is "
        "acknowledged after it is synced to the disk (`invoke bench.counter`)."
    )
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        folder = Path(name)
        paths = _write_paths(folder)

        def sqlite() -> AbstractContextManager[Server]:
            return ours(str(folder / f"{secrets.token_hex(4)}.sqlite3"), paths)

        servers: dict[str, Start] = {"granian": granian, "sqlite": sqlite}
        rates: dict[str, list[float]] = {kind: [] for kind in servers}
        for number in range(rounds):
            for kind, start in servers.items():
                rates[kind].append(_rate(kind, start, seconds))
                print(f"round {number + 1}: {kind} {rates[kind][-1]:,.0f} a second", flush=True)
        empty, views = (median(found) for found in rates.values())
        half = _half_load(views, sqlite, seconds)
        memory = _memory(sqlite)
        one, two = _redis(folder, paths, seconds)
    share, times = views / empty, views / GOATCOUNTER
    rows = {
        "granian, an empty answer": (empty, ""),
        "**views, acknowledged and durable (SQLite)**": (
            views,
            f"{share:.0%} of granian (aim: 40 %), {times:.1f} × GoatCounter's claim of {GOATCOUNTER:,} unsynced (aim: 1.5)",
        ),
        "views at half that load": (
            half.rate,
            f"median {half.median:.1f} ms, p99 {half.p99:.1f} ms (aim: below 10)",
        ),
        "views with Redis, one process": (one[0], f"{one[1]:.0f} µs of CPU a view, {one[2]:.2f} commands"),
        "views with Redis, two processes on the same core": (
            two[0],
            f"{two[1]:.0f} µs a view, {two[1] / one[1]:.2f} times as much (aim: 1.2), {two[2]:.2f} commands",
        ),
    }
    cells = [[label, f"{rate:,.0f}", comment] for label, (rate, comment) in rows.items()]
    text = f"## Counting\n\n{about}\n\n{table(['', 'a second', 'comment'], cells)}\n{memory}"
    put_section(report, "counter", text)


def _write_paths(folder: Path) -> Path:
    """Write the list of published pages that the load requests."""
    months = folder / "cac-trang"
    months.mkdir()
    pages = "".join(f"/tin/bai-{n}/\tBài {n}\n" for n in range(500))
    (months / "2026-01.txt").write_text(pages, encoding="utf-8")
    (folder / "cac-trang.txt").write_text("/\n", encoding="ascii")
    return folder / "cac-trang.txt"


def _rate(kind: str, start: Start, seconds: float) -> float:
    with start() as server:
        done = load(server.url, seconds)
        if done.errors:
            raise RuntimeError(f"{kind}: {done.errors} errors")
        if kind == "sqlite" and not _figures(server)["total"]:
            raise RuntimeError("nothing was counted")
    return done.rate


def _figures(server: Server) -> dict[str, int]:
    with urllib.request.urlopen(f"{server.url}{PREFIX}so-lieu.json", timeout=10) as answer:
        figures: dict[str, int] = json.load(answer)
    return figures


def _half_load(rate: float, start: Start, seconds: float) -> Load:
    """Send half of `rate`, evenly; a short trial finds the pause between requests."""
    pause = CONNECTIONS / (rate / 2) * 1000
    with start() as server:
        trial = load(server.url, 2, pause=round(pause)).rate
        pause = max(1, 2 * pause - CONNECTIONS / trial * 1000)
        done = load(server.url, seconds, pause=round(pause))
    print(f"half load: {done.rate:,.0f} a second, p99 {done.p99:.1f} ms", flush=True)
    return done


def _memory(start: Start) -> str:
    """Send as many views as a million visitors a day make in the busiest half hour, which the counter remembers."""
    with start() as server:
        before, views = server.memory(), 0
        while views < 250_000:
            views += load(server.url, 10, visitors=50_000).requests
        return (
            f"Memory with {_figures(server)['online']:,} open visits and {views:,} views in the half hour that is "
            f"remembered, which is the busiest half hour of a million visitors a day: {server.memory():.0f} MB "
            f"({before:.0f} MB at the start)."
        )


def _redis(folder: Path, paths: Path, seconds: float) -> list[list[float]]:
    """Return rate, CPU µs a view and commands a view, with one and with two processes on one Redis server."""
    found: dict[int, list[tuple[float, float, float]]] = {1: [], 2: []}
    for processes in (1, 2, 1, 2):
        with _services(folder, paths, processes) as (services, store):
            servers = [*services, store]
            cpu, commands = sum(one.cpu_seconds() for one in servers), _commands(store)
            with ThreadPoolExecutor(processes) as threads:
                done = list(threads.map(partial(load, seconds=seconds), [one.url for one in services]))
            views = sum(one.requests for one in done)
            cpu = (sum(one.cpu_seconds() for one in servers) - cpu) / views * 1e6
            result = sum(one.rate for one in done), cpu, (_commands(store) - commands) / views
            print(f"redis, {processes} process(es): {result[0]:,.0f} a second", flush=True)
            found[processes].append(result)
    return [[mean(column) for column in zip(*results, strict=True)] for results in found.values()]


@contextmanager
def _services(folder: Path, paths: Path, processes: int) -> Iterator[tuple[list[Server], Server]]:
    store = folder / secrets.token_hex(4)
    store.mkdir()
    with redis_server(store) as server, ExitStack() as stack:
        services = [stack.enter_context(ours(server.url, paths)) for _ in range(processes)]
        yield services, server


def _commands(store: Server) -> int:
    statistics: dict[str, dict[str, int]] = redis.Redis.from_url(store.url).info("commandstats")
    return sum(command["calls"] for command in statistics.values())


def run(seconds: float, rounds: int, report: Path, parts: Sequence[str] = PARTS) -> None:
    """Measure the given parts; each replaces its section of the report. Raises as `measure_speed` does."""
    if "speed" in parts:
        measure_speed(report, seconds, rounds)
    if "accuracy" in parts:
        measure_accuracy(report)
    if "attack" in parts:
        replay_attacks(report)


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.counter.run")
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts (default: 10)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each server (default: 3)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args()
    try:
        run(options.seconds, options.rounds, options.report, options.parts)
    except MissingToolError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
