"""Saved articles at work in a Pelican build: two files beside the page of every article that is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import rcssmin
from pelican.generators import Generator

from plugins.feeds.publication import absolute
from plugins.images.alone import with_pictures_inside
from plugins.incremental.api import cache_dir, column, declare_file, each_later
from plugins.incremental.api import digest as digest_of_text
from plugins.saved.markdown import markdown_of

STYLE = Path(__file__).with_name("page.css")
INDEX = "index"  # the name of the page itself, which a slug may be too


@dataclass(frozen=True)
class Publisher:
    """What the files in one language say of the agency: a change of anything else in `agency.yaml` leaves them as they are."""

    name: str
    full_name: str
    site_url: str
    demo: bool
    old_after: int

    @cached_property
    def digest(self) -> bytes:
        """What stands for all of it."""
        return digest_of_text(repr(astuple(self)))


def saved_at(url: str) -> str:
    """Return where the saved files of an article stand, without their ending: `2024/03/x/` has `2024/03/x/x`."""
    slug = url.rstrip("/").rpartition("/")[2]
    return f"{url}{slug if slug != INDEX else 'bai-viet'}"


def offer(pelican: Any) -> None:
    """Offer `article.url | saved_at` to templates."""
    pelican.settings["JINJA_FILTERS"] = {**pelican.settings["JINJA_FILTERS"], "saved_at": saved_at}


def remember_articles(generator: Any) -> None:
    """Keep what is saved: the articles that are listed, and their translations."""
    generator.context["saved_articles"] = (generator.articles, generator.translations)


class SavedGenerator(Generator):
    """Writes the saved files. An article is looked at only when one of its files is made."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        style = rcssmin.cssmin(STYLE.read_text(encoding="utf-8"))
        content = self.settings["PATH"]
        with cache_dir(self.settings, "pictures") as pictures:
            for url, lang, article in self._articles():
                publisher = self._publisher(lang)
                own = publisher.digest
                own_of_page = digest_of_text(own + style.encode())
                page = partial(self._page, article, publisher, style=style, places=(content, pictures))
                declare_file(writer, f"{saved_at(url)}.html", own_of_page, page)
                text = partial(self._markdown, article, publisher)
                declare_file(writer, f"{saved_at(url)}.md", own, text)

    def _articles(self) -> Iterator[tuple[str, str, Callable[[], Any]]]:
        for articles in self.context["saved_articles"]:
            yield from zip(
                column(articles, "url"), column(articles, "lang"), each_later(articles), strict=True
            )

    @cache  # noqa: B019 - a generator lives for one build
    def _publisher(self, lang: str) -> Publisher:
        agency = self.context["AGENCY"]
        names = agency.called(lang, short=True), agency.called(lang)
        return Publisher(*names, agency.site_url, demo=agency.demo, old_after=agency.old_after)

    def _page(
        self, later: Callable[[], Any], publisher: Publisher, *, style: str, places: tuple[str, Path]
    ) -> bytes:
        html = self._rendered("page", later(), publisher, style=style)
        whole = with_pictures_inside(html, self.context["static_content"], *places)
        return absolute(whole, publisher.site_url).encode()

    def _markdown(self, later: Callable[[], Any], publisher: Publisher) -> bytes:
        html = absolute(self._rendered("markdown", later(), publisher), publisher.site_url)
        return markdown_of(html).encode()

    def _rendered(self, name: str, article: Any, publisher: Publisher, **more: str) -> str:
        address = f"{publisher.site_url}/{article.url}"
        template = self.env.get_template(f"saved/{name}.html")
        html: str = template.render(article=article, publisher=publisher, address=address, **more)
        return html


def generators(_pelican: Any) -> type[SavedGenerator]:
    """Offer the generator to Pelican."""
    return SavedGenerator
