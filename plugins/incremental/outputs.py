"""The pages that generators declare: which of them are stale, rendered on every core, put in place by rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from plugins.incremental.digest import digest_of_text
from plugins.incremental.ledger import Ledger

PENDING_SUFFIX = "~"


@dataclass
class Declared:
    """A file of the site that a generator has declared in this build."""

    name: str
    kind: str
    closure: bytes
    own: bytes
    render: Callable[[], bytes]
    source: int | None = None
    why: str = ""


@dataclass
class Rendered:
    """A file that was rendered and lies beside its place, with what it has read."""

    name: str
    digest: bytes
    changed: bool
    articles: dict[int, str]
    values: dict[str, bytes]
    unknown: set[str] = field(default_factory=set)


class ForeignFolderError(Exception):
    """The output folder holds something that is no site of ours."""


class Outputs:
    """The outputs of one build against those that the ledger remembers."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self._ledger = ledger
        self.folder = folder
        self.declared: dict[str, Declared] = {}
        self.stale: dict[str, str] = {}
        self.known: dict[str, tuple[int, bytes, bytes, bytes, int | None]] = {}

    def is_ours(self, place: str | None) -> bool:
        """Tell whether the folder is the one that this ledger, and no other, has written into last."""
        return (
            place == self._place()
            and self._owner().is_file()
            and self._owner().read_text() == self._ledger.file.name
        )

    def take_over(self) -> str:
        """Mark the folder as written by this ledger; returns what `is_ours` recognises it by."""
        self._owner().write_text(self._ledger.file.name)
        return self._place()

    def found_in_folder(self, kept: Collection[str]) -> list[str]:
        """Return all files of a folder that was not built with this ledger; those that nobody declares will go.

        Hidden files and what is named in `kept` (Pelican's OUTPUT_RETENTION) stay. Raises ForeignFolderError if
        the folder is no built site at all.
        """
        names = []
        for place, folders, files in os.walk(self.folder):
            if Path(place) == self.folder:
                folders[:] = [name for name in folders if name not in kept and not name.startswith(".")]
            top = Path(place) == self.folder
            names += [
                Path(place, name).relative_to(self.folder).as_posix()
                for name in files
                if not top or (name not in kept and not name.startswith("."))
            ]
        if names and "index.html" not in names:
            raise ForeignFolderError(
                f"{self.folder} holds files that no build has made: choose an empty folder."
            )
        return names

    def _place(self) -> str:
        status = self.folder.stat()
        return f"{status.st_dev}.{status.st_ino}"

    def _owner(self) -> Path:
        return self._ledger.file.with_name(f"{digest_of_text(str(self.folder.resolve())).hex()}.owner")

    def load(self) -> None:
        """Read what is remembered of outputs that are not a content's own page."""
        rows = self._ledger.connection.execute(
            "SELECT name, number, closure, own, digest, source FROM output WHERE source IS NULL"
        )
        self.known = {
            name: (number, closure, own, hashed, source)
            for name, number, closure, own, hashed, source in rows
        }

    def remembered(self, name: str) -> tuple[int, bytes, bytes, bytes, int | None] | None:
        """Return (number, closure, own, digest, source) of an output of the last builds."""
        if name not in self.known:
            row = self._ledger.connection.execute(
                "SELECT number, closure, own, digest, source FROM output WHERE name = ?", (name,)
            ).fetchone()
            if row is None:
                return None
            self.known[name] = row
        return self.known[name]

    def declare(self, output: Declared) -> bool:
        """Take an output; returns whether it has to be rendered, with the reason in `output.why`."""
        self.declared[output.name] = output
        known = self.remembered(output.name)
        if known is None:
            output.why = "new"
        elif output.name in self.stale:
            output.why = self.stale[output.name]
        elif known[1] != output.closure:
            output.why = "a template changed"
        elif known[2] != output.own:
            output.why = "what the page is given changed"
        return bool(output.why)

    def to_render(self) -> list[Declared]:
        """Return the declared outputs that have to be rendered."""
        return [output for output in self.declared.values() if output.why]

    def gone(self, looked_at: Iterable[int]) -> list[str]:
        """Return the names of remembered or half-made outputs that nobody has declared.

        `looked_at` are the contents that have changed or whose page is stale; the pages of all others stand.
        """
        run = self._ledger.connection.execute
        names = {name for name, row in self.known.items() if row[4] is None}
        names |= {
            name
            for (name,) in run(
                "SELECT output.name FROM output LEFT JOIN source ON source.number = output.source "
                "WHERE output.source IS NOT NULL AND source.number IS NULL"
            )
        }
        for number in looked_at:
            names |= {name for (name,) in run("SELECT name FROM output WHERE source = ?", (number,))}
        names |= {
            name for (name,) in run("SELECT name FROM pending WHERE name NOT IN (SELECT name FROM output)")
        }
        return sorted(names - self.declared.keys())

    def put(self, name: str, data: bytes) -> tuple[bytes, bool]:
        """Lay a file beside its place; returns its digest, and whether it differs from what stands there."""
        hashed = digest_of_text(data)
        path = self.folder / name
        known = self.remembered(name)
        if known is not None and known[3] == hashed and path.is_file():
            return hashed, False
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside(path), "wb") as file:
            file.write(data)
        return hashed, True

    def move_into_place(self, names: Iterable[str]) -> None:
        """Rename the files that lie beside their places."""
        for name in names:
            path = self.folder / name
            os.replace(beside(path), path)

    def remove(self, names: Iterable[str]) -> int:
        """Delete files and the folders that this leaves empty; returns how many files there were."""
        removed = 0
        for name in names:
            path = self.folder / name
            beside(path).unlink(missing_ok=True)
            if path.is_file() or path.is_symlink():
                path.unlink()
                removed += 1
            for folder in path.parents:
                if folder == self.folder or not folder.is_dir():
                    break
                try:
                    folder.rmdir()
                except OSError:
                    break
        return removed

    def clear_leftovers(self) -> None:
        """Delete what a killed build has left beside the places of its files."""
        for (name,) in self._ledger.connection.execute("SELECT name FROM pending"):
            beside(self.folder / name).unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Return where a file lies until it is renamed into place."""
    return path.with_name(f".{path.name}{PENDING_SUFFIX}")


class Bookkeeping:
    """Writes what rendered outputs have read, each value and each set of values once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._values: dict[tuple[str, bytes], int] = {}
        self._sets: dict[bytes, int] = {}
        self._attributes: dict[str, int] = {}

    def record(self, output: Declared, rendered: Rendered) -> None:
        """Replace the output's row and readings, and take it from the pending ones."""
        connection = self._connection
        row = connection.execute("SELECT number FROM output WHERE name = ?", (output.name,)).fetchone()
        shared = {key: value for key, value in rendered.values.items() if "/near:" not in key}
        values = (
            output.source,
            output.kind,
            output.closure,
            output.own,
            self._set_of(shared),
            rendered.digest,
            output.why,
        )
        if row is None:
            number = connection.execute(
                "INSERT INTO output (source, kind, closure, own, readings, digest, why, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, output.name),
            ).lastrowid
        else:
            number = row[0]
            connection.execute(
                "UPDATE output SET source = ?, kind = ?, closure = ?, own = ?, readings = ?, digest = ?, why = ? WHERE number = ?",
                (*values, number),
            )
            connection.execute("DELETE FROM reading WHERE output = ?", (number,))
            connection.execute("DELETE FROM near WHERE output = ?", (number,))
        connection.executemany(
            "INSERT INTO reading VALUES (?, ?, ?)",
            [(source, number, self._attributes_of(names)) for source, names in rendered.articles.items()],
        )
        connection.executemany(
            "INSERT INTO near VALUES (?, ?, ?, ?)", list(_near(rendered.values, int(number or 0)))
        )
        connection.execute("DELETE FROM pending WHERE name = ?", (output.name,))

    def _set_of(self, values: dict[str, bytes]) -> int:
        members = sorted(self._value_of(key, value) for key, value in values.items())
        packed = ",".join(map(str, members)).encode()
        if packed not in self._sets:
            row = self._connection.execute(
                "SELECT number FROM reading_set_name WHERE members = ?", (packed,)
            ).fetchone()
            if row is None:
                number = self._connection.execute(
                    "INSERT INTO reading_set_name (members) VALUES (?)", (packed,)
                ).lastrowid
                self._connection.executemany(
                    "INSERT INTO reading_set VALUES (?, ?)", [(number, member) for member in members]
                )
                row = (number,)
            self._sets[packed] = row[0]
        return self._sets[packed]

    def _value_of(self, key: str, value: bytes) -> int:
        if (key, value) not in self._values:
            row = self._connection.execute(
                "SELECT number FROM value WHERE key = ? AND digest = ?", (key, value)
            ).fetchone()
            if row is None:
                row = (
                    self._connection.execute(
                        "INSERT INTO value (key, digest) VALUES (?, ?)", (key, value)
                    ).lastrowid,
                )
            self._values[key, value] = row[0]
        return self._values[key, value]

    def _attributes_of(self, names: str) -> int:
        if names not in self._attributes:
            row = self._connection.execute(
                "SELECT number FROM attributes WHERE names = ?", (names,)
            ).fetchone()
            if row is None:
                row = (
                    self._connection.execute("INSERT INTO attributes (names) VALUES (?)", (names,)).lastrowid,
                )
            self._attributes[names] = row[0]
        return self._attributes[names]


def _near(values: dict[str, bytes], output: int) -> Iterator[tuple[str, int, int, bytes]]:
    for key, value in values.items():
        if "/near:" in key:
            name, _, number = key.removeprefix("list/").rpartition("/near:")
            yield name, int(number), output, value


def sweep(connection: sqlite3.Connection) -> None:
    """Forget sets and values that no output has any more."""
    connection.execute(
        "DELETE FROM reading_set_name WHERE number NOT IN (SELECT readings FROM output WHERE readings IS NOT NULL)"
    )
    connection.execute("DELETE FROM reading_set WHERE number NOT IN (SELECT number FROM reading_set_name)")
    connection.execute("DELETE FROM value WHERE number NOT IN (SELECT value FROM reading_set)")
