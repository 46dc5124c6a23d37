"""From the bytes of a text file to text that can be normalised."""

from __future__ import annotations

from plugins.errors.issue import ContentError, Issue
from plugins.vietnamese.text import MOST_MARKS, stacked_marks


def decode(data: bytes, shown_as: str) -> str:
    """Return the text of a file; `shown_as` names it in messages.

    Raises ContentError, with the line, if it is not UTF-8 or has letters with too many combining marks.
    """
    try:
        if b"\0" in data:  # UTF-16 text whose bytes happen to be valid UTF-8 too
            raise UnicodeDecodeError("utf-8", data, data.index(b"\0"), len(data), "zero byte")  # noqa: TRY301 - handled as any other encoding
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        issue = Issue(
            shown_as,
            data.count(b"\n", 0, error.start) + 1,
            "tệp không ở dạng chữ UTF-8",
            "Mở tệp trong trình soạn thảo và lưu lại với mã UTF-8 (Unicode).",
        )
        raise ContentError([issue]) from error
    if (place := stacked_marks(text)) is not None:
        line = text.count("\n", 0, place) + 1
        message = f"có hơn {MOST_MARKS} dấu chồng lên một chữ"
        raise ContentError([Issue(shown_as, line, message, "Xóa chữ ấy rồi gõ lại.")])
    return text
