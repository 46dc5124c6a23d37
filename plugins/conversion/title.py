"""The title that an administrative document gives itself, in the layout of Nghị định 30/2020/NĐ-CP, appendix I."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins.vietnamese.text import fold

# The kinds of Nghị định 30/2020, article 7, and some that councils and the Party issue.
KINDS = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn", "Chương trình",
    "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện",
    "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi",
    "Phiếu chuyển", "Phiếu báo", "Thư công", "Thông tư", "Nghị định", "Kết luận", "Lịch công tác", "Lịch tiếp công dân",
)  # fmt: skip
BY_FOLDED = {fold(kind): kind for kind in KINDS}
ABOUT = re.compile(r"^(?:về việc|v/v\.?:?|về)\s+", re.IGNORECASE)
RULE = re.compile(r"^[\s_–—=*.-]*$")
BODY = re.compile(r"^(?:căn cứ|kính gửi|thực hiện|theo|nhằm|xét|để|ngày|[IVX1-9]+[./)])\b", re.IGNORECASE)
MOST_LINES, LONGEST = 4, 300  # of an abstract: lines, characters


def proposed_title(lines: Sequence[str]) -> str:
    """Return the kind of a document with its abstract, "" if neither is found; an empty line ends an abstract.

    >>> proposed_title(["Số: 12/TB-UBND", "THÔNG BÁO", "Về việc họp thôn", "Căn cứ…"])
    'Thông báo về việc họp thôn'
    """
    kind, about = _kind_and_abstract([" ".join(line.split()) for line in lines])
    about = about[:LONGEST]
    if not kind or not about:
        return about[:1].upper() + about[1:]
    return f"{kind} {about[:1].lower()}{about[1:]}" if ABOUT.match(about) else f"{kind} {about}"


def _kind_and_abstract(lines: Sequence[str]) -> tuple[str, str]:
    for number, line in enumerate(lines):
        kind = BY_FOLDED.get(fold(line.strip(" :*")))
        if kind is not None and line.upper() == line:
            return kind, " ".join(_abstract(lines[number + 1 :]))
    # An official letter (Công văn) has no line with its kind: the abstract stands below the number.
    for number, line in enumerate(lines):
        if re.match(r"(?i)v/v\b", line):
            return "", " ".join([ABOUT.sub("", line), *_abstract(lines[number + 1 :], most=1)]).strip()
    return "", ""


def _abstract(lines: Sequence[str], most: int = MOST_LINES) -> list[str]:
    found: list[str] = []
    for line in lines[: most + 1]:
        if not line and not found:
            continue
        if RULE.match(line) or BODY.match(line) or (found and found[-1].endswith((".", ":", ";"))):
            break
        found.append(line)
    return found
