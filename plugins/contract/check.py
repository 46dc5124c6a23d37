"""All checks without a build: `invoke check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.agency.warnings import unfilled
from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.body.links import Reference
from plugins.contract.content_type import Status, type_at, types_of
from plugins.contract.fields.facts import Facts
from plugins.contract.publication import moment_of
from plugins.contract.reader import names_of
from plugins.contract.settings import set_contract_settings
from plugins.contract.site.entry import Entry, entry_of, has_expired, is_pinned
from plugins.contract.site.file_kinds import DOCUMENTS
from plugins.contract.site.rules import issues_of_site
from plugins.contract.sources.source import SourceReader
from plugins.contract.sources.walk import content_files, wrong_endings
from plugins.errors.commands import command
from plugins.errors.issue import ContentError, Issue
from plugins.vietnamese.writing import file_size

MOST_NAMED = 20
MOST_PINNED = 5  # see theme/templates/index.html
HEAVY = 10_000_000  # bytes: half a minute on a slow phone
LIGHTER_MEDIA = "Nén lại (phim: 720p), hoặc đưa lên nơi lưu trữ phim rồi dẫn tới bằng https://."
LIGHTER = {
    ".pdf": "Lưu lại PDF với ảnh 150 dpi (bản quét: trắng đen), hoặc chia thành nhiều tệp.",
    "": "Nén ảnh bên trong (Word, PowerPoint: Tệp > Nén ảnh), hoặc chia thành nhiều tệp.",
} | dict.fromkeys((".mp3", ".mp4", ".webm", ".ogg"), LIGHTER_MEDIA)
OTHER_TEXTS = (".docx", ".doc", ".odt", ".rtf", ".txt", ".htm", ".html", ".rst")


def check(settings: dict[str, Any]) -> tuple[int, list[Issue]]:
    """Read all content below the setting PATH; return how many files were read, and every error and warning.

    Nothing is written. `settings` are Pelican's, as read from `pelicanconf.py`.
    """
    set_contract_settings(settings)
    content = Path(settings["PATH"])
    if not content.is_dir():
        hint = "Viết đúng tên thư mục nội dung, ví dụ: --content content"
        return 0, [Issue(str(content), 1, "không có thư mục này", hint)]
    agency_file = find_agency_file(settings)
    try:
        paths = content_files(content, settings)
        agency = read_agency(agency_file, agency_file.name, content)
    except ContentError as error:
        return 0, list(error.issues)
    settings["AGENCY"], settings["AGENCY_SECTIONS"] = agency, agency.sections
    settings["BUILD_MOMENT"] = moment_of(settings)
    issues = unfilled(agency, agency_file)
    reader = SourceReader(names_of(settings), settings["MARKDOWN"])
    entries: list[Entry] = []
    broken: dict[str, tuple[Reference, ...] | None] = {}
    waiting = Waiting()
    for path in paths:
        if path.endswith(ARTICLE_ENDINGS):
            try:
                source = reader.read(content / path, path, type_at(path, settings))
            except ContentError as error:
                issues += error.issues
                broken[path] = None if error.is_harmless else error.references
            else:
                entries.append(entry_of(source, path, settings))
                waiting.note(path, source.facts, settings["BUILD_MOMENT"])
    issues += [*wrong_endings(paths), *issues_of_site(entries, content, types_of(settings), broken)]
    issues += [
        *waiting.warnings(),
        *(issue for entry in entries for issue in entry.warnings),
        *_other_texts(paths, entries),
        *_heavy_files(entries, content),
        *(issue for more in settings["CHECKS"] for issue in more(entries, settings)),
    ]
    return sum(path.endswith(ARTICLE_ENDINGS) for path in paths), sorted(issues)


def _other_texts(paths: Iterable[str], entries: Iterable[Entry]) -> Iterator[Issue]:
    """Yield a warning for documents that are neither texts nor attached to one."""
    used = {reference.target(entry.path) for entry in entries for reference in entry.references}
    found = [path for path in paths if path.lower().endswith(OTHER_TEXTS) and path not in used]
    if found:
        more = f" và {len(found) - MOST_NAMED} tệp khác" if len(found) > MOST_NAMED else ""
        message = f"{len(found)} tệp không phải Markdown, cũng không đính kèm bài nào, nên không được đăng: "
        hint = f"Nếu là bài thì chép chữ vào một tệp .md (tạo bằng: {command('new')})."
        yield Issue("", 0, message + ", ".join(found[:MOST_NAMED]) + more, hint, is_warning=True)


def _heavy_files(entries: Iterable[Entry], content: Path) -> Iterator[Issue]:
    """Yield a warning for each document of a published or scheduled text that takes long to download on a phone."""
    for entry in entries:
        for reference in () if entry.draft else entry.references:
            target = reference.target(entry.path) if reference.what == "static" else None
            ending = PurePosixPath(target or "").suffix.lower()
            if target is None or ending not in DOCUMENTS:
                continue
            try:
                size = (content / target).stat().st_size
            except OSError:  # a file that is missing, or cannot exist, is reported with its text
                continue
            if size > HEAVY:
                message = (
                    f"tệp “{reference.file}” nặng {file_size(size)}, người đọc bằng điện thoại phải chờ lâu"
                )
                yield Issue(
                    entry.path, reference.line, message, LIGHTER.get(ending, LIGHTER[""]), is_warning=True
                )


class Waiting:
    """Collects drafts, scheduled, expired and pinned texts, and texts withdrawn without a reason or in one language only."""

    def __init__(self) -> None:
        self._drafts: list[str] = []
        self._scheduled: list[str] = []
        self._expired: list[str] = []
        self._pinned: list[str] = []
        self._withdrawn: dict[
            tuple[object, ...], str
        ] = {}  # by type, month and slug, which translations share
        self._published: dict[tuple[object, ...], str] = {}
        self._unexplained: list[str] = []

    def note(self, path: str, facts: Facts, moment: datetime) -> None:
        """Take in one text; `moment` is that of the build."""
        date = facts.values.get("date")
        if facts.status is Status.DRAFT:
            self._drafts.append(path)
            return
        if has_expired(facts, moment):
            self._expired.append(path)
            return
        if date is not None and date > moment:
            self._scheduled.append(f"{path} ({date.day}/{date.month}/{date:%Y %H:%M})")
        elif facts.status is Status.PUBLISHED and is_pinned(facts, moment):
            self._pinned.append(path)
        withdrawn = facts.status is Status.WITHDRAWN
        versions = self._withdrawn if withdrawn else self._published
        versions[facts.type.name, date and (date.year, date.month), facts.slug] = path
        if withdrawn and not facts.values.get("withdrawn_reason", True):
            self._unexplained.append(path)

    def warnings(self) -> Iterator[Issue]:
        """Yield one warning each for drafts, scheduled, expired and too many pinned texts, with all their names."""
        for names, kind, hint in (
            (self._drafts, "bản nháp", "Viết status: published khi đăng."),
            (self._scheduled, "bài hẹn giờ", "Bài lên cổng ở lần phát hành đầu tiên sau giờ hẹn."),
            (
                self._expired,
                "bài đã hết hạn",
                "Đăng lại thì sửa hoặc bỏ dòng expires; không cần nữa thì xóa tệp.",
            ),
            (
                self._pinned if len(self._pinned) > MOST_PINNED else [],
                "bài ghim cùng lúc",
                f"Trang chủ chỉ ghim {MOST_PINNED} bài mới nhất; bỏ bớt pinned_until.",
            ),
        ):
            if names:
                yield Issue("", 0, f"{len(names)} {kind}: {', '.join(names)}", hint, is_warning=True)
        for path in self._unexplained:
            hint = "Thêm một dòng, ví dụ: withdrawn_reason: Lịch đã thay đổi."
            yield Issue(path, 0, "bài thu hồi mà không nêu lý do", hint, is_warning=True)
        for version in self._withdrawn.keys() & self._published.keys():
            problem = f"bài đã thu hồi nhưng bản ngôn ngữ kia vẫn đăng: {self._published[version]}"
            hint = "Thu hồi cả bản ấy nếu cùng sai sót."
            yield Issue(self._withdrawn[version], 0, problem, hint, is_warning=True)
