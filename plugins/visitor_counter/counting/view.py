"""One page view, and what became of it."""

from enum import Enum
from typing import NamedTuple


class View(NamedTuple):
    """One page view.

    `nonce` is the view's own random name, the same when it is sent again; a picture has none. `page` is the article
    that is read, "" where none is. `helpful` is the reader's answer whether that page is of use, None for no answer.
    Where not `may_begin`, the view counts only as part of a visit that is open.
    """

    visitor: bytes
    nonce: bytes | None = None
    page: str = ""
    helpful: bool | None = None
    may_begin: bool = True


class Outcome(Enum):
    """What became of a view. One that was sent again (`REPEATED`) was counted when it first came."""

    BEGAN = "began"
    WENT_ON = "went on"
    REPEATED = "repeated"
    REFUSED = "refused"
