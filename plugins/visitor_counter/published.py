"""The list of addresses that the build published: only their views count."""

import logging
import unicodedata
from pathlib import Path
from urllib.parse import unquote

log = logging.getLogger(__name__)

LONGEST_PATH = 512


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
    """The addresses in a file with one a line, read again when the file changes.

    Without a file every root-relative path counts. While a file that was configured is not there, the last list
    holds; before it first came, nothing is published.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._stamp: tuple[int, int, int] | None = None
        self._paths: frozenset[str] = frozenset()

    def __contains__(self, path: str) -> bool:
        if not root_relative(path):
            return False
        if self._file is None:
            return True
        address = _plain(path)
        if address in self._paths:
            return True
        self.refresh()
        return address in self._paths

    def refresh(self) -> None:
        """Read the file again if it is another one than before. A miss does so at once, so a new page counts."""
        if self._file is None:
            return
        try:
            status = self._file.stat()
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                lines = self._file.read_text(encoding="utf-8").splitlines()
                self._paths = frozenset(_plain(line.strip()) for line in lines if line.strip())
                self._stamp = stamp
        except (OSError, UnicodeDecodeError) as trouble:
            log.debug("list of published addresses not read: %s", trouble)


def _plain(path: str) -> str:
    """Give one spelling to an address, whether a browser escapes it or not, with or without the name of its file."""
    return unicodedata.normalize("NFC", unquote(path)).removesuffix("index.html")
