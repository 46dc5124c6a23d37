"""Check one text as `invoke check` does: the same errors and warnings, in the same words."""

from __future__ import annotations

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
from plugins.contract.sources.source import SourceReader
from plugins.desk.texts.workspace import Workspace
from plugins.errors.issue import ContentError, Issue


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
    """Checks texts in a copy of the content; `others()` are the entries of all texts, another sequence after each build.

    `settings` are Pelican's, after `set_contract_settings`.
    """

    def __init__(
        self, settings: dict[str, Any], agency: Agency, copy: Workspace, others: Callable[[], Sequence[Entry]]
    ) -> None:
        self._settings = settings
        self._copy, self._others = copy, others
        self._built: Sequence[Entry] = ()
        self._newer: dict[str, Entry] = {}  # than those of the last build
        self.use(agency)

    def use(self, agency: Agency) -> None:
        """Check with another agency from now on."""
        self._settings = {**self._settings, "AGENCY": agency, "AGENCY_SECTIONS": agency.sections}

    def take_in(self, paths: Iterable[str], entry: Entry | None) -> None:
        """Know files that were changed in the content folder, and the text among them, before the next build does."""
        self._follow_build()
        self._copy.take_in(paths)
        if entry is not None:
            self._newer[entry.path] = entry

    def check(self, path: str, files: Mapping[str, bytes], now: float) -> Checked:
        """Check the text at a path as if the content had `files`; `now` is in seconds since 1970."""
        self._follow_build()
        with self._copy.having(files) as content:
            return self._check(path, content, now)

    def own_errors(self, path: str, files: Mapping[str, bytes], now: float) -> list[Issue]:
        """Return the errors of the text at a path that no other text has a part in, as if the content had `files`."""
        self._follow_build()
        with self._copy.having(files) as content:
            reader = SourceReader(names_of(self._settings_at(now)), self._settings["MARKDOWN"])
            try:
                reader.read(content / path, path, type_at(path, self._settings))
            except ContentError as error:
                return [issue for issue in error.issues if not issue.is_warning]
        return []

    def entries(self) -> dict[str, Entry]:
        """Return the entries of all submitted texts by their paths; none before the first build."""
        self._follow_build()
        return {entry.path: entry for entry in self._entries()} if self._built else {}

    def errors_elsewhere(self, entry: Entry) -> list[Issue]:
        """Return the errors that other texts would get from a new version of one; none before the first build."""
        before = self.entries()
        if not before:
            return []
        others = [one for path, one in before.items() if path != entry.path]
        found = self.new_errors(list(before.values()), [*others, entry])
        return [issue for issue in found if issue.path != entry.path]

    def new_errors(self, before: Sequence[Entry], after: Sequence[Entry]) -> list[Issue]:
        """Return the errors that some texts together have, and others together do not have."""
        types = types_of(self._settings)
        known, found = (issues_of_site(entries, self._copy.folder, types) for entries in (before, after))
        return sorted({issue for issue in found if not issue.is_warning} - set(known))

    def _check(self, path: str, content: Path, now: float) -> Checked:
        settings = self._settings_at(now)
        reader = SourceReader(names_of(settings), settings["MARKDOWN"])
        try:
            source = reader.read(content / path, path, type_at(path, settings))
        except ContentError as error:
            broken = {path: None if error.is_harmless else error.references}
            more = issues_of_site(
                self._entries(path), content, types_of(settings), self._unread(path, content) | broken
            )
            return Checked([*error.issues, *(issue for issue in more if issue.path == path)])
        entry = entry_of(source, path, settings)
        found = issues_of_site(
            [*self._entries(path), entry], content, types_of(settings), self._unread(path, content)
        )
        issues = [*entry.warnings, *(issue for issue in found if issue.path == path)]
        files = {reference.target(path) for reference in source.references if reference.is_file}
        return Checked(sorted(set(issues)), entry, tuple(sorted(filter(None, files))))

    def _settings_at(self, now: float) -> dict[str, Any]:
        return {**self._settings, "BUILD_MOMENT": datetime.fromtimestamp(now, UTC)}

    def _entries(self, but: str = "") -> list[Entry]:
        """Return the entries of all texts but the one at a path."""
        entries = [entry for entry in self._built if entry.path != but and entry.path not in self._newer]
        return [*entries, *(entry for entry in self._newer.values() if entry.path != but)]

    def _unread(self, path: str, content: Path) -> dict[str, Sequence[Reference] | None]:
        """Return the other texts before the first build has read them: links to them are accepted until then."""
        if self._built:
            return {}
        files = (file.relative_to(content).as_posix() for file in content.rglob("*"))
        known = {path, *self._newer}
        return {file: () for file in files if file.endswith(ARTICLE_ENDINGS) and file not in known}

    def _follow_build(self) -> None:
        """Take over what the last build has found; it has taken in what was submitted before."""
        built = self._others()
        if built is not self._built:
            self._built, self._newer = built, {}
            self._copy.refresh()
