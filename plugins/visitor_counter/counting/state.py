"""What counting remembers between two views, and what one step changes of it.

Times are whole milliseconds since 1970 (UTC).
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from plugins.visitor_counter.counting.view import Outcome


class Visit(NamedTuple):
    """An open visit: when it was last seen, the digest with which it began, and marks of what was read in it."""

    seen: int
    origin: bytes
    marks: bytes = b""


class Secret(NamedTuple):
    """The random key under which visitors are digested. `until` is when it is erased, None for today's."""

    day: date
    key: bytes
    until: int | None = None


class Row(NamedTuple):
    """What is written down of a view: all that is known of its visit, so that later rows make earlier ones idle."""

    seen: int
    digest: bytes
    nonce: bytes | None
    origin: bytes
    marks: bytes


@dataclass(slots=True)
class State:
    """What is known between two views.

    The three ordered mappings are ordered by the time last seen, oldest first, so that forgetting costs only what is
    forgotten. `online` holds the open visits with a view in the last 5 minutes, by digest; `resting` the other open
    ones; `nonces` the time of each. No row that is written down is older than `oldest`, None for no row at all.
    """

    total: int = 0
    days: dict[date, int] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    online: OrderedDict[bytes, Visit] = field(default_factory=OrderedDict)
    resting: OrderedDict[bytes, Visit] = field(default_factory=OrderedDict)
    nonces: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    latest: int = 0
    oldest: int | None = None


@dataclass(slots=True)
class Changes:
    """What one step changed, for a store to write down as a whole.

    First `set_back` moves the times of rows that lie after it to it, and rows of `forgotten` or before go; then come
    `rows`. `secrets`, if any, are all that there are. `reads` and `answers` are to be added to those of `day`.
    """

    day: date
    begun: int = 0
    rows: list[Row] = field(default_factory=list)
    reads: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, bool]] = field(default_factory=Counter)
    secrets: list[Secret] | None = None
    set_back: int | None = None
    forgotten: int | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.rows or self.secrets is not None or self.set_back is not None or self.forgotten is not None
        )


def replay(rows: Iterable[Row], state: State) -> None:
    """Bring the open visits and nonces of an empty state to where `rows`, in the order they were written, leave it."""
    digests: dict[bytes, bytes] = {}  # by origin: after midnight a visit goes on under another digest
    for row in rows:
        state.oldest = row.seen if state.oldest is None else min(state.oldest, row.seen)
        state.online.pop(digests.get(row.origin, row.digest), None)
        state.online.pop(row.digest, None)
        digests[row.origin] = row.digest
        state.online[row.digest] = Visit(row.seen, row.origin, row.marks)
        if row.nonce is not None:
            state.nonces[row.nonce] = row.seen
        state.latest = max(state.latest, row.seen)
