"""A page view and its outcome."""

from enum import Enum
from typing import NamedTuple


class View(NamedTuple):
    """One page view.

    `nonce` is a random identifier, the same if the view is sent again; views by picture have none. `page` is the path of
    the article, "" for other pages. `helpful` is the answer to "was this page useful?", None for no answer. Without
    `may_begin` the view counts only as part of an open visit.
    """

    visitor: bytes
    nonce: bytes | None = None
    page: str = ""
    helpful: bool | None = None
    may_begin: bool = True


class Outcome(Enum):
    """Outcome of a view. `REPEATED`: sent again, and counted the first time."""

    BEGAN = "began"
    CONTINUED = "went on"
    REPEATED = "repeated"
    REJECTED = "refused"
