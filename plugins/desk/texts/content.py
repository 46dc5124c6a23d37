"""The content that the desk works on: the folder, its history, the checks, and the site that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.contract.content_type import ContentType, type_at, types_of
from plugins.desk.repository.history import PUBLISHED, History
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.site import Site
from plugins.errors.issue import ContentError


@dataclass(frozen=True)
class Content:
    """`settings` are Pelican's; `alone` is for an office of one, where writers may approve what they have written."""

    folder: Path
    history: History
    checks: Checks
    site: Site
    settings: dict[str, Any]
    alone: bool = False

    def type_at(self, path: str) -> ContentType:
        """Return the content type of the text at a path."""
        return type_at(path, self.settings)

    def type_named(self, name: str) -> ContentType | None:
        """Return a content type that a form can be made for, None for another name."""
        found = types_of(self.settings).get(name)
        return found if found is not None and any(item.key == "title" for item in found.fields) else None

    def blobs(self, branch: str = "HEAD") -> Mapping[str, str]:
        """Return the ids of all files of a branch by their paths: what is submitted, or what is `PUBLISHED`."""
        return self.history.blobs(branch)

    def published_blobs(self) -> Mapping[str, str]:
        """Return the ids of all published files by their paths."""
        return self.blobs(PUBLISHED)

    def page(self, path: str, files: Mapping[str, bytes], now: float) -> tuple[str, bytes]:
        """Return the page of a text as if the content had `files`: its name in the site, and its HTML.

        Raises ContentError: with errors of the text nothing is built, so that nobody's preview waits for that.
        """
        checked = self.checks.check(path, files, now)
        if errors := [issue for issue in checked.issues if not issue.is_warning]:
            raise ContentError(errors)
        return self.site.page(path, files)
