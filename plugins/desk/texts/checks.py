"""Check one text as `invoke check` does: the same errors and warnings, in the same words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from plugins.agency.agency import Agency
from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.body.links import Reference
from plugins.contract.content_type import type_at, types_of
from plugins.contract.reader import names_of
from plugins.contract.site.entry import Entry, entry_of
from plugins.contract.site.rules import issues_of_site
from plugins.contract.sources.source import Source, bytes_of
from plugins.desk.texts.reading import TextReader
from plugins.desk.texts.workspace import Workspace
from plugins.errors.issue import ContentError, Issue, UserError

NOT_READY = (
    "Bàn biên tập vừa mở và đang đọc các bài của cổng. Đợi một phút rồi bấm lại; nếu vẫn vậy, báo người phụ trách kỹ "
    "thuật."
)


class Checked(NamedTuple):
    """What was found: the issues of a text; unless one of them is an error also its entry and the files that it uses."""

    issues: list[Issue]
    entry: Entry | None = None
    files: tuple[str, ...] = ()

    @property
    def may_be_submitted(self) -> bool:
        """Whether no issue is an error."""
        return self.entry is not None and all(issue.is_warning for issue in self.issues)


class Checks:
    """Checks texts in a copy of the content.

    `others()` are the entries of all texts, another sequence after each build, None before the first. `settings` are Pelican's, after `set_contract_settings`.
    """

    def __init__(
        self,
        settings: dict[str, Any],
        agency: Agency,
        copy: Workspace,
        others: Callable[[], Sequence[Entry] | None],
    ) -> None:
        self._settings = settings
        self.reader = TextReader(settings["MARKDOWN"])
        self._copy, self._others = copy, others
        self._built: Sequence[Entry] | None = None
        self._newer: dict[str, Entry] = {}  # than those of the last build, or taken in while it was running
        self._since: set[str] = set()  # those of them that were taken in after it
        self._following = threading.Lock()
        self.use(agency)

    def use(self, agency: Agency) -> None:
        """Check with another agency from now on."""
        self._settings = {**self._settings, "AGENCY": agency, "AGENCY_SECTIONS": agency.sections}

    def take_in(self, paths: Iterable[str], entry: Entry | None) -> None:
        """Know files that were changed in the content folder, and the text among them, before the next build does."""
        self._follow_build()
        self._copy.take_in(paths)
        if entry is not None:
            with self._following:
                self._newer[entry.path] = entry
                self._since.add(entry.path)

    def check(self, path: str, files: Mapping[str, bytes], now: float) -> Checked:
        """Check the text at a path as if the content had `files`; `now` is in seconds since 1970."""
        self._follow_build()
        read = self._read(path, files.get(path), now)  # before others wait for the copy
        with self._copy.having(files) as content:
            return self._check(path, read, content, now)

    def own_errors(self, path: str, data: bytes, now: float) -> list[Issue]:
        """Return the errors of `data` as the text at `path`, without comparing it with other texts."""
        read = self._read(path, data, now)
        issues = read.issues if isinstance(read, ContentError) else ()
        return [issue for issue in issues if not issue.is_warning]

    def entry(self, path: str, data: bytes, now: float) -> Entry | None:
        """Return the entry for `data` as the text at `path`; None if it has errors or is a draft."""
        read = self._read(path, data, now)
        return None if isinstance(read, ContentError) else entry_of(read, path, self._settings_at(now))

    def entries(self) -> dict[str, Entry]:
        """Return the entries of all submitted texts by their paths. Raises UserError before the first build."""
        self._follow_build()
        if self._built is None:
            raise UserError(NOT_READY)
        return {entry.path: entry for entry in self._entries()}

    def errors_elsewhere(self, entry: Entry) -> list[Issue]:
        """Return the errors that other texts would get from a new version of one. Raises UserError before the first build."""
        before = self.entries()
        others = [one for path, one in before.items() if path != entry.path]
        found = self.new_errors(list(before.values()), [*others, entry])
        return [issue for issue in found if issue.path != entry.path]

    def new_errors(self, before: Sequence[Entry], after: Sequence[Entry]) -> list[Issue]:
        """Return the errors that some texts together have, and others together do not have."""
        types = types_of(self._settings)
        known, found = (issues_of_site(entries, self._copy.folder, types) for entries in (before, after))
        return sorted({issue for issue in found if not issue.is_warning} - set(known))

    def _check(self, path: str, read: Source | ContentError, content: Path, now: float) -> Checked:
        settings = self._settings_at(now)
        types, others, unread = types_of(settings), self._entries(path), self._unread(path, content)
        if isinstance(read, ContentError):
            broken = {path: None if read.is_harmless else read.references}
            more = issues_of_site(others, content, types, unread | broken)
            return Checked([*read.issues, *(issue for issue in more if issue.path == path)])
        entry = entry_of(read, path, settings)
        found = issues_of_site([*others, entry], content, types, unread)
        issues = [*entry.warnings, *(issue for issue in found if issue.path == path)]
        files = {reference.target(path) for reference in read.references if reference.is_file}
        return Checked(sorted(set(issues)), entry, tuple(sorted(filter(None, files))))

    def _read(self, path: str, data: bytes | None, now: float) -> Source | ContentError:
        """Return the parsed text, or the error that rejects it; `data` defaults to the file in the copy."""
        settings = self._settings_at(now)
        try:
            data = bytes_of(self._copy.folder / path, path) if data is None else data
            return self.reader.read(data, path, type_at(path, settings), names_of(settings))
        except ContentError as error:
            return error

    def _settings_at(self, now: float) -> dict[str, Any]:
        return {**self._settings, "BUILD_MOMENT": datetime.fromtimestamp(now, UTC)}

    def _entries(self, but: str = "") -> list[Entry]:
        """Return the entries of all texts but the one at a path."""
        entries = [
            entry for entry in self._built or () if entry.path != but and entry.path not in self._newer
        ]
        return [*entries, *(entry for entry in self._newer.values() if entry.path != but)]

    def _unread(self, path: str, content: Path) -> dict[str, Sequence[Reference] | None]:
        """Return the other texts before the first build has read them: links to them are accepted until then."""
        if self._built is not None:
            return {}
        files = (file.relative_to(content).as_posix() for file in content.rglob("*"))
        known = {path, *self._newer}
        return {file: () for file in files if file.endswith(ARTICLE_ENDINGS) and file not in known}

    def _follow_build(self) -> None:
        """Take over what the last build has found. It may have begun before the last submissions; the next one has not."""
        with self._following:
            built = self._others()
            if built is not None and built is not self._built:
                self._built, self._newer = built, {path: self._newer[path] for path in self._since}
                self._since = set()
                self._copy.refresh()
