"""Update the ledger from changed source files and mark outputs that become stale."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from plugins.incremental.sources.parse import Parsed, Parser
from plugins.incremental.sources.plugin_state import StatefulPluginError
from plugins.incremental.sources.scan import scan, settled
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import BODY, BY_VALUE, Freezer, TrackedContent, facts_of
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.digest import Undigestable, digest, digest_of_text
from plugins.incremental.tracking.files import digest_of_file, digest_of_source
from plugins.incremental.unsupported import WAY_OUT, UnsupportedError
from plugins.incremental.workers import spread

MISSING = object()  # has no digest, and so differs from each value
BATCH = 500  # sources that are written to the ledger at once


@dataclass
class UpdateResult:
    """Result of updating the sources of one generator.

    `failed` maps paths to messages, or to exceptions that a plugin reports itself (see `failed_sources`).
    """

    seen: int = 0
    read: int = 0
    changed: set[int] = field(default_factory=set)
    failed: dict[str, str | Exception] = field(default_factory=dict)


class Known(NamedTuple):
    """A source in the ledger, and from and until when its facts are valid."""

    number: int
    stamp: str
    digest: bytes
    start: float | None
    end: float | None


class SourceUpdate:
    """Updates the ledger from the source files of generators."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        freezer: Freezer,
        *,
        moment: float,
        processes: int,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self._progress = progress
        self._ledger = ledger
        self._settings = settings
        self._freezer = freezer
        self._moment = moment
        self._processes = processes
        self._remembered: set[str] = set()
        self._stateful = ledger.meta("stateful plugin") is not None
        self._rebuild = self._stateful or self._parse_settings_changed()
        if self._stateful:
            self._processes = 1  # state collected in a worker would be lost

    def update(self, generator: Any) -> UpdateResult:
        """Parse new and changed sources of a generator and delete those that are gone."""
        scanned_at = time.time_ns()
        settings = self._settings
        kind = generator.content_class.__name__
        parser = Parser(generator, self._freezer)
        files = scan(
            Path(generator.path),
            settings[f"{kind.upper()}_PATHS"],
            settings[f"{kind.upper()}_EXCLUDES"],
            settings["IGNORE_FILES"],
            list(generator.readers.extensions),
        )
        known = self._known(kind)
        todo = self._to_parse(files, known, Path(generator.path), scanned_at)
        result = UpdateResult(seen=len(files), read=len(todo))
        if todo:
            with self._ledger.transaction() as connection:
                self._remember_settings(connection, parser.reader_settings)
        results = spread(todo, parser.parse, self._processes)
        done = 0
        while batch := list(islice(results, BATCH)):
            done += len(batch)
            self._progress("read", done, len(todo))
            with self._ledger.transaction() as connection:
                for parsed in batch:
                    stamp = settled(files[parsed.path], scanned_at)
                    if (
                        parsed.stamp != files[parsed.path]
                    ):  # another file was parsed than was scanned: parse it again
                        stamp = f"?{stamp}"
                    self._store(connection, parsed, kind, stamp, result)
        gone = known.keys() - files.keys()
        if gone:
            with self._ledger.transaction() as connection:
                for path in sorted(gone):
                    delete_source(connection, known[path].number, path)
        return result

    def _known(self, kind: str) -> dict[str, Known]:
        rows = self._ledger.connection.execute(
            "SELECT path, number, stamp, digest, holds_from, holds_until FROM source WHERE kind IN (?, 'SkipStub' || ?)",
            (kind, kind),
        )
        return {path: Known(*row) for path, *row in rows}

    def _to_parse(
        self, files: dict[str, str], known: dict[str, Known], root: Path, scanned_at: int
    ) -> list[str]:
        todo, touched = [], []
        for path, stamp in files.items():
            row = known.get(path)
            if row is None or self._rebuild or not self._is_valid(row):
                todo.append(path)
            elif row.stamp != stamp:
                if digest_of_source(root / path)[0] == row.digest:
                    touched.append((settled(stamp, scanned_at), row.number))
                else:
                    todo.append(path)
        if touched:
            with self._ledger.transaction() as connection:
                connection.executemany("UPDATE source SET stamp = ? WHERE number = ?", touched)
        return sorted(todo)

    def _is_valid(self, row: Known) -> bool:
        return (row.start or 0.0) <= self._moment and (row.end is None or self._moment < row.end)

    def _parse_settings_changed(self) -> bool:
        rows = self._ledger.connection.execute(
            "SELECT name, value FROM meta WHERE name LIKE 'parse setting/%' OR name LIKE 'parse file/%'"
        )
        return any(self._digest_of_setting(name.removeprefix("parse ")) != value for name, value in rows)

    def _digest_of_setting(self, key: str) -> str:
        if key.startswith("file/"):
            return digest_of_file(key.removeprefix("file/")).hex()
        try:
            return digest(
                self._settings.current_value(key.removeprefix("setting/")), settings=self._settings
            ).hex()
        except Undigestable:
            return "?"

    def _remember_settings(self, connection: sqlite3.Connection, keys: set[str]) -> None:
        for key in keys - self._remembered:
            row = (f"parse {key}", self._digest_of_setting(key))
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)
        self._remembered |= keys

    def _store(
        self, connection: sqlite3.Connection, parsed: Parsed, kind: str, stamp: str, result: UpdateResult
    ) -> None:
        row = connection.execute(
            "SELECT number, kind, facts, body FROM source WHERE path = ?", (parsed.path,)
        ).fetchone()
        if not parsed.kind:
            result.failed[parsed.path] = parsed.error
            if row is not None:
                delete_source(connection, row[0], parsed.path)
            return
        if parsed.stateful_plugin and not self._stateful:
            raise StatefulPluginError(parsed.stateful_plugin)
        if parsed.unsupported:
            raise UnsupportedError(f"{parsed.unsupported}, {WAY_OUT}")
        self._remember_settings(connection, parsed.settings)
        stored_kind = parsed.kind if parsed.kind != "SkipStub" else f"SkipStub{kind}"
        if row is not None:
            mark_stale(connection, row[0], self._changed_attributes(row, parsed), parsed.path)
        start, end = parsed.holds
        values = {
            "path": parsed.path,
            "kind": stored_kind,
            "stamp": stamp,
            "digest": parsed.digest,
            "holds_from": start,
            "holds_until": end,
            "columns": parsed.columns,
            "streamed": parsed.streamed,
            "facts": self._ledger.put_blob(parsed.facts),
            "body": self._ledger.put_blob(encode(parsed.body)),
        }
        changes = ", ".join(f"{name} = excluded.{name}" for name in values)
        (number,) = connection.execute(
            f"INSERT INTO source ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "  # noqa: S608 - names from above
            f"ON CONFLICT (path) DO UPDATE SET {changes} RETURNING number",
            tuple(values.values()),
        ).fetchone()
        result.changed.add(number)

    def _changed_attributes(self, row: tuple[int, str, bytes, bytes], parsed: Parsed) -> set[str] | None:
        """Return the attributes that differ from the ledger; None for all."""
        number, kind, facts, body = row
        if kind != parsed.kind or not parsed.facts:
            return None
        old, new = (
            self._freezer.thaw(number, frozen, lambda _number: "")
            for frozen in (self._ledger.blob(facts), parsed.facts)
        )
        changed = different_attributes(old, new, self._settings)
        return changed | ({BODY} if body != digest_of_text(encode(parsed.body)) else set())


