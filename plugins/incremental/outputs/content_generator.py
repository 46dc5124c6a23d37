"""A base class for generators of further content types, the same for the engine and for stock Pelican."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from blinker import signal
from pelican.contents import Page, SkipStub
from pelican.generators import CachingGenerator
from pelican.utils import order_content, process_translations

from plugins.incremental.outputs.generators import LedgerContents

logger = logging.getLogger(__name__)
content_generator_finalized = signal("content_generator_finalized")


class ContentGenerator(LedgerContents, CachingGenerator):
    """Reads the contents of one class, lists them and writes their pages.

    A plugin adds a subclass through the signal `get_generators`. For `content_class = Person`, a subclass of Pelican's
    `Page`, the settings are PERSON_PATHS, PERSON_EXCLUDES, PERSON_ORDER_BY, PERSON_TRANSLATION_ID, PERSON_URL,
    PERSON_SAVE_AS, …; the context gets `persons`, `hidden_persons` and `draft_persons`, and the template of a page the
    variable `person`. `content_generator_finalized` is sent when the lists are known.
    """

    content_class: type[Page] = Page
    contents: Sequence[Any]
    hidden_contents: Sequence[Any]

    def generate_context(self) -> None:
        """Make the lists: from the ledger under the engine, else from the files."""
        found = self.ordered_lists() if self.has_library() else self._read()
        self.contents, self.translations = found["published"]
        self.hidden_contents, self.hidden_translations = found["hidden"]
        self.drafts, self.drafts_translations = list(found["draft"][0]), found["draft"][1]
        plural = f"{self.content_class.__name__.lower()}s"
        self.context[plural] = self.contents
        self.context[f"hidden_{plural}"], self.context[f"draft_{plural}"] = self.hidden_contents, self.drafts
        content_generator_finalized.send(self)

    def generate_output(self, writer: Any) -> None:
        """Declare the pages of the contents."""
        if self.has_library():
            self.declare_pages(self)
            return
        for content in [content for contents in self.written() for content in contents]:
            writer.write_file(
                content.save_as,
                self.get_template(content.template),
                self.context,
                relative_urls=self.settings["RELATIVE_URLS"],
                override_output=hasattr(content, "override_save_as"),
                **self.page_values(content),
            )

    def written(self) -> tuple[Iterable[Any], ...]:
        """Return the lists of contents that have a page, in the order in which they are written."""
        drafts = (self.drafts_translations, self.drafts)
        return self.translations, self.contents, self.hidden_translations, self.hidden_contents, *drafts

    def page_values(self, content: Any) -> dict[str, Any]:
        """Return the variables of a content's page."""
        return {self.content_class.__name__.lower(): content, "url": content.url}

    def refresh_metadata_intersite_links(self) -> None:
        """Resolve links in metadata; called by stock Pelican."""
        for content in [content for contents in self.written() for content in contents]:
            content.refresh_metadata_intersite_links()

    def _setting(self, name: str) -> Any:
        return self.settings[f"{self.content_class.__name__.upper()}_{name}"]

    def _read(self) -> dict[str, tuple[Any, list[Any]]]:
        read: dict[str, list[Any]] = {"published": [], "hidden": [], "draft": []}
        for path in sorted(self.get_files(self._setting("PATHS"), exclude=self._setting("EXCLUDES"))):
            try:
                content = self.readers.read_file(
                    base_path=self.path, path=path, content_class=self.content_class, context=self.context
                )
            except Exception:
                logger.exception("Could not process %s", path, exc_info=logger.isEnabledFor(logging.DEBUG))
                self._add_failed_source_path(path)
                continue
            if isinstance(content, SkipStub):
                continue
            if not content.is_valid():
                self._add_failed_source_path(path)
                continue
            read[content.status].append(content)
            self.add_source_path(content)
            self.add_static_links(content)
        lists = {}
        for status, contents in read.items():
            originals, translations = process_translations(
                contents, translation_id=self._setting("TRANSLATION_ID")
            )
            lists[status] = order_content(originals, self._setting("ORDER_BY")), translations
        return lists
