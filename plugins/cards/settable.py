"""What of a text can be set in the font of the cards."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from plugins.cards.lettering import CLUSTER, sign
from plugins.vietnamese.text import normalise

PROBE = 48  # pixels: large enough that every sign that there is leaves a trace
ABSENT = "\uffff"  # no character (Unicode 16, 23.7): what a font draws for it stands for all that it lacks
HELD = "\u00a0"
HOLDING = re.compile("[\u00a0\u2007\u202f]")  # spaces at which no line ends
SPACES = re.compile(f"[ {HELD}]+")
# Signs that the font lacks and that NFKC does not turn into what a reader takes them for.
LIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—"})


@lru_cache(maxsize=256)  # the names of departments
def settable(text: str, weight: str) -> str:
    """Return the text as it can be set, in NFC, with single spaces.

    For a sign that the font lacks stands its equal in Unicode (NFKC: `①` is `1`, `№` is `No`). Where the font lacks
    that too, as it does emoji and other scripts, the sign is left out: neither box nor gap says anything, and the
    link's own title says it all.
    """
    clusters = CLUSTER.findall(HOLDING.sub(HELD, normalise(text).translate(LIKE)))
    found = "".join(_settable(weight, cluster) for cluster in clusters)
    return SPACES.sub(lambda run: HELD if HELD in run[0] else " ", found).strip(f" {HELD}")


@cache
def has(weight: str, character: str) -> bool:
    """Tell whether the font has a sign; what it draws for one that it lacks is nothing, as for a space."""
    drawn, absent = (sign(weight, PROBE, one).strokes.tobytes() for one in (character, ABSENT))
    return drawn != absent


@cache
def _settable(weight: str, cluster: str) -> str:
    letter, marks = cluster[0], cluster[1:]
    if letter == HELD:
        return letter
    if letter.isspace():
        return " "
    equal = letter if has(weight, letter) else unicodedata.normalize("NFKC", letter)
    shown = "".join(" " if one.isspace() else one for one in equal if one.isspace() or has(weight, one))
    return shown + "".join(mark for mark in marks if shown and has(weight, mark))