def encode(text: str) -> bytes:
    """Encode a body, including lone surrogates."""
    return text.encode("utf-8", "surrogatepass")


def different_attributes(old: TrackedContent, new: TrackedContent, settings: object) -> set[str]:
    """Return the names of all attributes whose values differ, including computed ones (url, save_as)."""
    before, after = facts_of(old), facts_of(new)
    changed = {
        name
        for name in before.keys() | after.keys()
        if value_digest(before.get(name, MISSING), settings)
        != value_digest(after.get(name, MISSING), settings)
    }
    return changed | {name for name in BY_VALUE if old.frozen_addresses[name] != getattr(new, name)}


def value_digest(value: Any, settings: object) -> bytes:
    """Return the digest of an attribute; a random one if the value cannot be compared."""
    try:
        return digest(value, settings=settings)
    except Undigestable:
        return os.urandom(12)


def mark_stale(connection: sqlite3.Connection, number: int, changed: set[str] | None, path: str) -> None:
    """Mark as pending the page of a content and all outputs that read one of its changed attributes (None: any)."""
    if changed is not None and not changed:
        return
    connection.execute(
        "INSERT OR IGNORE INTO pending SELECT name, ? FROM output WHERE source = ?", (path, number)
    )
    rows = connection.execute(
        "SELECT output.name, attributes.names FROM attribute_read JOIN output ON output.number = attribute_read.output "
        "JOIN attributes ON attributes.number = attribute_read.attributes WHERE attribute_read.source = ?",
        (number,),
    ).fetchall()
    stale = []
    for name, names in rows:
        read = set(names.split(" "))
        hit = read if changed is None or tracker.ALL_ATTRIBUTES in read else read & changed
        if hit:
            stale.append((name, f"{path}: {', '.join(sorted(hit)[:4])}"))
    connection.executemany("INSERT OR REPLACE INTO pending VALUES (?, ?)", stale)


def delete_source(connection: sqlite3.Connection, number: int, path: str) -> None:
    """Delete a source from the ledger; outputs that read it become stale."""
    mark_stale(connection, number, None, f"{path} (gone)")
    connection.execute("DELETE FROM source WHERE number = ?", (number,))
