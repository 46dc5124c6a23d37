"""The search in a Pelican build."""

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

from plugins.agency.agency import Section
from plugins.contract.content_type import contents
from plugins.incremental.api import cache_dir, column, contents_in_use, declare_file, digest, keep_columns
from plugins.search.indexing import VERSION, Indexes, key_of
from plugins.search.record import NOWHERE, Record
from plugins.search.shards import Shard, shards_of
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import ARCHIVES, SEARCH, fill_urls
from plugins.vietnamese.writing import short_date

SCRIPT = Path(__file__).resolve().parent / "page" / "search.js"
# Index of everything but articles. Pagefind's program lies beside it, under names that do not change with its version.
PORTAL = f"cong-{VERSION}"
LEAST = 400  # articles that every search covers


@dataclass(frozen=True)
class ShardEntry:
    """A shard as the search page lists it; `key` is a digest of everything in it."""

    name: str
    key: str
    count: int
    first_year: int
    last_year: int


def offer_settings(pelican: Any) -> None:
    """Offer templates SEARCH_SCRIPT_URL, and the filters that list the shards for the script of the page."""
    settings = pelican.settings
    settings["SEARCH_SCRIPT"] = rjsmin.jsmin(fill_urls(SCRIPT.read_text(encoding="utf-8")))
    version = hashlib.sha256(settings["SEARCH_SCRIPT"].encode()).hexdigest()[:8]
    settings["SEARCH_SCRIPT_URL"] = f"{SEARCH}tim.{version}.js"
    settings["SEARCH_PORTAL"], settings["SEARCH_LEAST"] = PORTAL, LEAST
    settings["JINJA_FILTERS"].update(shard_list=shard_list, newest_shards=newest_shards)
    keep_columns(settings, "search_digest")


def shard_list(shards: Sequence[ShardEntry]) -> str:
    """Return the shards as the script of the page reads them."""
    return " ".join(
        f"{shard.name}:{shard.key}:{shard.count}:{shard.first_year}:{shard.last_year}" for shard in shards
    )


def newest_shards(shards: Sequence[ShardEntry]) -> Iterator[ShardEntry]:
    """Yield the newest shards, until they have LEAST articles."""
    articles = 0
    for shard in shards:
        yield shard
        articles += shard.count
        if articles >= LEAST:
            return


def add_digest(content: Any) -> None:
    """Set `search_digest` of an article or page, so that later steps need not read its text."""
    if isinstance(content, Article | Page):
        content.search_digest = digest(repr(_record(content))).hex()


def remember_translations(generator: Any) -> None:
    """Remember translated articles, which are in no list but can be found."""
    generator.context["article_translations"] = generator.translations


def group_into_shards(generators: list[Any]) -> None:
    """Put `search_shards`, newest first, and `search_portal`, the key of the index of all else, into the context."""
    context = generators[0].context
    for content in contents_in_use(context["generated_content"]):
        add_digest(content)  # again: another plugin may have changed what is indexed
    translations = _months_of(context["article_translations"])
    context["search_shards"] = [
        ShardEntry(
            shard.name, _key(shard, translations), shard.count, shard.months[0] // 12, shard.months[-1] // 12
        )
        for shard in shards_of(context["years"])
    ]
    pages = [page.search_digest for page in contents(context, "in_search")]
    sections = [section for name in ("departments", "categories") for section, _ in context[name]]
    context["search_portal"] = key_of([*(f"{section.url} {section.name}" for section in sections), *pages])


def _months_of(translations: Sequence[Any]) -> list[tuple[int, str]]:
    """Return the month of each translation, counted from year 0, and its digest."""
    facts = (column(translations, name) for name in ("date.year", "date.month", "search_digest"))
    return [(year * 12 + month - 1, digest) for year, month, digest in zip(*facts, strict=True)]


def _key(shard: Shard, translations: list[tuple[int, str]]) -> str:
    digests = chain.from_iterable(column(articles, "search_digest") for articles in shard.lists)
    translated = [digest for month, digest in translations if month in shard.months]
    return key_of([*translated, "", *map(str, digests)])


def _records(shard: Shard) -> Iterator[Record]:
    for article in shard.articles:
        for version in (article, *article.translations):
            yield _record(version)


def _record(content: Any) -> Record:
    """Return the search record of an article or page."""
    html = content._content  # noqa: SLF001 - with links as written, since only the words count
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


class SearchGenerator(SiteGenerator):
    """Writes the indexes. The search page is one of Pelican's direct templates."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files of all indexes to the writer; an index is made only if its articles have changed."""
        script, url = self.settings["SEARCH_SCRIPT"].encode(), self.settings["SEARCH_SCRIPT_URL"]
        declare_file(writer, url.lstrip("/"), url.encode(), lambda: script)
        with cache_dir(self.settings, "search") as folder:
            indexes, wanted = Indexes(folder), list(self._wanted())
            indexes.make((key, records) for _, key, records in wanted)
            for name, key, _ in wanted:
                for file, digest in indexes.files(key, program=name == PORTAL).items():
                    read = partial(Path.read_bytes, indexes.folder_of(key) / file)
                    declare_file(writer, f"{SEARCH.lstrip('/')}{name}/{file}", digest, read)

    def _wanted(self) -> Iterator[tuple[str, str, Callable[[], Iterable[Record]]]]:
        """Yield the name of each index, the key of its contents, and a function that returns its records."""
        context = self.context
        yield PORTAL, context["search_portal"], lambda: _portal(context)
        shards = {shard.name: shard for shard in shards_of(context["years"])}
        for entry in context["search_shards"]:
            yield entry.name, entry.key, partial(_records, shards[entry.name])
