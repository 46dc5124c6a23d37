"""Where a line of a title or summary must not end: `thôn | 6`, `2026 | – 2027`, `4,2 | km`."""

from __future__ import annotations

import re
from functools import lru_cache

from plugins.vietnamese.names import DASHES, NO_BREAK

# fmt: off
NUMBERED = {
    "thôn", "ấp", "xóm", "buôn", "bản", "khu", "tổ", "đội", "lô", "đường", "lộ", "ngõ",
    "ngày", "tháng", "quý", "năm", "tuần", "khóa", "khoá", "kỳ", "lần", "đợt", "vòng", "vụ",
    "số", "điều", "khoản", "cấp", "hạng", "lớp", "khối", "bài",
}
# fmt: on
UNITS = r"(?:[kcm]?m|ha|k?g|k[VW]|tấn|tạ|tỷ|triệu|nghìn|đồng|giờ|phút|năm(?= \d{4})|%)(?!\w)"
WORD_JOINER = "\u2060"
_SPACE = re.compile(rf" (?=\d|[-–] |tế\b|{UNITS})")


@lru_cache(maxsize=1024)
def keep_together(text: str) -> str:
    """Return a title or summary with no-break spaces where the end of a line would part what belongs together.

    These are a noun and its number, a number and its unit, a range, `Y tế`, and what stands before a dash.
    """
    return _SPACE.sub(_kept, text)


def _kept(space: re.Match[str]) -> str:
    before = space.string[: space.start()].rpartition(" ")[2]
    after = space.string[space.end()]
    if before in DASHES and after.isdigit():
        return WORD_JOINER + NO_BREAK  # a dash ends a line even before a space that does not (UAX 14, LB12a)
    if after.isdigit():
        kept = before.lower() in NUMBERED
    elif after in DASHES:
        kept = True
    else:
        kept = before[-1:].isdigit() or before in {"Y", "y"}
    return NO_BREAK if kept else " "
