"""Cards at work in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pelican.contents import Article
from pelican.generators import Generator

from plugins.agency.agency import Agency
from plugins.cards.card import card_of, name_of, recipe, said_by
from plugins.cards.drawing import drawn
from plugins.incremental.api import cache_dir, cached, content_column, declare_file, keep_columns, prune_cache


def add_filter(pelican: Any) -> None:
    """Offer `agency | card` and `agency | card(article)` to templates; the recipe is part of the filter."""
    settings = pelican.settings
    settings["CARDS_MADE_LIKE"] = recipe()
    offered = {"card": partial(card_url, settings["CARDS_MADE_LIKE"])}
    settings["JINJA_FILTERS"].update(offered)
    keep_columns(settings, "card")


def card_url(made_like: str, agency: Agency, article: Any = None) -> str:
    """Return the root-relative URL of the card of an article or of the agency, or "" if there is none.

    An article is given the agency's card unless articles have their own (`cards: article`).
    """
    if not agency.cards or (article is not None and not article.card):
        return ""
    said = article.card if article is not None and agency.cards == "article" else ""
    return f"/{name_of(made_like, agency, said)}"


def note_what_is_said(content: Any) -> None:
    """Give an article that was read `card`, a digest of what its card says: whoever has many need not read them again."""
    if isinstance(content, Article):
        content.card = said_by(content)


class CardsGenerator(Generator):
    """Writes the cards; each is drawn once and kept."""

    def generate_output(self, writer: Any) -> None:
        """Declare the cards to the writer."""
        agency, contents = self.settings["AGENCY"], self.context["generated_content"]
        with cache_dir(self.settings, "cards") as folder:
            wanted = dict(self._wanted(agency))
            for name, path in wanted.items():
                make = partial(_made, folder, name, agency, contents, path)
                declare_file(writer, name, name.encode(), make)
            prune_cache(folder, set(map(_kept_as, wanted)))

    def _wanted(self, agency: Agency) -> Iterator[tuple[str, str]]:
        """Yield the name of each card, with the path of the article that it is of, or "" for the agency."""
        made_like = self.settings["CARDS_MADE_LIKE"]
        if not agency.cards:
            return
        yield name_of(made_like, agency), ""
        if agency.cards != "article":
            return
        for path, said in content_column(self.context["generated_content"], "card"):
            if said:
                yield name_of(made_like, agency, said), path


def _kept_as(name: str) -> str:
    return name.rpartition("/")[2]


def _made(folder: Path, name: str, agency: Agency, contents: Mapping[str, Any], path: str) -> bytes:
    def draw() -> bytes:
        return drawn(card_of(agency, contents[path] if path else None))

    return cached(folder / _kept_as(name), draw)


def generators(_pelican: Any) -> type[CardsGenerator]:
    """Offer the generator to Pelican."""
    return CardsGenerator
