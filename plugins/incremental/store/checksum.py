"""A digest of the ledger's bytes, laid beside it while no build is at work."""

from __future__ import annotations

import hashlib
from pathlib import Path

from plugins.files.replacing import replace


class Seal:
    """Tells whether a file still has the bytes with which it was closed.

    SQLite notices a page that is broken, not one whose bytes have flipped or that stands in another's place; what is
    built from such a page would be wrong for good. 47 MB took 62 ms (two cores, 2026); the ledger of 100,000 articles
    has 118 MB, since bodies and facts lie in a file of their own and are compared one by one.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = b""

    def is_set(self) -> bool:
        """Tell whether the last build came to its end; one that was killed leaves no seal."""
        return self._file.is_file()

    def fits(self, sealed: Path) -> bool:
        """Tell whether a file has the bytes that were sealed."""
        self._kept = self._file.read_bytes()
        return self._kept == _digest(sealed)

    def open(self) -> None:
        """Break the seal, since the file will be written."""
        self._file.unlink(missing_ok=True)

    def close(self, sealed: Path) -> None:
        """Seal a file that is closed."""
        self._set(_digest(sealed))

    def close_unchanged(self, sealed: Path) -> None:
        """Seal a file that was not written since it was opened."""
        self._set(self._kept or _digest(sealed))

    def _set(self, digest: bytes) -> None:
        beside = self._file.with_name(f"{self._file.name}~")
        beside.write_bytes(digest)
        replace(beside, self._file)


def _digest(file: Path) -> bytes:
    with file.open("rb") as data:
        return hashlib.file_digest(data, lambda: hashlib.blake2b(digest_size=32)).hexdigest().encode()
