"""A digest that is taken once is the same each time, and is taken again of whatever can change."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pytest

from plugins.agency.agency import Agency, Link, Section
from plugins.incremental.tracking import immutable
from plugins.incremental.tracking.digest import digest


@dataclass(frozen=True)
class Office:
    name: str
    rooms: tuple[int, ...] = ()


@dataclass(frozen=True)
class Holder:
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Computing:
    name: str

    @cached_property
    def length(self) -> int:
        return len(self.name)


@dataclass
class Open:
    name: str


class Pair(NamedTuple):
    first: Any
    second: Any


AGENCY = Agency(
    name="Xã Thử",
    full_name="Xã Thử",
    site_url="",
    departments=(Section("A", "a"),),
    categories=(),
    menu=(Link("A", "/"),),
)


@pytest.mark.parametrize(
    "value", [Office("A", (1, 2)), (Link("A", "/"),), Pair(1, "b"), AGENCY, frozenset({1})], ids=repr
)
def test_the_digest_of_what_cannot_change_is_taken_once(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = immutable.digest_once(value, None)
    assert found == digest(value)
    monkeypatch.setattr(immutable, "digest", pytest.fail)
    assert immutable.digest_once(value, None) == found


def test_the_digest_of_what_can_change_is_taken_each_time() -> None:
    holder, loose = Holder(), Open("a")
    plain: list[int] = []
    values: list[Any] = [holder, (holder,), Pair(1, plain), loose, plain, (plain,)]
    before = [immutable.digest_once(value, None) for value in values]
    holder.items.append("x")
    loose.name = "b"
    plain.append(1)
    after = [immutable.digest_once(value, None) for value in values]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_cached_property_counts_as_in_digest() -> None:
    office = Computing("A")
    immutable.digest_once(office, None)
    assert office.length == 1
    assert immutable.digest_once(office, None) == digest(office)


def test_new_value_with_reused_id_is_digested_again() -> None:
    for number in range(immutable.MOST * 2):
        value = (f"a{number}",)
        assert immutable.digest_once(value, None) == digest(value)
