"""Check `agency.yaml` as it would be: what its reader reports, and what the contract reports of texts that it no longer allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from plugins.agency.agency import Agency, Section
from plugins.agency.reading import Finding, findings
from plugins.agency.warnings import expiring, unfilled
from plugins.contract.content_type import type_at, types_of
from plugins.contract.reader import names_of
from plugins.contract.site.entry import Entry
from plugins.contract.site.known_addresses import KnownAddresses
from plugins.contract.site.rules import issues_of_site
from plugins.contract.sources.source import bytes_of
from plugins.desk.agency.wording import in_form
from plugins.desk.texts.reading import TextReader
from plugins.desk.texts.workspace import Workspace
from plugins.errors.issue import ContentError, Issue
from plugins.vietnamese.writing import number

SECTIONS = {"departments": "đơn vị", "categories": "chuyên mục"}
MOST_SHOWN = 5  # texts whose errors are shown
Uses = Callable[
    [str, str], Sequence[str]
]  # of a section, by the key of its list and its name: paths of texts


@dataclass
class Checked:
    """What was found. `agency` is None if the file cannot be read; `files` are the pictures that it names.

    `findings` are about the file; `texts` are errors of texts that would no longer be accepted.
    """

    findings: list[Finding]
    agency: Agency | None = None
    files: tuple[str, ...] = ()
    texts: list[Issue] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many errors have to be corrected before the file can be submitted."""
        return sum(not found.issue.is_warning for found in self.findings) + len(self.texts)


class AgencyChecks:
    """Checks the file at `path` in a copy of the content.

    `settings` are Pelican's, after `set_contract_settings`; `entries()` are those of all texts in the last preview, None before it.
    """

    def __init__(
        self,
        path: str,
        settings: dict[str, Any],
        copy: Workspace,
        entries: Callable[[], Sequence[Entry] | None],
        reader: TextReader,
    ) -> None:
        self.path = path
        self._settings, self._copy, self._entries, self._reader = settings, copy, entries, reader

    def check(self, files: Mapping[str, bytes], now: float, published: Agency, uses: Uses) -> Checked:
        """Check the file as if the content had `files`; `published` is the agency that texts are checked with at present."""
        with self._copy.having(files) as content:
            found = self._check(content, now, published, uses)
        found.findings = [one._replace(issue=in_form(one.issue)) for one in found.findings]
        return found

    def _check(self, content: Path, now: float, published: Agency, uses: Uses) -> Checked:
        file = content / self.path
        try:
            agency, found = findings(file, self.path, content)
        except ContentError as error:
            return Checked([Finding(issue) for issue in error.issues])
        if agency is None:
            return Checked(found)
        today = datetime.fromtimestamp(now, agency.zone).date()
        found += [
            Finding(issue, (name,))
            for name, issue in zip(agency.placeholders(), unfilled(agency, file), strict=True)
        ]
        found += [Finding(issue, ("security_expires",)) for issue in expiring(agency, file, today)]
        found += self._wrong_pictures(agency, content)
        checked = Checked(found, agency, _pictures(agency))
        self._check_sections(checked, published, uses, content, now)
        self._check_links(checked, agency, published, content)
        return checked

    def errors_of(self, texts: Mapping[str, bytes], agency: Agency, now: float) -> list[Issue]:
        """Return the errors that some texts, by their paths, have with an agency; of the first that have any."""
        settings = _settings_with(self._settings, agency, now)
        return self._errors_of_texts(texts, texts.__getitem__, settings)

    def _errors_of_texts(
        self, paths: Iterable[str], read: Callable[[str], bytes], settings: dict[str, Any]
    ) -> list[Issue]:
        """Return errors that the contract reports of texts, of the first that have any; drafts have none."""
        names, found = names_of(settings), list[Issue]()
        for path in paths:
            try:
                self._reader.read(read(path), path, type_at(path, settings), names)
            except ContentError as error:
                found += [issue for issue in error.issues if not issue.is_warning]
            if len(found) >= MOST_SHOWN:
                break
        return found

    def _wrong_pictures(self, agency: Agency, content: Path) -> list[Finding]:
        types_of(self._settings)  # registers CHECKS, too
        settings = {**self._settings, "PATH": str(content), "AGENCY": agency}
        issues = [issue for check in settings["CHECKS"] for issue in check([], settings)]
        places: dict[str, tuple[str | int, ...]] = {
            link.picture: ("links", index, "picture") for index, link in enumerate(agency.links)
        }
        places |= {agency.emblem: ("emblem",), agency.masthead_picture: ("masthead_picture",)}
        return [Finding(issue, places.get(issue.path, ())) for issue in issues]

    def _check_sections(
        self, checked: Checked, published: Agency, uses: Uses, content: Path, now: float
    ) -> None:
        """Report sections that texts name and that are not in the file, and the errors that those texts get."""
        agency = checked.agency
        if agency is None:
            return
        settings = _settings_with(self._settings, agency, now)
        for key, word in SECTIONS.items():
            kept = {section.name for section in getattr(agency, key)}
            for section in getattr(published, key):
                paths = [] if section.name in kept else uses(key, section.name)
                errors = self._errors_of_texts(paths, lambda path: bytes_of(content / path, path), settings)
                if not errors:
                    continue
                message = (
                    f"“{section.name}” không còn trong danh sách, mà {number(len(paths))} bài ghi {word} ấy"
                )
                hint = "Giữ tên cũ và thêm tên mới thành một mục riêng, hoặc đổi tên trong các bài ấy trước."
                checked.findings.append(Finding(Issue(self.path, 0, message, hint), (key,)))
                checked.texts += errors

    def _check_links(self, checked: Checked, agency: Agency, published: Agency, content: Path) -> None:
        """Report links of texts that a section's new URL breaks, and entries of the menu that lead to nothing."""
        before = list(self._entries() or ())
        if not before:
            return
        types = types_of(self._settings)
        after = [_with_slugs(entry, published, agency) for entry in before]
        if after != before:
            known = set(issues_of_site(before, content, types))
            new = [issue for issue in issues_of_site(after, content, types) if issue not in known]
            checked.texts += [issue for issue in new if not issue.is_warning]
        addresses = KnownAddresses(after, {entry.address: entry for entry in after}, types)
        for place, url in _own_links(agency):
            if not addresses.has(unquote(urlsplit(url).path), 0):
                message = f"{url} chưa có nội dung, nên mục này chưa hiện"
                issue = Issue(self.path, 0, message, "Kiểm tra địa chỉ, nếu trang ấy đã có.", is_warning=True)
                checked.findings.append(Finding(issue, place))


