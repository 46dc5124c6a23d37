"""How many entries of the menu fit into one row, estimated by the length of their labels.

The build decides it, so that the row needs no script. What does not fit goes into a last entry, "Thêm".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

# In rem, for the narrowest windows with a row and with a wide row, and a scroll bar: 56rem and 72rem. The padding is
# that of the token --edge, twice (theme/components/navigation/style.css).
ROW, WIDE_ROW = 54, 69
PADDING, WIDE_PADDING = 0.9, 1.5
ARROW = 1
LETTER, CAPITAL = 0.57, 0.8  # semi-bold Noto Sans, Roboto and Segoe UI need about 0.55 and 0.72
MORE = 4  # the entry "Thêm", or "More"


@lru_cache(maxsize=1024)
def width_of(label: str, *, opens: bool) -> float:
    """Return the estimated width of an entry without padding, rather too wide; `opens`: it has entries below it."""
    letters = sum(CAPITAL if letter.isupper() else LETTER for letter in label)
    return letters + (ARROW if opens else 0)


def fitting_in_row(entries: Sequence[Any], *, wide: bool = False) -> int:
    """Return how many of the entries, the first, stand in the row; the others stand below "Thêm"."""
    row, padding = (WIDE_ROW, WIDE_PADDING) if wide else (ROW, PADDING)
    fitting, left = 0, float(row)
    for number, entry in enumerate(entries, 1):
        left -= width_of(_value(entry, "label"), opens=bool(_value(entry, "children"))) + padding
        if left < 0:
            return fitting
        if left >= MORE + padding:
            fitting = number
    return len(entries)


def _value(entry: Any, name: str) -> Any:
    """Return a value of an entry, which in examples of components is a mapping."""
    return entry.get(name) if isinstance(entry, Mapping) else getattr(entry, name)


def if_among(address: str, entries: Sequence[Any]) -> str:
    """Return an address if an entry of the menu or one below it leads there, else "": most pages have the same menu."""
    links = (link for entry in entries for link in (entry, *(_value(entry, "children") or ())))
    return address if any(_value(link, "url") == address for link in links) else ""


FILTERS = {"fitting_in_row": fitting_in_row, "if_among": if_among}
