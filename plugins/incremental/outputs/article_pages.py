"""Pages of articles and other texts: all names are reserved, only pages that may be stale are declared."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from plugins.incremental.outputs.declared import Declared, Outputs
from plugins.incremental.outputs.writer import DeclaringWriter
from plugins.incremental.tracking.content import links_from
from plugins.incremental.tracking.library import Library
from plugins.incremental.tracking.lists import numbers_of


class ArticlePages:
    """Declares the pages of contents that are new, changed or stale.

    Afterwards `names` maps the id of every content that has been declared here to the name of its page.
    """

    def __init__(
        self, library: Library, outputs: Outputs, writer: DeclaringWriter, changed: set[int]
    ) -> None:
        self._library = library
        self._outputs = outputs
        self._writer = writer
        known = outputs.known
        stale: set[int | None] = {known[name].source for name in outputs.stale if name in known}
        stale |= library.kinds.keys() - {row.source for row in known.values()}
        self._candidates = stale | changed
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
        wanted = self._candidates | shared
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
        page = partial(self._render, generator, number, name, template)
        content = self._library.paths[number]
        self._outputs.declare(
            Declared(self.names[number], template.name or "", b"", page, number, content=content)
        )

    def _render(self, generator: Any, number: int, name: str, template: Any) -> bytes:
        """Return the bytes of a page; its content is loaded only now."""
        writer, context = self._writer, generator.context
        siteurl = writer.siteurl(name, context, relative=generator.settings["RELATIVE_URLS"])
        own = siteurl | generator.page_values(self._library.content(number))
        with links_from(siteurl.get("SITEURL")):
            return writer.render(name, template, own, writer.shared.state())

    def _names_of(self, live: list[int]) -> dict[int, str]:
        columns, touched = self._library.columns, self._library.touched
        names = {number: columns[number].save_as for number in live}
        return names | {number: str(touched[number].save_as) for number in touched.keys() & names.keys()}

    def _overrides(self, number: int) -> bool:
        touched = self._library.touched.get(number)
        if touched is None:
            return self._library.columns[number].override
        return hasattr(touched, "override_save_as")


def _live(generator: Any) -> list[int]:
    """Return the contents that have a page, in the order in which Pelican writes them."""
    return [number for contents in generator.written() for number in numbers_of(contents)]
