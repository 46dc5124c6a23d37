"""What a reader asks for: the words, phrases, filters, order and page of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from plugins.search.index.schema import fact
from plugins.search.words import Word, words
from plugins.vietnamese.text import normalise

LONGEST = 200  # characters; the rest of a longer query is ignored
MOST_WORDS = 16
FEWEST_LETTERS = 2
FILTERS = ("don-vi", "chuyen-muc", "nam", "loai")
VALUE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LAST_PAGE = 100  # of ten results; only 1,000 are ranked
QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|([^\s\"“”„«»]+)")
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side: what was in quotes, or had no space within, such as `86/KH-UBND`."""

    words: tuple[Word, ...]

    @property
    def folded(self) -> tuple[str, ...]:
        """The words without accents."""
        return tuple(word.folded for word in self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `text` is as typed, `filters` are slugs by the names in FILTERS, `page` counts from 1.

    With `typing` the last word may be incomplete.
    """

    text: str = ""
    phrases: tuple[Phrase, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    order: Literal["relevance", "date"] = "relevance"
    page: int = 1
    language: str = "vi"
    typing: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, in order."""
        return tuple(word for phrase in self.phrases for word in phrase.words)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to search for."""
        return not self.filters and sum(len(word.folded) for word in self.words) < FEWEST_LETTERS

    @property
    def facts(self) -> list[str]:
        """The facts that a page has to have."""
        return [fact(name, value) for name, value in self.filters.items()]

    def with_text(self, text: str) -> Query:
        """Return this query for another text, from its first page."""
        return replace(self, text=text, phrases=_phrases(text), page=1)

    def address(self, **changes: str) -> list[tuple[str, str]]:
        """Return the fields of this query's address with some changed; "" leaves one out."""
        fields = {
            "q": self.text,
            **self.filters,
            "xep": "ngay" if self.order == "date" else "",
            "trang": str(self.page) if self.page > 1 else "",
        }
        return [(name, value) for name, value in (fields | changes).items() if value]


def parse(fields: Sequence[tuple[str, str]], language: str = "vi") -> Query:
    """Return the query of a request's fields; unknown and invalid ones are ignored, since links grow old."""
    given = dict(reversed(fields))
    text = " ".join(FORBIDDEN.sub(" ", normalise(given.get("q", "")[: LONGEST * 4])).split())[:LONGEST]
    return Query(
        text,
        _phrases(text),
        {
            name: given[name]
            for name in FILTERS
            if len(given.get(name, "")) <= LONGEST and VALUE.fullmatch(given.get(name, ""))
        },
        "date" if given.get("xep") == "ngay" else "relevance",
        _page(given.get("trang", "1")),
        language,
        given.get("go") == "1",
    )


def _page(number: str) -> int:
    is_number = number.isascii() and number.isdigit() and len(number) <= len(str(LAST_PAGE))
    return min(max(int(number), 1), LAST_PAGE) if is_number else 1


def _phrases(text: str) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    left = MOST_WORDS
    for match in QUOTED.finditer(text):
        part = tuple(words(match[1] if match[1] is not None else match[2]))[:left]
        left -= len(part)
        if part:
            found.append(Phrase(part))
    return tuple(found)
