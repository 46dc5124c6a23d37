"""Rendering what is stale on every core, and writing down what each page has read."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from plugins.incremental.errors import MOST, RenderError, naming
from plugins.incremental.outputs.declared import Declared, Outputs, Rendered
from plugins.incremental.outputs.reads import Bookkeeping
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.files import digest_of_file
from plugins.incremental.unsupported import PageRejectedError
from plugins.incremental.workers import spread

Progress = Callable[
    [str, int, int], None
]  # the step (read, render), how much of it is done, how much there is
logger = logging.getLogger(__name__)


def no_progress(_step: str, _done: int, _all: int) -> None:
    """Say nothing."""


class Rendering:
    """Renders outputs, in this process or in forked ones."""

    def __init__(
        self, ledger: Ledger, outputs: Outputs, settings: Settings, processes: int, progress: Progress
    ) -> None:
        self._ledger = ledger
        self._outputs = outputs
        self._settings = settings
        self._processes = processes
        self._progress = progress

    def all(self, todo: list[Declared], connection: sqlite3.Connection) -> list[str]:
        """Lay all files beside their places and write down what they have read; returns those that differ.

        Raises PageRejectedError, once all are rendered, if some must not be published; RenderError if some cannot
        be made.
        """
        books, written, said = Bookkeeping(connection), list[str](), set[str]()
        refused: list[Any] = []
        failed: list[RenderError] = []
        results = spread(todo, self._render, self._processes, before=self._ledger.reopen)
        for number, rendered in enumerate(results, 1):
            self._progress("render", number, len(todo))
            if rendered.refused:
                refused += rendered.refused
                continue
            if rendered.failed is not None:
                failed.append(rendered.failed)
                if len(failed) == MOST:
                    break
                continue
            books.record(self._outputs.declared[rendered.name], rendered)
            self._say(rendered, said)
            if rendered.changed:
                written.append(rendered.name)
        if failed:
            failed.sort(key=str)
            raise RenderError(*(error.failures[0] for error in failed)) from failed[0].__cause__
        if refused:
            raise PageRejectedError(*refused)
        return written

    def _render(self, output: Declared) -> Rendered:
        readings = tracker.Recording(self._settings)
        nothing = Rendered(output.name, b"", "", changed=False, articles={}, values={})
        try:
            with tracker.recorded(readings), naming(output.name):
                data = output.render()
        except PageRejectedError as error:
            return replace(nothing, refused=error.reasons)
        except RenderError as error:
            failure = error.failures[0]
            if failure.output == output.name:
                failure = failure._replace(content=output.content or self._last_read(readings))
            failed = RenderError(failure)
            failed.__cause__ = error.__cause__
            return replace(nothing, failed=failed)
        for path in readings.files:
            readings.note_digest(f"file/{path}", digest_of_file(path))
        hashed, stamp, different = self._outputs.put(output.name, data)
        articles = {number: " ".join(sorted(names)) for number, names in readings.articles.items()}
        return Rendered(output.name, hashed, stamp, different, articles, readings.values, readings.unknown)

    def _last_read(self, readings: tracker.Recording) -> str:
        """Return the path of the content that was read last before an error."""
        number = next(reversed(readings.articles), 0)
        row = self._ledger.connection.execute(
            "SELECT path FROM source WHERE number = ?", (number,)
        ).fetchone()
        return row[0] if row else ""

    def _say(self, rendered: Rendered, said: set[str]) -> None:
        for reading in rendered.unknown - said:
            logger.warning(
                "%s reads something that cannot be compared, so it is rendered in each build: %s",
                rendered.name,
                reading,
            )
        said |= rendered.unknown


def forget_outputs(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take outputs that are gone out of the ledger (in the open transaction)."""
    for name in names:
        row = connection.execute("SELECT number FROM output WHERE name = ?", (name,)).fetchone()
        if row is not None:
            for table, column in (("output", "number"), ("reading", "output"), ("near", "output")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", row)  # noqa: S608 - names from the line above
        connection.execute("DELETE FROM pending WHERE name = ?", (name,))
