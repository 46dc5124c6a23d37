"""Numbers of a store, for tests."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from plugins.visitor_counter.stores.report import Key, Kind, Report
from plugins.visitor_counter.stores.store import Store


def numbers(
    days: Mapping[date, int] = MappingProxyType({}),
    refused: Mapping[tuple[date, str], int] = MappingProxyType({}),
    answers: Mapping[tuple[date, str, bool], int] = MappingProxyType({}),
) -> dict[Key, int]:
    """Return visits by day, rejected views by day and reason, and answers by day, page and answer as one mapping."""
    return {
        **{Key(Kind.VISITS, day): n for day, n in days.items()},
        **{Key(Kind.REJECTED, *rest): n for rest, n in refused.items()},
        **{Key(Kind.ANSWERS, *rest): n for rest, n in answers.items()},
    }


def add(store: Store, report: Report) -> None:
    """Merge data into a store."""
    store.change(lambda held: held.merged(report))
