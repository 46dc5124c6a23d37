"""Pelican's own generators, walking the ledger instead of parsed files."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican.plugins import signals
from pelican.utils import order_content, process_translations

from plugins.incremental.library import Library
from plugins.incremental.lists import ArticleList, numbers_of
from plugins.incremental.parsing import TERMS, TOUCH, slugs_of

logger = logging.getLogger(__name__)


def _by_status(library: Library, kind: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"published": [], "hidden": [], "draft": []}
    for number, columns in library.columns.items():
        if library.kinds[number] == kind and columns.status in found:
            found[columns.status].append(number)
    return found


class LedgerContents:
    """What articles and pages have in common: lists made from the ledger's columns."""

    library: Library
    settings: Any

    def ordered_lists(
        self, kind: str, order_by: Any, translation_id: Any
    ) -> dict[str, tuple[Sequence[Any], list[Any]]]:
        """Return for each status the originals, ordered, and the translations."""
        result: dict[str, tuple[Sequence[Any], list[Any]]] = {}
        for status, numbers in _by_status(self.library, kind).items():
            originals, translations = numbers, list[Any]()
            if translation_id:
                originals, translations = self._separate(numbers, translation_id)
            result[status] = (self._ordered(originals, order_by, f"{kind} {status}"), translations)
        return result

    def _separate(self, numbers: list[int], translation_id: Any) -> tuple[list[int], list[Any]]:
        columns, library = self.library.columns, self.library
        groups: dict[Any, list[int]] = {}
        for number in numbers:
            groups.setdefault(columns[number].group, []).append(number)
        originals: list[int] = []
        translations: list[Any] = []
        for group in groups.values():
            if len(group) == 1:
                originals += group
            else:
                members = [library.content(number) for number in sorted(group, key=library.paths.__getitem__)]
                chosen, others = process_translations(members, translation_id=translation_id)
                originals += [content.ledger_number for content in chosen]
                translations += others
        return originals, translations

    def _ordered(self, numbers: list[int], order_by: Any, name: str) -> Sequence[Any]:
        columns, paths = self.library.columns, self.library.paths
        numbers = sorted(numbers, key=paths.__getitem__)
        keys = {number: columns[number].order for number in numbers}
        if TOUCH in keys.values():
            contents = order_content([self.library.content(number) for number in numbers], order_by=order_by)
            numbers = [content.ledger_number for content in contents]
        else:
            numbers.sort(
                key=keys.__getitem__, reverse=str(order_by).startswith("reversed-") and not callable(order_by)
            )
        return ArticleList(self.library, numbers, name)


