"""The files that generators declare: which of them are new, stale or gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugins.incremental.errors import RenderError
from plugins.incremental.outputs.folder import OutputFolder
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking.digest import digest_of_text


@dataclass
class Declared:
    """A file of the site that a generator has declared in this build.

    `source` is the number of the article whose own page it is.
    """

    name: str
    kind: str
    closure: bytes
    own: bytes
    render: Callable[[], bytes]
    source: int | None = None
    why: str = ""
    content: str = ""  # path of the content that it is made of, if that is one


@dataclass
class Rendered:
    """A file that was rendered and lies beside its place, with what it has read; or why it was `refused` or `failed`."""

    name: str
    digest: bytes
    stamp: str
    changed: bool
    articles: dict[int, str]
    values: dict[str, bytes]
    unknown: set[str] = field(default_factory=set)
    refused: tuple[Any, ...] = ()
    failed: RenderError | None = None


class Known(NamedTuple):
    """What the ledger remembers of an output."""

    number: int
    closure: bytes
    own: bytes
    digest: bytes
    source: int | None
    stamp: str


Differing = tuple[str, int, bytes]  # an output's name, number and digest
COLUMNS = "number, closure, own, digest, source, stamp"


class Outputs:
    """The outputs of one build against those that the ledger remembers."""

    def __init__(self, ledger: Ledger, folder: OutputFolder) -> None:
        self._ledger = ledger
        self.folder = folder
        self.declared: dict[str, Declared] = {}
        self.stale: dict[str, str] = {}
        self.known: dict[str, Known] = {}

    def load(self) -> None:
        """Read what is remembered of outputs that are not a content's own page."""
        rows = self._ledger.connection.execute(
            f"SELECT name, {COLUMNS} FROM output WHERE source IS NULL"  # noqa: S608 - our own text
        )
        self.known = {name: Known(*row) for name, *row in rows}

    def remembered(self, name: str) -> Known | None:
        """Return what is known of an output from the last builds."""
        if name not in self.known:
            row = self._ledger.connection.execute(
                f"SELECT {COLUMNS} FROM output WHERE name = ?",  # noqa: S608 - our own text
                (name,),
            ).fetchone()
            if row is None:
                return None
            self.known[name] = Known(*row)
        return self.known[name]

    def differing(self) -> list[Differing]:
        """Return the outputs whose files have another stamp than they were built with; nothing is written."""
        stamp = self.folder.stamp
        rows = self._ledger.connection.execute("SELECT name, number, stamp, digest FROM output")
        return [(name, number, hashed) for name, number, kept, hashed in rows if stamp(name) != kept]

    def verify(self, differing: list[Differing]) -> dict[str, str]:
        """Return the names of files that are not as they were built, each with the reason.

        Takes the outputs of another stamp, and compares the bytes.
        """
        touched, changed = [], {}
        for name, number, hashed in differing:
            found = self.folder.digest(name)
            if found == hashed:
                touched.append((self.folder.stamp(name), number))
            else:
                changed[name] = "the file was changed from outside" if found else "the file was missing"
        if touched:
            with self._ledger.transaction() as connection:
                connection.executemany("UPDATE output SET stamp = ? WHERE number = ?", touched)
        return changed

    def declare(self, output: Declared) -> bool:
        """Take an output; returns whether it has to be rendered, with the reason in `output.why`."""
        self.declared[output.name] = output
        known = self.remembered(output.name)
        if known is None:
            output.why = "new"
        elif output.name in self.stale:
            output.why = self.stale[output.name]
        elif known.closure != output.closure:
            output.why = "a template changed"
        elif known.own != output.own:
            output.why = "what the page is given changed"
        return bool(output.why)

    def to_render(self) -> list[Declared]:
        """Return the declared outputs that have to be rendered."""
        return [output for output in self.declared.values() if output.why]

    def gone(self, own_pages: Mapping[int, str]) -> list[str]:
        """Return the names of remembered or half-made outputs that nobody has declared.

        `own_pages` are the names of all articles' pages by article, also of those that stand as they are.
        """
        run = self._ledger.connection.execute
        names = {name for name, row in self.known.items() if row.source is None}
        names |= {
            name
            for name, source in run("SELECT name, source FROM output WHERE source IS NOT NULL")
            if own_pages.get(source) != name
        }
        names |= {
            name for (name,) in run("SELECT name FROM pending WHERE name NOT IN (SELECT name FROM output)")
        }
        return sorted(names - self.declared.keys())

    def put(self, name: str, data: bytes) -> tuple[bytes, str, bool]:
        """Lay a file beside its place; returns its digest and stamp, and whether it differs from what stands there."""
        hashed = digest_of_text(data)
        known = self.remembered(name)
        stamp = self.folder.stamp(name)
        as_remembered = known is not None and known.digest == hashed and known.stamp == stamp
        if stamp and (as_remembered or self.folder.digest(name) == hashed):
            return hashed, stamp, False
        return hashed, self.folder.lay_beside(name, data), True
