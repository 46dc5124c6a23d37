"""Which files of the content folder may be published, and at which addresses.

The decision is made on the real file that a name leads to, after symbolic links are resolved: it has to be a regular
file inside the content folder, of a type on the allow-list, and its address has to lie where files are published or in
the folder of the text that uses it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.body.pictures import PICTURES, published_name
from plugins.contract.site.file_kinds import DOCUMENTS, FIRST_BYTES, wrong_beginning
from plugins.urls.patterns import RESERVED, SOURCE_FOLDERS

# Types that a browser shows or saves. Not among them: what it would run on the portal's own origin (html, svg, xml, js).
PUBLISHABLE = PICTURES | DOCUMENTS
LARGEST = 200_000_000  # bytes; a file is held in memory while it is published
LONGEST_NAME = 240  # bytes; file systems take 255, and a file has a longer name while it is written
# Endings of files that the portal makes beside pages: a folder of such a name would take their place.
MADE = (".html", ".png", ".svg", ".xml", ".json", ".txt", ".js", ".webmanifest")
# A pipe that takes a file's place after lstat must not block.
READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
BESIDE = "Chép tệp vào cạnh bài viết và viết tên tệp."


class PublishedFiles:
    """Decides for each file that a text refers to whether it may be published."""

    def __init__(self, content: Path) -> None:
        self._content = str(content)
        self._root = os.path.realpath(content)
        self._real_folders: dict[str, str] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._beginnings: dict[str, tuple[str, str] | None] = {}  # what is wrong with them, by file

    def exists(self, target: str) -> bool:
        """Return whether there is anything at a path below the content folder, a broken link included.

        Names are compared with the listing of their folder: Windows and macOS would also find `Anh.jpg` under `anh.jpg`,
        and the portal would miss it on Linux.
        """
        folder = ""
        for name in target.split("/"):
            if name not in self._names_in(folder):
                return False
            folder = f"{folder}/{name}" if folder else name
        return True

    def _names_in(self, folder: str) -> frozenset[str]:
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(f"{self._content}/{folder}"))  # noqa: PTH208 - names, not paths
            except OSError:
                self._names[folder] = frozenset()
        return self._names[folder]

    def rejection(self, target: str, used_by: str, written: str) -> tuple[str, str] | None:
        """Return why a file may not be published, with what to do instead (both Vietnamese); None if it may.

        `target` is its path below the content folder, where something exists, `used_by` the path of the text that
        refers to it, and `written` the reference as the author wrote it. A file costs one lstat; of a document the
        first bytes are read once (10 µs).
        """
        if target.lower().endswith(ARTICLE_ENDINGS):
            return (
                f"“{written}” là tệp nguồn của một bài viết, không được đăng như một tệp",
                f"Dẫn tới bài bằng liên kết trong nội dung: [tên bài]({{filename}}{written})",
            )
        if len(os.fsencode(target.rpartition("/")[2])) > LONGEST_NAME:
            return (
                f"tên tệp “{written}” dài hơn {LONGEST_NAME} byte",
                "Đặt tên ngắn hơn cho tệp, rồi sửa tên trong bài.",
            )
        return (
            self._hidden(target, written)
            or self._wrong_type(target, written)
            or self._taken_name(target, written)
            or _wrong_folder(target, used_by, written)
            or self._wrong_real_file(target, written)
            or self._wrong_bytes(target, written)
        )

    def _hidden(self, target: str, written: str) -> tuple[str, str] | None:
        if not any(part.startswith(".") for part in target.split("/")):
            return None
        return f"tệp “{written}” là tệp ẩn hoặc nằm trong thư mục ẩn, không được đăng", BESIDE

    def _wrong_type(self, target: str, written: str) -> tuple[str, str] | None:
        if os.path.splitext(target)[1].lower() in PUBLISHABLE:  # noqa: PTH122 - asked for every file of every text
            return None
        allowed = ", ".join(sorted(ending[1:] for ending in PUBLISHABLE))
        return f"tệp “{written}” thuộc loại không được đăng", f"Các loại được đăng: {allowed}."

    def _taken_name(self, target: str, written: str) -> tuple[str, str] | None:
        published = published_name(target)
        if published == target or not self.exists(published):
            return None
        name = published.rpartition("/")[2]
        return (
            f"“{written}” được đăng với tên {name}, mà cạnh nó đã có tệp mang tên ấy",
            f"Nếu hai tệp là một ảnh, viết {name} trong bài; nếu không, đổi tên một tệp.",
        )

    def _wrong_real_file(self, target: str, written: str) -> tuple[str, str] | None:
        path = f"{self._content}/{target}"
        status = os.lstat(path)
        mode, size = status.st_mode, status.st_size
        if stat.S_ISLNK(mode):
            real = os.path.realpath(path)
            exists = Path(real).exists()
            mode, size = (Path(real).stat().st_mode, Path(real).stat().st_size) if exists else (0, 0)
            inside = self._is_inside(real)
        else:
            folder, _, name = path.rpartition("/")
            inside = self._is_inside(self._real_folder(folder))
            real = f"{self._real_folder(folder)}/{name}"
        if not inside:
            return (
                f"tệp “{written}” là lối tắt (symbolic link) ra ngoài thư mục nội dung",
                "Chép chính tệp ấy vào cạnh bài viết.",
            )
        if not stat.S_ISREG(mode):
            return f"“{written}” không phải là tệp thường", BESIDE
        if size > LARGEST:
            return (
                f"tệp “{written}” lớn hơn {LARGEST // 1_000_000} MB",
                "Chia nhỏ tệp, hoặc đưa lên nơi lưu trữ khác rồi dẫn tới bằng https://.",
            )
        if real == path:
            return None
        meant = Path(os.path.relpath(real, self._root)).as_posix()
        if self._hidden(meant, "") or self._wrong_type(meant, ""):
            return (
                f"tệp “{written}” là lối tắt tới “{meant}”, là tệp không được đăng",
                "Chép chính tệp cần đăng vào cạnh bài viết.",
            )
        return None

    def _wrong_bytes(self, target: str, written: str) -> tuple[str, str] | None:
        ending = os.path.splitext(target)[1].lower()  # noqa: PTH122 - asked for every file of every text
        if ending not in DOCUMENTS:
            return None
        if target not in self._beginnings:
            self._beginnings[target] = self._read_beginning(target, ending)
        wrong = self._beginnings[target]
        return wrong and (f"tệp “{written}” {wrong[0]}", wrong[1])

    def _read_beginning(self, target: str, ending: str) -> tuple[str, str] | None:
        try:
            handle = os.open(f"{self._content}/{target}", READING)
            try:
                return wrong_beginning(ending, os.read(handle, FIRST_BYTES))
            finally:
                os.close(handle)
        except OSError as error:
            return f"không đọc được: {error.strerror}", "Kiểm tra quyền đọc của tệp."

    def _real_folder(self, folder: str) -> str:
        if folder not in self._real_folders:
            self._real_folders[folder] = os.path.realpath(folder)
        return self._real_folders[folder]

    def _is_inside(self, real: str) -> bool:
        return f"{real}{os.sep}".startswith(f"{self._root}{os.sep}")


def _wrong_folder(target: str, used_by: str, written: str) -> tuple[str, str] | None:
    first = target.partition("/")[0]
    if named := next((part for part in target.split("/")[:-1] if part.lower().endswith(MADE)), None):
        return f"tệp “{written}” nằm trong thư mục mang tên tệp: “{named}”", "Đặt tên khác cho thư mục ấy."
    if first in SOURCE_FOLDERS and "/" in target:
        return None
    if first in RESERVED:
        return f"tệp “{written}” nằm ở “{first}” mà địa chỉ dành riêng cho cổng", BESIDE
    own_folder = used_by.rpartition("/")[0]
    if own_folder and target.startswith(f"{own_folder}/"):
        return None
    folders = ", ".join(sorted(SOURCE_FOLDERS))
    return (
        f"tệp “{written}” không nằm cạnh bài viết hay trong các thư mục {folders} nên không được đăng",
        "Chuyển tệp vào thư mục của bài (ví dụ articles/2024/03/), hoặc vào documents/ nếu nhiều bài dùng chung.",
    )
