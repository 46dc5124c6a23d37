"""What an administrative document says of itself, in the layout of Nghị định 30/2020/NĐ-CP, appendix I: number, date, kind, abstract, signer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plugins.vietnamese.text import fold

# The kinds of Nghị định 30/2020, article 7, and those that councils and the Party issue.
KINDS = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn", "Chương trình",
    "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện",
    "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi",
    "Phiếu chuyển", "Phiếu báo", "Thư công", "Thông tư", "Nghị định", "Kết luận", "Lịch công tác", "Lịch tiếp công dân",
)  # fmt: skip
BY_FOLDED = {fold(kind): kind for kind in KINDS}
NUMBER = re.compile(
    r"\bSố\s*:?\s*(\d{1,5}[a-zA-Z]?\s*(?:/\s*\d{4})?\s*[-/–]\s*[A-ZĐ][\wĐ&.-]*(?:\s*[-/]\s*[\wĐ&.]+)*)"
)
DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
ABOUT = re.compile(r"^(?:về việc|v/v\.?:?|về)\s+", re.IGNORECASE)
RULE = re.compile(r"^[\s_–—=*.-]*$")
BODY = re.compile(r"^(?:căn cứ|kính gửi|thực hiện|theo|nhằm|xét|để|ngày|[IVX1-9]+[./)])\b", re.IGNORECASE)
SIGNED = re.compile(r"^(?:TM|KT|TL|TUQ|Q)\s*\.|CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG|BÍ THƯ|CHÁNH VĂN PHÒNG|TỔNG GIÁM ĐỐC")
NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]{0,6}\s){1,4}[A-ZĐÀ-Ỹ][a-zđà-ỹ]{0,6}$")
MOST_LINES, LONGEST = 4, 300  # of an abstract: lines, characters
SIGNATURE_LINES = 12  # after the duty of the signer


@dataclass(frozen=True)
class Facts:
    """What was found; "" and None for what was not. `title` is the kind and the abstract, as a list of news shows it."""

    number: str = ""
    issued: date | None = None
    kind: str = ""
    abstract: str = ""
    signer: str = ""

    @property
    def title(self) -> str:
        """The kind with the abstract, e.g. `Thông báo về việc họp thôn`."""
        about = self.abstract
        if not self.kind or not about:
            return about[:1].upper() + about[1:]
        return f"{self.kind} {about[:1].lower()}{about[1:]}" if ABOUT.match(about) else f"{self.kind} {about}"


def facts_of(lines: Sequence[str]) -> Facts:
    """Return what the lines of a document's text say of it; an empty line ends an abstract.

    >>> found = facts_of(["Số: 12/TB-UBND", "Xã Thử, ngày 03 tháng 12 năm 2026", "THÔNG BÁO", "Về việc họp thôn", "Căn cứ…"])
    >>> found.number, found.title
    ('12/TB-UBND', 'Thông báo về việc họp thôn')
    """
    clean = [" ".join(line.split()) for line in lines]
    text = "\n".join(clean)
    number, issued = NUMBER.search(text), DATE.search(text)
    kind, abstract = _kind_and_abstract(clean)
    return Facts(
        re.sub(r"\s+", "", number[1]) if number else "",
        _date(issued),
        kind,
        abstract[:LONGEST],
        _signer(clean),
    )


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
        if (
            RULE.match(line)
            or (found and (BODY.match(line) or found[-1].endswith((".", ":", ";"))))
            or BODY.match(line)
        ):
            break
        found.append(line)
    return found


def _date(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _signer(lines: Sequence[str]) -> str:
    """Return the name below the last duty of a signer."""
    last = max((number for number, line in enumerate(lines) if SIGNED.search(line)), default=None)
    if last is None:
        return ""
    names = (line for line in lines[last + 1 : last + 1 + SIGNATURE_LINES] if NAME.fullmatch(line))
    return next(names, "")
