"""URLs that the published site has and will have, computed from the entries when a text refers to one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

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
    MONTH,
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


Key = tuple[str, str]  # a kind of list, and its slug


class Spans:
    """From when until when texts are published, by the lists and files that exist as long as one of them is."""

    def __init__(self) -> None:
        self._ends: dict[Key, dict[float, float]] = defaultdict(dict)  # the last end, by start
        self._sorted: dict[Key, tuple[list[float], list[float]]] = {}

    def add(self, key: Key, start: float, end: float) -> None:
        """Note that a text is published from `start` to `end`; before the first question."""
        ends = self._ends[key]
        ends[start] = max(end, ends.get(start, end))

    def has(self, key: Key, since: float, until: float) -> bool:
        """Return whether one text is there at `since` and stays `until` then."""
        if key not in self._ends:
            return False
        if key not in self._sorted:
            spans = sorted(self._ends[key].items())
            self._sorted[key] = [start for start, _ in spans], [*accumulate((end for _, end in spans), max)]
        starts, ends = self._sorted[key]
        place = bisect_right(starts, since)
        return place > 0 and ends[place - 1] >= until

    def now(self) -> list[Key]:
        """Return the keys of what exists now."""
        return sorted(key for key in self._ends if self.has(key, 0, 0))


def _keys_of_list(address: str) -> Iterator[Key]:
    """Yield the lists of which one is enough for an address to exist; none if it is not that of a list."""
    if address in ENGLISH_PAGES:
        yield ENGLISH_HOME, ""
    if PERIOD.fullmatch(address):
        yield MONTH, address
    for pattern, url in LISTS.items():
        if match := url.fullmatch(address):
            yield pattern, match[1]
    for pattern, url in FEEDS.items():
        if match := url.fullmatch(address):
            yield from (
                (kind, match[1]) for kind in ((TAG,) if pattern == TAG_FEED else (DEPARTMENT, CATEGORY, FEED))
            )


class KnownAddresses:
    """The root-relative addresses of pages, lists, feeds and files, each with the time for which it exists."""

    def __init__(
        self, entries: Sequence[Entry], by_address: dict[str, Entry], types: Mapping[str, ContentType]
    ) -> None:
        self._entries = entries
        self._always = {*PAGES, COUNTER, *(address for item in types.values() for address in item.addresses)}
        self._can_be_listed = {name for name, item in types.items() if item.listed}
        self._by_address = by_address

    def has(self, address: str, since: float, until: float = 0) -> bool:
        """Return whether an address exists at `since`, as in `Entry.since`, and `until` then.

        For a draft (infinite) those count too that drafts will add: it may link to its own lists.
        """
        if address in self._always:
            return True
        entry = self._by_address.get(address)
        if entry is not None:
            return entry.since <= since and entry.expires >= until
        keys = list(_keys_of_list(address))
        if keys:
            return any(self._lists.has(key, since, until) for key in keys)
        return self._files.has(("", address.removeprefix("/")), since, until)

    @cached_property
    def guesses(self) -> list[str]:
        """The addresses to suggest: those of standing pages and of lists."""
        pages = [
            entry.address
            for entry in self._entries
            if entry.published and entry.kind not in self._can_be_listed
        ]
        now = self._lists.now()
        return [
            *(address for address in PAGES if address != "/"),
            *sorted(self._always - {COUNTER, *PAGES}),
            *pages,
            *(pattern.format(slug=slug) for pattern in LISTS for kind, slug in now if kind == pattern),
        ]

    @cached_property
    def _lists(self) -> Spans:
        """The lists by pattern and slug, years and months by address, and the English pages."""
        spans = Spans()
        slugs = {kind: slugs_of_names(self._entries, kind) for kind in ("authors", "tags")}
        for entry in self._entries:
            makes_english = entry.kind == "page" or entry.kind in self._can_be_listed  # see plugins.languages
            if makes_english and entry.address.startswith(ENGLISH_HOME):
                spans.add((ENGLISH_HOME, ""), entry.since, entry.expires)
            month = TRANSLATION.sub("", entry.address)[: len("/2024/03/")]
            names = ((AUTHOR, "authors", entry.authors), (TAG, "tags", entry.tags))
            keys = [
                (FEED, ALL_NEWS),
                (DEPARTMENT, entry.sections[0]),
                (CATEGORY, entry.sections[1]),
                *(
                    (pattern, slugs[kind].get(name) or slug_of(name))
                    for pattern, kind, used in names
                    for name in used
                ),
                (MONTH, month),
                (MONTH, month[: len("/2024/")]),
            ]
            for start, end in self._in_lists(entry):
                for key in keys:
                    spans.add(key, start, end)
        return spans

    def _in_lists(self, entry: Entry) -> Iterator[tuple[float, float]]:
        """Yield when lists name a text: a translation only while its original is not published, which they name instead."""
        if not entry.in_lists:
            return
        start, end = entry.since, entry.expires
        translation = TRANSLATION.match(entry.address)
        original = self._by_address.get(entry.address[translation.end() :]) if translation else None
        if original is None or not original.in_lists or original.draft:
            yield start, end
            return
        if start < original.since:
            yield start, min(end, original.since)
        if original.expires < end:
            yield max(start, original.expires), end

    @cached_property
    def _files(self) -> Spans:
        spans = Spans()
        for entry in self._entries:
            for reference in entry.references:
                if reference.what == "static":
                    spans.add(("", reference.target(entry.path) or ""), entry.since, entry.expires)
        return spans
