"""Slow down guesses of passwords without locking out the person whose name is guessed.

Failures count by name and origin (an IPv4 address, or the first 64 bits of one of IPv6), and by name from all origins together. A
browser in which the person has signed in before carries a cookie, and is an origin of its own, wherever it is: only failures in
it slow it down (OWASP: device cookies). So do those of a session that has signed in. Passkeys cannot be guessed and are never
held up.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from plugins.desk.database.database import Database
from plugins.desk.people.accounts import Person
from plugins.desk.people.sessions import digest_of

WINDOW_SECONDS = 900
FREE = 5  # failures of one name from one origin
FREE_BY_ORIGIN = 30  # of all names: an office has one address
FREE_BY_NAME = 50  # from all origins together
KEPT_SECONDS = 86_400
BROWSER_SECONDS = 180 * 86_400


@dataclass(frozen=True)
class Attempt:
    """An attempt to sign in; `origin` is where it comes from, or the browser or session in which it is made if that `is_known`."""

    moment: float
    name: str
    origin: str
    is_known: bool = False


def count_attempt(database: Database, attempt: Attempt) -> int:
    """Count an attempt as one that failed, until `take_back`, and return 0; or return for how many seconds nobody may try.

    It is counted before the password is looked at: of attempts at the same time, no more are let through than of others.
    """
    with database.transaction():
        if seconds := wait_seconds(database, attempt):
            return seconds
        database.write("DELETE FROM failures WHERE moment <= ?", attempt.moment - KEPT_SECONDS)
        database.write("INSERT INTO failures VALUES (?, ?, ?)", attempt.moment, attempt.name, attempt.origin)
    return 0


def take_back(database: Database, attempt: Attempt) -> None:
    """Count an attempt no longer: it did not fail."""
    database.write(
        "DELETE FROM failures WHERE rowid = (SELECT max(rowid) FROM failures WHERE moment = ? AND name = ? AND origin = ?)",
        attempt.moment,
        attempt.name,
        attempt.origin,
    )


def forget_failures(database: Database, name: str, origin: str) -> None:
    """Forget the failures of a name from an origin, after a success."""
    database.write("DELETE FROM failures WHERE name = ? AND origin = ?", name, origin)


def wait_seconds(database: Database, attempt: Attempt) -> int:
    """Return how long an attempt has to wait, 0 if it may be made at once."""
    until = attempt.moment  # a clock that was ahead must hold nobody up until then
    window = (until - WINDOW_SECONDS, until)

    def newest(limit: int, condition: str, *values: str) -> list[float]:
        """Return the newest failures, no more than count, since an attack makes hundreds of thousands."""
        rows = database.rows(
            f"SELECT moment FROM failures WHERE {condition} AND moment > ? AND moment <= ? ORDER BY moment DESC LIMIT ?",  # noqa: S608 - the conditions below
            *values,
            *window,
            limit,
        )
        return [row["moment"] for row in rows]

    limits = [(newest(FREE, "name = ? AND origin = ?", attempt.name, attempt.origin), FREE)]
    if not attempt.is_known:
        limits.append((newest(FREE_BY_ORIGIN, "origin = ?", attempt.origin), FREE_BY_ORIGIN))
        limits.append((newest(FREE_BY_NAME, "name = ?", attempt.name), FREE_BY_NAME))
    ends = [moments[limit - 1] + WINDOW_SECONDS for moments, limit in limits if len(moments) >= limit]
    return max(0, round(max(ends, default=attempt.moment) - attempt.moment))


def origin_of_browser(token: str) -> str:
    """Return what failures in a known browser are counted by."""
    return f"may:{digest_of(token).hex()}"


def remember_browser(database: Database, now: float, person: Person) -> str:
    """Return a token by which a browser is known as one of this person."""
    token = secrets.token_urlsafe(32)
    with database.transaction():
        database.write("DELETE FROM browsers WHERE until <= ?", now)
        database.write(
            "INSERT INTO browsers VALUES (?, ?, ?)", digest_of(token), person.id, now + BROWSER_SECONDS
        )
    return token


def is_browser_of_staff(database: Database, now: float, token: str) -> bool:
    """Return whether somebody has signed in in a browser with such a token."""
    row = database.row("SELECT 1 FROM browsers WHERE digest = ? AND until > ?", digest_of(token), now)
    return bool(token and row)


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
