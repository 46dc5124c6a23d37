"""Slow down guesses of passwords without locking out the person whose name is guessed.

Failures count by name and origin (an IPv4 address, or the first 64 bits of one of IPv6), and by name from all origins together. A
browser in which the person has signed in before carries a cookie; only failures from its own origin slow it down
(OWASP: device cookies).
"""

from __future__ import annotations

import secrets

from plugins.desk.database.database import Database
from plugins.desk.people.accounts import Person
from plugins.desk.people.sessions import digest_of

WINDOW_SECONDS = 900
FREE = 5  # failures of one name from one origin
FREE_BY_ORIGIN = 30  # of all names: an office has one address
FREE_BY_NAME = 50  # from all origins together
KEPT_SECONDS = 86_400
BROWSER_SECONDS = 180 * 86_400


def wait_seconds(database: Database, now: float, name: str, origin: str, *, is_known: bool) -> int:
    """Return how long nobody may try this name from there, 0 if at once. `is_known` is whether the browser is known."""
    since = now - WINDOW_SECONDS
    rows = database.rows(
        "SELECT moment, name = ?1 AS is_named, origin = ?2 AS is_there FROM failures"
        " WHERE moment > ?3 AND (name = ?1 OR origin = ?2) ORDER BY moment DESC",
        name,
        origin,
        since,
    )
    here = [row["moment"] for row in rows if row["is_named"] and row["is_there"]]
    there = [row["moment"] for row in rows if row["is_there"]]
    named = [row["moment"] for row in rows if row["is_named"]]
    limits = [(here, FREE), (there, FREE_BY_ORIGIN)] + ([] if is_known else [(named, FREE_BY_NAME)])
    ends = [moments[limit - 1] + WINDOW_SECONDS for moments, limit in limits if len(moments) >= limit]
    return max(0, round(max(ends, default=now) - now))


def note_failure(database: Database, now: float, name: str, origin: str) -> None:
    """Count an attempt that failed."""
    with database.transaction():
        database.write("DELETE FROM failures WHERE moment <= ?", now - KEPT_SECONDS)
        database.write("INSERT INTO failures VALUES (?, ?, ?)", now, name, origin)


def forget_failures(database: Database, name: str, origin: str) -> None:
    """Forget the failures of a name from an origin, after a success."""
    database.write("DELETE FROM failures WHERE name = ? AND origin = ?", name, origin)


def remember_browser(database: Database, now: float, person: Person) -> str:
    """Return a token by which a browser is known as one of this person."""
    token = secrets.token_urlsafe(32)
    with database.transaction():
        database.write("DELETE FROM browsers WHERE until <= ?", now)
        database.write(
            "INSERT INTO browsers VALUES (?, ?, ?)", digest_of(token), person.id, now + BROWSER_SECONDS
        )
    return token


def is_known_browser(database: Database, now: float, person: Person | None, token: str) -> bool:
    """Return whether a browser has such a token of this person."""
    return person is not None and bool(
        database.row(
            "SELECT 1 FROM browsers WHERE digest = ? AND person = ? AND until > ?",
            digest_of(token),
            person.id,
            now,
        )
    )
