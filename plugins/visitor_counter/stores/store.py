"""What the service needs of a place where counts are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import State
from plugins.visitor_counter.counting.view import Outcome, View

READS_KEPT_DAYS = 31  # days
LONGEST_GAP_DAYS = 400  # days without a process to forget what was read; more is a wrong clock, by which nothing is forgotten


class StoreUnavailable(Exception):  # noqa: N818 - it names a state of the store, which may pass
    """The store cannot be reached or cannot write. Nothing of the call may be taken as counted.

    The text is one Vietnamese line for the operator.
    """


class NoStoreError(StoreUnavailable):
    """There is no store at this place, and none was to be made."""


class ConflictError(Exception):
    """Another has changed the store in the meantime; it may be tried again."""


class Counted(NamedTuple):
    """The figures after some views, and what became of each view, in their order."""

    figures: Figures
    outcomes: Sequence[Outcome]


class Adjustment(NamedTuple):
    """That an operator set the total by hand: when (ISO 8601), the opening total before and after it, and why."""

    moment: str
    before: int
    after: int
    reason: str


class DayMove(NamedTuple):
    """Numbers moved from the day `source` to `target`, and when (ISO 8601) and why; the total stays what it is.

    `rejected` is by reason, `answers` by page and whether it was of use.
    """

    moment: str
    source: date
    target: date
    visits: int
    rejected: Mapping[str, int]
    answers: Mapping[tuple[str, bool], int]
    reason: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to move."""
        return not (self.visits or self.rejected or self.answers)


@dataclass(frozen=True, slots=True)
class Report:
    """What a store holds for good.

    The opening total, visits by local day, refused views by day and reason, by day and page how many readers found it
    helpful (True) or not, and, oldest first, how the total was set by hand and which days were moved.
    """

    opening: int
    days: Mapping[date, int]
    refused: Mapping[tuple[date, str], int]
    answers: Mapping[tuple[date, str, bool], int] = field(default_factory=dict)
    adjustments: Sequence[Adjustment] = ()
    moves: Sequence[DayMove] = ()

    @property
    def total(self) -> int:
        """All visits ever, with the opening total."""
        return self.opening + sum(self.days.values())


class Snapshot(NamedTuple):
    """Everything that a store holds, for moving it to another store.

    `token` identifies the move, so that one that was interrupted can be repeated without counting twice.
    """

    token: str
    state: State
    report: Report
    reads: Mapping[date, Mapping[str, int]]


class Store(Protocol):
    """Keeps visits. It owns the clock, so that several processes that share a store share its time.

    `open`, `count` and `close` are called from one thread, one call at a time; the others from any, also when the store
    is not open or another process counts into it.

    `gather_seconds` pass at least from one commit to the next, so that views share commits under load; a lone view waits
    for none.
    """

    gather_seconds: float

    def open(self) -> None:
        """Make ready to count. Raises StoreUnavailable."""

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        """Count views and views refused (a number for each reason); both are durable on return.

        Without views it still forgets what has ended. Raises StoreUnavailable, and may be called again later.
        """

    def days(self) -> Mapping[date, int]:
        """Give the visits of each local day. Raises StoreUnavailable."""

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        """Name the pages that most visits have read from one local day to another, at most `most`, and how many did.

        Days are known for `READS_KEPT_DAYS`. Raises StoreUnavailable.
        """

    def report(self) -> Report:
        """Read what is held for good. Raises StoreUnavailable."""

    def take_over(self, report: Report) -> None:
        """Hold at least what `report` holds: of two numbers for the same thing the larger stays. Nothing falls.

        May be done while processes count into the store, as often as one likes. Raises StoreUnavailable.
        """

    def set_opening(self, adjustment: Adjustment) -> None:
        """Set the opening total from `adjustment.before` to `adjustment.after` and keep the trace.

        Raises ConflictError when it is not `before` any more, StoreUnavailable.
        """

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        """Move numbers from one day to another and keep the trace; the total does not change.

        With `reads`, what was read on the source day (`most_read`) goes along, all of it and without a trace. Raises
        ConflictError when the source day has less than is to be moved, StoreUnavailable.
        """

    def close(self) -> None:
        """Let go of the store. It may be opened again."""
