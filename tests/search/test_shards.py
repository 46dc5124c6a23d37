"""Which articles stand together depends on nothing but their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from plugins.archives.periods import group
from plugins.search.shards import MOST, Shard, shards_of


@dataclass(eq=False)
class Dated:
    date: datetime


def shards(*months: tuple[int, int, int]) -> list[Shard]:
    """Return the shards of (year, month, count), newest first."""
    dated = [
        Dated(datetime(year, month, 1, tzinfo=UTC)) for year, month, count in months for _ in range(count)
    ]
    return shards_of(group(dated))


def count(shard: Shard) -> int:
    return sum(map(len, shard.lists))


def test_few_articles_stand_in_one_shard_of_ten_years() -> None:
    assert [(shard.name, count(shard)) for shard in shards((2026, 11, 3), (2024, 3, 2))] == [
        ("2020-01-120", 5)
    ]


def test_years_on_both_sides_of_a_round_year_stand_apart() -> None:
    assert [shard.name for shard in shards((2020, 1, 1), (2019, 12, 1))] == ["2020-01-120", "2010-01-120"]


def test_long_shards_are_split_without_loss() -> None:
    found = shards((2026, 11, MOST), (2026, 2, 5), (2024, 3, 7))
    assert [(shard.name, count(shard)) for shard in found] == [
        ("2026-07-6", MOST),
        ("2026-01-6", 5),
        ("2020-01-60", 7),
    ]


def test_month_is_not_split() -> None:
    assert [(shard.name, count(shard)) for shard in shards((2026, 11, MOST + 1))] == [("2026-11-1", MOST + 1)]


def test_articles_are_newest_first() -> None:
    (shard,) = shards((2026, 11, 1), (2026, 2, 1), (2024, 3, 1))
    assert [article.date.year * 100 + article.date.month for listed in shard.lists for article in listed] == [
        202611,
        202602,
        202403,
    ]
