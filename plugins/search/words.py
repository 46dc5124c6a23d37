"""Words as the index and a query take them: without accents for what matches, with them for what stands first."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Numbers with dots between thousands are one word, so that `1.204` is found as `1204`; all else is split at every
# character that is neither letter nor digit.
WORD = re.compile(r"[^\W\d_][^\W_]*|(?<!\.)\d{1,3}(?:\.\d{3})+(?!\w|\.\d)|[^\W_]+")
LONGEST = 40  # letters; longer ones are no words, and are cut
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
# Syllables that are written with i or y: kỹ/kĩ, lý/lí, mỹ/mĩ, sỹ/sĩ, tỷ/tỉ, hy/hi; quý/quí.
EITHER = re.compile(r"[hklmst]y|quy")
# Letters without accents and in lower case, one for one, so that a word stands at the same place in both texts.
# `translate` takes half the time if every character of ASCII is listed: each that is not costs it an exception.
PLAIN = {
    code: base.lower()
    for code in (*range(0x80), *range(0x00C0, 0x0250), *range(0x1EA0, 0x1EFA))
    if (base := "d" if chr(code) in "đĐ" else unicodedata.normalize("NFD", chr(code))[0]).isascii()
}
MOST_KNOWN = 100_000  # distinct words in memory
MOST_PIECES = 30_000  # distinct pieces of text in memory while an index is made, with about 300 bytes each


class Word(NamedTuple):
    """A word without accents (`hoa`), and with them in one spelling (`hoa\u0301` for hoá and hóa).

    `1.204` has dots for accents: `1204`, `1·204`.
    """

    folded: str
    accented: str

    @property
    def has_accents(self) -> bool:
        """Return whether it was written with accents; without, it may mean any."""
        return self.folded != self.accented


def words(text: str) -> list[Word]:
    """Return the words of a text in NFC, in order.

    >>> [word.folded for word in words("Kế hoạch số 86/KH-UBND, 1.204 hộ")]
    ['ke', 'hoach', 'so', '86', 'kh', 'ubnd', '1204', 'ho']
    """
    return list(map(word_of, WORD.findall(text)))


class IndexedWords:
    """Find the words of many texts, as the index has them.

    A text is split at white space, which no word contains. Most pieces, such as `hộ,`, have occurred before, so that this
    takes a third of the time of `words`.
    """

    def __init__(self) -> None:
        self._folded: dict[str, str] = {}
        self._accented: dict[str, str] = {}

    def of(self, text: str) -> tuple[str, set[str]]:
        """Return the words of a text in NFC without accents, in order, and those with accents; spaces between words.

        >>> folded, accented = IndexedWords().of("Bán 1.204 hộ, xã")
        >>> folded, len(accented)
        ('ban 1204 ho xa', 4)
        """
        pieces = text.split()
        distinct = set(pieces)
        new = distinct.difference(self._folded)
        if len(self._folded) + len(new) > MOST_PIECES:
            self._folded.clear()
            self._accented.clear()
            new = distinct
        for piece in new:
            found = words(piece)
            self._folded[piece] = " ".join(word.folded for word in found)
            self._accented[piece] = " ".join(word.accented for word in found if word.has_accents)
        return " ".join(map(self._folded.__getitem__, pieces)), set(map(self._accented.__getitem__, distinct))


def pattern_of(folded: str) -> str:
    r"""Return a regular expression for a word without accents in a text after `translate(PLAIN)`.

    >>> print(pattern_of("ki"), pattern_of("1204"))
    k[iy] 1\.?204
    """
    if folded.isdigit():
        return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", r"\\.?", folded)
    either = folded.endswith("i") and EITHER.fullmatch(f"{folded[:-1]}y")
    return f"{folded[:-1]}[iy]" if either else re.escape(folded)


@lru_cache(maxsize=MOST_KNOWN)
def word_of(written: str) -> Word:
    """Return a word as it is written, such as `Hòa`, in both forms."""
    written = written[:LONGEST].lower()
    if written.isascii():
        plain = _with_i(written)
        return Word(plain.replace(".", ""), plain.replace(".", "·"))
    decomposed = unicodedata.normalize("NFD", written)
    toneless = decomposed.translate(TONES)
    tone = "".join(character for character in decomposed if ord(character) in TONES)
    folded = "".join(letter for letter in toneless if not unicodedata.combining(letter)).replace("đ", "d")
    # The tone goes to the end, because it stands on either letter of some syllables: hoá, hóa.
    return Word(_with_i(folded), _with_i(unicodedata.normalize("NFC", toneless)) + tone)


def _with_i(syllable: str) -> str:
    return f"{syllable[:-1]}i" if syllable.endswith("y") and EITHER.fullmatch(syllable) else syllable
