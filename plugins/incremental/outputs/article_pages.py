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
        live = [number for contents in generator.written() for number in numbers_of(contents)]
        pages = {number: self._page_of(number) for number in live}
        names = {number: name for number, (name, _, _) in pages.items() if name}
        self.names |= {number: self._writer.place(name) for number, name in names.items()}
        self._writer.reserve({name: pages[number][1] for number, name in names.items()})
        count = Counter(names.values())
        for number in [number for number in live if number in names]:
            name, override, kind = pages[number]
            # Of several contents with one name, Pelican decides which is written.
            wanted = number in self._candidates or count[name] > 1
            if wanted and self._writer.may_write(name, override=override, reserved=True):
                template, content = generator.get_template(kind), self._library.paths[number]
                render = partial(self.render, generator, number, name, template)
                output = Declared(
                    self.names[number], template.name or "", b"", render, number, content=content
                )
                self._outputs.declare(output)
        last = next((names[number] for number in reversed(live) if number in names), "")
        if last:  # Pelican leaves the SITEURL of the last page in the shared context
            self._writer.siteurl(last, generator.context, relative=generator.settings["RELATIVE_URLS"])

    def render(self, generator: Any, number: int, name: str, template: Any) -> bytes:
        """Return the bytes of a page; its content is loaded only now."""
        writer, context = self._writer, generator.context
        siteurl = writer.siteurl(name, context, relative=generator.settings["RELATIVE_URLS"])
        own = siteurl | generator.page_values(self._library.content(number))
        with links_from(siteurl.get("SITEURL")):
            return writer.render(name, template, own, writer.shared.state())

    def _page_of(self, number: int) -> tuple[str, bool, str]:
        """Return the name of a page, whether it may override another of this name, and its template."""
        content = self._library.touched.get(number)  # a plugin may have changed it
        if content is None:
            columns = self._library.columns[number]
            return columns.save_as, columns.override, columns.template
        return str(content.save_as), hasattr(content, "override_save_as"), content.template
