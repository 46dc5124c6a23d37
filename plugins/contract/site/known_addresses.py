"""URLs that the published site will have, computed from the entries when a text refers to one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from plugins.agency.reading import ALL_NEWS
from plugins.contract.content_type import ContentType
from plugins.contract.site.entry import Entry
from plugins.contract.site.names import slugs_of_names
from plugins.urls.patterns import (
    AUTHOR,
    CATEGORY,
    COUNTER,
    DEPARTMENT,
    ENGLISH_HOME,
    ENGLISH_PAGES,
    FEED,
    PAGES,
    TAG,
    TAG_FEED,
)
from plugins.vietnamese.text import slug_of

TRANSLATION = re.compile(r"/[a-z]{2}(?=/\d{4}/)")
PERIOD = re.compile(r"/\d{4}/(?:\d{2}/)?")
SLUG = "([a-z0-9-]+)"
LISTS = {
    pattern: re.compile(pattern.replace("{slug}", SLUG)) for pattern in (DEPARTMENT, CATEGORY, AUTHOR, TAG)
}
FEEDS = {
    pattern: re.compile(pattern.replace("{slug}.xml", rf"{SLUG}\.(?:xml|json)"))
    for pattern in (FEED, TAG_FEED)
}


class KnownAddresses:
    """The root-relative addresses of pages, lists, feeds and files.

    With `soon` also those that drafts and scheduled articles will add: a draft may link to its own lists. With `until`,
    in seconds since 1970, only those that do not end before it because a text expires.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        by_address: dict[str, Entry],
        types: Mapping[str, ContentType],
        *,
        soon: bool = False,
        until: float = 0,
    ) -> None:
        self._entries = [entry for entry in entries if entry.expires >= until]
        self._until = until
        self._lists = {address for item in types.values() for address in item.addresses}
        self._can_be_listed = {name for name, item in types.items() if item.listed}
        self._by_address = by_address
        self._soon = soon

    def __contains__(self, address: str) -> bool:
        if address in self._fixed or address in self._lists or address == COUNTER:
            return True
        entry = self._by_address.get(address)
        if entry is not None:
            return (entry.published or self._soon) and entry.expires >= self._until
        for pattern, url in LISTS.items():
            if match := url.fullmatch(address):
                return match[1] in self._slugs[pattern]
        for pattern, url in FEEDS.items():
            if match := url.fullmatch(address):
                sections = self._slugs[DEPARTMENT] | self._slugs[CATEGORY] | {ALL_NEWS}
                return match[1] in (sections if pattern == FEED else self._slugs[TAG]) and bool(self._listed)
        if PERIOD.fullmatch(address):
            return address in self._periods
        return address.removeprefix("/") in self._files

    @cached_property
    def guesses(self) -> list[str]:
        """The addresses to suggest: those of standing pages and of lists."""
        lists = [
            pattern.format(slug=slug) for pattern, slugs in self._slugs.items() for slug in sorted(slugs)
        ]
        pages = [
            entry.address
            for entry in self._entries
            if entry.published and entry.kind not in self._can_be_listed
        ]
        return [*(address for address in PAGES if address != "/"), *sorted(self._lists), *pages, *lists]

    @cached_property
    def _fixed(self) -> set[str]:
        english = any(map(self._is_english, self._entries))
        return {*PAGES, *(ENGLISH_PAGES if english else [])}

    def _is_english(self, entry: Entry) -> bool:
        can_be_listed = entry.kind in self._can_be_listed
        shown = (
            entry.listed if can_be_listed else entry.published and entry.kind == "page"
        )  # see plugins.languages
        return entry.address.startswith(ENGLISH_HOME) and (shown or (self._soon and can_be_listed))

    @cached_property
    def _listed(self) -> list[Entry]:
        return [entry for entry in self._entries if self._in_lists(entry)]

    def _in_lists(self, entry: Entry) -> bool:
        if not (entry.listed or (self._soon and entry.kind in self._can_be_listed)):
            return False
        translation = TRANSLATION.match(entry.address)
        original = self._by_address.get(entry.address[translation.end() :]) if translation else None
        return original is None or not original.listed  # lists name the original, not its translations

    @cached_property
    def _slugs(self) -> dict[str, set[str]]:
        return {
            DEPARTMENT: {entry.sections[0] for entry in self._listed},
            CATEGORY: {entry.sections[1] for entry in self._listed} - {""},
            AUTHOR: self._slugs_of_names("authors"),
            TAG: self._slugs_of_names("tags"),
        }

    def _slugs_of_names(self, kind: str) -> set[str]:
        shown = (
            entry
            for entry in self._entries
            if entry.listed or (self._soon and entry.kind in self._can_be_listed)
        )
        slugs = slugs_of_names(shown, kind)
        return {slugs.get(name) or slug_of(name) for entry in self._listed for name in getattr(entry, kind)}

    @cached_property
    def _periods(self) -> set[str]:
        """The addresses of the years and months that have articles, such as `/2024/` and `/2024/03/`."""
        months = {TRANSLATION.sub("", entry.address)[: len("/2024/03/")] for entry in self._listed}
        return months | {month[: len("/2024/")] for month in months}

    @cached_property
    def _files(self) -> set[str | None]:
        return {
            reference.target(entry.path)
            for entry in self._entries
            if entry.published
            for reference in entry.references
            if reference.what == "static"
        }
