"""Questions that found nothing, so that editors learn what readers miss.

Nothing about a reader is stored. A question is stored as a digest under a secret key, and in words only once VISITS visitors
have asked it, each counted once a day. Questions with a digit are left out: they may hold somebody's telephone number.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta, timezone
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from plugins.search.answer.query import Query

log = logging.getLogger(__name__)

FILE = "khong-thay.db"
VISITS = 5
LONGEST = 60  # characters
MOST_QUESTIONS = 10_000
MOST_A_DAY = 10_000  # visits, so that a flood cannot fill the memory
KEPT = timedelta(days=365)
VIETNAM = timezone(timedelta(hours=7))
SCHEMA = """
CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS question (
    digest BLOB PRIMARY KEY, visits INTEGER NOT NULL, day TEXT NOT NULL, text TEXT
) WITHOUT ROWID;
"""


class Question(NamedTuple):
    """A question as it was last asked, by how many visits, and on which day (in Vietnam) for the last time."""

    text: str
    visits: int
    day: date


class Unfound:
    """The questions in the folder of an index. Any thread may use it."""

    def __init__(
        self, folder: Path, today: Callable[[], date] = lambda: datetime.now(VIETNAM).date()
    ) -> None:
        self._file = folder / FILE
        self._today = today
        self._lock = threading.Lock()
        self._day = date.min
        self._secret = b""
        self._visits: set[bytes] = set()  # of today, as digests under a secret that is never stored

    def note(self, query: Query, visitor: bytes) -> None:
        """Count a question that found nothing, once a day for each visitor. A file that cannot be used is logged.

        `visitor` is what tells visitors apart; of it only a digest stays in memory, until the end of the day.
        """
        if not _is_noted(query):
            return
        words = _words(query)
        with self._lock:
            if not self._is_first(words, visitor):
                return
            try:
                self._count(words, query.text.lower())
            except sqlite3.OperationalError as error:  # a full disk, a read-only folder
                log.warning("Chưa ghi được câu hỏi không có kết quả: %s", error)
            except sqlite3.DatabaseError as error:
                log.warning("%s bị hỏng (%s): bắt đầu lại.", self._file.name, error)
                self._file.unlink(missing_ok=True)

    def _is_first(self, words: bytes, visitor: bytes) -> bool:
        """Return whether this is a visitor's first time today with these words."""
        today = self._today()
        if today != self._day:
            self._day, self._secret = today, secrets.token_bytes(32)
            self._visits.clear()
        visit = blake2b(visitor + b"\0" + words, key=self._secret, digest_size=16).digest()
        if visit in self._visits or len(self._visits) >= MOST_A_DAY:
            return False
        self._visits.add(visit)
        return True

    def _count(self, words: bytes, text: str) -> None:
        with _opened(self._file) as connection:
            digest = _digest(connection, words)
            connection.execute(
                "INSERT INTO question VALUES (?1, 1, ?2, NULL) ON CONFLICT DO UPDATE SET "
                "visits = visits + 1, day = ?2, text = CASE WHEN visits + 1 >= ?3 THEN ?4 END",
                (digest, self._day.isoformat(), VISITS, text),
            )
            connection.execute("DELETE FROM question WHERE day < ?", ((self._day - KEPT).isoformat(),))
            connection.execute(
                "DELETE FROM question WHERE digest IN (SELECT digest FROM question ORDER BY day DESC, visits DESC LIMIT -1 OFFSET ?)",
                (MOST_QUESTIONS,),
            )


def unfound(folder: Path, most: int) -> Sequence[Question]:
    """Return the questions that most visits have asked, from the folder of an index. Raises sqlite3.Error."""
    file = folder / FILE
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT text, visits, day FROM question WHERE text NOT NULL ORDER BY visits DESC, day DESC, text LIMIT ?",
            (most,),
        )
        return [Question(text, visits, date.fromisoformat(day)) for text, visits, day in rows]


def restore(folder: Path, questions: Iterable[Question]) -> None:
    """Count questions of a backup again; of two numbers for one the larger stays. Raises sqlite3.Error.

    Those that nobody has asked for KEPT days go with the next new question.
    """
    with _opened(folder / FILE) as connection:
        for question in questions:
            connection.execute(
                "INSERT INTO question VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET "
                "visits = max(visits, ?2), day = max(day, ?3), text = coalesce(text, ?4)",
                (
                    _digest(connection, _words(Query().with_text(question.text))),
                    question.visits,
                    question.day.isoformat(),
                    question.text,
                ),
            )


def _words(query: Query) -> bytes:
    return " ".join(word.folded for word in query.words).encode()


def _digest(connection: sqlite3.Connection, words: bytes) -> bytes:
    (key,) = connection.execute("SELECT key FROM secret").fetchone()
    return blake2b(words, key=key, digest_size=16).digest()


def _is_noted(query: Query) -> bool:
    is_whole = not query.is_empty and not query.filters and not query.typing and query.page == 1
    return (
        is_whole
        and len(query.text) <= LONGEST
        and not any(map(str.isdigit, query.text))
        and "@" not in query.text
    )


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, made if it is missing, for one transaction."""
    file.touch(mode=0o600)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # nothing here is worth a wait for the disk
        connection.executescript(SCHEMA)
        if connection.execute("SELECT key FROM secret").fetchone() is None:
            connection.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
        with connection:
            yield connection
