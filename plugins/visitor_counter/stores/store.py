"""The protocol of stores, and their errors."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from plugins.errors.issue import UserError
from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.stores.report import Report

READS_KEPT_DAYS = 31  # days
LONGEST_GAP_DAYS = 400  # longest time without a running process; a longer gap is taken for a wrong clock, and nothing is erased


def outdated_reads(day: date, previous: date) -> tuple[date, date]:
    """Return the first day and the day after the last whose data for `most_read` is erased when the day changes.

    Not only `day` has to be late enough but also the day before it, so that a clock that jumps ahead once erases nothing.
    """
    first_kept = min(day, previous + timedelta(days=1)) - timedelta(days=READS_KEPT_DAYS)
    return first_kept - timedelta(days=LONGEST_GAP_DAYS - 1), first_kept


class StoreUnavailable(UserError):  # noqa: N818 - names a temporary state
    """The store cannot be reached or written. Nothing of the call may be considered counted.

    The message is one Vietnamese line for the operator.
    """


class NoStoreError(StoreUnavailable):
    """There is no store here, and `create` was not set."""


class Counted(NamedTuple):
    """The figures after a batch of views, and the outcome of each view in order."""

    figures: Figures
    outcomes: Sequence[Outcome]


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

    def change(self, change: Callable[[Report], Report]) -> Report:
        """Replace the permanent data by what `change` makes of it, and return that; safe while processes count.

        `change` may be called again if another command changes the data meanwhile. It may add records, but not remove any.
        With a moved day all its data for `most_read` moves, too, if the record says so. Raises StoreUnavailable, and what
        `change` raises.
        """

    def close(self) -> None:
        """Close the store. It can be opened again."""
