"""The list of published pages, written by the build: only their views count."""

import re
import unicodedata
from collections.abc import Mapping, Set
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from plugins.visitor_counter.terminal import visible

MAX_PATH = 512
MAX_LIST_BYTES = 16 * 2**20
INDEX = "index.html"
PLAIN = re.compile(r"[a-z0-9/_.-]*")  # has no other spelling
Stamp = tuple[int, int, int]


class NoListError(Exception):
    """The file is not a list of pages written by the build. The message is Vietnamese."""


def root_relative(path: str) -> bool:
    """Return whether `path` is a plausible root-relative path of a page."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and len(path) <= MAX_PATH
        and path.isprintable()
        and "\\" not in path
    )


class PublishedPaths:
    """The published pages: sections in `file`, articles with their titles in the folder of the same name, by month.

    `file` is `cac-trang.txt`, the folder holds `cac-trang/2024-03.txt` and so on, one path a line; only changed files are
    read again. If `file` is None, every root-relative path counts. If it is missing or invalid, the last valid lists stay
    in force; before the first valid list, no page counts. `problem` then holds a Vietnamese message, "" otherwise.
    """

    def __init__(self, file: Path | None) -> None:
        self.problem = "" if file is None else f"{file}: chưa đọc"
        self._file = file
        self._stamps: tuple[Stamp | None, ...] = ()
        self._lists: dict[Path, tuple[Stamp | None, Mapping[str, str]]] = {}
        self._paths: Set[str] = frozenset()
        self._titles: Mapping[str, str] = {}

    def __contains__(self, path: str) -> bool:
        if path in self._paths:  # fast path: already in canonical form
            return True
        return bool(self.address(path))

    def address(self, path: str) -> str:
        """Return the canonical path of the page that the web server serves at `path`, or "" if there is none.

        Without a list this is every root-relative path itself.
        """
        if self._file is None:
            return path if root_relative(path) else ""
        if not (path.startswith("/") and root_relative("/" + path.lstrip("/"))):
            return ""
        address = resolved(path)
        if address not in self._paths and self._replaced():
            self.refresh()
        return address if address in self._paths else ""

    def article(self, path: str) -> str:
        """Return the canonical path of the article at a published `path`, or "" for other pages."""
        if path in self._titles:
            return path
        address = resolved(path)
        return address if address in self._titles else ""

    def title(self, address: str) -> str:
        """Return the title of the article at the canonical path `address`, or "" if there is none."""
        return self._titles.get(address, "")

    def __len__(self) -> int:
        return len(self._paths)

    @property
    def any_counts(self) -> bool:
        """Whether views of any page count."""
        return self._file is None or bool(self._paths)

    def refresh(self) -> None:
        """Read the lists that have changed."""
        if self._file is None:
            return
        self._stamps = self._stamps_of_lists(self._file)
        try:
            lists = {self._file: self._read(self._file)}
            _check_home(self._file, lists[self._file][1])
            lists |= {file: self._read(file) for file in self._file.with_suffix("").glob("*.txt")}
        except NoListError as error:
            self.problem = str(error)
            return
        if lists != self._lists:
            self._lists = lists
            months = (titles for file, (_, titles) in lists.items() if file != self._file)
            self._titles = dict(chain.from_iterable(titles.items() for titles in months))
            self._paths = self._titles.keys() | lists[self._file][1].keys()
        self.problem = ""

    def _replaced(self) -> bool:
        """Return whether the lists changed since the last refresh; two `stat` calls, whatever the number of lists.

        So a new page counts at once, and a flood of views of unknown pages costs little.
        """
        return self._file is not None and self._stamps_of_lists(self._file) != self._stamps

    @staticmethod
    def _stamps_of_lists(file: Path) -> tuple[Stamp | None, ...]:
        return _stamp_of(file), _stamp_of(file.with_suffix(""))

    def _read(self, file: Path) -> tuple[Stamp | None, Mapping[str, str]]:
        stamp = _stamp_of(file)
        known = self._lists.get(file)
        if known is not None and known[0] == stamp:
            return known
        return stamp, _titles_in(file)


def _titles_in(file: Path) -> dict[str, str]:
    """Read a list as canonical paths and their titles ("" for none). Raises NoListError."""
    try:
        if file.stat().st_size > MAX_LIST_BYTES:
            raise NoListError(f"{file}: quá lớn, không phải danh sách của cổng")
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise NoListError(f"{file}: không có tệp này") from None
    except UnicodeDecodeError:
        raise NoListError(f"{file}: không phải tệp chữ, nên không phải danh sách của cổng") from None
    except OSError as error:
        raise NoListError(f"{file}: không đọc được ({error.strerror})") from None
    titles: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        written, _, title = line.partition("\t")
        written = written.strip()
        address = resolved(written)
        if written and not (root_relative(written) and root_relative(address)):
            raise NoListError(
                f'{file}, dòng {number}: "{visible(written[:60])}" không phải địa chỉ trang, ví dụ đúng: /lien-he/'
            )
        if address:
            titles[address] = title.strip()
    return titles


def _check_home(file: Path, addresses: Mapping[str, str]) -> None:
    """Raise NoListError if the home page is missing: every build lists it, the list of a month does not."""
    if not addresses:
        raise NoListError(f"{file}: tệp trống")
    if "/" not in addresses:
        raise NoListError(f'{file}: thiếu trang chủ "/", nên không phải danh sách của cả cổng')


def _stamp_of(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def resolved(path: str) -> str:
    """Normalise the path of a request as nginx does, so that a view counts for the page that is served.

    Percent-encoding is decoded first, then slashes are merged (`merge_slashes` is on by default), `.` and `..` resolved, and
    `index.html` is dropped. Return "" for a path that leaves the root or is not absolute, which nginx rejects.
    """
    if not path.startswith("/"):
        return ""
    if PLAIN.fullmatch(path) and "//" not in path and "/." not in path:
        return path.removesuffix(INDEX) if path.endswith(f"/{INDEX}") else path
    parts = unicodedata.normalize("NFC", unquote(path)).split("/")[1:]
    kept: list[str] = []
    for part in parts:
        if part == ".." and not kept:
            return ""
        if part == "..":
            kept.pop()
        elif part not in {"", "."}:
            kept.append(part)
    if parts[-1] == INDEX:
        kept.pop()
    folder = parts[-1] in {"", ".", "..", INDEX} and kept
    return f"/{'/'.join(kept)}{'/' if folder else ''}"
