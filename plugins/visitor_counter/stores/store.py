"""The protocol of stores, and their errors."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Outcome, State, View
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Report

READS_KEPT_DAYS = 31  # days
LONGEST_GAP_DAYS = 400  # longest time without a running process; a longer gap is taken for a wrong clock, and nothing is erased


class StoreUnavailable(Exception):  # noqa: N818 - names a temporary state
    """The store cannot be reached or written. Nothing of the call may be considered counted.

    The message is one Vietnamese line for the operator.
    """


class NoStoreError(StoreUnavailable):
    """There is no store here, and `create` was not set."""


class ConflictError(Exception):
    """Another process changed the store in the meantime; the caller may retry."""


class Counted(NamedTuple):
    """The figures after a batch of views, and the outcome of each view in order."""

    figures: Figures
    outcomes: Sequence[Outcome]


class Snapshot(NamedTuple):
    """Everything that a store holds, for moving it to another store.

    `token` identifies the move, so that one that was interrupted can be repeated without counting twice.
    """

    token: str
    state: State
    report: Report
    reads: Mapping[date, Mapping[str, int]]


class Store(Protocol):
    """Stores visits. It has its own clock, so that processes that share a store also share its time.

    `open`, `count` and `close` are called from one thread, one at a time; the other methods from any thread, even if the
    store is not open or another process counts into it.

    `gather_seconds` is the minimum time between commits, so that views share commits under load; a single view does not
    wait.
    """

    gather_seconds: float

    def open(self) -> None:
        """Prepare to count. Raises StoreUnavailable."""

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        """Count views, and rejected views by reason; both are durable on return.

        Called without views it only expires ended visits. Raises StoreUnavailable; the call may be repeated.
        """

    def days(self) -> Mapping[date, int]:
        """Return the visits of each local day. Raises StoreUnavailable."""

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        """Return up to `most` pages with the most visits between two local days (inclusive), and their visits.

        Data goes back `READS_KEPT_DAYS` days. Raises StoreUnavailable.
        """

    def report(self) -> Report:
        """Return the permanent data. Raises StoreUnavailable."""

    def take_over(self, report: Report) -> None:
        """Merge `report` into the store: of two values for the same number the larger is kept.

        Idempotent, and safe while processes count into the store. Raises StoreUnavailable.
        """

    def set_opening(self, adjustment: Adjustment) -> None:
        """Change the opening total from `adjustment.before` to `adjustment.after` and keep the record.

        Raises ConflictError if it is no longer `before`, and StoreUnavailable.
        """

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        """Move numbers from one day to another and keep the record; the total does not change.

        With `reads`, all data for `most_read` moves too, without a record. Raises ConflictError if the source day has less
        than is to be moved, and StoreUnavailable.
        """

    def close(self) -> None:
        """Close the store. It can be opened again."""
