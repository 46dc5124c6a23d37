"""Pelican's reader for Markdown: the contract's facts as Pelican metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pelican.readers import BaseReader, MarkdownReader
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from plugins.agency.agency import Section
from plugins.agency.department import Department
from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.body.links import Reference
from plugins.contract.body.pictures import published_name
from plugins.contract.content_type import Field, Kind, Status, type_at
from plugins.contract.fields.facts import Facts
from plugins.contract.fields.values import Names
from plugins.contract.site.entry import entry_of, has_expired, holds, is_pinned, is_public, turns_old
from plugins.contract.sources.source import Source, SourceReader
from plugins.vietnamese.text import slug_of

MISSING_IF_EMPTY = {Kind.DEPARTMENT, Kind.CATEGORY, Kind.TAGS, Kind.PICTURE, Kind.MOMENT, Kind.YES_NO}


@dataclass(frozen=True)
class LinkedFile:
    """A file to download: its root-relative address, its title and, where `with_sizes` found it, its size in bytes."""

    url: str
    title: str
    size: int = 0


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
        source = self._sources.read(Path(source_path), shown_as, type_at(shown_as, self.settings))
        return source.html, self._metadata(source, shown_as)

    def _metadata(self, source: Source, path: str) -> dict[str, Any]:
        facts = source.facts
        moment = self.settings["BUILD_MOMENT"]
        public = is_public(facts, moment)
        used = {reference.target(path) for reference in source.references if reference.is_file}
        targets = tuple(sorted(filter(None, used)))
        metadata: dict[str, Any] = {
            item.name: self._value(item, facts, path)
            for item in facts.type.fields
            if not item.part_of and (facts.values[item.name] or item.kind not in MISSING_IF_EMPTY)
        }
        metadata |= {
            "status": pelican_status(facts, public=public),
            "holds": holds(facts, moment, self.settings["AGENCY_SECTIONS"].old_after),
            "entry": entry_of(source, path, self.settings).pack(),
            "source_digest": source.digest,
            "static_targets": targets if public else (),
        }
        if not public:
            metadata["old_urls"] = ()
            if facts.status is not Status.DRAFT and not has_expired(facts, moment):
                metadata["scheduled_targets"] = targets
        if is_pinned(facts, moment):
            metadata["pinned"] = True
        if has_expired(facts, moment) and facts.status is not Status.DRAFT:
            metadata["expired"] = True
        if facts.type.template:
            metadata["template"] = facts.type.template
        if Status.WITHDRAWN.value in facts.type.field("status").choices:
            metadata["withdrawn"] = facts.status is Status.WITHDRAWN
        if "date" in facts.values:
            turn = turns_old(facts, self.settings["AGENCY_SECTIONS"].old_after)
            metadata["old"] = turn is not None and turn <= moment
            # Two texts are translations of each other if they share month and slug, not slug alone: one slug may
            # come back every year.
            metadata["translation_group"] = f"{facts.date:%Y/%m}/{facts.slug}"
        return metadata

    def _value(self, item: Field, facts: Facts, path: str) -> Any:
        """Return the value of a field as templates get it."""
        value, sections = facts.values[item.name], self.settings["AGENCY_SECTIONS"]
        match item.kind:
            case Kind.NAMES:
                value = [_named(Author, name, self.settings) for name in value]
            case Kind.TAGS:
                value = [_named(Tag, name, self.settings) for name in value]
            case Kind.DEPARTMENT:
                value = _section(Department, value, sections.departments, self.settings)
            case Kind.CATEGORY:
                value = _section(Category, value, sections.categories, self.settings)
            case Kind.PICTURE:
                alt, caption = (facts.values[f"{item.key}_{part}"] for part in ("alt", "caption"))
                value = Picture(_address(value, path), alt, caption)
            case Kind.ATTACHMENTS:
                value = [LinkedFile(_address(part.file, path), part.title) for part in value]
            case Kind.UPDATES:
                value = list(value)
        return value


def _address(file: str, path: str) -> str:
    return "/" + quote(published_name(Reference("static", file).target(path) or ""))


def names_of(settings: dict[str, Any]) -> Names:
    """Return what an article may say; BUILD_MOMENT is an aware datetime."""
    sections = settings["AGENCY_SECTIONS"]
    return Names(
        departments=[section.name for section in sections.departments],
        categories=[section.name for section in sections.categories],
        zone=sections.zone,
        today=settings["BUILD_MOMENT"].astimezone(sections.zone).date(),
        site_url=sections.site_url,
    )


def pelican_status(facts: Facts, *, public: bool) -> str:
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
