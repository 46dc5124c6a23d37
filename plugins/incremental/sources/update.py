"""Bringing the ledger up to date with the source files, and marking the pages that this makes stale."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pelican.contents import Article, Page
from pelican.plugins import signals

from plugins.incremental.sources.parse import Parsed, Parser
from plugins.incremental.sources.plugin_state import GatheringError
from plugins.incremental.sources.scan import scan, settled
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import BODY, BY_VALUE, Freezer, RecordedContent, facts_of
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.digest import Undigestable, digest, digest_of_text
from plugins.incremental.tracking.files import digest_of_file, digest_of_source
from plugins.incremental.unsupported import refuse_content
from plugins.incremental.workers import spread

MISSING = object()
BATCH = 500  # sources that are written to the ledger at once
SIGNALS = {
    Article: (signals.article_generator_preread, signals.article_generator_context),
    Page: (signals.page_generator_preread, signals.page_generator_context),
}


@dataclass
class Intake:
    """What reading the sources brought."""

    seen: int = 0
    read: int = 0
    changed: set[int] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, Exception] = field(default_factory=dict)


class SourceReading:
    """One pass over the source files of one generator."""

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
        self._gathers = ledger.meta("gathers") is not None
        self._anew = self._gathers or self._parse_settings_changed()
        if self._gathers:
            self._processes = 1  # what is gathered in a worker stays there

    def take_in(
        self, generator: Any, content_class: type[Article | Page], folders: str, excluded: str
    ) -> Intake:
        """Parse what is new or changed, forget what is gone; returns what happened."""
        looked_at = time.time_ns()
        settings = self._settings
        parser = Parser(generator, content_class, SIGNALS[content_class], self._freezer)
        files = scan(
            Path(generator.path),
            settings[folders],
            settings[excluded],
            settings["IGNORE_FILES"],
            list(generator.readers.extensions),
        )
        known = self._known(content_class.__name__)
        todo = self._worth_reading(files, known, Path(generator.path), looked_at)
        intake = Intake(seen=len(files), read=len(todo))
        if todo:
            with self._ledger.transaction() as connection:
                self._remember_settings(connection, parser.told)
        results = spread(todo, parser.parse, self._processes)
        done = 0
        while batch := _some(results, BATCH):
            done += len(batch)
            self._progress("read", done, len(todo))
            with self._ledger.transaction() as connection:
                for parsed in batch:
                    self._store(
                        connection,
                        parsed,
                        content_class.__name__,
                        settled(files[parsed.path], looked_at),
                        intake,
                    )
        gone = [path for path in known if path not in files]
        if gone:
            with self._ledger.transaction() as connection:
                for path in gone:
                    forget(connection, known[path][0], path)
        return intake

    def _known(self, kind: str) -> dict[str, tuple[int, str, bytes, float | None, float | None]]:
        rows = self._ledger.connection.execute(
            "SELECT path, number, stamp, digest, holds_from, holds_until FROM source WHERE kind IN (?, 'SkipStub' || ?)",
            (kind, kind),
        )
        return {path: (number, stamp, hashed, start, end) for path, number, stamp, hashed, start, end in rows}

    def _worth_reading(
        self,
        files: dict[str, str],
        known: dict[str, tuple[int, str, bytes, float | None, float | None]],
        root: Path,
        looked_at: int,
    ) -> list[str]:
        todo, touched = [], []
        anew = self._anew
        for path, stamp in files.items():
            row = known.get(path)
            if (
                row is None
                or anew
                or not (row[3] or 0.0) <= self._moment < (row[4] if row[4] is not None else float("inf"))
            ):
                todo.append(path)
            elif row[1] != stamp:
                if digest_of_source(root / path) == row[2]:
                    touched.append((settled(stamp, looked_at), row[0]))
                else:
                    todo.append(path)
        if touched:
            with self._ledger.transaction() as connection:
                connection.executemany("UPDATE source SET stamp = ? WHERE number = ?", touched)
        return sorted(todo)

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
        self, connection: sqlite3.Connection, parsed: Parsed, kind: str, stamp: str, intake: Intake
    ) -> None:
        row = connection.execute(
            "SELECT number, kind, facts, body FROM source WHERE path = ?", (parsed.path,)
        ).fetchone()
        if not parsed.kind:
            if parsed.exception is None:
                intake.failed[parsed.path] = parsed.error
            else:
                intake.rejected[parsed.path] = parsed.exception
            if row is not None:
                forget(connection, row[0], parsed.path)
            return
        if parsed.gathered and not self._gathers:
            raise GatheringError(parsed.gathered)
        if parsed.refused:
            refuse_content(parsed.refused)
        self._remember_settings(connection, parsed.settings)
        stored_kind = parsed.kind if parsed.kind != "SkipStub" else f"SkipStub{kind}"
        if row is not None:
            mark_readers(connection, row[0], self._changed_attributes(row, parsed), parsed.path)
        facts, body = (self._ledger.texts.put(text) for text in (parsed.facts, encode(parsed.body)))
        values = (
            stored_kind,
            stamp,
            parsed.digest,
            *parsed.holds,
            parsed.columns,
            parsed.streamed,
            facts,
            body,
        )
        if row is None:
            number = connection.execute(
                "INSERT INTO source (kind, stamp, digest, holds_from, holds_until, columns, streamed, facts, body, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, parsed.path),
            ).lastrowid
        else:
            number = row[0]
            connection.execute(
                "UPDATE source SET kind = ?, stamp = ?, digest = ?, holds_from = ?, holds_until = ?, columns = ?, streamed = ?, facts = ?, body = ? WHERE number = ?",
                (*values, number),
            )
        intake.changed.add(int(number or 0))

    def _changed_attributes(self, row: tuple[int, str, bytes, bytes], parsed: Parsed) -> set[str] | None:
        """Return the attributes in which a parsed source differs from what the ledger has; None for all."""
        number, kind, facts, body = row
        if kind != parsed.kind or not parsed.facts:
            return None
        old, new = (
            self._freezer.thaw(number, frozen, lambda _number: "")
            for frozen in (self._ledger.text(facts), parsed.facts)
        )
        changed = different_attributes(old, new, self._settings)
        return changed | ({BODY} if body != digest_of_text(encode(parsed.body)) else set())


def encode(text: str) -> bytes:
    """Return a body as bytes, also one with characters that no file can have."""
    return text.encode("utf-8", "surrogatepass")


def different_attributes(old: RecordedContent, new: RecordedContent, settings: object) -> set[str]:
    """Return the names of all attributes whose values differ, the computed ones (url, save_as) too."""
    before, after = facts_of(old), facts_of(new)
    changed = {
        name
        for name in before.keys() | after.keys()
        if value_digest(before.get(name, MISSING), settings)
        != value_digest(after.get(name, MISSING), settings)
    }
    changed |= {name for name in BY_VALUE if old.frozen_addresses[name] != getattr(new, name)}
    return changed | ({BODY} & vars(new).keys())


def value_digest(value: Any, settings: object) -> bytes:
    """Return the digest of an attribute's value; one that cannot be compared equals nothing."""
    if value is MISSING:
        return b"missing"
    try:
        return digest(value, settings=settings)
    except Undigestable:
        return os.urandom(12)


