"""What the rules of the whole site need to know of one file, small enough to be kept for every file."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from plugins.agency.agency import Section
from plugins.contract.body.links import Reference
from plugins.contract.content_type import Status
from plugins.contract.fields.facts import Facts
from plugins.contract.sources.source import Source
from plugins.errors.issue import Issue

Packed = tuple[Any, ...]  # the fields of an entry without its path, in their order


class Entry(NamedTuple):
    """One text; `kind` names its content type, `address` begins and ends with `/`, lines count from 1.

    `moment` is the date of publication in seconds since 1970, 0 for types without one; `expires` is infinite for a text
    that does not expire. `pinned_until` and `turns_old` are moments too, infinite for never. Of a `draft`, and of a text that has expired, errors are warnings; `unfinished` means draft only.

    `published` means that it has a page, `in_lists` that while it has one lists name it or its original: those of its
    `sections` (the slugs of its department and its category; "" for none), authors, tags and month. `old_urls` lead to
    it once it is published.
    """

    path: str
    kind: str
    address: str
    moment: float
    expires: float
    pinned_until: float
    turns_old: float
    draft: bool
    unfinished: bool
    published: bool
    withdrawn: bool
    in_lists: bool
    address_line: int
    author_line: int
    tags_line: int
    old_urls_line: int
    sections: tuple[str, str]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    old_urls: tuple[str, ...]
    warned: tuple[tuple[int, str, str], ...]  # line, message and hint
    references: tuple[Reference, ...]

    def issue(self, line: int, message: str, hint: str) -> Issue:
        """Return an error about this text; of a draft or an expired text a warning, since it stops nothing."""
        return Issue(self.path, line, message, hint, is_warning=self.draft)

    @property
    def listed(self) -> bool:
        """Whether lists name it or its original now."""
        return self.published and self.in_lists

    @property
    def has_expired(self) -> bool:
        """Whether it was left out only because the moment at which it expires has come."""
        return self.draft and not self.unfinished

    @property
    def since(self) -> float:
        """From when it is published, in seconds since 1970: 0 if it is now, infinite for a draft or an expired text."""
        if self.published:
            return 0
        return math.inf if self.draft else self.moment

    @property
    def warnings(self) -> list[Issue]:
        """The warnings about this text."""
        return [Issue(self.path, *warned, is_warning=True) for warned in self.warned]

    def pack(self) -> Packed:
        """Return the entry without its path as plain tuples, which cost least to keep and to read."""
        references = tuple((item.what, item.file, item.line) for item in self.references)
        state = (self.kind, self.address, self.moment, self.expires, self.pinned_until, self.turns_old)
        standing = (self.draft, self.unfinished, self.published, self.withdrawn, self.in_lists)
        lines = (self.address_line, self.author_line, self.tags_line, self.old_urls_line)
        lists = (self.authors, self.tags, self.old_urls)
        return (*state, *standing, *lines, self.sections, *lists, self.warned, references)


def unpack(path: str, packed: Packed) -> Entry:
    """Return the entry that `pack` has packed."""
    *facts, references = packed
    return Entry(*(path, *facts, tuple([Reference(*item) for item in references]) if references else ()))


def entry_of(source: Source, path: str, settings: dict[str, Any]) -> Entry:
    """Return the entry of a source; `settings` are Pelican's, with BUILD_MOMENT as an aware datetime."""
    facts, known = source.facts, settings["AGENCY_SECTIONS"]
    values, lines = facts.values, facts.lines
    prefix = "" if facts.lang == settings["DEFAULT_LANG"] else f"{facts.lang}/"
    return Entry(
        path=path,
        kind=facts.type.name,
        address=f"/{prefix}{settings[facts.type.setting('URL')].format(**values)}",
        moment=values["date"].timestamp() if "date" in values else 0,
        expires=_seconds(values.get("expires")),
        pinned_until=_seconds(values.get("pinned_until")),
        turns_old=_seconds(turns_old(facts, known.old_after)),
        draft=facts.status is Status.DRAFT or has_expired(facts, settings["BUILD_MOMENT"]),
        unfinished=facts.status is Status.DRAFT,
        published=is_public(facts, settings["BUILD_MOMENT"]),
        withdrawn=facts.status is Status.WITHDRAWN,
        in_lists=facts.type.listed and facts.status is not Status.WITHDRAWN,
        address_line=lines.get("slug", lines.get("title", 1)),
        author_line=lines.get("author", 1),
        tags_line=lines.get("tags", 1),
        old_urls_line=lines.get("old_urls", 1),
        sections=(
            _slug_of_section(values.get("department", ""), known.departments),
            _slug_of_section(values.get("category", ""), known.categories),
        ),
        authors=values.get("authors", ()),
        tags=values.get("tags", ()),
        old_urls=values.get("old_urls", ()),
        warned=tuple((issue.line, issue.message, issue.hint) for issue in source.warnings),
        references=source.references,
    )


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else math.inf


def _slug_of_section(name: str, sections: Iterable[Section]) -> str:
    return next((section.slug for section in sections if section.name == name), "")


def is_public(facts: Facts, moment: datetime) -> bool:
    """Return whether a text has a page at a moment: published or withdrawn, its date has come, and it has not expired."""
    date = facts.values.get("date")
    has_come = date is None or date <= moment
    return facts.status is not Status.DRAFT and has_come and not has_expired(facts, moment)


def has_expired(facts: Facts, moment: datetime) -> bool:
    """Return whether the moment at which a text expires has come."""
    expires = facts.values.get("expires")
    return expires is not None and expires <= moment


def is_pinned(facts: Facts, moment: datetime) -> bool:
    """Return whether a text stands first in the news of the home page at a moment, if it is listed at all."""
    until = facts.values.get("pinned_until")
    return until is not None and moment < until


def turns_old(facts: Facts, years: int) -> datetime | None:
    """Return when a dated text was published or last changed so many years ago; None for never."""
    date: datetime | None = facts.values.get("date")
    if date is None or not years:
        return None
    since = facts.modified or date
    try:
        return since.replace(year=since.year + years)
    except ValueError:  # 29 February
        return since.replace(year=since.year + years, month=3, day=1)


def holds(facts: Facts, moment: datetime, old_after: int = 0) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when a text is accepted (`changes_are_past`) and all functions above answer as now."""
    date: datetime | None = facts.values.get("date")
    modified: datetime | None = facts.modified or None
    changed = modified and modified.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if facts.status is Status.DRAFT:
        return changed, None
    if date is not None and moment < date:
        return None, date
    ends = (facts.values.get("expires"), facts.values.get("pinned_until"), turns_old(facts, old_after))
    turns = [turn for turn in ends if turn is not None]
    begun = [start for start in (date, changed) if start is not None]
    begun += [turn for turn in turns if turn <= moment]
    return max(begun, default=None), min((turn for turn in turns if moment < turn), default=None)
