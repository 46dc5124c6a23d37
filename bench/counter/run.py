"""Measure the counter beside granian's empty answer and nginx's static file: `python -m bench.counter.run --help`."""

from __future__ import annotations

import argparse
import json
import secrets
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench import tools
from bench.counter.load import CONNECTIONS, Load, load
from bench.counter.report import write_section
from bench.counter.servers import PREFIX, Server, granian, nginx, ours
from bench.machine import description, python_of
from tests.visitor_counter.redis_server import RedisServer

SERVER_CORE, LOAD_CORE = 0, 1
RESULTS = tools.WORK / "counter.json"


def run(seconds: float, rounds: int, report: Path, program: str = "") -> None:
    """Measure all, round by round so that nobody has the machine's best minutes, and write the section of the report.

    `program` is the Python that runs the servers, this one for "".
    """
    python = tools.interpreter(program)
    results: dict[str, Any] = {
        "machine": description(),
        "python": python_of(python),
        "seconds": seconds,
        "rounds": rounds,
    }
    with tempfile.TemporaryDirectory(dir=tools.WORK) as name:
        folder = Path(name)
        paths = _paths(folder)
        kinds: dict[str, Callable[[], AbstractContextManager[Server]]] = {
            "nginx": lambda: nginx(folder, SERVER_CORE),
            "granian": lambda: granian(python, SERVER_CORE),
            "sqlite": lambda: ours(
                python, str(folder / f"{secrets.token_hex(4)}.sqlite3"), paths, SERVER_CORE
            ),
        }
        rates: dict[str, list[float]] = {kind: [] for kind in kinds}
        for number in range(rounds):
            for kind, started in kinds.items():
                with started() as server:
                    path = f"{PREFIX}so-lieu.json" if kind == "nginx" else ""
                    done = load(server.address, seconds, core=LOAD_CORE, path=path)
                    rates[kind].append(_answered(kind, done, server))
                    print(
                        f"round {number + 1}: {kind} {rates[kind][-1]:,.0f} a second, p99 {done.p99:.1f} ms",
                        flush=True,
                    )
        results["rates"] = {kind: median(found) for kind, found in rates.items()}
        results["half load"] = _half_load(results["rates"]["sqlite"], kinds["sqlite"], seconds)
        results["memory"] = _memory(kinds["sqlite"])
        results["redis"] = _redis(python, folder, paths, seconds)
    RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")
    write_section(results, report)


def _paths(folder: Path) -> Path:
    """Write the list of published pages that the load looks at."""
    months = folder / "cac-trang"
    months.mkdir()
    (months / "2026-01.txt").write_text(
        "".join(f"/tin/bai-{n}/\tBài {n}\n" for n in range(500)), encoding="utf-8"
    )
    (folder / "cac-trang.txt").write_text("/\n", encoding="ascii")
    return folder / "cac-trang.txt"


def _answered(kind: str, done: Load, server: Server) -> float:
    """Give the rate, after looking that every acknowledged view was counted. Raises RuntimeError."""
    if done.errors:
        raise RuntimeError(f"{kind}: {done.errors} errors")
    if kind == "sqlite" and not _figures(server)["total"]:
        raise RuntimeError("nothing was counted")
    return done.rate


def _figures(server: Server) -> dict[str, int]:
    with urllib.request.urlopen(f"{server.address}{PREFIX}so-lieu.json", timeout=10) as answer:
        figures: dict[str, int] = json.load(answer)
    return figures


def _half_load(
    rate: float, started: Callable[[], AbstractContextManager[Server]], seconds: float
) -> dict[str, float]:
    """Send half of what the counter can take, evenly: the pause is set by a first try."""
    pause = CONNECTIONS / (rate / 2) * 1000
    with started() as server:
        tried = load(server.address, 2, core=LOAD_CORE, pause=round(pause)).rate
        pause = max(1, pause - CONNECTIONS / tried * 1000 + CONNECTIONS / (rate / 2) * 1000)
        done = load(server.address, seconds, core=LOAD_CORE, pause=round(pause))
    print(f"half load: {done.rate:,.0f} a second, p99 {done.p99:.1f} ms", flush=True)
    return {"rate": done.rate, "median": done.median, "p99": done.p99, "longest": done.longest}


def _memory(started: Callable[[], AbstractContextManager[Server]]) -> dict[str, float]:
    """Fill the half hour that is remembered with what a million visitors a day bring in their busiest one."""
    with started() as server:
        before = server.memory()
        views = 0
        while views < 250_000:
            views += load(server.address, 10, core=LOAD_CORE, visitors=50_000).requests
        visits = _figures(server)["online"]
        return {"before": before, "after": server.memory(), "views": views, "visits": visits}


def _redis(python: Path, folder: Path, paths: Path, seconds: float) -> dict[str, dict[str, float]]:
    """Count with one process and with two on one Redis server; the work of the server itself counts too."""
    found: dict[str, dict[str, float]] = {}
    for processes in (1, 2, 1, 2):
        with _redis_with(python, folder, paths, processes) as (services, store):
            work = [*services, store]
            before, calls = sum(one.cpu_seconds() for one in work), _commands(store)
            with ThreadPoolExecutor(processes) as threads:
                tasks = [threads.submit(load, one.address, seconds, core=LOAD_CORE) for one in services]
                done = [task.result() for task in tasks]
            views = sum(one.requests for one in done)
            result = {
                "rate": sum(one.rate for one in done),
                "cpu": (sum(one.cpu_seconds() for one in work) - before) / views * 1e6,
                "commands": (_commands(store) - calls) / views,
            }
            print(f"redis, {processes} process(es): {result}", flush=True)
            known = found.setdefault(str(processes), result)
            found[str(processes)] = {name: (known[name] + result[name]) / 2 for name in known}
    return found


@contextmanager
def _redis_with(
    python: Path, folder: Path, paths: Path, processes: int
) -> Iterator[tuple[list[Server], Server]]:
    place = folder / secrets.token_hex(4)
    place.mkdir()
    with RedisServer(place) as redis, ExitStack() as stack:
        assert redis.process is not None
        services = [
            stack.enter_context(ours(python, redis.url, paths, SERVER_CORE)) for _ in range(processes)
        ]
        yield services, Server(redis.url, (redis.process.pid,))


def _commands(store: Server) -> int:
    import redis  # noqa: PLC0415 - only where it is measured

    told: dict[str, Any] = redis.Redis.from_url(store.address).info("commandstats")
    return sum(command["calls"] for command in told.values())


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.counter.run", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts (default: 10)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each server is measured (default: 3)"
    )
    parser.add_argument("--python", default="", help="the Python that runs the servers (default: this one)")
    parser.add_argument("--report", type=Path, default=Path("docs/benchmarks.md"))
    options = parser.parse_args()
    run(options.seconds, options.rounds, options.report, options.python)


if __name__ == "__main__":
    main()
