"""The list of published pages, written by the build: only their views count."""

import logging
import re
import unicodedata
from collections.abc import Mapping, Set
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from plugins.errors.issue import printable

log = logging.getLogger(__name__)

INDEX = "index.html"
ROOT_RELATIVE = re.compile(
    r"/(?:[^/\\][^\\]{0,510})?"
)  # one slash at the start, no backslash, at most 512 characters
PLAIN = re.compile(r"[a-z0-9/_.-]*")  # has no other spelling
MAX_LIST_BYTES = 16 * 2**20
GRACE_ROUNDS = 30
OLD_LIST = "Danh sách trang đang dùng là bản cũ, trang mới chưa được tính"
NO_LIST = "CHƯA TÍNH LƯỢT NÀO vì không có danh sách trang"
HINT = "Danh sách do lệnh dựng cổng ghi ra, ở luot-truy-cap/cac-trang.txt trong thư mục đã dựng."
Stamp = tuple[int, int, int] | None


class PublishedPaths:
    """The published pages: sections in `file`, articles with their titles in the folder of the same name, by month.

    `file` is `cac-trang.txt`, the folder holds `cac-trang/2024-03.txt` and so on, one path a line; only changed files are
    read again. If `file` is None, every root-relative path counts. If it is missing or invalid, the last valid lists stay
    in force; before the first valid list, no page counts. `problem` then holds a Vietnamese message, "" otherwise.
    """

    def __init__(self, file: Path | None) -> None:
        self.problem = "" if file is None else f"{file}: chưa đọc"
        self._file = file
        self._watched = () if file is None else (file, file.with_suffix(""))
        self._stamps: tuple[Stamp, ...] = ()
        self._lists: dict[Path, tuple[Stamp, Mapping[str, str]]] = {}
        self._paths: Set[str] = frozenset()
        self._titles: Mapping[str, str] = {}
        self._rounds_with_problem = 0
        self._logged = ""

    def __contains__(self, path: str) -> bool:
        # The first test is fast: a path in canonical form.
        return path in self._paths or bool(self.address(path))

    def address(self, path: str) -> str:
        """Return the canonical path of the page that the web server serves at `path`, or "" if there is none.

        Without a list this is every root-relative path itself. If the lists have changed, they are read again, so that a
        new page counts at once; a flood of views of unknown pages costs two calls of `stat` each.
        """
        if self._file is None:
            return path if root_relative(path) else ""
        if not (path.startswith("/") and root_relative("/" + path.lstrip("/"))):
            return ""
        address = resolved(path)
        if address not in self._paths and self._stamps != tuple(map(_stamp_of, self._watched)):
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

    @property
    def status(self) -> str:
        """Status for `suc-khoe`: `ok`, `old-paths` while the last valid list is in force, `no-paths` if no page counts."""
        if not self.problem:
            return "ok"
        return "old-paths" if self._paths else "no-paths"

    def refresh(self) -> None:
        """Read the lists that have changed."""
        if self._file is None:
            return
        self._stamps = tuple(map(_stamp_of, self._watched))
        try:
            whole = self._read(self._file)
            months = {file: self._read(file) for file in self._file.with_suffix("").glob("*.txt")}
        except ValueError as error:
            self.problem = str(error)
            return
        sections = whole[1]
        if "/" not in sections:  # every build lists the home page
            missing = 'thiếu trang chủ "/", nên không phải danh sách của cả cổng' if sections else "tệp trống"
            self.problem = f"{self._file}: {missing}"
            return
        self.problem = ""
        lists = {self._file: whole, **months}
        if lists != self._lists:
            self._lists = lists
            self._titles = dict(chain.from_iterable(titles.items() for _, titles in months.values()))
            self._paths = self._titles.keys() | sections.keys()

    def refresh_and_report(self) -> None:
        """Read the lists that have changed, and log a problem that lasts longer than GRACE_ROUNDS calls, or its end.

        The first build may still be running when the counter starts.
        """
        self.refresh()
        self._rounds_with_problem = self._rounds_with_problem + 1 if self.problem else 0
        if not 0 < self._rounds_with_problem <= GRACE_ROUNDS:
            self.log_status()

    def log_status(self) -> None:
        """Log the current problem, or its end, unless that was the last message."""
        if self.problem == self._logged:
            return
        self._logged = self.problem
        if not self.problem:
            log.info("Danh sách trang đọc được: %d địa chỉ.", len(self._paths))
        else:
            log.warning("%s. %s. %s", OLD_LIST if self._paths else NO_LIST, self.problem, HINT)

    def _read(self, file: Path) -> tuple[Stamp, Mapping[str, str]]:
        stamp = _stamp_of(file)
        known = self._lists.get(file)
        return known if known is not None and known[0] == stamp else (stamp, _titles_in(file))


def _titles_in(file: Path) -> dict[str, str]:
    """Read a list as canonical paths and their titles ("" for none). Raises ValueError, with a Vietnamese message."""
    try:
        if file.stat().st_size > MAX_LIST_BYTES:
            raise ValueError(f"{file}: quá lớn, không phải danh sách của cổng")
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ValueError(f"{file}: không có tệp này") from None
    except UnicodeDecodeError:
        raise ValueError(f"{file}: không phải tệp chữ, nên không phải danh sách của cổng") from None
    except OSError as error:
        raise ValueError(f"{file}: không đọc được ({error.strerror})") from None
    titles: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        written, _, title = line.partition("\t")
        written = written.strip()
        address = resolved(written)
        if written and not (root_relative(written) and root_relative(address)):
            shown = printable(written[:60])
            raise ValueError(
                f'{file}, dòng {number}: "{shown}" không phải địa chỉ trang, ví dụ đúng: /lien-he/'
            )
        if address:
            titles[address] = title.strip()
    return titles


def _stamp_of(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def root_relative(path: str) -> bool:
    """Return whether `path` is a plausible root-relative path of a page."""
    return ROOT_RELATIVE.fullmatch(path) is not None and path.isprintable()


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
