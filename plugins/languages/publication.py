"""Texts in each language and the English pages in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from plugins.agency.agency import MenuEntry
from plugins.contract.settings import newest_first
from plugins.incremental.api import column, grouped, keep_columns
from plugins.languages import writing
from plugins.languages.texts import texts
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import ENGLISH_HOME, ENGLISH_PAGES

MOST_PINNED = 5  # as on the home page
MOST = 30  # articles of the English home page, as of the page of a department


def offer_texts(pelican: Any) -> None:
    """Offer templates `_(text, lang)`, dates by language, and `pages | in_language_of(lang)`."""
    settings = pelican.settings
    settings["JINJA_FILTERS"].update(
        writing.FILTERS, in_language_of=in_language_of, in_each_language=in_each_language
    )
    settings["JINJA_GLOBALS"]["_"] = texts()
    keep_columns(settings, "lang", "pinned", "date.year", "date.month", "date.day")


def in_language_of(pages: Iterable[Any], lang: str) -> list[Any]:
    """Return each page's translation into a language, or the page itself if it has none."""
    return [next((one for one in page.translations if one.lang == lang), page) for page in pages]


def in_each_language(url: str, lang: str, english: bool) -> list[dict[str, str]]:  # noqa: FBT001 - a filter takes no names
    """Return the translation of one of the portal's own pages, in the form of an article's; `url` is the Vietnamese one."""
    if lang != "vi":
        return [{"lang": "vi", "url": url.lstrip("/")}]
    return [{"lang": "en", "url": writing.in_language(url, "en").lstrip("/")}] if english else []


def gather_english(generator: Any) -> None:
    """Put `english_articles` into the context: the newest in English, with or without a Vietnamese original.

    The first `english_pinned` of them are pinned; `english_lead` is the newest other one with a cover, or None.
    `english_withdrawn` is true if one was withdrawn: its page still exists and links to the English home page.
    """
    own = grouped(generator.articles, "lang", "language").get("en", [])
    translated = grouped(generator.translations, "lang", "translation").get("en", [])
    newest = sorted((*islice(own, MOST), *_of_last_days(translated)), key=newest_first)
    pinned = sorted(_pinned(generator), key=newest_first)[:MOST_PINNED]
    places = {article.url for article in pinned}
    unpinned = [article for article in newest if article.url not in places]
    lead = next((article for article in unpinned if getattr(article, "cover", None)), None)
    generator.context["english_lead"] = lead
    generator.context["english_articles"] = [*pinned, *(one for one in unpinned if one is not lead)][:MOST]
    generator.context["english_pinned"] = len(pinned)
    withdrawn = (generator.hidden_articles, generator.hidden_translations)
    generator.context["english_withdrawn"] = any("en" in column(articles, "lang") for articles in withdrawn)


def _pinned(generator: Any) -> Iterator[Any]:
    for name, articles in (("original", generator.articles), ("translation", generator.translations)):
        found = grouped(articles, "pinned", f"pinned {name}").get(True, [])
        yield from (article for article in found if article.lang == "en")


def _of_last_days(translated: Sequence[Any]) -> Iterator[Any]:
    """Yield at least the MOST newest: translations are not sorted, and loading all of them would be slow."""
    days = list(zip(*(column(translated, f"date.{part}") for part in ("year", "month", "day")), strict=True))
    since = sorted(days, reverse=True)[:MOST][-1:]
    yield from (translated[index] for index, day in enumerate(days) if day >= since[0])


def offer_english(generator: Any) -> None:
    """Put `english_home` (whether anything is in English) and `english_menu` into the context."""
    context = generator.context
    pages = [
        version for page in context["pages"] for version in (page, *page.translations) if version.lang == "en"
    ]
    context["english_home"] = bool(pages or context["english_articles"] or context["english_withdrawn"])
    context["english_menu"] = (
        MenuEntry(texts()("Trang chủ", "en"), ENGLISH_HOME),
        *(MenuEntry(page.title, f"/{page.url}") for page in pages),
    )


class EnglishPagesGenerator(SiteGenerator):
    """Writes the home page, the search page and the statistics in English, if anything is in English."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pages to the writer."""
        if not self.context["english_home"]:
            return
        for url, name in zip(ENGLISH_PAGES, ("english_home", "search", "statistics"), strict=True):
            self.write_page(writer, url, f"{name}.html", url=url.lstrip("/"), lang="en")
