"""The languages at work in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pelican.generators import Generator

from plugins.agency.agency import Link
from plugins.contract.settings import newest_first
from plugins.incremental.api import column, grouped, keep_columns
from plugins.languages import writing
from plugins.languages.texts import texts
from plugins.urls.patterns import ENGLISH_HOME, ENGLISH_PAGES, file_of

MOST = 30  # articles of the English home page, as of the page of a department


def offer_texts(pelican: Any) -> None:
    """Offer templates `_(text, lang)`, dates by language, and `pages | in_language_of(lang)`."""
    settings = pelican.settings
    filters = {
        **writing.FILTERS,
        "in_language_of": in_language_of,
        "in_each_language": in_each_language,
    }
    settings["JINJA_FILTERS"].update(filters)
    settings["JINJA_GLOBALS"]["_"] = texts()
    keep_columns(settings, "lang", "date.year", "date.month", "date.day")


def in_language_of(pages: Iterable[Any], lang: str) -> list[Any]:
    """Return for each page its translation in a language, or itself where it has none."""
    return [next((one for one in page.translations if one.lang == lang), page) for page in pages]


def in_each_language(url: str, lang: str, english: bool) -> list[dict[str, str]]:  # noqa: FBT001 - a filter takes no names
    """Return the other version of one of the portal's own pages, as articles have translations: `url` is the Vietnamese."""
    if lang != "vi":
        return [{"lang": "vi", "url": url.lstrip("/")}]
    return [{"lang": "en", "url": writing.in_language(url, "en").lstrip("/")}] if english else []


def gather_english(generator: Any) -> None:
    """Put `english_articles` into the context: the newest in English, with a Vietnamese original or without.

    `english_withdrawn` tells that one was withdrawn: its page is there, and its frame leads to the English home page.
    """
    own = grouped(generator.articles, "lang", "language").get("en", [])
    translated = grouped(generator.translations, "lang", "translation").get("en", [])
    newest = sorted((*islice(own, MOST), *_of_last_days(translated)), key=newest_first)
    generator.context["english_articles"] = newest[:MOST]
    withdrawn = (generator.hidden_articles, generator.hidden_translations)
    generator.context["english_withdrawn"] = any("en" in column(articles, "lang") for articles in withdrawn)


def _of_last_days(translated: Sequence[Any]) -> Iterator[Any]:
    """Yield enough of the newest: translations stand in no order, and making each of them would be dear."""
    days = list(zip(*(column(translated, f"date.{part}") for part in ("year", "month", "day")), strict=True))
    since = sorted(days, reverse=True)[:MOST][-1:]
    yield from (translated[place] for place, day in enumerate(days) if day >= since[0])


def offer_english(generator: Any) -> None:
    """Put `english_home` into the context, whether there is anything in English, and `english_menu`, its links."""
    context = generator.context
    pages = [
        version for page in context["pages"] for version in (page, *page.translations) if version.lang == "en"
    ]
    context["english_home"] = bool(pages or context["english_articles"] or context["english_withdrawn"])
    context["english_menu"] = (
        Link(texts()("Trang chủ", "en"), ENGLISH_HOME),
        *(Link(page.title, f"/{page.url}") for page in pages),
    )


class EnglishPagesGenerator(Generator):
    """Writes the home page, the search page and the statistics in English, where there is anything in English."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pages to the writer."""
        if not self.context["english_home"]:
            return
        for url, name in zip(ENGLISH_PAGES, ("english_home", "search", "statistics"), strict=True):
            template = self.env.get_template(f"{name}.html")
            writer.write_file(file_of(url), template, self.context, url=url.lstrip("/"), lang="en")


def generators(_pelican: Any) -> type[EnglishPagesGenerator]:
    """Offer the generator to Pelican."""
    return EnglishPagesGenerator
