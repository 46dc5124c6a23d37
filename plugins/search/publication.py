"""The search at work in a Pelican build."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import rjsmin
from pelican.contents import Article, Page
from pelican.generators import Generator

from plugins.agency.agency import Section
from plugins.contract.content_type import contents
from plugins.incremental.api import cache_dir, column, declare_file, keep_columns
from plugins.incremental.api import digest as digest_of_text
from plugins.search.indexing import VERSION, Indexes, key_of
from plugins.search.record import NOWHERE, Record
from plugins.search.shards import Shard, shards_of
from plugins.urls.patterns import ARCHIVES, SEARCH, fill_urls
from plugins.vietnamese.writing import short_date

SCRIPT = Path(__file__).resolve().parent / "page" / "search.js"
# The index of pages that are no articles. What runs in the browser stands beside it, and has the same name in each version.
PORTAL = f"cong-{VERSION}"
LEAST = 400  # articles that are looked through in any case


@dataclass(frozen=True)
class Listed:
    """A shard as the search page tells of it; `key` changes with everything in it."""

    name: str
    key: str
    count: int
    first_year: int
    last_year: int


def set_addresses(pelican: Any) -> None:
    """Offer templates SEARCH_SCRIPT_URL, and the filter that tells a page's script of the shards."""
    settings = pelican.settings
    settings["SEARCH_SCRIPT"] = rjsmin.jsmin(fill_urls(SCRIPT.read_text(encoding="utf-8")))
    digest = hashlib.sha256(settings["SEARCH_SCRIPT"].encode()).hexdigest()[:8]
    settings["SEARCH_SCRIPT_URL"] = f"{SEARCH}tim.{digest}.js"
    settings["SEARCH_PORTAL"], settings["SEARCH_LEAST"] = PORTAL, LEAST
    filters = {"shards_told": told, "asked_first": asked_first}
    settings["JINJA_FILTERS"].update(filters)
    keep_columns(settings, "known_to_search")


def told(shards: Sequence[Listed]) -> str:
    """Return the shards as the page's script reads them."""
    return " ".join(
        f"{shard.name}:{shard.key}:{shard.count}:{shard.first_year}:{shard.last_year}" for shard in shards
    )


def asked_first(shards: Sequence[Listed]) -> Iterator[Listed]:
    """Yield the newest shards, until they have LEAST articles."""
    articles = 0
    for shard in shards:
        yield shard
        articles += shard.count
        if articles >= LEAST:
            return


def note_what_is_known(content: Any) -> None:
    """Give a content that was read `known_to_search`, a digest of its record: whoever has many need not read them again."""
    if isinstance(content, Article | Page):
        content.known_to_search = digest_of_text(repr(_record(content))).hex()


def remember_translations(generator: Any) -> None:
    """Keep the articles that are translations of others: no list has them, but they can be found."""
    generator.context["article_translations"] = generator.translations


def group_into_shards(generators: list[Any]) -> None:
    """Put `search_shards` into the context, newest first, and `search_portal`, the key of the index of all else."""
    context = generators[0].context
    foreign = _months_of(context["article_translations"])
    context["search_shards"] = [
        Listed(
            shard.name,
            _key(shard, foreign),
            shard.count,
            shard.months[0] // 12,
            shard.months[-1] // 12,
        )
        for shard in shards_of(context["years"])
    ]
    pages = [page.known_to_search for page in contents(context, "in_search")]
    sections = [section for name in ("departments", "categories") for section, _ in context[name]]
    context["search_portal"] = key_of([*(f"{section.url} {section.name}" for section in sections), *pages])


def _months_of(translations: Sequence[Any]) -> list[tuple[int, str]]:
    """Return for each translation the month of its date, counted from year 0, and what it says."""
    facts = (column(translations, name) for name in ("date.year", "date.month", "known_to_search"))
    return [(year * 12 + month - 1, said) for year, month, said in zip(*facts, strict=True)]


def _key(shard: Shard, foreign: list[tuple[int, str]]) -> str:
    said = chain.from_iterable(column(articles, "known_to_search") for articles in shard.lists)
    translated = [said for month, said in foreign if month in shard.months]
    return key_of([*translated, "", *map(str, said)])


def _records(shard: Shard) -> Iterator[Record]:
    for article in shard.articles:
        for version in (article, *article.translations):
            yield _record(version)


def _record(content: Any) -> Record:
    """Return what the search knows of an article or of a standing page."""
    html = content._content  # noqa: SLF001 - with the links as they were written: only its words count
    if isinstance(content, Page):
        return Record(f"/{content.url}", content.title, content.summary, html=html)
    category = getattr(content, "category", None)
    tags = [tag.name for tag in getattr(content, "tags", [])]
    authors = [author.name for author in content.authors]
    files = [attachment.title for attachment in content.attachments]
    return Record(
        f"/{content.url}",
        content.title,
        content.summary,
        "; ".join([*tags, *authors, *files, content.source]),
        html,
        department=Section(content.department.name, content.department.slug),
        category=Section(category.name, category.slug) if category else NOWHERE,
        date=short_date(content.date),
        year=str(content.date.year),
    )


def _portal(context: Any) -> Iterator[Record]:
    for page in contents(context, "in_search"):
        yield _record(page)
    for name in ("departments", "categories"):
        for section, _ in context[name]:
            yield Record(f"/{section.url}", section.name)
    yield Record(ARCHIVES, "Lưu trữ", "Mọi tin, xếp theo năm và tháng.")


class SearchGenerator(Generator):
    """Writes the indexes. The search page is one of Pelican's direct templates."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files of all indexes to the writer; one is made only if its articles are others than before."""
        script, address = self.settings["SEARCH_SCRIPT"].encode(), self.settings["SEARCH_SCRIPT_URL"]
        declare_file(writer, address.lstrip("/"), address.encode(), lambda: script)
        with cache_dir(self.settings, "search") as folder:
            self._declare_indexes(writer, Indexes(folder))

    def _declare_indexes(self, writer: Any, indexes: Indexes) -> None:
        wanted = list(self._wanted())
        indexes.make((key, records) for _, key, records in wanted)
        for name, key, _ in wanted:
            place = indexes.place(key)
            for file, digest in indexes.files(key, program=name == PORTAL).items():
                declare_file(
                    writer,
                    f"{SEARCH.lstrip('/')}{name}/{file}",
                    digest,
                    partial(Path.read_bytes, place / file),
                )

    def _wanted(self) -> Iterator[tuple[str, str, Callable[[], Iterable[Record]]]]:
        """Yield the name of each index, what stands for all that is in it, and what gives its records."""
        context = self.context
        yield PORTAL, context["search_portal"], lambda: _portal(context)
        shards = {shard.name: shard for shard in shards_of(context["years"])}
        for listed in context["search_shards"]:
            yield listed.name, listed.key, partial(_records, shards[listed.name])


def generators(_pelican: Any) -> type[SearchGenerator]:
    """Offer the generator to Pelican."""
    return SearchGenerator
