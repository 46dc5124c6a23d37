"""Pelican's reader for Markdown: the contract's facts as Pelican metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from pelican.readers import BaseReader, MarkdownReader
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from plugins.agency.agency import Section
from plugins.agency.department import Department
from plugins.contract.article import Article, Page
from plugins.contract.entry import entry_of, holds, is_public, turns_old
from plugins.contract.fields import Names
from plugins.contract.link_targets import ARTICLE_ENDINGS
from plugins.contract.links import Reference
from plugins.contract.schema import Status
from plugins.contract.source import Source, SourceReader
from plugins.vietnamese.text import slug_of

YEARS_AHEAD = 5


@dataclass(frozen=True)
class LinkedFile:
    """A file to download: its root-relative address and its title."""

    url: str
    title: str


@dataclass(frozen=True)
class Picture:
    """The picture at the head of an article: its root-relative address, its text alternative, its caption."""

    url: str
    alt: str
    caption: str


class ContractReader(MarkdownReader):
    """Reads articles and standing pages; a file that breaks the contract raises ContentError.

    It is no direct subclass of BaseReader: those register themselves for every build of the process.
    """

    file_extensions = [ending[1:] for ending in ARTICLE_ENDINGS]  # noqa: RUF012 - as Pelican declares it

    def __init__(self, settings: dict[str, Any]) -> None:
        BaseReader.__init__(
            self, settings
        )  # MarkdownReader's own would add Pelican's header to the Markdown settings
        self._content = Path(settings["PATH"])
        self._sources = SourceReader(names_of(settings), settings["MARKDOWN"])

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML and the metadata of one file. Raises ContentError."""
        shown_as = Path(source_path).relative_to(self._content).as_posix()
        is_page = is_standing_page(shown_as, self.settings)
        source = self._sources.read(Path(source_path), shown_as, is_page=is_page)
        return source.html, self._metadata(source, shown_as)

    def _metadata(self, source: Source, path: str) -> dict[str, Any]:
        facts = source.facts
        moment = self.settings["BUILD_MOMENT"]
        public = is_public(facts, moment)
        used = {reference.target(path) for reference in source.references if reference.what == "static"}
        metadata: dict[str, Any] = {
            "title": facts.title,
            "slug": facts.slug,
            "summary": facts.summary,
            "lang": facts.lang,
            "status": pelican_status(facts, public=public),
            "holds": holds(facts, moment, self.settings["AGENCY_SECTIONS"].old_after),
            "entry": entry_of(source, path, self.settings).pack(),
            "static_targets": tuple(sorted(filter(None, used))) if public else (),
        }
        if facts.modified is not None:
            metadata["modified"] = facts.modified
        if isinstance(facts, Article):
            metadata |= self._article_metadata(facts, path)
        return metadata

    def _article_metadata(self, article: Article, path: str) -> dict[str, Any]:
        turn = turns_old(article, self.settings["AGENCY_SECTIONS"].old_after)
        metadata: dict[str, Any] = {
            "date": article.date,
            "authors": [_named(Author, name, self.settings) for name in article.authors],
            "department": _section(
                Department, article.department, self.settings["AGENCY_SECTIONS"].departments, self.settings
            ),
            # Two articles are translations of each other if they share month and slug, not slug alone: one slug
            # may come back every year.
            "translation_group": f"{article.date:%Y/%m}/{article.slug}",
            "withdrawn": article.status is Status.WITHDRAWN,
            "withdrawn_reason": article.withdrawn_reason,
            "attachments": [
                LinkedFile(_address(attachment.file, path), attachment.title)
                for attachment in article.attachments
            ],
            "source": article.source,
            "updates": list(article.updates),
            "old": turn is not None and turn <= self.settings["BUILD_MOMENT"],
        }
        if article.category:
            metadata["category"] = _section(
                Category, article.category, self.settings["AGENCY_SECTIONS"].categories, self.settings
            )
        if article.tags:
            metadata["tags"] = [_named(Tag, name, self.settings) for name in article.tags]
        if article.cover:
            metadata["cover"] = Picture(
                _address(article.cover, path), article.cover_alt, article.cover_caption
            )
        return metadata


def _address(file: str, path: str) -> str:
    return "/" + quote(Reference("static", file).target(path) or "")


def names_of(settings: dict[str, Any]) -> Names:
    """Return what an article may say; BUILD_MOMENT is an aware datetime."""
    sections = settings["AGENCY_SECTIONS"]
    return Names(
        departments=[section.name for section in sections.departments],
        categories=[section.name for section in sections.categories],
        zone=sections.zone,
        # A plan of five years may be announced for its end; 2204 and 2062 are slips of the keyboard.
        latest_year=settings["BUILD_MOMENT"].astimezone(sections.zone).year + YEARS_AHEAD,
    )


def is_standing_page(path: str, settings: dict[str, Any]) -> bool:
    """Tell whether a file, named relative to the content folder, lies in one of PAGE_PATHS."""
    return any(PurePosixPath(path).is_relative_to(folder) for folder in settings["PAGE_PATHS"])


def pelican_status(facts: Article | Page, *, public: bool) -> str:
    """Return Pelican's word for where a file stands.

    A withdrawn article is `hidden`: it has a page and stands in no list. A scheduled one is a draft until its time.
    """
    if not public:
        return "draft"
    return "hidden" if facts.status is Status.WITHDRAWN else "published"


def _named(kind: type[URLWrapper], name: str, settings: dict[str, Any]) -> URLWrapper:
    named = kind(name, settings)
    named.slug = slug_of(name)
    return named


def _section(
    kind: type[URLWrapper], name: str, sections: Sequence[Section], settings: dict[str, Any]
) -> URLWrapper:
    section = kind(name, settings)
    section.slug = next(item.slug for item in sections if item.name == name)
    return section
