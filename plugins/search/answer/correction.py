"""What a query that finds nothing may have meant: words of the index that are spelt almost alike, or run together."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from itertools import islice, product

from plugins.search.answer.matching import TIME_LIMIT, match
from plugins.search.answer.query import Query

# Keys that an input method turns into accents, if it is switched on: `tieems` for tiếm, `dduwowngf` for đường.
TELEX = re.compile(r"aa|dd|ee|oo|(?<=[aou])w|(?<=[a-z])[sfrxj]$|(?<=[aeiouyw])[sfrxj](?=[cmnpt])")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_CHOICES = 3  # spellings that are tried for a word
MOST_TRIED = 12  # queries
MOST_WORDS = 8
MOST_UNKNOWN = 2  # words; each takes up to 700 lookups
LONGEST = 12  # letters of a word that is corrected; each letter gives 54 spellings to look up
FEWEST = 2  # letters of each part of a word that is split


def corrected(connection: sqlite3.Connection, query: Query) -> Query | None:
    """Return the query with words of the index, without accents, that finds something; None if there is none.

    Words that the index has are kept. Raises sqlite3.Error.
    """
    words = [word.folded for word in query.words]
    if len(words) > MOST_WORDS or sum(not _pages_with(connection, word) for word in words) > MOST_UNKNOWN:
        return None
    choices = [_choices(connection, word) for word in words]
    # With the query's own words first, so that this one is skipped.
    end = time.monotonic() + TIME_LIMIT
    for chosen in islice(product(*choices), MOST_TRIED):
        if time.monotonic() > end:
            return None
        text = " ".join(chosen)
        if text != " ".join(words):
            tried = query.with_text(text)
            if match(connection, tried).numbers:
                return tried
    return None


def _choices(connection: sqlite3.Connection, word: str) -> Sequence[str]:
    if _pages_with(connection, word) or len(word) > LONGEST or not word.isalpha():
        return [word]
    typed = TELEX.sub(lambda keys: keys[0][0] if keys[0][0] not in "wsfrxj" else "", word)
    if typed != word and _pages_with(connection, typed):
        return [typed]
    found = {spelling: _pages_with(connection, spelling) for spelling in {*_one_edit_away(word)}}
    found |= {
        f"{one} {other}": min(_pages_with(connection, one), _pages_with(connection, other))
        for one, other in _split(word)
    }
    known = [spelling for spelling, pages in found.items() if pages]
    # A doubled or swapped letter is the commonest slip; among equals the commonest word.
    return sorted(
        known, key=lambda spelling: (_is_slip(word, spelling), found[spelling], spelling), reverse=True
    )[:MOST_CHOICES] or [word]


def _pages_with(connection: sqlite3.Connection, word: str) -> int:
    row = connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,)).fetchone()
    return row[0] if row else 0


def _one_edit_away(word: str) -> Iterator[str]:
    for index in range(len(word) + 1):
        before, after = word[:index], word[index:]
        yield from (before + letter + after for letter in LETTERS)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _split(word: str) -> Iterator[tuple[str, str]]:
    for index in range(FEWEST, len(word) - FEWEST + 1):
        yield word[:index], word[index:]


def _is_slip(word: str, spelling: str) -> bool:
    return sorted(word) == sorted(spelling) or any(
        word[index] == word[index - 1] and word[:index] + word[index + 1 :] == spelling
        for index in range(1, len(word))
    )
