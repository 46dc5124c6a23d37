"""What the desk needs of the builds of a portal. They are given to it: it knows no Pelican and no deploy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from plugins.contract.site.entry import Entry

Tell = Callable[[str], None]  # of the progress, in words for editors


class Site(Protocol):
    """Builds for previews, and releases what is published."""

    def page(self, path: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
        """Return the page of a text as if the content had `files`: its name in the site, such as `2026/12/x/index.html`, and its HTML.

        Raises ContentError if the site cannot be built with them.
        """

    def texts(self) -> Sequence[Entry] | None:
        """Return the entries of all texts, as they were in the last preview; None before the first."""

    def file(self, name: str) -> Path | None:
        """Return a file of the site of the last preview, such as a style sheet or picture, None if there is none."""

    def alert(self) -> str:
        """Return what to say of the alert that readers see, "" if there is none."""

    def show_alert(self, words: Mapping[str, str] | None) -> str:
        """Show an alert on every page (text, level, until, link), or remove it; return what to say. Raises UserError."""

    def release(self, tell: Tell, *, force: bool = False) -> str:
        """Release what is published, with `force` also after a rollback; return what to say of it. Raises UserError."""

    def refresh(self) -> None:
        """Take in what was changed in the content folder."""
