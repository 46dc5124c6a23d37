"""Names of agencies, in which no line breaks within a word: `Ủy ban`, `xã Mẫu`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

NO_BREAK = "\u00a0"
LONGEST = 16  # characters; more would not fit beside the emblem on a phone of 320 pixels
UNITS = ("thị trấn", "đặc khu", "thị xã", "thành phố", "xã", "phường", "huyện", "quận", "tỉnh", "sở")
PAIRS = {"nhân dân"}
ALONE = {"và", "của", "các", "về", "nhân", *(unit.partition(" ")[0] for unit in UNITS)}
DASHES = {"-", "–"}


@lru_cache(maxsize=64)
def unbroken(name: str) -> str:
    """Return a name in which the syllables of a word are joined by no-break spaces.

    Words are a capital syllable with the small one after it (`Ủy ban`), and an administrative unit with its proper name
    (`huyện Tánh Linh`). A unit and a name of more than 16 characters may be parted, and so may such a name.
    """
    return " ".join(_words(name.split()))


def _words(syllables: Sequence[str]) -> Iterator[str]:
    rest = list(syllables)
    while rest:
        word, rest = _first(rest)
        while rest and rest[0] in DASHES:
            word, rest = f"{word}{NO_BREAK}{rest[0]}", rest[1:]
        yield word


def _first(rest: Sequence[str]) -> tuple[str, list[str]]:
    """Return the first word, and the syllables after it."""
    for unit in UNITS:
        length = unit.count(" ") + 1
        if " ".join(rest[:length]).lower() == unit:
            return _with_name(rest[:length], list(rest[length:]))
    is_pair = f"{rest[0]} {rest[1]}".lower() in PAIRS if rest[1:] else False
    is_word = rest[0][0].isupper() and rest[1:] and rest[1].islower() and rest[1] not in ALONE
    length = 2 if is_pair or is_word else 1
    return NO_BREAK.join(rest[:length]), list(rest[length:])


def _with_name(unit: Sequence[str], rest: list[str]) -> tuple[str, list[str]]:
    word = NO_BREAK.join(unit)
    if not rest or rest[0].islower() or rest[0] in DASHES:
        return word, rest
    if word.lower() == "sở":
        name, after = _first(rest)
    else:
        count = next(
            (n for n, one in enumerate(rest) if not (one[0].isupper() or one[0].isdigit())), len(rest)
        )
        name, after = NO_BREAK.join(rest[:count]), rest[count:]
    if len(word) + 1 + len(name) <= LONGEST:
        return f"{word}{NO_BREAK}{name}", after
    return word, [name, *after] if len(name) <= LONGEST else rest
