"""List the files of the content folder, before any of them is opened.

A symbolic link, a device or a pipe could lead out of the folder, in a circle, or to something that never ends: they
are rejected before Pelican, which follows links, walks through the folder.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path
from typing import Any

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.content_type import types_of
from plugins.contract.settings import DOCUMENTS
from plugins.errors.issue import ContentError, Issue
from plugins.vietnamese.text import FORBIDDEN, INVISIBLE

MISSPELT = re.compile(r"\.(?:md|markdown|mkd|mdown)(?:\.txt)?|\.(?:mdwn|mdtxt|mdtext|text)", re.IGNORECASE)
HIDDEN_NAME = ("tên có ký tự ẩn hoặc không đọc được", "Đổi tên, chỉ dùng chữ, số và dấu gạch nối.")
_LOOP = ("là lối tắt (symbolic link) dẫn vòng về chính nó", "Xóa lối tắt ấy.")
_ACCESS = "Kiểm tra quyền đọc của thư mục."
DEEPEST = 20  # folders inside each other; Pelican's walk and paths of 4,096 bytes end somewhere behind that


def content_files(content: Path, settings: dict[str, Any]) -> list[str]:
    """Return the files that Pelican would look at, relative to the content folder, in order.

    Nothing is opened and no link is followed. Raises ContentError, with all of them, for what must not even be opened:
    links to folders; articles that are pipes or devices or whose names have invisible characters; folders without
    permission or nested too deeply.
    """
    walk = _Walk(content, settings)
    walk.enter("", 0)
    if walk.issues:
        raise ContentError(walk.issues)
    return walk.files


@dataclass
class _Walk:
    content: Path
    settings: dict[str, Any]
    files: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._is_ignored = re.compile(
            "|".join(map(translate, self.settings["IGNORE_FILES"])) or r"(?!)"
        ).match
        read = {
            folder
            for item in types_of(self.settings).values()
            for folder in self.settings[item.setting("PATHS")]
        }
        self._excluded = set(self.settings["ARTICLE_EXCLUDES"]) - read
        self._root = os.path.realpath(self.content)

    def enter(self, folder: str, depth: int) -> None:
        """Add the files of a folder, given by its path ending with `/` (empty: the content folder)."""
        try:
            with os.scandir(self.content / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            message = f"không đọc được thư mục: {error.strerror}"
            self._reject(folder, message, _ACCESS)
            return
        folders = []
        for entry in entries:
            path = f"{folder}{entry.name}"
            if self._is_ignored(entry.name):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError as error:  # links in a circle, or into a folder that may not be entered
                problem, hint = (
                    _LOOP if error.errno == errno.ELOOP else (f"không đọc được: {error.strerror}", _ACCESS)
                )
                self._reject(path, problem, hint)
                continue
            if is_folder:
                if path in self._excluded:
                    self._misplaced_texts(path)
                    continue
                if entry.is_symlink():
                    hint = "Chuyển chính thư mục ấy vào đây, hoặc xóa lối tắt."
                    self._reject(path, "là lối tắt (symbolic link) tới một thư mục", hint)
                elif _is_hidden(entry.name):
                    self._reject(path, *HIDDEN_NAME)
                else:
                    folders.append(f"{path}/")
            elif not path.endswith(ARTICLE_ENDINGS) or self._may_be_read(path, entry):
                self.files.append(path)
        for path in folders:
            if depth == DEEPEST:
                message = f"thư mục lồng nhau quá {DEEPEST} cấp"
                self._reject(path, message, "Chuyển thư mục này ra gần articles/.")
                return
            self.enter(path, depth + 1)

    def _misplaced_texts(self, folder: str) -> None:
        """Reject texts in the folder of attached files, which would silently be left out."""
        if folder != DOCUMENTS:
            return
        for found in sorted(Path(self.content, folder).rglob("*")):
            if found.name.endswith(ARTICLE_ENDINGS) and not self._is_ignored(found.name):
                path = found.relative_to(self.content).as_posix()
                message = f"bài nằm trong {DOCUMENTS}/, thư mục của tệp đính kèm, nên không được đọc"
                self._reject(path, message, "Chuyển bài vào articles/, ví dụ: articles/2024/03/.")

    def _may_be_read(self, path: str, entry: os.DirEntry[str]) -> bool:
        # A link to a regular file, or to nothing, is harmless until it is read: SourceReader rejects it with all else.
        if not entry.is_file() and not (entry.is_symlink() and not Path(entry.path).exists()):
            message = "không phải là tệp thường (là ống dẫn hoặc thiết bị)"
            self._reject(path, message, "Xóa khỏi thư mục nội dung.")
        elif _is_hidden(entry.name):
            self._reject(path, *HIDDEN_NAME)
        else:
            return True
        return False

    def _reject(self, path: str, problem: str, hint: str) -> None:
        self.issues.append(Issue(path or str(self.content), 0, problem, hint))


def _is_hidden(name: str) -> bool:
    # Surrogates stand for bytes that are not UTF-8.
    return FORBIDDEN.search(name) is not None or any(c in "\n\t" or "\ud800" <= c <= "\udfff" for c in name)


def wrong_endings(paths: Iterable[str]) -> Iterator[Issue]:
    """Yield an error for each text that Pelican would silently leave out because of its file name extension."""
    for written in paths:
        path = INVISIBLE.sub("", written).rstrip()
        if written.endswith(ARTICLE_ENDINGS):
            continue
        if path.endswith(ARTICLE_ENDINGS):
            message = "tên tệp kết thúc bằng dấu cách hoặc ký tự ẩn nên bài không được đọc"
            yield Issue(written, 1, message, f"Đổi tên tệp thành: {path.rpartition('/')[2]}")
            continue
        name, dot, ending = path.rpartition(".")
        if path.lower().endswith(".md.txt"):
            name, ending = path[: -len(".md.txt")], "md.txt"
        if dot and MISSPELT.fullmatch(f".{ending}"):
            message = f"tên tệp kết thúc bằng “.{ending}” nên bài không được đọc"
            yield Issue(path, 1, message, f"Đổi tên tệp thành: {name.rpartition('/')[2]}.md")