def _settings_with(settings: dict[str, Any], agency: Agency, now: float) -> dict[str, Any]:
    moment = datetime.fromtimestamp(now, UTC)
    return {**settings, "AGENCY": agency, "AGENCY_SECTIONS": agency.sections, "BUILD_MOMENT": moment}


def _with_slugs(entry: Entry, before: Agency, after: Agency) -> Entry:
    """Return an entry with the slugs that its department and its category would have; "" for those that are gone."""
    slugs = (
        _new_slug(entry.sections[0], before.departments, after.departments),
        _new_slug(entry.sections[1], before.categories, after.categories),
    )
    return entry if slugs == entry.sections else entry._replace(sections=slugs)


def _new_slug(slug: str, before: Sequence[Section], after: Sequence[Section]) -> str:
    name = next((section.name for section in before if section.slug == slug), None)
    return next((section.slug for section in after if section.name == name), "")


def _own_links(agency: Agency) -> list[tuple[tuple[str | int, ...], str]]:
    """Return the places and URLs of the links of menu and tasks that lead to the portal itself."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    for index, entry in enumerate(agency.menu):
        found.append((("menu", index, "url"), entry.url))
        found += [
            (("menu", index, "children", below, "url"), child.url)
            for below, child in enumerate(entry.children)
        ]
    found += [(("tasks", index, "url"), task.url) for index, task in enumerate(agency.tasks)]
    return [(place, url) for place, url in found if url.startswith("/")]


def _pictures(agency: Agency) -> tuple[str, ...]:
    named = {agency.emblem, agency.masthead_picture, *(link.picture for link in agency.links)}
    return tuple(sorted(named - {""}))
