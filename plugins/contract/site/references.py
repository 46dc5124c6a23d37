"""Check that what a text refers to exists: articles, files that may be published, addresses of the portal."""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from plugins.contract.body.link_targets import ARTICLE_ENDINGS, wrong_file_name
from plugins.contract.body.links import Reference
from plugins.contract.content_type import ContentType
from plugins.contract.site.entry import Entry
from plugins.contract.site.known_addresses import KnownAddresses
from plugins.contract.site.published_files import PublishedFiles
from plugins.errors.issue import Issue
from plugins.vietnamese.text import LONGEST_COMPARED, closest, slug_of

CAPTIONS = re.compile(r"WEBVTT(?:[ \t\r\n]|\Z)")
CLOSE = 0.85  # two addresses of one folder are alike already
# Suggestions of one run cost about a second at most: comparing two names takes up to 100 ns times the product of their
# lengths. Without a limit, 900 dead links beside 20 files with long names of two letters took 79 s.
MOST_WORK = 10_000_000
FIRST = "Bỏ liên kết, hoặc đăng bài kia trước."
UNTIL_THEN = "Bỏ liên kết; hoặc ghi expires của bài này không muộn hơn; hoặc bỏ expires của bài kia."


class References:
    """Judges references; `broken` and `accepts_dead_links` are as for `issues_of_site`."""

    def __init__(
        self,
        entries: Sequence[Entry],
        by_address: dict[str, Entry],
        content: Path,
        types: Mapping[str, ContentType],
        broken: Mapping[str, Sequence[Reference] | None],
        *,
        accepts_dead_links: bool,
    ) -> None:
        self._by_path = {entry.path: entry for entry in entries}
        self._by_address = by_address
        self._known = KnownAddresses(entries, by_address, types)
        self._content = content
        self._broken = broken.keys()
        self._broken_drafts = {path for path, references in broken.items() if references is None}
        self._files = PublishedFiles(content)
        self._accepts_dead_links = accepts_dead_links
        self._names: dict[str, dict[str, str]] = {}  # files of a folder
        self._work_left = MOST_WORK

    def issues(
        self, path: str, references: Sequence[Reference], *, since: float, until: float
    ) -> Iterator[Issue]:
        """Yield what is wrong with the references of the text at `path`.

        It needs them `since` then (as `Entry.since`) `until` then. What leads to a text that is published later, or
        expires before, is wrong at once: an error never appears only because time has passed.
        """
        for reference in references:
            if reference.what == "address" and self._known.has(unquote(reference.file), since, until):
                continue
            wrong = self._ends_before(reference, path, since, until) or (
                self._wrong_address(reference.file, since)
                if reference.what == "address"
                else self._wrong_target(reference, path, since)
            )
            if wrong is not None:
                is_accepted = reference.what == "address" and self._accepts_dead_links
                yield Issue(path, reference.line, *wrong, is_warning=is_accepted)
            elif reference.what == "address" and (moved := self._moved_at(unquote(reference.file), since)):
                message = f"bài dẫn tới địa chỉ cũ {reference.file}"
                yield Issue(
                    path, reference.line, message, f"Viết địa chỉ mới: {moved.address}", is_warning=True
                )

    def _ends_before(
        self, reference: Reference, path: str, since: float, until: float
    ) -> tuple[str, str] | None:
        if reference.what == "filename":
            entry = self._by_path.get(reference.target(path) or "")
        elif reference.what == "address":
            address = unquote(reference.file)
            entry = self._by_address.get(address) or self._moved_at(address, since)
        else:
            return None
        if entry is not None:
            if entry.expires >= until:
                return None
            return f"bài dẫn tới {entry.path}, là bài có ngày hết hạn (expires)", UNTIL_THEN
        if reference.what == "filename" or not self._known.has(address, since):
            return None
        return f"bài dẫn tới {reference.file}, là địa chỉ chỉ có khi các bài ở đó chưa hết hạn", UNTIL_THEN

    def _wrong_target(self, reference: Reference, path: str, since: float) -> tuple[str, str] | None:
        target = reference.target(path)
        if target is None:
            return (
                f"đường dẫn “{reference.file}” ra ngoài thư mục nội dung",
                "Chép tệp vào cạnh bài viết và viết tên tệp.",
            )
        if reference.what == "filename":
            return self._wrong_article(reference.file, target, since)
        if reference.what == "beside" and not self._files.exists(target):
            return None
        return self._wrong_file(reference.file, target, path)

    def _wrong_article(self, written: str, target: str, since: float) -> tuple[str, str] | None:
        if target in self._by_path:
            return None if self._by_path[target].since <= since else _unpublished(target, since)
        if target in self._broken_drafts and since < math.inf:
            return f"bài dẫn tới {target}, là bản nháp", FIRST
        if target in self._broken:
            return None
        if not target.endswith(ARTICLE_ENDINGS) and self._is_file(target):
            return (f"“{written}” không phải là bài viết mà là tệp", f"Viết: {{static}}{written}")
        return self._missing(written, target)

    def _wrong_file(self, written: str, target: str, used_by: str) -> tuple[str, str] | None:
        if (wrong := wrong_file_name(written)) is not None:
            return wrong
        if not self._files.exists(target):
            return self._missing(written, target)
        return self._files.rejection(target, used_by, written) or self._wrong_captions(target, written)

    def _wrong_captions(self, target: str, written: str) -> tuple[str, str] | None:
        if not target.lower().endswith(".vtt"):
            return None
        text = (self._content / target).read_bytes()
        try:
            is_right = CAPTIONS.match(text.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return f"tệp phụ đề “{written}” không phải UTF-8", "Lưu lại bằng Notepad, chọn mã UTF-8."
        if is_right:
            return None
        hint = "Xuất phụ đề lại theo dạng WebVTT; tệp .srt đổi đuôi thì chưa phải."
        return f"tệp phụ đề “{written}” không mở đầu bằng WEBVTT", hint

    def _missing(self, written: str, target: str) -> tuple[str, str]:
        folder, _, name = target.rpartition("/")
        if folder not in self._names:
            self._names[folder] = self._names_in(folder)
        composed = self._names[folder]  # by NFC form
        if composed.get(name, name) != name:
            return (
                f"tên tệp “{written}” trên đĩa viết bằng dấu rời (kiểu máy Mac) nên không khớp",
                f"Đổi tên tệp thành chữ không dấu: {slug_of(PurePosixPath(name).stem)}{PurePosixPath(name).suffix}, rồi sửa tên trong bài.",
            )
        names = list(composed.values()) or self._names_of_texts
        meant = closest(name, names) if self._may_compare(name, names) else None
        hint = f"Ý bạn là “{meant}”?" if meant else "Kiểm tra tên tệp; tệp phải nằm cạnh bài viết."
        return f"không có tệp “{written}”", hint

    def _names_in(self, folder: str) -> dict[str, str]:
        try:
            with os.scandir(self._content / folder) as items:
                names = sorted(item.name for item in items if item.is_file())
        except OSError:
            names = []
        return {unicodedata.normalize("NFC", name): name for name in names}

    @cached_property
    def _moved(self) -> dict[str, Entry]:
        """The texts that old addresses lead to, now or once they are published."""
        finished = (entry for entry in self._by_path.values() if not entry.draft)
        return {old: entry for entry in finished for old in entry.old_urls}

    def _moved_at(self, address: str, since: float) -> Entry | None:
        entry = self._moved.get(address)
        return entry if entry is not None and entry.since <= since else None

    @cached_property
    def _names_of_texts(self) -> list[str]:
        """The names to suggest for a folder that is missing or empty."""
        return [PurePosixPath(path).name for path in self._by_path]

    def _is_file(self, target: str) -> bool:
        return os.path.isfile(self._content / target)  # noqa: PTH113 - Path.is_file raises for a name that is too long

    def _may_compare(self, written: str, names: Sequence[str]) -> bool:
        """Return whether a name may be compared with others; the first errors of a run get suggestions."""
        if self._work_left < 0 or len(written) > LONGEST_COMPARED:
            return False
        self._work_left -= len(written) * sum(map(len, names))
        return self._work_left >= 0

    def _wrong_address(self, address: str, since: float) -> tuple[str, str] | None:
        known = self._known
        if known.has(unquote(address), since) or self._moved_at(unquote(address), since):
            return None
        if address in self._by_address:
            return _unpublished(self._by_address[address].path, since)
        if 0 < since < math.inf and known.has(unquote(address), math.inf):
            return f"khi bài hẹn giờ này lên cổng, chưa có địa chỉ {address}", FIRST
        target = unquote(address).strip("/")
        if self._is_file(target):
            what = "filename" if target.endswith(ARTICLE_ENDINGS) else "static"
            return f"“{address}” là tệp trong thư mục nội dung", f"Viết: {{{what}}}/{target}"
        near = [f"{address}/"] if known.has(f"{address}/", since) else []
        if not near and self._may_compare(address, known.guesses):
            near = get_close_matches(address, known.guesses, n=1, cutoff=CLOSE)
        hint = (
            f"Ý bạn là “{near[0]}”?"
            if near
            else "Sửa hoặc bỏ liên kết. Dẫn tới bài khác thì viết {filename} và tên tệp của bài."
        )
        return f"trong cổng không có địa chỉ {address}", hint


def _unpublished(path: str, since: float) -> tuple[str, str]:
    when = " khi bài hẹn giờ này lên cổng" if 0 < since < math.inf else ""
    return f"bài dẫn tới {path}, là bài chưa đăng{when}", FIRST
