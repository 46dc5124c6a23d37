"""Page views, the state of the counter between two views, and the changes of one step.

Times are milliseconds since 1970 (UTC).
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import NamedTuple


class View(NamedTuple):
    """One page view.

    `nonce` is a random identifier, the same if the view is sent again; views by picture have none. `page` is the path of
    the article, "" for other pages. `helpful` is the answer to "was this page useful?", None for no answer. Without
    `may_begin` the view counts only as part of an open visit.
    """

    visitor: bytes
    nonce: bytes | None = None
    page: str = ""
    helpful: bool | None = None
    may_begin: bool = True


class Outcome(Enum):
    """Outcome of a view. `REPEATED`: sent again, and counted the first time."""

    BEGAN = "began"
    CONTINUED = "went on"
    REPEATED = "repeated"
    REJECTED = "refused"


class Visit(NamedTuple):
    """An open visit: time of the last view, digest of the first view, and marks of the pages read."""

    seen: int
    origin: bytes
    marks: bytes = b""


class Secret(NamedTuple):
    """The random key for digests of visitors on one day. `until` is when it is erased, None for today's."""

    day: date
    key: bytes
    until: int | None = None


class Row(NamedTuple):
    """A stored view. It holds the whole state of its visit, so only the latest row of a visit matters."""

    seen: int
    digest: bytes
    nonce: bytes | None
    origin: bytes
    marks: bytes


@dataclass(slots=True)
class State:
    """State of the counter.

    The three ordered mappings are sorted by time of the last view, oldest first, so that expiry only visits expired
    entries. `online` holds open visits with a view in the last 5 minutes, by digest; `idle` the other open visits;
    `nonces` the time of each nonce. No stored row is older than `oldest`; None if there are no rows.
    """

    total: int = 0
    days: dict[date, int] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    online: OrderedDict[bytes, Visit] = field(default_factory=OrderedDict)
    idle: OrderedDict[bytes, Visit] = field(default_factory=OrderedDict)
    nonces: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    latest: int = 0
    oldest: int | None = None


@dataclass(slots=True)
class Changes:
    """Changes of one step, to be stored in one transaction, in this order.

    Set times of rows after `set_back` to `set_back`; delete rows up to and including `forgotten`; append `rows`. `secrets`,
    if not None, replaces all secrets; `previous_day` is the day before, if the day changed. Add `begun`, `reads` and
    `answers` to the numbers of `day`. `outcomes` are those of the views, in order.
    """

    day: date
    begun: int = 0
    rows: list[Row] = field(default_factory=list)
    reads: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, bool]] = field(default_factory=Counter)
    secrets: list[Secret] | None = None
    previous_day: date | None = None
    set_back: int | None = None
    forgotten: int | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    def __bool__(self) -> bool:
        changed = (self.secrets, self.set_back, self.forgotten)
        return bool(self.rows) or any(change is not None for change in changed)


def replay(rows: Iterable[Row], state: State) -> None:
    """Restore open visits and nonces of an empty `state` from `rows`, in the order in which they were written."""
    digests: dict[bytes, bytes] = {}  # by origin: after midnight a visit continues under another digest
    for row in rows:
        state.oldest = row.seen if state.oldest is None else min(state.oldest, row.seen)
        state.online.pop(digests.get(row.origin, row.digest), None)
        state.online.pop(row.digest, None)
        digests[row.origin] = row.digest
        state.online[row.digest] = Visit(row.seen, row.origin, row.marks)
        if row.nonce is not None:
            state.nonces[row.nonce] = row.seen
        state.latest = max(state.latest, row.seen)