class LedgerArticles(LedgerContents, ArticlesGenerator):
    """Articles out of the ledger; only those that a build touches are made, and only stale pages are written."""

    declare_articles: Callable[[Any], None]
    articles: Any

    def generate_context(self) -> None:
        """Make lists and taxonomies from the ledger's columns, as Pelican makes them from files."""
        settings = self.settings
        lists = self.ordered_lists(
            "Article", settings["ARTICLE_ORDER_BY"], settings["ARTICLE_TRANSLATION_ID"]
        )
        self.articles, self.translations = lists["published"]
        self.hidden_articles, self.hidden_translations = lists["hidden"]
        self.drafts, self.drafts_translations = list(lists["draft"][0]), lists["draft"][1]
        for columns in self.library.columns.values():
            self.context["static_links"].update(columns.static)
        signals.article_generator_pretaxonomy.send(self)
        categories, tags, authors = (self._terms(name) for name in TERMS)
        self.tags = dict(tags)
        self.dates = self._by_date(self.articles, "dates")
        self.period_archives = self._build_period_archives(self.dates, self.articles, settings)
        self.categories = sorted(categories, reverse=settings["REVERSE_CATEGORY_ORDER"])
        self.authors = sorted(authors)
        self._update_context(
            (
                "articles",
                "drafts",
                "hidden_articles",
                "dates",
                "tags",
                "categories",
                "authors",
                "related_posts",
            )
        )
        self.context["period_archives"] = self.period_archives
        signals.article_generator_finalized.send(self)

    def _terms(self, name: str) -> list[tuple[Any, ArticleList]]:
        """Return (term, its articles): the first article's own object stands for the term, as with Pelican."""
        place = TERMS.index(name)
        columns, touched = self.library.columns, self.library.touched
        members: defaultdict[str, list[int]] = defaultdict(list)
        for number in numbers_of(self.articles):
            if number in touched:
                slugs = slugs_of(getattr(touched[number], name, None))
            else:
                slugs = columns[number].terms[place]
            for slug in slugs:
                members[slug].append(number)
        found = []
        for slug, numbers in members.items():
            value = getattr(self.library.content(numbers[0]), name)
            values = value if isinstance(value, list) else [value]
            term = next(item for item in values if item.slug == slug)
            found.append((term, ArticleList(self.library, numbers, f"{name} {slug}")))
        return found

    def _by_date(self, articles: Sequence[Any], name: str) -> ArticleList:
        columns, numbers = self.library.columns, numbers_of(articles)
        newest_first = self.context["NEWEST_FIRST_ARCHIVES"]

        def find() -> list[int]:  # only when somebody asks: most themes never do
            return sorted(numbers, key=lambda number: columns[number].moment, reverse=newest_first)

        return ArticleList(self.library, find, name)

    def _build_period_archives(self, sorted_articles: Any, articles: Any, settings: Any) -> Any:
        if any(settings[f"{period}_ARCHIVE_SAVE_AS"] for period in ("YEAR", "MONTH", "DAY")):
            return super()._build_period_archives(list(sorted_articles), list(articles), settings)
        return super()._build_period_archives([], [], settings)

    def generate_articles(self, write: Callable[..., None]) -> None:
        """Declare the pages of articles that are new, changed or stale; all others stand as they are."""
        del write
        self.declare_articles(self)

    def generate_tags(self, write: Callable[..., None]) -> None:
        """Declare the pages of tags."""
        self._write_terms(write, "tag", self.tags.items())

    def generate_categories(self, write: Callable[..., None]) -> None:
        """Declare the pages of categories."""
        self._write_terms(write, "category", self.categories)

    def generate_authors(self, write: Callable[..., None]) -> None:
        """Declare the pages of authors."""
        self._write_terms(write, "author", self.authors)

    def _write_terms(self, write: Callable[..., None], kind: str, terms: Any) -> None:
        template = self.get_template(kind)
        for term, articles in terms:
            dates = (
                self._by_date(articles, f"{kind} dates {term.slug}")
                if isinstance(articles, ArticleList)
                else articles
            )
            write(
                term.save_as,
                template,
                self.context,
                url=term.url,
                **{kind: term},
                articles=articles,
                dates=dates,
                template_name=kind,
                blog=True,
                page_name=term.page_name,
                all_articles=self.articles,
            )


class LedgerPages(LedgerContents, PagesGenerator):
    """Standing pages out of the ledger."""

    def generate_context(self) -> None:
        """Make the lists of pages."""
        lists = self.ordered_lists(
            "Page", self.settings["PAGE_ORDER_BY"], self.settings["PAGE_TRANSLATION_ID"]
        )
        self.pages, self.translations = lists["published"]
        self.hidden_pages, self.hidden_translations = lists["hidden"]
        self.draft_pages, self.draft_translations = list(lists["draft"][0]), lists["draft"][1]
        self._update_context(("pages", "hidden_pages", "draft_pages"))
        signals.page_generator_finalized.send(self)


class LedgerStatic(StaticGenerator):
    """Files that are copied: each by rename, and only where source or target have changed."""

    copy_file: Callable[[Path, str], None]

    def generate_output(self, writer: Any) -> None:
        """Declare the copies of theme files and of linked files."""
        del writer
        for folder in self.settings["THEME_STATIC_PATHS"]:
            source = Path(self.theme, folder)
            target = Path(self.settings["THEME_STATIC_DIR"], "" if source.is_dir() else source.name)
            for place in _files_to_copy(source, self.settings["IGNORE_FILES"]):
                self.copy_file(source / place, (target / place).as_posix())
        for static in self.context["staticfiles"]:
            source = Path(self.path, static.source_path)
            if source.is_file():
                self.copy_file(source, Path(os.path.normpath(static.save_as)).as_posix())
            else:
                logger.warning("A problem occurred copying file %s: there is no such file", source)


def _files_to_copy(source: Path, ignored: Sequence[str]) -> Iterator[Path]:
    """Yield what Pelican's own copying would take, relative to `source`: links are followed, ignored names left out."""
    if _matches(source.name, ignored):
        return
    if source.is_file():
        yield Path()
    for place, folders, files in os.walk(source, followlinks=True):
        folders[:] = sorted(name for name in folders if not _matches(name, ignored))
        for name in sorted(files):
            if not _matches(name, ignored) and Path(place, name).is_file():
                yield Path(place, name).relative_to(source)


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
