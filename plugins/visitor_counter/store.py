"""What the service needs of a place where counts are kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from plugins.visitor_counter.figures import Figures
from plugins.visitor_counter.visits import View


class StoreUnavailable(Exception):  # noqa: N818 - it names a state of the store, which may pass
    """The store cannot be reached or cannot write. Nothing of the call may be taken as counted."""


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

    def refused(self) -> Mapping[tuple[date, str], int]:
        """How many views were refused, by local day and reason. Raises StoreUnavailable."""

    def close(self) -> None:
        """Let go of the store. It may be opened again."""
