"""Share cards in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from pelican.contents import Article

from plugins.agency.agency import Agency
from plugins.cards.card import card_of, name_of, recipe, said_by
from plugins.cards.drawing import drawn
from plugins.incremental.api import (
    cache_dir,
    cached,
    content_column,
    contents_in_use,
    declare_file,
    keep_columns,
    prune_cache,
)
from plugins.urls.generator import SiteGenerator


def add_filter(pelican: Any) -> None:
    """Offer `agency | card` and `agency | card(article)` to templates; the recipe is part of the filter."""
    settings = pelican.settings
    settings["CARD_RECIPE"] = recipe()
    settings["JINJA_FILTERS"]["card"] = partial(card_url, settings["CARD_RECIPE"])
    keep_columns(settings, "card")


def card_url(card_recipe: str, agency: Agency, article: Any = None) -> str:
    """Return the root-relative URL of the card of an article or of the agency, or "" if there is none.

    An article is given the agency's card unless articles have their own (`cards: article`).
    """
    if not agency.cards or (article is not None and not article.card):
        return ""
    digest = article.card if article is not None and agency.cards == "article" else ""
    return f"/{name_of(card_recipe, agency, digest)}"


def add_digest(content: Any) -> None:
    """Set `card` of an article, a digest of the text on its card, so that later steps need not read the article."""
    if isinstance(content, Article):
        content.card = said_by(content)


def renew_digests(generators: list[Any]) -> None:
    """Set `card` again: another plugin may have changed a title since the article was read."""
    for content in contents_in_use(generators[0].context["generated_content"]):
        add_digest(content)


class CardsGenerator(SiteGenerator):
    """Writes the cards; each is drawn once and cached."""

    def generate_output(self, writer: Any) -> None:
        """Declare the cards to the writer."""
        agency, contents = self.settings["AGENCY"], self.context["generated_content"]
        with cache_dir(self.settings, "cards") as folder:
            wanted = dict(self._wanted(agency))
            for name, path in wanted.items():
                draw = partial(_drawn, agency, contents, path)
                declare_file(writer, name, name.encode(), partial(cached, folder / _file_name(name), draw))
            prune_cache(folder, set(map(_file_name, wanted)))

    def _wanted(self, agency: Agency) -> Iterator[tuple[str, str]]:
        """Yield the name of each card with the path of its article, "" for the agency's card."""
        card_recipe = self.settings["CARD_RECIPE"]
        if not agency.cards:
            return
        yield name_of(card_recipe, agency), ""
        if agency.cards != "article":
            return
        for path, digest in content_column(self.context["generated_content"], "card"):
            if digest:
                yield name_of(card_recipe, agency, digest), path


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _drawn(agency: Agency, contents: Mapping[str, Any], path: str) -> bytes:
    return drawn(card_of(agency, contents[path] if path else None))
