"""Tables of the index, and what stands in them of one page.

The full-text tables (FTS5, https://sqlite.org/fts5.html) are contentless: they have only words, in our own forms, and the
row's number is that of its page. Numbers rise with the date, so that FTS5 returns the newest first without sorting.

- `titles`: the words of titles without accents; the whole title is one of its facts.
- `texts`: title, names, summary and text without accents, with positions, for phrases.
- `accents`: the words with accents, without positions; those of titles once more behind a mark.

What is read for 1,000 results stands in `page`, in small values, what is read for ten in `text`. `section` has the
departments and categories.

Each row also has facts, such as the department, as words that no text has.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from plugins.search.published import Page
from plugins.search.words import IndexedWords, words

# ASCII keeps every other character within a word; the words are separated by spaces and in lower case already.
TABLES = 2  # raised when the tables change: an index with other tables cannot answer
SCHEMA = """
BEGIN;
CREATE TABLE file (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, page INTEGER) WITHOUT ROWID;
CREATE TABLE page (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL, date TEXT NOT NULL,
    year TEXT NOT NULL, department INTEGER NOT NULL, category INTEGER NOT NULL
);
CREATE TABLE section (id INTEGER PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL, UNIQUE (name, slug));
CREATE TABLE text (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, names TEXT NOT NULL, text BLOB NOT NULL
);
CREATE VIRTUAL TABLE titles USING fts5(words, facts, content='', tokenize='ascii', prefix='2 3');
CREATE VIRTUAL TABLE texts USING fts5(words, facts, content='', tokenize='ascii');
CREATE VIRTUAL TABLE accents USING fts5(words, facts, content='', tokenize='ascii', detail=none);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(texts, row);
COMMIT;
"""
FULL_TEXT = ("titles", "texts", "accents")
IN_TITLE = "·"  # before a word of a title in `accents`


def recipe() -> str:
    """Return a digest of the code that decides what stands in an index."""
    package = Path(__file__).parent.parent
    digest = blake2b(digest_size=8)
    for name in ("words.py", "published.py", "index/schema.py", "index/writing.py"):
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


def fact(name: str, value: str) -> str:
    """Return the word for a fact, e.g. `don-vi·van·phong` without its hyphens: `donvi·van·phong`."""
    return "·".join([name.replace("-", ""), *value.split("-")])


def whole_title(words: Iterable[str]) -> str:
    """Return the fact of a page with a title of these words without accents, e.g. `·lich·tiep·dan`."""
    return "·" + "·".join(words)


def facts_of(page: Page) -> list[str]:
    """Return the words for the facts of a page that a query can ask for."""
    named = {
        "loai": page.kind,
        "ngon-ngu": page.language,
        "don-vi": page.department.slug,
        "chuyen-muc": page.category.slug,
        "nam": page.date[:4],
    }
    return [fact(name, value) for name, value in named.items() if value]


def rows_of(page: Page, indexed: IndexedWords) -> list[tuple[str, str]]:
    """Return words and facts of a page for each of FULL_TEXT."""
    facts = " ".join(facts_of(page))
    title = words(page.title)
    folded_title = [word.folded for word in title]
    folded, accented = indexed.of("\n".join([page.title, page.names, page.summary, page.text]))
    in_title = {IN_TITLE + word.accented for word in title if word.has_accents}
    return [
        (" ".join(folded_title), f"{facts} {whole_title(folded_title)}"),
        (folded, facts),
        (" ".join(accented | in_title), facts),
    ]
