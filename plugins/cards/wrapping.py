"""A text in lines of about the same length, as large as it can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plugins.cards.lettering import CLUSTER, reach, width

LEADING = 1.3  # of the size, from base line to base line; more where stacked marks ask for it
APART = 4  # pixels between the lowest stroke of a line and the highest of the next
ELLIPSIS = "…"
OPEN_ENDS = " \u00a0,;:.-–—“\"'(["  # what does not stand before an ellipsis

Word = tuple[str, int]  # with its width


@dataclass(frozen=True)
class Block:
    """Lines in one size, `step` pixels from base line to base line.

    The highest stroke lies `above` the first base line, the lowest `below` the last.
    """

    weight: str
    size: int
    lines: tuple[str, ...]
    step: int
    above: int
    below: int

    @property
    def height(self) -> int:
        """From the highest stroke to the lowest."""
        return self.above + self.step * (len(self.lines) - 1) + self.below


def set_in_lines(text: str, weight: str, sizes: Mapping[int, int], room: int, height: int) -> Block:
    """Return a text in the largest size in which it fits into so much room and height.

    `sizes` names the sizes, each with the most lines that it may have. What does not fit in the last either ends in
    an ellipsis.
    """
    for size, most in sizes.items():
        lines = _balanced(_words(text, weight, size, room), room, width(" ", weight, size), most)
        if lines and (block := _block(lines, weight, size)).height <= height:
            return block
    while (block := _block(_cut(text, weight, size, room, most), weight, size)).height > height and most > 1:
        most -= 1
    return block


def _block(lines: Sequence[str], weight: str, size: int) -> Block:
    reaches = [reach(line, weight, size) for line in lines]
    needed = [below + above + APART for (_, below), (above, _) in pairwise(reaches)]
    step = max(round(size * LEADING), *needed) if needed else 0
    return Block(weight, size, tuple(lines), step, reaches[0][0], reaches[-1][1])


def _words(text: str, weight: str, size: int, room: int) -> list[Word]:
    """Return the words of a text; one that is wider than a line, such as an address, in pieces."""
    found = []
    for word in text.split(" "):
        wide = width(word, weight, size)
        pieces = [word] if wide <= room else _pieces(word, weight, size, room)
        found += [(piece, width(piece, weight, size)) for piece in pieces]
    return found


def _pieces(word: str, weight: str, size: int, room: int) -> Iterator[str]:
    piece = ""
    for cluster in CLUSTER.findall(word):
        if piece and width(piece + cluster, weight, size) > room:
            yield piece
            piece = ""
        piece += cluster
    yield piece


def _balanced(words: Sequence[Word], room: int, space: int, most: int) -> list[str]:
    """Break into as few lines as the room allows, and these as short as they can be; nothing if there are too many."""
    count = len(_filled(words, room, space))
    if count > most:
        return []
    low, high = max(wide for _, wide in words), room
    while low < high:
        middle = (low + high) // 2
        if len(_filled(words, middle, space)) > count:
            low = middle + 1
        else:
            high = middle
    return _filled(words, high, space)


def _filled(words: Sequence[Word], room: int, space: int) -> list[str]:
    lines, left = list[str](), -1
    for word, wide in words:
        if left >= wide + space:
            lines[-1] += f" {word}"
            left -= wide + space
        else:
            lines.append(word)
            left = room - wide
    return lines


def _cut(text: str, weight: str, size: int, room: int, most: int) -> list[str]:
    """Return the first lines of a text, the last of them with an ellipsis if there are more."""
    lines = _filled(_words(text, weight, size, room), room, width(" ", weight, size))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last.rstrip(OPEN_ENDS) + ELLIPSIS, weight, size) > room:
        last = last.rpartition(" ")[0] or "".join(CLUSTER.findall(last)[:-1])
    return [*lines[: most - 1], last.rstrip(OPEN_ENDS) + ELLIPSIS]
