"""What time alone will change on the portal, and when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from plugins.contract.site.entry import Entry


class Turn(Enum):
    """What happens to a text at a moment; the value is how the terminal says it."""

    PUBLISHED = "đăng"
    EXPIRES = "hết hạn"
    UNPINNED = "thôi ghim"
    OLD = "ghi chú tin cũ"


class Due(NamedTuple):
    """An event of one text; `moment` is in seconds since 1970."""

    moment: float
    turn: Turn
    text: Entry


def due(texts: Iterable[Entry], now: float) -> list[Due]:
    """Return what will happen after `now` (seconds since 1970) if no text is edited, the next first."""
    return sorted(
        (found for text in texts for found in _turns(text) if now < found.moment < math.inf),
        key=lambda found: (found.moment, found.text.path, found.turn.value),
    )


def _turns(text: Entry) -> Iterator[Due]:
    if text.unfinished:
        return
    yield Due(text.moment, Turn.PUBLISHED, text)
    yield Due(text.expires, Turn.EXPIRES, text)
    if text.in_lists:  # else it is withdrawn, or of a type that neither is pinned nor turns old
        yield from (
            Due(moment, turn, text)
            for moment, turn in ((text.pinned_until, Turn.UNPINNED), (text.turns_old, Turn.OLD))
            if text.moment < moment < text.expires
        )