def mark_readers(connection: sqlite3.Connection, number: int, changed: set[str] | None, path: str) -> None:
    """Note as pending a content's own page and all that have read one of its changed attributes (None: any)."""
    if changed is not None and not changed:
        return
    connection.execute(
        "INSERT OR IGNORE INTO pending SELECT name, ? FROM output WHERE source = ?", (path, number)
    )
    rows = connection.execute(
        "SELECT output.name, attributes.names FROM reading JOIN output ON output.number = reading.output "
        "JOIN attributes ON attributes.number = reading.attributes WHERE reading.source = ?",
        (number,),
    ).fetchall()
    stale = []
    for name, names in rows:
        read = set(names.split(" "))
        hit = read if changed is None or tracker.EVERYTHING in read else read & changed
        if hit:
            stale.append((name, f"{path}: {', '.join(sorted(hit)[:4])}"))
    connection.executemany("INSERT OR REPLACE INTO pending VALUES (?, ?)", stale)


def forget(connection: sqlite3.Connection, number: int, path: str) -> None:
    """Take a source out of the ledger; what has read it is stale."""
    mark_readers(connection, number, None, f"{path} (gone)")
    for table, name in (("source", "number"), ("derived", "source")):
        connection.execute(f"DELETE FROM {table} WHERE {name} = ?", (number,))  # noqa: S608 - names from the line above


def _some(results: Iterable[Parsed], most: int) -> list[Parsed]:
    batch = []
    for parsed in results:
        batch.append(parsed)
        if len(batch) == most:
            break
    return batch
