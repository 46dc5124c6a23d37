"""Render the page of one text after a build, from what that build has left in memory.

A build of 10,000 texts takes seconds even if only one of them has changed; its page alone is rendered in a fraction of
that. The build that follows writes it, with the lists, feeds and pages that depend on it.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from plugins.incremental.outputs.article_pages import ArticlePages
from plugins.incremental.outputs.generators import LedgerContents
from plugins.incremental.sources.parse import Columns, Parsed, Parser
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import Freezer
from plugins.incremental.tracking.library import Library
from plugins.incremental.workers import FORKS, MANY, background

SELECT_OUTPUT = "SELECT output.source, source.changed FROM output JOIN source ON source.number = output.source WHERE name = ?"


class SinglePage(NamedTuple):
    """A page that was rendered alone: its name below the output folder, and its bytes."""

    name: str
    data: bytes


class SinglePages:
    """Renders pages of single texts as a build would if only that text had changed since the last build.

    Each page is rendered in a forked process, so that the next one starts from the same state. Nothing is written to the
    ledger or to the output. A build may run at the same time.
    """

    def __init__(
        self,
        ledger: Ledger,
        library: Library,
        freezer: Freezer,
        generators: Iterable[Any],
        article_pages: ArticlePages,
    ) -> None:
        self._ledger = ledger
        self._library = library
        self._freezer = freezer
        self._generators: dict[str, Any] = {
            generator.content_class.__name__: generator
            for generator in generators
            if isinstance(generator, LedgerContents)
        }
        self._article_pages = article_pages

    def page(self, path: str) -> SinglePage | None:
        """Return the page of a text as it is on the disk now; `path` is relative to the content folder.

        Returns None if only a build can tell: for a new or rejected text, one without a page, one whose URL or place in
        the lists of its page has changed, one that a plugin changes after parsing, and where processes cannot be forked.
        Errors of the text as a whole site, such as links to texts that do not exist, are found by the build only.
        """
        number = self._library.numbers.get(path)
        if not FORKS or number is None:
            return None
        generator = self._generators[self._library.kinds[number]]
        return self._in_fork(number, lambda: Parser(generator, self._freezer).parse(path))

    def _in_fork(self, number: int, parse: Callable[[], Parsed]) -> SinglePage | None:
        """Render the page of what `parse` returns; it may have another source than the file, such as an editor's form."""
        work = partial(self._rendered, number, parse)
        with background(MANY, work, processes=2, before=self._read_only) as rendered:
            page: SinglePage | None = rendered()
        return page

    def _read_only(self) -> None:
        """Open the ledger after fork without the right to write to it."""
        blobs, ledger = (f"{self._ledger.file.absolute().as_uri()}{end}?mode=ro" for end in (".blobs", ""))
        self._ledger.connection = sqlite3.connect(blobs, uri=True, timeout=1)
        self._ledger.connection.execute("ATTACH DATABASE ? AS ledger", (ledger,))

    def _rendered(self, number: int, parse: Callable[[], Parsed]) -> SinglePage | None:
        """Return the page of a text; changes the contents in memory."""
        library, pages = self._library, self._article_pages
        name, kind = pages.names.get(number, ""), library.kinds[number]
        known = self._ledger.connection.execute(SELECT_OUTPUT, (name,)).fetchone()
        if known != (number, b""):  # no page, one of another text, or changed by a plugin
            return None
        parsed = parse()
        if parsed.kind != kind or parsed.unsupported or parsed.stateful_plugin:
            return None
        before, after = library.columns[number], Columns._make(marshal.loads(parsed.columns))  # noqa: S302 - our own bytes
        if after._replace(template=before.template, static=before.static, extra=before.extra) != before:
            return None
        self._replace(number, parsed, after)
        generator = self._generators[kind]
        reads = tracker.Tracker()
        with tracker.tracking_reads(reads):
            template = generator.get_template(after.template)
            data = pages.render(generator, number, after.save_as, template)
        return None if self._moved(before, after, reads) else SinglePage(name, data)

    def _replace(self, number: int, parsed: Parsed, after: Columns) -> None:
        """Let all that is in memory have the text as it was parsed, also objects that the context holds."""
        library = self._library
        library.columns[number] = after
        fresh = self._freezer.thaw(number, parsed.facts, lambda _number: parsed.body)
        content = library.touched.setdefault(number, fresh)
        state: dict[str, Any] = object.__getattribute__(fresh, "__dict__")
        known: dict[str, Any] = object.__getattribute__(content, "__dict__")
        if known is not state:
            known.clear()
            known.update(state)
        for generator in self._generators.values():
            for results in generator.env.results.values():
                results.found = {
                    key: found for key, found in results.found.items() if number not in found[1].articles
                }
        if number not in library.unlinked:
            content.resolve_links_in_metadata()

    @staticmethod
    def _moved(before: Columns, after: Columns, reads: tracker.Tracker) -> bool:
        """Return whether a page has read a list, made by `grouped`, that its text has left or entered."""
        changed = [pair for pair in zip(before.extra, after.extra, strict=True) if pair[0] != pair[1]]
        values = {f" {value}" for pair in changed for value in pair}
        lists = {
            key.removeprefix("list/").rpartition("/")[0] for key in reads.values if key.startswith("list/")
        }
        lists |= {name for name, _ in reads.neighbours}
        return any(name.endswith(tuple(values)) for name in lists)
