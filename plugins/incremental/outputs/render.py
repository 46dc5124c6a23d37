"""Render stale outputs on every core and record their reads."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from plugins.incremental.errors import MOST, RenderError, render_errors
from plugins.incremental.outputs.declared import Declared, Outputs, Rendered
from plugins.incremental.outputs.reads import ReadStore
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.files import digest_of_file
from plugins.incremental.unsupported import PageRejectedError
from plugins.incremental.workers import spread

Progress = Callable[[str, int, int], None]  # step (read, render), items done, all items
logger = logging.getLogger(__name__)


def no_progress(_step: str, _done: int, _all: int) -> None:
    """Report nothing."""


class Renderer:
    """Renders outputs, in this process or in forked ones."""

    def __init__(
        self, ledger: Ledger, outputs: Outputs, settings: Settings, processes: int, progress: Progress
    ) -> None:
        self._ledger = ledger
        self._outputs = outputs
        self._settings = settings
        self._processes = processes
        self._progress = progress
        # Once a build: what changes meanwhile differs from it in the next build.
        self._digest_of_file = cache(digest_of_file)

    def all(self, todo: list[Declared], connection: sqlite3.Connection) -> list[str]:
        """Render all outputs beside their final paths and record their reads; returns the names of changed files.

        Raises PageRejectedError, once all are rendered, if some must not be published; RenderError if some fail.
        """
        tracker.start(self._settings)
        store, written, warned = ReadStore(connection), list[str](), set[str]()
        rejected: list[Any] = []
        failed: list[RenderError] = []
        results = spread(todo, self._render, self._processes, before=self._ledger.reopen)
        for number, rendered in enumerate(results, 1):
            self._progress("render", number, len(todo))
            if rendered.rejected:
                rejected += rendered.rejected
                continue
            if rendered.failed is not None:
                failed.append(rendered.failed)
                if len(failed) == MOST:
                    break
                continue
            store.record(self._outputs.declared[rendered.name], rendered)
            for read in rendered.reads.unknown - warned:
                logger.warning(
                    "%s reads a value that cannot be compared between builds, so it is rendered in each build: %s",
                    rendered.name,
                    read,
                )
            warned |= rendered.reads.unknown
            if rendered.changed:
                written.append(rendered.name)
        if failed:
            failed.sort(key=str)
            raise RenderError(*(error.failures[0] for error in failed)) from failed[0].__cause__
        if rejected:
            raise PageRejectedError(*rejected)
        store.flush()
        return written

    def _render(self, output: Declared) -> Rendered:
        reads = tracker.Tracker()
        try:
            with tracker.tracking_reads(reads), render_errors(output.name):
                data = output.render()
        except PageRejectedError as error:
            return Rendered(output.name, rejected=error.reasons)
        except RenderError as error:
            failure = error.failures[0]
            if failure.output == output.name:
                failure = failure._replace(content=output.content or self._last_read(reads))
            failed = RenderError(failure)
            failed.__cause__ = error.__cause__
            return Rendered(output.name, failed=failed)
        for path in reads.files:
            reads.record_value(f"file/{path}", self._digest_of_file(path))
        hashed, stamp, different = self._outputs.put(output.name, data)
        return Rendered(output.name, hashed, stamp, different, reads)

    def _last_read(self, reads: tracker.Tracker) -> str:
        """Return the path of the content that was last read before the error."""
        number = next(reversed(reads.articles), 0)
        row = self._ledger.connection.execute(
            "SELECT path FROM source WHERE number = ?", (number,)
        ).fetchone()
        return row[0] if row else ""


def forget_outputs(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Delete outputs from the ledger (in the open transaction)."""
    rows = [(name,) for name in names]
    for statement in (
        "DELETE FROM attribute_read WHERE output = (SELECT number FROM output WHERE name = ?)",
        "DELETE FROM near WHERE output = (SELECT number FROM output WHERE name = ?)",
        "DELETE FROM output WHERE name = ?",
    ):
        connection.executemany(statement, rows)
