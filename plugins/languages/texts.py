"""Texts of the theme: written in Vietnamese in the templates, in other languages in gettext catalogues."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from plugins.incremental.api import digest

FOLDER = Path(__file__).parent
OWN = "vi"


class Texts:
    """What templates call as `_("Trang chủ", lang)`."""

    def __init__(self, catalogues: dict[str, dict[str, str]]) -> None:
        """Take for each language what stands for a Vietnamese text."""
        self._catalogues = catalogues
        # By what it says: another wording makes the pages stale that show any text of the theme.
        self.digest_name = f"texts {digest(repr(sorted(catalogues.items()))).hex()}"

    def __call__(self, text: str, lang: str = OWN, **values: object) -> str:
        """Return a text in a language, with `%(name)s` replaced by values; in Vietnamese where it has no other.

        Plain text, which a template escapes; but HTML, with its other values escaped, if one of the values is HTML.
        """
        said = self._catalogues.get(lang, {}).get(text, text)
        if not values:
            return said
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(said) % {name: escape(value) for name, value in values.items()}
        return said % values


@cache
def texts() -> Texts:
    """Return the texts of all catalogues beside this file (`en.po`: English)."""
    return Texts({file.stem: read_catalogue(file) for file in sorted(FOLDER.glob("*.po"))})


def read_catalogue(file: Path) -> dict[str, str]:
    """Return the translations of a gettext catalogue: those that are written and not marked as fuzzy."""
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=file.stem)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
