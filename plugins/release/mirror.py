"""What a deploy needs of a place on other machines that has the same releases as the target folder."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from plugins.release.tree import Tree


class Reused(NamedTuple):
    """A removed release whose files a new one has taken over, and the names of the files in which they differ."""

    name: str
    changed: Collection[str]


class Mirror(Protocol):
    """Another place of a target's releases; readers see this one. Methods raise ReleaseError.

    Only `show` and `withhold` change what readers see, and they do so at once.
    """

    def locked(self) -> AbstractContextManager[None]:
        """Hold a lock there while the block runs."""

    def state(self) -> tuple[str, str]:
        """Return the name of the current release there, and the host of the portal; "" for none."""

    def send(self, release: Tree, before: Tree | None, reused: Reused | None) -> int:
        """Send a release, which is not shown yet, and return how many files were sent.

        `before` is a release that is there as it is here, `reused` a removed one whose files may be used there, too.
        """

    def show(self, name: str, portal: str) -> None:
        """Make a release current, and mark the place as that of a portal ("" if not known)."""

    def withhold(self, urls: Collection[str]) -> None:
        """Answer 410 at some URLs, such as `/2024/03/x/`, and at no others, from now on."""

    def keep(self, names: Collection[str], spare: str | None) -> None:
        """Delete all other releases there, and withhold nothing any more. The files of `spare` are used by the next one."""
