"""The list of addresses that the build published: only their views count."""

import logging
import unicodedata
from pathlib import Path
from urllib.parse import unquote

log = logging.getLogger(__name__)

LONGEST_PATH = 512
Stamp = tuple[int, int, int]


def root_relative(path: str) -> bool:
    """Tell whether `path` can be the path of a page of this site, as a browser reports it."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and len(path) <= LONGEST_PATH
        and path.isprintable()
        and "\\" not in path
    )


class PublishedPaths:
    """The addresses that a build listed, one a line: in `file`, and in the files of the folder of that name.

    A build may keep articles apart by month (`cac-trang.txt` beside `cac-trang/2024-03.txt`), so that a new one
    rewrites little; only what changed is read again. Without a file every root-relative path counts. While a file
    that was configured is not there, the last lists hold; before it first came, nothing is published.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._places: tuple[Stamp | None, ...] = ()
        self._lists: dict[Path, tuple[Stamp | None, frozenset[str]]] = {}
        self._paths: frozenset[str] = frozenset()

    def __contains__(self, path: str) -> bool:
        if not root_relative(path):
            return False
        if self._file is None:
            return True
        address = _plain(path)
        if address not in self._paths and self._replaced():
            self.refresh()
        return address in self._paths

    def refresh(self) -> None:
        """Read again the lists that changed."""
        if self._file is None:
            return
        try:
            places = self._seen_places(self._file)
            files = [self._file, *self._file.with_suffix("").glob("*.txt")]
            lists = {file: self._read(file) for file in files}
        except (OSError, UnicodeDecodeError) as trouble:
            log.debug("published addresses not read: %s", trouble)
            return
        if lists != self._lists:
            self._lists = lists
            self._paths = frozenset().union(*(paths for _, paths in lists.values()))
        self._places = places

    def _replaced(self) -> bool:
        """Tell whether a build put files in place since the last look: two questions, however many lists there are.

        So a page that is new counts at once, and a flood of views of pages that are none costs little.
        """
        return self._file is not None and self._seen_places(self._file) != self._places

    @staticmethod
    def _seen_places(file: Path) -> tuple[Stamp | None, ...]:
        return _stamp_of(file), _stamp_of(file.with_suffix(""))

    def _read(self, file: Path) -> tuple[Stamp | None, frozenset[str]]:
        stamp = _stamp_of(file)
        known = self._lists.get(file)
        if known is not None and known[0] == stamp:
            return known
        lines = file.read_text(encoding="utf-8").splitlines()
        return stamp, frozenset(_plain(line.strip()) for line in lines if line.strip())


def _stamp_of(place: Path) -> Stamp | None:
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _plain(path: str) -> str:
    """Give one spelling to an address, whether a browser escapes it or not, with or without the name of its file."""
    return unicodedata.normalize("NFC", unquote(path)).removesuffix("index.html")
