"""Pages of articles and other texts: all names are reserved, only pages that may be stale are declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateNotFound

from plugins.incremental.outputs.declared import Declared, Outputs
from plugins.incremental.outputs.writer import DeclaringWriter
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking.library import Library
from plugins.incremental.tracking.lists import numbers_of


class ArticlePages:
    """Declares the pages of contents that are new, changed or stale, or whose templates have changed.

    Afterwards `names` maps the id of every content that has been declared here to the name of its page.
    """

    def __init__(
        self,
        ledger: Ledger,
        library: Library,
        outputs: Outputs,
        writer: DeclaringWriter,
        *,
        template_digest: Callable[[Any], bytes],
        changed: Collection[int],
    ) -> None:
        self._ledger = ledger
        self._library = library
        self._outputs = outputs
        self._writer = writer
        self._template_digest = template_digest
        self._changed = changed
        self.names: dict[int, str] = {}

    def declare(self, generator: Any) -> None:
        """Declare the pages in Pelican's order and by its rules for files with the same name."""
        live = _live(generator)
        names = self._names_of(live)
        self.names |= {number: self._writer.place(name) for number, name in names.items() if name}
        overriding = {number for number in live if self._overrides(number)}
        self._writer.reserve({name: number in overriding for number, name in names.items() if name})
        count = Counter(names.values())
        shared = {
            number for number, name in names.items() if count[name] > 1
        }  # Pelican decides which of them is written
        wanted = self._candidates(generator) | shared
        for number in [number for number in live if number in wanted and names[number]]:
            if self._writer.may_write(names[number], override=number in overriding, reserved=True):
                self._declare(generator, number, names[number])
        last = next((names[number] for number in reversed(live) if names[number]), "")
        if last:  # Pelican leaves the SITEURL of the last page in the shared context
            self._writer.siteurl(last, generator.context, relative=generator.settings["RELATIVE_URLS"])

    def _declare(self, generator: Any, number: int, name: str) -> None:
        touched = self._library.touched.get(number)
        kind = self._library.columns[number].template if touched is None else touched.template
        template = generator.get_template(kind)
        relative = bool(generator.settings["RELATIVE_URLS"])
        page = ArticlePage(self._library, self._writer, generator, number, name, template, relative)
        self._outputs.declare(
            Declared(
                self.names[number],
                template.name or "",
                self._template_digest(template),
                b"",
                page,
                number,
                content=self._library.paths[number],
            )
        )

    def _names_of(self, live: list[int]) -> dict[int, str]:
        columns, touched = self._library.columns, self._library.touched
        names = {number: columns[number].save_as for number in live}
        return names | {number: str(touched[number].save_as) for number in touched.keys() & names.keys()}

    def _overrides(self, number: int) -> bool:
        touched = self._library.touched.get(number)
        if touched is None:
            return self._library.columns[number].override
        return hasattr(touched, "override_save_as")

    def _candidates(self, generator: Any) -> set[int]:
        run = self._ledger.connection.execute
        known = {source for (source,) in run("SELECT source FROM output WHERE source IS NOT NULL")}
        wanted = (self._library.kinds.keys() - known) | set(self._changed)
        for name in self._outputs.stale:
            row = self._outputs.remembered(name)
            if row is not None and row.source is not None:
                wanted.add(row.source)
        kinds = run("SELECT DISTINCT kind, template_digest FROM output WHERE source IS NOT NULL").fetchall()
        for kind, template_digest in kinds:
            if self._current(generator, kind) != template_digest:
                rows = run(
                    "SELECT source FROM output WHERE source IS NOT NULL AND kind = ? AND template_digest = ?",
                    (kind, template_digest),
                )
                wanted |= {source for (source,) in rows}
        return wanted

    def _current(self, generator: Any, kind: str) -> bytes:
        try:
            return self._template_digest(generator.env.get_template(kind))
        except TemplateNotFound:  # removed from the theme
            return b""


def _live(generator: Any) -> list[int]:
    """Return the contents that have a page, in the order in which Pelican writes them."""
    return [number for contents in generator.written() for number in numbers_of(contents)]


@dataclass
class ArticlePage:
    """Renders the page of a content, loaded from the ledger when it is called."""

    library: Library
    writer: DeclaringWriter
    generator: Any
    number: int
    name: str
    template: Any
    relative: bool

    def __call__(self) -> bytes:
        """Return the bytes of the page."""
        values = self.generator.page_values(self.library.content(self.number))
        siteurl = self.writer.siteurl(self.name, self.generator.context, relative=self.relative)
        own = siteurl | values
        return self.writer.render(self.name, self.template, own, siteurl=siteurl.get("SITEURL"))
