"""Lists of titles: the articles of a period that is as long as possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST = 400  # articles: 12 kB of titles, compressed; one that is published writes one list again
LENGTHS = (120, 60, 12, 6, 3, 1)  # months; a shard with too many articles is split into the next length


@dataclass(frozen=True)
class Shard:
    """Articles of one period, newest first; its name has the first month and the number of months."""

    name: str
    months: range  # counted from year 0
    lists: Sequence[Sequence[Any]] = field(repr=False)


def shards_of(years: Sequence[Any]) -> list[Shard]:
    """Return the shards of the archive's years, newest first. They depend only on the dates of the articles."""
    months = {year.year * 12 + month.month - 1: month.articles for year in years for month in year.months}
    starts = sorted({month - month % LENGTHS[0] for month in months}, reverse=True)
    return [shard for start in starts for shard in _split(months, start, LENGTHS)]


def _split(months: dict[int, Sequence[Any]], start: int, lengths: Sequence[int]) -> Iterator[Shard]:
    length, *shorter = lengths
    found = [months[month] for month in range(start + length - 1, start - 1, -1) if month in months]
    if not found:
        return
    if shorter and sum(map(len, found)) > MOST:
        for part in range(start + length - shorter[0], start - 1, -shorter[0]):
            yield from _split(months, part, shorter)
        return
    year, month = divmod(start, 12)
    yield Shard(f"{year:04}-{month + 1:02}-{length}", range(start, start + length), found)
