"""Render the page of one text after a build, from what that build has left in memory.

A build of 10,000 texts takes seconds even if only one of them has changed; its page alone is rendered in a fraction of
that. The build that follows writes it, with the lists, feeds and pages that depend on it.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from plugins.incremental.outputs.article_pages import ArticlePages
from plugins.incremental.outputs.declared import Outputs
from plugins.incremental.outputs.generators import LedgerContents
from plugins.incremental.sources.parse import Columns, Parsed, Parser
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import Freezer
from plugins.incremental.tracking.library import Library
from plugins.incremental.workers import FORKS, MANY, background

SELECT_CHANGED = "SELECT changed FROM source WHERE number = ?"  # by a plugin, after parsing
SELECT_SOURCE = "SELECT source FROM output WHERE name = ?"
OWN = ("template", "static", "extra", "terms")  # columns that no order depends on
ALL_TERMS = {"context/categories", "context/tags", "context/authors"}


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
        library: Library,
        freezer: Freezer,
        generators: Iterable[Any],
        outputs: Outputs,
        article_pages: ArticlePages,
    ) -> None:
        self._ledger = library.ledger
        self._library = library
        self._freezer = freezer
        self._generators: dict[str, Any] = {
            generator.content_class.__name__: generator
            for generator in generators
            if isinstance(generator, LedgerContents)
        }
        self._outputs = outputs
        self._article_pages = article_pages

    def page(self, path: str) -> SinglePage | None:
        """Return the page of a text as it is on the disk now; `path` is relative to the content folder.

        Returns None if only a build can tell: for a new or rejected text, one without a page, one whose URL or place in
        the lists of its page has changed, one that a plugin changes after parsing, and where processes cannot be forked.
        Errors of the site as a whole, such as a URL that two texts have, are found by the build only.
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
        library, kind = self._library, self._library.kinds[number]
        row = self._ledger.connection.execute(SELECT_CHANGED, (number,)).fetchone()
        if row != (b"",):  # changed, or deleted by a build that is running
            return None
        parsed = parse()
        if parsed.kind != kind or parsed.unsupported or parsed.stateful_plugin:
            return None
        before, after = library.columns[number], Columns._make(marshal.loads(parsed.columns))  # noqa: S302 - our own bytes
        if after._replace(**{name: getattr(before, name) for name in OWN}) != before:
            return None
        self._replace(number, parsed, after)
        reads = tracker.Tracker()
        with tracker.tracking_reads(reads):
            page = self._page(number, before, after)
        return None if self._needs_build(before, after, reads) else page

    def _page(self, number: int, before: Columns, after: Columns) -> SinglePage | None:
        """Render a page as it was declared in the last build; None if it was not, or another text has its name."""
        pages, path = self._article_pages, self._library.paths[number]
        name = pages.names.get(number)
        if name is None:
            # Declared one by one, like Pelican's pages; the content that it is given is the one in memory.
            declared = self._outputs.declared.get(before.save_as)
            if declared is None or declared.content != path or after.template != before.template:
                return None
            return SinglePage(declared.name, declared.render())
        source = self._ledger.connection.execute(SELECT_SOURCE, (name,)).fetchone()
        if source != (number,):
            return None
        generator = self._generators[self._library.kinds[number]]
        template = generator.get_template(after.template)
        return SinglePage(name, pages.render(generator, number, after.save_as, template))

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

    def _needs_build(self, before: Columns, after: Columns, reads: tracker.Tracker) -> bool:
        """Return whether a page has read what only a build makes of its text's changes.

        That is a list which the text has left or entered (of a term, or made by `grouped`), the list of all terms, a file
        that no text has used before, or a text that does not exist.
        """
        pairs: list[tuple[Any, ...]] = [*zip(before.extra, after.extra, strict=True)]
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        changed += [tuple(set(old) ^ set(new)) for old, new in zip(before.terms, after.terms, strict=True)]
        values = {f" {value}" for pair in changed for value in pair}
        if before.terms != after.terms and not reads.values.keys().isdisjoint(ALL_TERMS):
            return True
        lists = {name for name, _ in reads.neighbours}
        generator = next(iter(self._generators.values()))
        files, contents = generator.context["static_content"], generator.context["generated_content"]
        for kind, _, name in (key.partition("/") for key in reads.values):
            if kind == "list":
                lists.add(name.rpartition("/")[0])
            elif name and (
                (kind == "path" and contents.current_value(name) is None)
                or (
                    kind == "static"
                    and files.current_value(name) is None
                    and Path(generator.path, name).is_file()
                )
            ):
                return True
        return any(name.endswith(tuple(values)) for name in lists)
