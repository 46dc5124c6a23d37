"""Measure the search: the time for an index, and for answers under load.

    python -m bench.search --articles 10000 [--rate 20] [--seconds 20]

The articles are those of `bench.corpus`, whose vocabulary is small: almost every word stands in thousands of texts, which
is the worst case. Queries are one to four words of titles, with or without accents, a fifth of them with a year.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

import httpx

from bench.article import article
from plugins.search.service.application import SearchService, Settings
from plugins.urls.patterns import SEARCH, SEARCH_HEALTH, file_of
from plugins.vietnamese.text import fold

SEED = 20
LENGTHS = (1, 2, 3, 4)  # words of a query
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
    (folder / file_of(SEARCH)).parent.mkdir()
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


async def measure(folder: Path, asked: Sequence[dict[str, str]], rate: float) -> None:
    """Index the pages, send queries at a rate, whether earlier ones are answered or not, and print the times."""
    service = SearchService(Settings(release=folder / "site", index=folder / "index"))
    start, cpu = time.monotonic(), time.process_time()
    async with (
        service.running(),
        httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://portal.example") as client,
    ):
        while not (await client.get(SEARCH_HEALTH)).is_success:
            await asyncio.sleep(0.1)
        size = sum(file.stat().st_size for file in (folder / "index").iterdir())
        print(
            f"index: {time.monotonic() - start:.1f} s, CPU {time.process_time() - cpu:.1f} s, {size / 1e6:.0f} MB"
        )
        begin, cpu = time.monotonic(), time.process_time()

        async def one(number: int, fields: dict[str, str]) -> float:
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            (await client.get(SEARCH, params=fields)).raise_for_status()
            return (time.monotonic() - due) * 1000

        times = sorted(await asyncio.gather(*(one(number, fields) for number, fields in enumerate(asked))))
        for name, share in (("median", 0.5), ("p95", 0.95), ("p99", 0.99)):
            print(f"{name} {times[int(share * (len(times) - 1))]:.1f} ms at {rate:g} queries a second")
        print(f"CPU {(time.process_time() - cpu) / len(asked) * 1000:.1f} ms a query")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def main() -> None:
    """Measure and print; the section of the report is written by hand."""
    parser = argparse.ArgumentParser(prog="python -m bench.search")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=20.0, help="queries a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        write_pages(Path(place, "site"), options.articles)
        asked = queries(options.articles, int(options.rate * options.seconds))
        asyncio.run(measure(Path(place), asked, options.rate))


if __name__ == "__main__":
    main()
