"""What happens to a site between two builds, and what the second must have done about it.

The edited articles are among the newest, which is both the usual case and the harder one: they stand on the home page,
in feeds and at the head of every list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.promises import Promise, feeds_of, lists_of
from bench.sources import Sources

MOST_ROUNDS = 6  # each takes three of the newest twenty articles: one to edit, one to rename, one to delete


@dataclass(frozen=True)
class Scenario:
    """A change to the sources. `edit` makes it for one round and returns what the build must bring about."""

    name: str
    label: str
    edit: Callable[[Sources, int], list[Promise]]
    clean: bool = False
    removing: bool = False


def _nothing(_sources: Sources, _round: int) -> list[Promise]:
    return []


def _body(sources: Sources, turn: int) -> list[Promise]:
    number = sources.newest(3 * turn)
    before = sources.article(number)
    mark = f"Đoạn này được thêm ở lần đo {turn + 1}."
    sources.put(number, replace(before, body=f"{before.body}\n{mark}\n"))
    return [Promise(before.address, holds=[mark]), Promise("/rss/tin-moi.xml", holds=[mark])]


def _title(sources: Sources, turn: int) -> list[Promise]:
    number = sources.newest(3 * turn + 1)
    before = sources.article(number)
    after = replace(before, title=f"Tiêu đề được sửa ở lần đo {turn + 1}")
    sources.put(number, after)
    shown = [before.address, *lists_of(before), "/rss/tin-moi.xml"]
    shown += [sources.article(near).address for near in (number - 1, number + 1)]
    promises = [Promise(address, holds=[after.title], lacks=[before.title]) for address in shown]
    return promises + [Promise(address, lacks=[before.title]) for address in feeds_of(before)]


def _added(sources: Sources, turn: int) -> list[Promise]:
    number = sources.total + turn
    new = sources.article(number)
    sources.put(number, new)
    shown = [new.address, *lists_of(new), *feeds_of(new), sources.article(number - 1).address]
    return [Promise(address, holds=[new.title]) for address in shown]


def _deleted(sources: Sources, turn: int) -> list[Promise]:
    number = sources.newest(3 * turn + 2)
    gone = sources.take_away(number)
    showed = [*lists_of(gone), *feeds_of(gone), f"/{gone.date.year}/"]
    showed += [sources.article(near).address for near in (number - 1, number + 1)]
    promises = [Promise(address, lacks=[gone.title, gone.address], there=None) for address in showed]
    return [Promise(gone.address, there=False), *promises]


def _menu(sources: Sources, turn: int) -> list[Promise]:
    label = f"Lưu trữ, lần đo {turn + 1}"
    sources.rename_in_menu("/luu-tru/", label)
    middle, newest = sources.article(sources.total // 2), sources.article(sources.total - 1)
    pages = ["/", "/404.html", sources.article(0).address, middle.address, newest.address, *lists_of(middle)]
    return [Promise(address, holds=[f">{label}</a>"]) for address in pages]


CLEAN = Scenario("clean", "clean build", _nothing, clean=True)
UNCHANGED = Scenario("unchanged", "nothing changed", _nothing)
EDITS = (
    UNCHANGED,
    Scenario("body", "one body edited", _body),
    Scenario("title", "one title edited", _title),
    Scenario("added", "one article added", _added),
    Scenario("deleted", "one article deleted", _deleted, removing=True),
    Scenario("menu", "one menu entry changed", _menu),
)
SCENARIOS = (CLEAN, *EDITS)
