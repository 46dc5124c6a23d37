"""What differs between two versions of a text, with the words marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from plugins.desk.texts.heads import values_of
from plugins.errors.issue import ContentError
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import Value, split
from plugins.vietnamese.text import normalise

WORD = re.compile(r"\s+|[^\s]+")
MOST_COMPARED = 200  # words or lines between an equal beginning and an equal end
MOST_WORK = 20_000_000  # steps of one comparison, at most; what is left is shown as removed and added
MOST_PAIRS = 1_000  # paragraphs of one change that are compared; what follows is shown as removed and added
ALIKE = 0.3  # of two paragraphs; less is shown as one removed and one added


@dataclass(frozen=True)
class Piece:
    """A part of a text: the same in both, only in the old (`removed`), or only in the new (`added`)."""

    text: str
    kind: str = "same"


@dataclass(frozen=True)
class Change:
    """A field, or a paragraph of the body, that differs; `label` is the key of the field, "" for the body."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass
class Work:
    """How many steps a comparison may still take."""

    left: int = MOST_WORK

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Return whether two sequences may be compared, and count their steps: at most each equal pair once for each part."""
        if max(len(old), len(new)) > MOST_COMPARED:
            return False
        number = Counter(new)
        steps = sum(number[part] for part in old) * min(len(old), len(new))
        if steps > self.left:
            return False
        self.left -= steps
        return True


def compared(before: bytes, after: bytes) -> list[Change]:
    """Return what differs between two files, in the order of the new one."""
    old, new, work = _parts(before), _parts(after), Work()
    changes = [
        Change(key, tuple(words_compared(_line(old[0].get(key, "")), _line(new[0].get(key, "")), work)))
        for key in dict.fromkeys([*new[0], *old[0]])
        if old[0].get(key, "") != new[0].get(key, "")
    ]
    return [*changes, *(Change("", pieces) for pieces in lines_compared(old[1], new[1], work))]


def words_compared(before: str, after: str, work: Work | None = None) -> Iterator[Piece]:
    """Yield two texts as one, with what was removed and what was added.

    >>> [(piece.text, piece.kind) for piece in words_compared("lúc 14 giờ", "lúc 15 giờ")]
    [('lúc ', 'same'), ('14', 'removed'), ('15', 'added'), (' giờ', 'same')]
    """
    old, new = WORD.findall(before), WORD.findall(after)
    for tag, start, end, new_start, new_end in _opcodes(old, new, work or Work()):
        if tag == "equal":
            yield Piece("".join(old[start:end]))
            continue
        yield from _whole("".join(old[start:end]), "".join(new[new_start:new_end]))


def lines_compared(before: list[str], after: list[str], work: Work) -> Iterator[tuple[Piece, ...]]:
    """Yield each line, or paragraph, that differs, with what was removed and what was added."""
    for tag, start, end, new_start, new_end in _opcodes(before, after, work):
        if tag == "equal":
            continue
        old, new = before[start:end], after[new_start:new_end]
        pairs = max(len(old), len(new))
        for number in range(min(pairs, MOST_PAIRS)):
            mine, theirs = (part[number] if number < len(part) else "" for part in (old, new))
            alike = SequenceMatcher(None, mine.split(), theirs.split(), autojunk=False).quick_ratio()
            yield tuple(words_compared(mine, theirs, work) if alike >= ALIKE else _whole(mine, theirs))
        if pairs > MOST_PAIRS:
            yield tuple(_whole(*("\n\n".join(part[MOST_PAIRS:]) for part in (old, new))))


def _whole(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(before, "removed")
    if after:
        yield Piece(after, "added")


def _parts(data: bytes) -> tuple[dict[str, Value], list[str]]:
    try:
        body = split(normalise(decode(data, "")), "")[0].body
        return values_of(data), [part for part in re.split(r"\n{2,}", body.strip("\n")) if part]
    except ContentError:
        return {}, [data.decode(errors="replace")]


def _line(value: Value) -> str:
    if isinstance(value, list):
        return "; ".join(map(_line, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_line(part)}" for key, part in value.items())
    return value


def _opcodes(old: Sequence[str], new: Sequence[str], work: Work) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield how one sequence becomes the other, as `SequenceMatcher.get_opcodes` does.

    That takes the third power of the length where parts repeat (500 equal words: 11 s), so that what differs is compared as a
    whole if it is long.
    """
    same = min(len(old), len(new))
    first = next((at for at in range(same) if old[at] != new[at]), same)
    last = next((at for at in range(same - first) if old[-1 - at] != new[-1 - at]), same - first)
    old_end, new_end = len(old) - last, len(new) - last
    if first:
        yield "equal", 0, first, 0, first
    if not work.allows(old[first:old_end], new[first:new_end]):
        yield "replace", first, old_end, first, new_end
    else:
        middle = SequenceMatcher(None, old[first:old_end], new[first:new_end], autojunk=False)
        for tag, start, end, new_start, new_stop in middle.get_opcodes():
            yield tag, start + first, end + first, new_start + first, new_stop + first
    if last:
        yield "equal", old_end, len(old), new_end, len(new)
