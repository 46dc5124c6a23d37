"""What the rules of the whole site need to know of one file, small enough to be kept for every file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from plugins.agency.agency import Section
from plugins.contract.article import Article, Page
from plugins.contract.links import Reference
from plugins.contract.schema import Status
from plugins.contract.source import Source

Packed = tuple[Any, ...]  # the fields of an entry without its path, in their order


class Entry(NamedTuple):
    """One source file; `address` begins and ends with `/`, lines count from 1.

    `published` tells that it has a page, `listed` that lists name it or its original, and so brings those of its `sections` (the
    slugs of its department and its category; "" for none), authors, tags and its month.
    """

    path: str
    address: str
    published: bool
    listed: bool
    is_page: bool
    address_line: int
    author_line: int
    tags_line: int
    sections: tuple[str, str]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    references: tuple[Reference, ...]

    def pack(self) -> Packed:
        """Return the entry without its path as plain tuples, which cost least to keep and to read."""
        references = tuple((item.what, item.file, item.line) for item in self.references)
        state = (self.address, self.published, self.listed, self.is_page)
        lines = (self.address_line, self.author_line, self.tags_line)
        return (*state, *lines, self.sections, self.authors, self.tags, references)


def unpack(path: str, packed: Packed) -> Entry:
    """Return the entry that `pack` has packed."""
    *facts, references = packed
    return Entry(*(path, *facts, tuple([Reference(*item) for item in references]) if references else ()))


def entry_of(source: Source, path: str, settings: dict[str, Any]) -> Entry:
    """Return the entry of a source; `settings` are Pelican's, with BUILD_MOMENT as an aware datetime."""
    facts = source.facts
    in_default_lang = facts.lang == settings["DEFAULT_LANG"]
    prefix = "" if in_default_lang else f"{facts.lang}/"
    published = is_public(facts, settings["BUILD_MOMENT"])
    sections = ("", "")
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    if isinstance(facts, Article):
        address = settings["ARTICLE_URL"].format(date=facts.date, slug=facts.slug)
        known = settings["AGENCY_SECTIONS"]
        sections = (
            _slug_of_section(facts.department, known.departments),
            _slug_of_section(facts.category, known.categories),
        )
        authors, tags = facts.authors, facts.tags
    else:
        address = settings["PAGE_URL"].format(slug=facts.slug)
    lines = facts.lines
    return Entry(
        path=path,
        address=f"/{prefix}{address}",
        published=published,
        listed=published and isinstance(facts, Article) and facts.status is Status.PUBLISHED,
        is_page=isinstance(facts, Page),
        address_line=lines.get("slug", lines.get("title", 1)),
        author_line=lines.get("author", 1),
        tags_line=lines.get("tags", 1),
        sections=sections,
        authors=authors,
        tags=tags,
        references=source.references,
    )


def _slug_of_section(name: str, sections: Iterable[Section]) -> str:
    return next((section.slug for section in sections if section.name == name), "")


def is_public(facts: Article | Page, moment: datetime) -> bool:
    """Tell whether a file has a page at a moment: published or withdrawn, and its date has come."""
    if facts.status is Status.DRAFT:
        return False
    return isinstance(facts, Page) or facts.date <= moment


def turns_old(facts: Article | Page, years: int) -> datetime | None:
    """Return when an article has stood so many years since it was published or last changed; None for never."""
    if isinstance(facts, Page) or not years:
        return None
    since = facts.modified or facts.date
    try:
        return since.replace(year=since.year + years)
    except ValueError:  # 29 February
        return since.replace(year=since.year + years, month=3, day=1)


def holds(
    facts: Article | Page, moment: datetime, old_after: int = 0
) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when the answers of `is_public` and `turns_old` stay as they are."""
    if isinstance(facts, Page) or facts.status is Status.DRAFT:
        return None, None
    if moment < facts.date:
        return None, facts.date
    turn = turns_old(facts, old_after)
    if turn is None:
        return facts.date, None
    return (facts.date, turn) if moment < turn else (turn, None)
