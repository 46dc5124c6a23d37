"""What no field of a request may have: characters at which a page would fail, or work for minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plugins.errors.issue import UserError
from plugins.vietnamese.text import MOST_MARKS, stacked_marks

# U+0002 is what PDFs give for a hyphen at the end of a line, U+000B what Word gives for Shift+Enter, U+001C to U+001F are
# Word's hyphens and separators. Of these the contract tells the writer, at the field; the text with them is kept.
CONTROL = re.compile("[\x00\x01\x03-\x08\x0e-\x1b\x7f]")
LONGEST_PART = 9_000_000  # bytes of a field: a text of 2 million, every one of them as `%E1`
SHOWN = 30  # characters before the place


def reject_unusable(fields: Iterable[str]) -> None:
    """Raise UserError for a control character that no text has, or more marks on a letter than any script has.

    Pages normalise text, and `normalise` sorts such marks in quadratic time, in one C call that holds up all threads.
    """
    for text in fields:
        if (control := CONTROL.search(text)) is not None:
            raise UserError(
                f"Có ký tự điều khiển U+{ord(control[0]):04X}, không nhìn thấy được, {_behind(text, control.start())}. "
                "Quay lại, xóa chỗ ấy, gõ lại rồi làm lại."
            )
        if (place := stacked_marks(text)) is not None:
            raise UserError(
                f"Có hơn {MOST_MARKS} dấu chồng lên một chữ {_behind(text, place)}. Quay lại, xóa chữ ấy, gõ lại rồi làm lại."
            )


def _behind(text: str, place: int) -> str:
    """Return where a place is: behind which words."""
    before = " ".join(CONTROL.sub("", text[max(0, place - SHOWN) : place]).split())
    return f"sau “{before}”" if before else "ở đầu một mục"
