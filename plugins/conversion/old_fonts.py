"""Text of fonts from before Unicode: `.VnTime` shows TCVN3, `VNI-Times` shows VNI. The tables are those of `viparse` (MIT)."""

from __future__ import annotations

from functools import cache

from viparse.normalize.encodings import get_charmap
from viparse.normalize.tables import Charmap, convert


@cache
def encoding_of(font: str) -> str:
    """Return the encoding that a font shows, "" for Unicode.

    >>> encoding_of(".VnTimeH"), encoding_of("VNI-Times"), encoding_of("Times New Roman")
    ('tcvn3', 'vni', '')
    """
    name = font.strip().lower()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith(("vni-", "vni ")) else ""


def in_unicode(text: str, font: str) -> str:
    """Return text as its font shows it. Fonts of TCVN3 whose names end in `H` have capitals alone."""
    encoding = encoding_of(font)
    if not encoding:
        return text
    found = convert(text, _table(encoding))
    return found.upper() if encoding == "tcvn3" and font.strip().endswith("H") else found


@cache
def _table(encoding: str) -> Charmap:
    table = get_charmap(encoding)
    if table is None:
        raise LookupError(encoding)
    return table
