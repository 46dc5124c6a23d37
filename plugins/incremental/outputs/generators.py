"""Pelican's generators, reading the ledger instead of source files."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pelican.contents import Article, Content, Page
from pelican.generators import ArticlesGenerator, PagesGenerator, PelicanTemplateNotFound, StaticGenerator
from pelican.plugins import signals
from pelican.utils import order_content, process_translations

from plugins.incremental.errors import render_errors
from plugins.incremental.sources.parse import TERMS, slugs_of
from plugins.incremental.tracking.library import Library
from plugins.incremental.tracking.lists import ArticleList, numbers_of
from plugins.incremental.tracking.ordering import ANY_ZONE, BY_DATE, TOUCH, group_names, pack_date

logger = logging.getLogger(__name__)


class LedgerContents:
    """Common to all generators of contents: lists made from the columns of the ledger.

    The name of `content_class` is also that of the settings: ARTICLE_PATHS, ARTICLE_ORDER_BY, ….
    """

    content_class: type[Content]
    source_signals: tuple[Any, ...] = ()  # sent before and after a source is parsed
    library: Library
    settings: Any
    declare_pages: Callable[[Any], None]  # set by the engine
    changed_dates: Mapping[int, tuple[int, str]] = MappingProxyType({})  # by a plugin after parsing

    def get_template(self, name: str) -> Any:
        """Return a template. Raises RenderError naming a content that wants a missing template."""
        try:
            return super().get_template(name)  # type: ignore[misc] # defined by Pelican's generator
        except PelicanTemplateNotFound:
            if not self.has_library():
                raise
            asking = [number for number, columns in self.library.columns.items() if columns.template == name]
            if not asking:
                raise
            with render_errors(self.library.columns[asking[0]].save_as, self.library.paths[asking[0]]):
                raise

    def has_library(self) -> bool:
        """Return whether the engine builds, not stock Pelican."""
        return hasattr(self, "library")

    def ordered_lists(self) -> dict[str, tuple[Sequence[Any], list[Any]]]:
        """Return for each status the originals, ordered, and the translations."""
        kind = self.content_class.__name__
        order_by, translation_id = (
            self.settings[f"{kind.upper()}_{name}"] for name in ("ORDER_BY", "TRANSLATION_ID")
        )
        result: dict[str, tuple[Sequence[Any], list[Any]]] = {}
        members: dict[str, list[int]] = {"published": [], "hidden": [], "draft": []}
        for number, columns in self.library.columns.items():
            if self.library.kinds[number] == kind and columns.status in members:
                members[columns.status].append(number)
        for status, numbers in members.items():
            originals, translations = self._separate(numbers, group_names(translation_id))
            ordered = self._ordered(originals, order_by)
            result[status] = (ArticleList(self.library, ordered, f"{kind} {status}"), translations)
        return result

    def _separate(self, numbers: list[int], names: tuple[str, ...]) -> tuple[list[int], list[Any]]:
        """Return originals in the order of their translation groups, then of their paths; and translations."""
        columns = self.library.columns
        if not names:
            return sorted(numbers, key=self.library.paths.__getitem__), []
        groups: dict[Any, list[int]] = {}
        for number in numbers:
            groups.setdefault(columns[number].group, []).append(number)
        if TOUCH in groups:  # values that only Pelican can compare
            groups = {TOUCH: numbers}
        originals, translations = [], []
        for _, found in sorted(groups.items()):
            if len(found) == 1:
                originals += found
            else:
                contents = self._contents(sorted(found, key=self.library.paths.__getitem__))
                first, others = process_translations(contents, translation_id=names)
                originals += [content.ledger_number for content in first]
                translations += others
        return originals, translations

    def _contents(self, numbers: Iterable[int]) -> list[Any]:
        return [self.library.content(number) for number in numbers]

    def _ordered(self, numbers: list[int], order_by: Any) -> list[int]:
        """Sort ids as Pelican sorts contents; equal ones keep their order."""
        columns = self.library.columns
        if not callable(order_by) and not (isinstance(order_by, str) and order_by):
            order_content([], order_by)  # logs an error if the setting is invalid
            return numbers
        if not callable(order_by) and order_by in BY_DATE:
            keys = self.date_keys(numbers)
        else:
            keys = {number: columns[number].order for number in numbers}
        if keys is not None and TOUCH not in keys.values():
            with suppress(TypeError):
                return sorted(numbers, key=keys.__getitem__, reverse=str(order_by).startswith("reversed-"))
        return [content.ledger_number for content in order_content(self._contents(numbers), order_by)]

    def date_keys(self, numbers: Iterable[int]) -> dict[int, Any] | None:
        """Return what sorts contents by date: local times; None if not all dates are of one zone."""
        columns, changed = self.library.columns, self.changed_dates
        dates = {
            number: changed.get(number) or (columns[number].date, columns[number].zone) for number in numbers
        }
        zones = {zone for _, zone in dates.values()}
        if len(zones) > 1 or ANY_ZONE in zones:
            return None
        return {number: date for number, (date, _) in dates.items()}


class LedgerArticles(LedgerContents, ArticlesGenerator):
    """Articles from the ledger; objects are created on access, and only stale pages are declared."""

    content_class = Article
    source_signals = (signals.article_generator_preread, signals.article_generator_context)
    articles: Any

    def generate_context(self) -> None:
        """Make lists and taxonomies from the columns of the ledger."""
        settings = self.settings
        lists = self.ordered_lists()
        self.articles, self.translations = lists["published"]
        self.hidden_articles, self.hidden_translations = lists["hidden"]
        self.drafts, self.drafts_translations = list(lists["draft"][0]), lists["draft"][1]
        for columns in self.library.columns.values():
            self.context["static_links"].update(columns.static)
        signals.article_generator_pretaxonomy.send(self)
        categories, tags, authors = (self._terms(name) for name in TERMS)
        self.tags = dict(tags)
        touched = self.library.touched
        self.changed_dates = {number: pack_date(getattr(touched[number], "date", None)) for number in touched}
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
        """Return (term, its articles); like Pelican, the term is the object of its first article."""
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
        numbers = list(dict.fromkeys(numbers_of(articles)))  # an article can be in a term's list twice
        newest_first = self.context["NEWEST_FIRST_ARCHIVES"]

        def find() -> list[int]:  # lazily: most themes do not read it
            keys = self.date_keys(numbers)
            if keys is None:
                keys = {number: self.library.content(number).date for number in numbers}
            return sorted(numbers, key=keys.__getitem__, reverse=newest_first)

        return ArticleList(self.library, find, name)

    def _build_period_archives(self, sorted_articles: Any, articles: Any, settings: Any) -> Any:
        if any(settings[f"{period}_ARCHIVE_SAVE_AS"] for period in ("YEAR", "MONTH", "DAY")):
            return super()._build_period_archives(list(sorted_articles), list(articles), settings)
        return super()._build_period_archives([], [], settings)

    def generate_articles(self, write: Callable[..., None]) -> None:
        """Declare the pages of articles that are new, changed or stale."""
        del write
        self.declare_pages(self)

    def written(self) -> tuple[Iterable[Any], ...]:
        """Return the lists of articles that have a page, in Pelican's order."""
        return self.translations, self.articles, self.hidden_translations, self.hidden_articles

    def page_values(self, article: Any) -> dict[str, Any]:
        """Return the variables of an article's page."""
        signals.article_generator_write_article.send(self, content=article)
        category = getattr(article, "category", None)
        return {"article": article, "category": category, "url": article.url, "blog": True}

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
    """Pages from the ledger."""

    content_class = Page
    source_signals = (signals.page_generator_preread, signals.page_generator_context)

    def generate_context(self) -> None:
        """Make the lists of pages."""
        lists = self.ordered_lists()
        self.pages, self.translations = lists["published"]
        self.library.unlinked = frozenset(content.ledger_number for content in self.translations)
        self.hidden_pages, self.hidden_translations = lists["hidden"]
        self.draft_pages, self.draft_translations = list(lists["draft"][0]), lists["draft"][1]
        self._update_context(("pages", "hidden_pages", "draft_pages"))
        signals.page_generator_finalized.send(self)


class LedgerStatic(StaticGenerator):
    """Copies static files whose source or target has changed."""

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
    """Yield the files that Pelican would copy, relative to `source`: links are followed, ignored names skipped."""
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
