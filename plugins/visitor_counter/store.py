"""What the service needs of a place where counts are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from plugins.visitor_counter.figures import Figures
from plugins.visitor_counter.visits import View


class StoreUnavailable(Exception):  # noqa: N818 - it names a state of the store, which may pass
    """The store cannot be reached or cannot write. Nothing of the call may be taken as counted.

    The text is one Vietnamese line for the operator.
    """


@dataclass(frozen=True, slots=True)
class Report:
    """What a store holds for good: the opening total, visits by local day, refused views by day and reason."""

    opening: int
    days: Mapping[date, int]
    refused: Mapping[tuple[date, str], int]

    @property
    def total(self) -> int:
        """All visits ever, with the opening total."""
        return self.opening + sum(self.days.values())


class Store(Protocol):
    """Keeps visits. It owns the clock, so that several processes that share a store share its time.

    All methods are called from one thread, one call at a time.
    """

    def open(self) -> None:
        """Make ready to count. Raises StoreUnavailable."""

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Figures:
        """Count views and views refused (a number for each reason); both are durable on return.

        Without views it still forgets what has ended. Gives the figures after these views. Raises
        StoreUnavailable, and may be called again later.
        """

    def report(self) -> Report:
        """Read what is held for good, also when the store is not open, or another process counts into it.

        Raises StoreUnavailable.
        """

    def close(self) -> None:
        """Let go of the store. It may be opened again."""
