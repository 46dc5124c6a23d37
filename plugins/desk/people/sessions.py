"""Sessions: who a browser has signed in as. The cookie is a random token, of which only a digest is stored."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass

from plugins.desk.database.database import Database
from plugins.desk.people.accounts import Person, person_by_id

IDLE_SECONDS = 2 * 3600
LONGEST_SECONDS = 12 * 3600  # a working day
SEEN_SECONDS = 60  # how often `seen` is written at most
MOST_OF_NOBODY = 10_000  # sessions in which nobody has signed in; each begins with the challenge of a passkey
ROOM = 1_000  # of these are deleted at once, so that they are seldom sorted
HALF_SECONDS = 600  # between the two factors, and for a form that nobody has sent
SET_UP_SECONDS = (
    3600  # for who has no codes yet, and may have to find and install an application on the phone
)


@dataclass(frozen=True)
class Session:
    """One browser's session; `person` is None before anybody has signed in.

    `is_complete` is False while the second factor is missing: the person is not signed in yet. `form_token` has to come
    back with every form; `pending` is what has to come back once, see `set_pending`.
    """

    digest: bytes
    person: Person | None
    is_complete: bool
    form_token: str
    pending: bytes | None

    @property
    def signed_in(self) -> Person | None:
        """Who has signed in, None if nobody."""
        return self.person if self.is_complete else None


def start_session(
    database: Database, now: float, person: Person | None = None, *, is_complete: bool = False
) -> tuple[str, Session]:
    """Start a session and return its token. A new one is started at each step of signing in: none can be planted.

    A new sign-in while codes are being set up gets the same secret, which the phone may have already.
    """
    token, form_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with database.transaction():
        _delete_ended(database, now)
        if person is None:
            _make_room(database)
        pending = _secret_of_set_up(database, person) if person is not None and not is_complete else None
        database.write(
            "INSERT INTO sessions (digest, person, is_complete, form_token, pending, created, seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
            digest_of(token),
            person.id if person is not None else None,
            is_complete,
            form_token,
            pending,
            now,
            now,
        )
    return token, Session(digest_of(token), person, is_complete, form_token, pending)


def find_session(database: Database, now: float, token: str) -> Session | None:
    """Return the session of a token, None if there is none, it has ended, or the person has left."""
    digest = digest_of(token)
    row = database.row("SELECT * FROM sessions WHERE digest = ?", digest)
    if row is None:
        return None
    person = person_by_id(database, row["person"]) if row["person"] is not None else None
    if person is not None and not person.is_active:
        return None
    if _has_ended(row, person, now):
        return None
    if now - row["seen"] >= SEEN_SECONDS:
        database.write("UPDATE sessions SET seen = ? WHERE digest = ?", now, digest)
    return Session(digest, person, bool(row["is_complete"]), row["form_token"], row["pending"])


def set_pending(database: Database, session: Session, pending: bytes | None) -> None:
    """Store the challenge of a passkey, or the secret of codes that are being set up; None deletes it."""
    database.write("UPDATE sessions SET pending = ? WHERE digest = ?", pending, session.digest)


def take_pending(database: Database, session: Session) -> bytes | None:
    """Return what `set_pending` has stored, and delete it: a challenge is answered once."""
    with database.transaction():
        row = database.row("SELECT pending FROM sessions WHERE digest = ?", session.digest)
        set_pending(database, session, None)
        return row["pending"] if row is not None else None


def end_session(database: Database, session: Session) -> None:
    """End a session."""
    database.write("DELETE FROM sessions WHERE digest = ?", session.digest)


def digest_of(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def _has_ended(row: sqlite3.Row, person: Person | None, now: float) -> bool:
    created, seen = row["created"], row["seen"]
    if not row["is_complete"]:
        is_setting_up = person is not None and not person.has_codes
        return bool(now - created >= (SET_UP_SECONDS if is_setting_up else HALF_SECONDS))
    # A clock that was set back must not make a session endless.
    return bool(
        now - created >= LONGEST_SECONDS or now - seen >= IDLE_SECONDS or now < created - SEEN_SECONDS
    )


def _secret_of_set_up(database: Database, person: Person) -> bytes | None:
    if person.has_codes:
        return None
    row = database.row(
        "SELECT pending FROM sessions WHERE person = ? AND is_complete = 0 AND pending IS NOT NULL ORDER BY created DESC",
        person.id,
    )
    return row["pending"] if row is not None else None


def _delete_ended(database: Database, now: float) -> None:
    database.write(
        "DELETE FROM sessions WHERE created <= ? OR seen <= ? OR (is_complete = 0 AND created <= ?)"
        " OR (person IS NULL AND created <= ?)",
        now - LONGEST_SECONDS,
        now - IDLE_SECONDS,
        now - SET_UP_SECONDS,
        now - HALF_SECONDS,
    )


def _make_room(database: Database) -> None:
    """Delete the oldest sessions in which nobody has signed in, if there are too many: strangers can begin any number."""
    rows = database.rows("SELECT count(*) AS number FROM sessions WHERE person IS NULL")
    if rows[0]["number"] >= MOST_OF_NOBODY:
        database.write(
            "DELETE FROM sessions WHERE digest IN (SELECT digest FROM sessions WHERE person IS NULL ORDER BY created LIMIT ?)",
            ROOM,
        )
