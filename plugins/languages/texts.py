"""Texts of the theme: written in Vietnamese in the templates, in other languages in gettext catalogues."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

FOLDER = Path(__file__).parent
OWN = "vi"


class Texts:
    """The function that templates call as `_("Trang chủ", lang)`."""

    def __init__(self, catalogues: dict[str, dict[str, str]]) -> None:
        """`catalogues` maps each language to its translations of Vietnamese texts."""
        self._catalogues = catalogues
        # A changed translation makes all pages with texts of the theme stale.
        self.digest_name = (
            f"texts {blake2b(repr(sorted(catalogues.items())).encode(), digest_size=16).hexdigest()}"
        )

    def __call__(self, text: str, lang: str = OWN, **values: object) -> str:
        """Return a text in a language, or in Vietnamese without a translation, with `%(name)s` replaced by values.

        The result is plain text, which a template escapes. If one of the values is HTML, it is HTML, and everything
        else is escaped.
        """
        translated = self._catalogues.get(lang, {}).get(text, text)
        if not values:
            return translated
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(translated) % {name: escape(value) for name, value in values.items()}
        return translated % values


@cache
def texts() -> Texts:
    """Return the texts of all catalogues beside this file (`en.po`: English)."""
    return Texts({file.stem: read_catalogue(file) for file in sorted(FOLDER.glob("*.po"))})


def read_catalogue(file: Path) -> dict[str, str]:
    """Return the translations of a gettext catalogue, without empty and fuzzy ones."""
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=file.stem)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
