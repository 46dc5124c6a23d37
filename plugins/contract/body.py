"""From the Markdown of an article to the HTML that is published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from typogrify.filters import smartypants

from plugins.contract.inline import QuickInline
from plugins.contract.markup import sanitise

ADDRESS = re.compile(r'(?P<before><(?P<tag>a|img) [^>]*?(?:href|src)=")(?P<address>[^"]*)(?=")')
PICTURE_WITHOUT_TEXT = re.compile(r'<img (?:(?!alt=")[^>])*>|<img [^>]*alt="\s*"[^>]*>')
PICTURE_SOURCE = re.compile(r'src="([^"]*)"')
INTERNAL = re.compile(r"\{(?P<what>filename|static)\}(?P<file>[^?#]*)")
STRAIGHT = re.compile(r"[\"']|(?<!-)--(?!-)|\.\.\.")  # a table's rule of three hyphens and more is none
ARTICLE_ENDINGS = (".md", ".markdown", ".mkd", ".mdown")


@dataclass(frozen=True)
class Reference:
    """A file of the content folder that a text leads to: `what` is `filename` (an article or page) or `static`.

    `file` is relative to the text's own folder, or to the content folder if it begins with `/`; `line` is where
    it stands in the file.
    """

    what: str
    file: str
    line: int = 1

    def target(self, path: str) -> str | None:
        """Return the file's path below the content folder, seen from the text at `path`; None if it lies outside."""
        parts: list[str] = []
        start = (
            PurePosixPath(self.file.lstrip("/"))
            if self.file.startswith("/")
            else PurePosixPath(path).parent / self.file
        )
        for part in start.parts:
            if part != "..":
                parts.append(part)
            elif parts:
                parts.pop()
            else:
                return None
        return "/".join(parts)


@dataclass(frozen=True)
class Body:
    """A rendered text; `refused` names HTML that may not stand in it, `silent` the pictures without a text."""

    html: str
    references: tuple[Reference, ...]
    refused: tuple[str, ...]
    silent: tuple[str, ...]


class BodyRenderer:
    """Renders texts one after the other with one Markdown instance, which saves a third of the time."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Take the value of Pelican's setting MARKDOWN."""
        extensions = [*settings.get("extensions", ()), DemoteTitle(), QuickInline()]
        options = {key: value for key, value in settings.items() if key != "extensions"}
        self._markdown = Markdown(extensions=extensions, **options)

    def render(self, text: str) -> Body:
        """Return the HTML of a Markdown text, clean, with file names turned into Pelican's link syntax."""
        html, refused = sanitise(self._markdown.reset().convert(text))
        if '"' in text or STRAIGHT.search(
            text
        ):  # typogrify's quotes cost more than Markdown itself: only where there are any
            html = str(smartypants(html))
        html = ADDRESS.sub(_with_link_syntax, html)
        references = [
            Reference(match["what"], unquote(match["file"]))
            for address in ADDRESS.finditer(html)
            if (match := INTERNAL.match(address["address"]))
        ]
        pictures = PICTURE_WITHOUT_TEXT.findall(html)
        silent = [source[1] for picture in pictures if (source := PICTURE_SOURCE.search(picture))]
        return Body(html, tuple(dict.fromkeys(references)), tuple(refused), tuple(silent))


def _with_link_syntax(match: re.Match[str]) -> str:
    address = match["address"]
    if not address or address[0] in "/#?{" or urlsplit(address).scheme or address.startswith("|"):
        return match[0]
    is_article = match["tag"] == "a" and urlsplit(address).path.lower().endswith(ARTICLE_ENDINGS)
    return f"{match['before']}{{{'filename' if is_article else 'static'}}}{address}"


class DemoteTitle(Extension):
    """Turns `# …` into a second-level heading: a page has one title, and it stands in the head of the file."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the step that runs after Markdown's own."""
        md.treeprocessors.register(_DemoteTitle(md), "demote_title", 5)


class _DemoteTitle(Treeprocessor):
    def run(self, root: Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"
