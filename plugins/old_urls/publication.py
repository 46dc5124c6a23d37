"""Old URLs in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.incremental.api import content_column, keep_columns
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import REDIRECTS


def keep_old_urls(pelican: Any) -> None:
    """Let the generator find the few texts with old URLs without creating all."""
    keep_columns(pelican.settings, "old_urls")


class OldUrlsGenerator(SiteGenerator):
    """Writes a page at each old URL of a text that has a page, and the redirects; without any, no file."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        # nginx compares without case and does not start with two equal entries, whatever the contract has let through.
        moved = sorted({old.lower(): (old, new, lang) for old, new, lang in sorted(self._moved())}.values())
        for old, new, lang in moved:
            self.write_page(writer, old, "old_urls/page.html", new=new, lang=lang)
        if moved:
            pairs = [(old, new) for old, new, _ in moved]
            self.write_page(writer, REDIRECTS, "old_urls/redirects.map", moved=pairs)

    def _moved(self) -> Iterator[tuple[str, str, str]]:
        """Yield old URL, new URL and language."""
        contents = self.context["generated_content"]
        for path, urls in [(path, urls) for path, urls in content_column(contents, "old_urls") if urls]:
            text = contents[path]
            yield from ((old, f"/{text.url}", text.lang) for old in urls)
