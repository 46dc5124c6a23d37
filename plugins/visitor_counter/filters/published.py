"""The list of addresses that the build published: only their views count."""

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
PLAIN = re.compile(r"[a-z0-9/_.-]*")  # nothing in it that could be spelled in another way
Stamp = tuple[int, int, int]


class NoListError(Exception):
    """A file is not a list of addresses as the build writes it; the text says why, in Vietnamese."""


def root_relative(path: str) -> bool:
    """Tell whether `path` can be the path of a page of this site, as a browser reports it."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and len(path) <= MAX_PATH
        and path.isprintable()
        and "\\" not in path
    )


class PublishedPaths:
    """The addresses that a build listed, one a line: in `file`, and, articles with their titles, in the folder of that name.

    A build may keep articles apart by month (`cac-trang.txt` beside `cac-trang/2024-03.txt`), so that a new one
    rewrites little; only what changed is read again. Without a file every root-relative path counts. While a file
    that was configured is not there, or is no such list, the last lists hold; before it first came, nothing is
    published. `problem` then says in Vietnamese what is wrong, and is "" otherwise.
    """

    def __init__(self, file: Path | None) -> None:
        self.problem = "" if file is None else f"{file}: chưa đọc"
        self._file = file
        self._places: tuple[Stamp | None, ...] = ()
        self._lists: dict[Path, tuple[Stamp | None, Mapping[str, str]]] = {}
        self._paths: Set[str] = frozenset()
        self._titles: Mapping[str, str] = {}

    def __contains__(self, path: str) -> bool:
        if path in self._paths:  # as the build spells it, which is how nearly all come
            return True
        return bool(self.address(path))

    def address(self, path: str) -> str:
        """Return the address, as the build lists it, of the page that the web server shows for `path`; "" for none.

        Without a list that is every root-relative path itself.
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
        """Return the address of the article that a published `path` shows, as the build lists it; "" for other pages."""
        if path in self._titles:
            return path
        address = resolved(path)
        return address if address in self._titles else ""

    def title(self, address: str) -> str:
        """Give the title of the article at `address`, as the build lists it; "" if there is none."""
        return self._titles.get(address, "")

    def __len__(self) -> int:
        return len(self._paths)

    @property
    def any_counts(self) -> bool:
        """Whether there is any page whose views count."""
        return self._file is None or bool(self._paths)

    def refresh(self) -> None:
        """Read again the lists that changed."""
        if self._file is None:
            return
        self._places = self._seen_places(self._file)
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
        """Tell whether a build put files in place since the last look: two questions, however many lists there are.

        So a page that is new counts at once, and a flood of views of pages that are none costs little.
        """
        return self._file is not None and self._seen_places(self._file) != self._places

    @staticmethod
    def _seen_places(file: Path) -> tuple[Stamp | None, ...]:
        return _stamp_of(file), _stamp_of(file.with_suffix(""))

    def _read(self, file: Path) -> tuple[Stamp | None, Mapping[str, str]]:
        stamp = _stamp_of(file)
        known = self._lists.get(file)
        if known is not None and known[0] == stamp:
            return known
        return stamp, _titles_in(file)


def _titles_in(file: Path) -> dict[str, str]:
    """Read the addresses of a list, each with the title that stands behind it, "" where none does. Raises NoListError."""
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
    """Every build lists its home page; a list of one month, or of something else, does not."""
    if not addresses:
        raise NoListError(f"{file}: tệp trống")
    if "/" not in addresses:
        raise NoListError(f'{file}: thiếu trang chủ "/", nên không phải danh sách của cả cổng')


def _stamp_of(place: Path) -> Stamp | None:
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def resolved(path: str) -> str:
    """Resolve a request's path to the address of a page as nginx does, so that a view counts for what is shown.

    Escapes are decoded first, then slashes merged (`merge_slashes` is on by default) and `.` and `..` resolved; the
    name of a folder's file is left out. "" for a path that leaves the root or is not absolute, which nginx rejects.
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
