"""Vietnamese text: normalisation, folding for search, slugs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

# Soft hyphen, zero-width space/non-joiner/joiner, word joiner, byte order mark: invisible, and they break
# both search and comparison. Real portals carry them inside words (43 of 81 pages examined). Marks of direction
# (U+061C, U+200E, U+200F) have no meaning in text that runs from left to right.
# A joiner behind an emoji stays: 👨‍👩‍👧 is one of several.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
MAY_BE_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u2060-\u2064\ufeff]"
)  # a set is searched for in a seventh of the time
# Word's Shift+Enter arrives as a vertical tab; bidirectional overrides hide the text of a line. Neither is
# allowed in a feed or visible to an editor.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# Letters of other alphabets and forms that look like Vietnamese ones: Icelandic eth for đ, full-width forms, ligatures,
# the bold and italic letters of mathematics. Search and slugs would miss the words.
LOOKALIKES = re.compile(
    "[ÐðƉɖﬀ-ﬆ！-～　𝐀-𝟿\uf0a3\uf0a5\uf0a8\uf0ae\uf0b0\uf0b1\uf0b3\uf0b4\uf0b8\uf0b9\uf0bb\uf0de\uf0fb\uf0fc\uf0fe]"
)
SOFT_HYPHEN = re.compile("\u00ad")
# Characters of Word's symbol fonts, which no other font has.
SYMBOLS = dict(
    zip(
        "\uf0fc\uf0fb\uf0fe\uf0a8\uf0b3\uf0a3\uf0b1\uf0b4\uf0b8\uf0b9\uf0bb\uf0ae\uf0de\uf0b0\uf0a5",
        "✓✗☑☐≥≤±×÷≠≈→⇒°∞",
        strict=True,
    )
)
D_WITH_STROKE = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
MOST_MARKS = 30  # Vietnamese needs two on a letter
UNUSUAL = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")  # matches marks, but also dots of a form
TWO_MARKS = re.compile(
    "[\u0f73\u0f75\u0f81]"
)  # no marks by their own class, but each is taken apart into two
LONGEST_SLUG = 120
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_COMPARED = 100  # characters; difflib needs 4 ms for two names of 190 random letters a and b


def stacked_marks(text: str) -> int | None:
    """Return the position of a run of more than MOST_MARKS combining marks, or None.

    Call this before `normalise`, which sorts such marks in quadratic time: 200,000 took 21 s, in one C call that no signal
    interrupts. Invisible characters between them, which it takes out, do not count.
    """
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not MAY_BE_INVISIBLE.search(text)):
        return None
    for run in UNUSUAL.finditer(text):
        marks = TWO_MARKS.sub("\u0f71\u0f72", run[0])
        if sum(map(bool, map(unicodedata.combining, marks))) > MOST_MARKS:
            return run.start()
    return None


def normalise(text: str) -> str:
    """Return the text in Unicode NFC, with line ends as LF, without soft hyphens, zero-width characters and look-alikes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\u00ad" in text:
        text = SOFT_HYPHEN.sub(_hyphen, unicodedata.normalize("NFC", text))
    if not text.isascii():
        text = LOOKALIKES.sub(lambda match: meant(match[0]), text)
    if MAY_BE_INVISIBLE.search(text):
        text = INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", text)


def _hyphen(soft: re.Match[str]) -> str:
    """Return what is seen of a soft hyphen, which PDFs give for any: `-` in `2020-2024`, `QĐ-UBND`, `-5`, nothing within a word."""
    before = soft.string[max(0, soft.start() - 1) : soft.start()]
    after = soft.string[soft.end() : soft.end() + 1]
    joins = before.isalpha() and after.isalpha() and (before.isupper() or after.isupper())
    return "-" if joins or before.isdigit() or after.isdigit() else ""


def meant(lookalike: str) -> str:
    """Return the letters that a character of LOOKALIKES stands for, e.g. `Đ` for U+00D0."""
    return D_WITH_STROKE.get(lookalike) or SYMBOLS.get(lookalike) or unicodedata.normalize("NFKC", lookalike)


def fold(text: str) -> str:
    """Return the text as typed without accents: lower case, no marks, `đ` as `d`.

    `đ` has no decomposition in Unicode, so it is mapped by itself.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=65536)  # the same few names occur in thousands of articles
def slug_of(text: str) -> str:
    """Return the slug of a name or title, e.g. `phong-van-hoa-va-thong-tin`.

    At most 120 characters, cut between words; empty if the text has no letter or digit.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return slug


def closest(text: str, names: Iterable[str]) -> str | None:
    """Return the most similar name, or None if no name is similar; accents and case are ignored."""
    by_folded = {fold(name): name for name in names}
    typed = fold(" ".join(text.split()))
    inside = [name for folded, name in by_folded.items() if len(typed) > 3 and typed in folded]  # noqa: PLR2004 - "y tế" is the shortest name worth completing
    near = get_close_matches(typed, by_folded, n=1, cutoff=0.6) if len(typed) <= LONGEST_COMPARED else []
    if typed in by_folded:
        return by_folded[typed]
    if len(inside) == 1:
        return inside[0]
    return by_folded[near[0]] if near else None
