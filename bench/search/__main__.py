"""Measure the search: the time for an index, and for answers under load.

    python -m bench.search --articles 10000 [--rate 20] [--seconds 20] [--folder DIR]

The search has one core, the load the other; then the counter shares the core of the search. Needs wrk.
The articles are those of `bench.corpus`, whose vocabulary is small: almost every word stands in thousands of texts, which
is the worst case. Queries are one to four words of titles, with or without accents, a fifth of them with a year.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import escape
from itertools import cycle
from pathlib import Path

import httpx

from bench.article import article
from bench.counter.servers import Server, check_tools, load, ours, running
from bench.environment import MissingToolError, free_port
from plugins.urls.patterns import SEARCH, SEARCH_HEALTH, file_of
from plugins.vietnamese.text import fold

SEED = 20
LENGTHS = (1, 2, 3, 4)  # words of a query
READERS = 8
MOST_CONNECTIONS = 200
VIEW_PAUSE = 300  # milliseconds of each of wrk's connections
PAGE = """<!doctype html><html lang="vi"><head><meta property="article:published_time" content="{date}">
<meta name="description" content="{summary}"><script type="application/ld+json">{{}}</script></head>
<main><article><p class="kicker"><span>{category}</span></p><h1>{title}</h1>
<ul class="facts"><li><a href="/don-vi/x/">{department}</a></li></ul><div class="prose"><p>{body}</p></div></article></main>"""


def write_pages(folder: Path, total: int) -> None:
    """Write the articles as a release has them, as far as the search reads them."""
    for number in range(total):
        one = article(number, total)
        texts = {
            name: escape(getattr(one, name))
            for name in ("summary", "category", "title", "department", "body")
        }
        page = folder / f"{one.date:%Y/%m}" / one.slug / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(PAGE.format(date=one.date.isoformat(), **texts), encoding="utf-8")
    (folder / file_of(SEARCH)).parent.mkdir(parents=True)
    (folder / file_of(SEARCH)).write_text(
        '<title>Tìm</title><input name="q"><!--tra-loi--><!--/tra-loi-->', encoding="utf-8"
    )


def queries(total: int, count: int) -> list[dict[str, str]]:
    """Return random queries."""
    draw = random.Random(SEED)
    found = []
    for _ in range(count):
        words = article(draw.randrange(total), total).title.split()
        length = draw.choice(LENGTHS)
        start = draw.randrange(max(1, len(words) - length))
        text = " ".join(words[start : start + length])
        year = {"nam": str(draw.randint(2012, 2025))} if draw.randrange(5) == 0 else {}
        found.append({"q": draw.choice((text, fold(text))), "phan": "1", **year})
    return found


@contextmanager
def search(folder: Path) -> Iterator[Server]:
    """Run the search as in production, and yield it at once: it indexes at first."""
    port = free_port()
    command = [
        "nice", "-n", "10", sys.executable, "-m", "plugins.search", "--port", str(port),
        "--release", str(folder / "site"), "--index", str(folder / "index"),
    ]  # fmt: skip
    with running(command, port, "") as server:
        yield server


def wait_for_index(server: Server) -> None:
    """Wait until the search answers."""
    while not httpx.get(f"{server.url}{SEARCH_HEALTH}").is_success:
        time.sleep(0.1)


async def ask(server: Server, asked: Sequence[dict[str, str]], rate: float) -> list[float]:
    """Send queries at a rate, whether earlier ones are answered or not; return the milliseconds of each, sorted."""
    limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as client:
        begin = time.monotonic()

        async def one(number: int, fields: dict[str, str]) -> float:
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            (await client.get(SEARCH, params=fields)).raise_for_status()
            return (time.monotonic() - due) * 1000

        return sorted(await asyncio.gather(*(one(number, fields) for number, fields in enumerate(asked))))


async def flood(server: Server, asked: Sequence[dict[str, str]], seconds: float) -> float:
    """Send queries one after another from several readers; return how many were answered in a second."""
    queue, end, answered = cycle(asked), time.monotonic() + seconds, 0

    async def reader(client: httpx.AsyncClient) -> None:
        nonlocal answered
        while time.monotonic() < end:
            (await client.get(SEARCH, params=next(queue))).raise_for_status()
            answered += 1

    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        await asyncio.gather(*(reader(client) for _ in range(READERS)))
    return answered / seconds


def spread(times: Sequence[float]) -> str:
    """Return median, p95 and p99 of sorted milliseconds as text."""
    shares = {"median": 0.5, "p95": 0.95, "p99": 0.99}
    return ", ".join(
        f"{name} {times[int(share * (len(times) - 1))]:.1f} ms" for name, share in shares.items()
    )


def measure(folder: Path, asked: list[dict[str, str]], rate: float, seconds: float) -> None:
    """Index the pages and answer queries, both on one core; count views beside it on the same core."""
    start = time.monotonic()
    with search(folder) as server:
        wait_for_index(server)
        size = sum(file.stat().st_size for file in (folder / "index").iterdir())
        cpu = server.cpu_seconds()
        print(
            f"index: {time.monotonic() - start:.1f} s, CPU {cpu:.1f} s, {size / 1e6:.0f} MB, memory {server.memory():.0f} MB"
        )
        asyncio.run(ask(server, asked[:50], rate))  # what is compiled and cached once
        cpu = server.cpu_seconds()
        print(f"{rate:g} queries a second: {spread(asyncio.run(ask(server, asked, rate)))}", end=", ")
        print(f"CPU {(server.cpu_seconds() - cpu) / len(asked) * 1000:.1f} ms a query")
        print(f"at most {asyncio.run(flood(server, asked, seconds)):.0f} queries a second, {READERS} readers")
        print(f"memory {server.memory():.0f} MB")
        paths = folder / "paths.txt"
        paths.write_text("/\n", encoding="utf-8")
        with ours(str(folder / "views.sqlite3"), paths) as counter:
            for name, beside in (("alone", 0), ("beside the queries", len(asked)), ("alone again", 0)):
                with ThreadPoolExecutor(1) as other:
                    asking = other.submit(asyncio.run, ask(server, asked[:beside], rate))
                    views = load(counter.url, seconds, pause=VIEW_PAUSE)
                    print(
                        f"{views.rate:.0f} views a second {name}: median {views.median:.1f} ms, p99 {views.p99:.1f} ms",
                        end="",
                    )
                    print(f"; queries: {spread(found)}" if (found := asking.result()) else "")


def main() -> None:
    """Measure and print; the section of the report is written by hand."""
    parser = argparse.ArgumentParser(prog="python -m bench.search")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=20.0, help="queries a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--folder", type=Path, help="where pages and index are kept for the next run")
    options = parser.parse_args()
    try:
        check_tools("wrk")
    except MissingToolError as error:
        sys.exit(str(error))
    with tempfile.TemporaryDirectory() as place:
        folder: Path = options.folder or Path(place)
        if not (folder / "site").exists():
            write_pages(folder / "site", options.articles)
        asked = queries(options.articles, int(options.rate * options.seconds))
        measure(folder, asked, options.rate, options.seconds)


if __name__ == "__main__":
    main()
