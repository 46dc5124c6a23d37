"""What a card says, and the address that follows from it: a page names its card without drawing it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plugins.agency.agency import Agency
from plugins.agency.palettes import DEFAULT, PALETTES
from plugins.cards.text import REGULAR, SEMIBOLD, font_file
from plugins.urls.patterns import CARDS
from plugins.vietnamese.writing import short_date

WIDTH, HEIGHT = 1200, 630  # https://ogp.me names no size; messengers show 1.91:1 uncut, up to this width


def recipe() -> str:
    """Return a digest of all that a card's bytes depend on beside its words: Pillow, the fonts, how it is drawn."""
    here = Path(__file__).resolve().parent
    files = [here / f"{name}.py" for name in ("card", "drawing", "text")]
    hasher = hashlib.sha256(version("pillow").encode())
    for file in (*files, *map(font_file, (REGULAR, SEMIBOLD))):
        hasher.update(hashlib.sha256(file.read_bytes()).digest())
    return hasher.hexdigest()[:16]


@dataclass(frozen=True)
class Card:
    """The words of a card, from top to bottom, and the colour of its rule; that of the agency says its name as the title, and nothing below."""

    superior: str
    name: str
    title: str
    department: str
    date: str
    accent: str = PALETTES[DEFAULT].accent


def card_of(agency: Agency, article: Any = None) -> Card:
    """Return what the card of an article says, or that of the agency."""
    if article is None:
        return Card(agency.superior, "", agency.full_name, "", "", agency.palette.accent)
    return Card(agency.superior, agency.full_name, *words_of(article), agency.palette.accent)


def words_of(article: Any) -> tuple[str, str, str]:
    """Return what the card of an article says of it."""
    return article.title, article.department.name, short_date(article.date)


def said_by(article: Any) -> str:
    """Return a digest of what the card of an article says of it; nothing if it has none.

    An article has none if it has a picture at its head, or stands in no list and is no translation of one that does.
    """
    if article.status != "published" or getattr(article, "cover", None):
        return ""
    return _digest(*words_of(article))


def name_of(made_like: str, agency: Agency, said: str = "") -> str:
    """Return the path in the output of the card of an article, of which it says so much, or of that of the agency.

    `made_like` is the recipe. Whatever the card shows is in the name, so it can be cached for ever.
    """
    return f"{CARDS.lstrip('/')}{_digest(made_like, agency.palette.accent, agency.superior, agency.full_name, said)}.png"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
