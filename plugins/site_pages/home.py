"""What the home page shows: the blocks that `agency.yaml` orders, and no article twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

NEWEST = 30  # articles among which each block looks for its own
NOTICES, CARDS, LATEST, PINNED = 4, 4, 8, 5
CATEGORIES, IN_CATEGORY = 2, 3  # categories when `home` names none; articles of each
WIDE = ("lead", "latest")
NARROW = ("notices", "departments", "counter", "most_read")  # beside a wide block that stands before them
WITHOUT_ARTICLES = ("tasks", "counter", "most_read", "departments", "links")

Group = tuple[Any, Sequence[Any]]  # a category and its articles, newest first


@dataclass(frozen=True)
class Block:
    """A block and what it shows: articles, perhaps those of a category (`section`)."""

    name: str
    articles: Sequence[Any] = ()
    section: Any = None
    pinned: int = 0  # how many of the articles, at the beginning
    more: bool = False  # whether the section has others


@dataclass(frozen=True)
class Row:
    """Blocks that stand side by side on a wide screen: a wide and narrow ones (`beside`), equal ones (`abreast`), or one."""

    kind: str
    blocks: Sequence[Block]


def home_rows(
    names: Sequence[str],
    articles: Sequence[Any],
    *,
    featured: Sequence[Any],
    pinned: Sequence[Any],
    notices: Group | None,
    categories: Sequence[Group],
) -> list[Row]:
    """Return the rows of the home page, top to bottom.

    `names` are those of blocks and categories in their order (`home` of `agency.yaml`). An article in Vietnamese stands in
    the first block that takes it; a block of articles that finds none is left out.
    """
    named = {*names, notices[0].name if notices else ""}
    chooser = _Chooser(articles, featured, pinned, notices, categories, named)
    return list(_rows([block for name in names for block in chooser.blocks(name)]))


def last_day(expires: datetime) -> datetime:
    """Return a moment of the last day on which a text is valid that expires at a moment, which may be 0:00 of the next."""
    return expires - timedelta(seconds=1)


@dataclass
class _Chooser:
    """Chooses the articles of each block, and remembers which are shown."""

    articles: Sequence[Any]
    featured: Sequence[Any]
    pinned: Sequence[Any]
    notices: Group | None
    categories: Sequence[Group]
    named: set[str]  # categories with a block of their own
    shown: set[str] = field(default_factory=set)  # URLs

    def blocks(self, name: str) -> Iterator[Block]:
        """Yield what one entry of `home` shows."""
        groups = {category.name: (category, found) for category, found in self.categories}
        if name == "lead":
            yield from self._lead()
        elif name == "notices":
            yield from self._newest_notices()
        elif name == "cards":
            yield from self._cards()
        elif name == "latest":
            yield from self._latest()
        elif name == "categories":
            others = (group for name, group in groups.items() if name not in self.named)
            yield from islice((block for group in others for block in self._category(group)), CATEGORIES)
        elif name in groups:
            yield from self._category(groups[name])
        elif name in WITHOUT_ARTICLES:
            yield Block(name)

    def _lead(self) -> Iterator[Block]:
        for article in [
            *self._unseen(_vietnamese(self.featured, 1)),
            *self._illustrated(),
            *self._unseen(self._newest()),
        ][:1]:
            yield Block("lead", self._take([article]))

    def _cards(self) -> Iterator[Block]:
        waiting = {
            article.url for article in _vietnamese(self.pinned, PINNED)
        }  # they stand first in the latest
        pictured = (
            article for article in self._illustrated() if not article.cover.url.lower().endswith(".gif")
        )
        found = [article for article in pictured if article.url not in waiting][:CARDS]
        if len(found) > 1:  # in pairs, so that no row has a hole
            yield Block("cards", self._take(found[: len(found) // 2 * 2]))

    def _newest_notices(self) -> Iterator[Block]:
        category, articles = self.notices or (None, [])
        found = self._unseen(_vietnamese(articles, NOTICES + len(self.shown)))[:NOTICES]
        if found:
            yield Block("notices", self._take(found), category, more=bool(articles[NOTICES : NOTICES + 1]))

    def _latest(self) -> Iterator[Block]:
        pinned = self._take(self._unseen(_vietnamese(self.pinned, PINNED)))
        found = pinned + self._take(self._unseen(self._newest())[: LATEST - len(pinned)])
        if found:
            yield Block("latest", found, pinned=len(pinned))

    def _category(self, group: Group) -> Iterator[Block]:
        category, articles = group
        found = self._unseen(_vietnamese(articles, NEWEST))[:IN_CATEGORY]
        if found:
            story = next((article for article in found if _cover(article)), found[0])
            found = [story, *(article for article in found if article is not story)]
            yield Block("category", self._take(found), category)

    def _newest(self) -> Sequence[Any]:
        return _vietnamese(self.articles, NEWEST)

    def _illustrated(self) -> list[Any]:
        notices = self.notices[0].name if self.notices else ""
        return [
            article
            for article in self._unseen(self._newest())
            if _cover(article) and getattr(getattr(article, "category", None), "name", None) != notices
        ]

    def _unseen(self, articles: Iterable[Any]) -> list[Any]:
        return [article for article in articles if article.url not in self.shown]

    def _take(self, articles: Sequence[Any]) -> list[Any]:
        self.shown.update(article.url for article in articles)
        return list(articles)


def _vietnamese(articles: Sequence[Any], most: int) -> list[Any]:
    """Return the first articles in Vietnamese; reads no more of the list than that takes."""
    end = most
    while True:
        found = [article for article in articles[:end] if article.lang == "vi"][:most]
        if len(found) == most or not articles[end : end + 1]:
            return found
        end *= 2


def _cover(article: Any) -> Any:
    return getattr(article, "cover", None)


def _rows(blocks: Sequence[Block]) -> Iterator[Row]:
    row: list[Block] = []
    for block in blocks:
        beside = row and block.name in NARROW and row[0].name in (*WIDE, *NARROW)
        abreast = row and block.name == row[0].name == "category"
        if row and not beside and not abreast:
            yield _row(row)
            row = []
        row = [*row, block]
    if row:
        yield _row(row)


def _row(blocks: Sequence[Block]) -> Row:
    first = blocks[0].name
    if first in WIDE:
        return Row("beside" if blocks[1:] else "alone", blocks)
    return Row("abreast" if first == "category" or blocks[1:] else "alone", blocks)
