"""Other words for the same thing, as an agency lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from plugins.search.answer.matching import Variant
from plugins.search.answer.query import Query
from plugins.search.words import Word, words
from plugins.urls.patterns import SYNONYMS, file_of
from plugins.vietnamese.text import normalise

DEFAULT = Path(__file__).parent.parent / "synonyms.txt"
MOST_VARIANTS = 8

Group = Sequence[Sequence[Word]]
"""The words of each name of one thing."""


def synonyms_of(release: Path) -> Sequence[Group]:
    """Return the groups of every portal and those that a release adds."""
    try:
        own = (release / file_of(SYNONYMS)).read_bytes()
    except OSError:
        own = b""
    return _groups(own + b"\n" + DEFAULT.read_bytes())


@lru_cache(maxsize=2)
def _groups(listed: bytes) -> Sequence[Group]:
    return groups(listed.decode(errors="replace").splitlines())


def groups(lines: Iterable[str]) -> list[Group]:
    """Return the groups of lines such as `cắt điện = cúp điện`; lines that begin with `#` are comments."""
    kept = [normalise(line) for line in lines if not line.lstrip().startswith("#")]
    found = [[tuple(words(name)) for name in line.split("=")] for line in kept]
    return [[name for name in group if name] for group in found if len([name for name in group if name]) > 1]


def variants(query: Query, known: Sequence[Group]) -> list[Variant]:
    """Return the phrases of a query with each name of a group replaced by another, at most MOST_VARIANTS.

    A name with accents is replaced only if it is typed with the same ones, or without any.
    """
    typed = query.words
    if any(len(phrase.words) > 1 for phrase in query.phrases):  # what is in quotes is asked for as it is
        return []
    found: list[Variant] = []
    for group in known:
        for name in sorted(group, key=len, reverse=True):
            place = _place(typed, name)
            if place is None:
                continue
            rest = [[(word.folded,) for word in part] for part in (typed[:place], typed[place + len(name) :])]
            found += [
                [*rest[0], tuple(word.folded for word in other), *rest[1]]
                for other in group
                if other is not name
            ]
            break
    return found[:MOST_VARIANTS]


def _place(typed: Sequence[Word], name: Sequence[Word]) -> int | None:
    places = range(len(typed) - len(name) + 1)
    return next((place for place in places if all(map(_is_meant, typed[place:], name))), None)


def _is_meant(typed: Word, word: Word) -> bool:
    return typed.folded == word.folded and (not typed.has_accents or typed.accented == word.accented)
