"""Find title, number, date and signer of an administrative document (layout of Nghị định 30/2020/NĐ-CP, appendix I)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


NUMBER = re.compile(
    r"\bsố\s*:?\s*(?P<number>\d{1,5}[a-z]?\s?[-/]\s?(?:\d{4}\s?/\s?)?[^\W\d_]{2,}(?:\s?[-/.]\s?[^\W\d_][\w.&]*)*)",
    re.IGNORECASE,
)
DATE = re.compile(r"\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b", re.IGNORECASE)
DUTY = re.compile(
    r"(?:(?:KT|TL|TUQ|Q|TM)\.\s*)?(?:PHÓ\s+)?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|TRƯỞNG|CHÁNH|CHỦ NHIỆM|BỘ TRƯỞNG|THỦ TƯỚNG|VIỆN TRƯỞNG)\b.*"
)
NAME = re.compile(r"[^\W\d_]\w*(?: [^\W\d_]\w*){1,5}")
MOST_OF_HEAD = 40  # lines in which number and date stand


@dataclass(frozen=True)
class Heading:
    """The fields of a document's heading, "" where missing. `about` is the abstract, `date` is written like `3/12/2026`."""

    kind: str
    about: str
    number: str
    date: str
    signer: str

    @property
    def sentence(self) -> str:
        """One sentence with all fields, "" if the document has no number."""
        if not self.number:
            return ""
        said = f"{self.kind or 'Văn bản'} số {self.number}" + (f" ngày {self.date}" if self.date else "")
        if self.about:
            said += (
                f" {self.about[:1].lower()}{self.about[1:]}" if ABOUT.match(self.about) else f": {self.about}"
            )
        return f"{said}, do {self.signer} ký." if self.signer else f"{said}."


def heading_of(lines: Sequence[str]) -> Heading:
    """Return the heading fields found in the lines of a document.

    >>> heading_of(["Số: 12/TB-UBND", "Xã Thử, ngày 03 tháng 12 năm 2026", "THÔNG BÁO", "Về việc họp thôn"]).sentence
    'Thông báo số 12/TB-UBND ngày 3/12/2026 về việc họp thôn.'
    """
    written = [" ".join(line.split()) for line in lines]
    kind, about = _kind_and_abstract(written)
    head = "\n".join(written[:MOST_OF_HEAD])
    number, date = NUMBER.search(head), DATE.search(head)
    return Heading(
        kind,
        about[:LONGEST],
        "".join(number["number"].split()) if number is not None else "",
        "/".join(str(int(part)) for part in date.groups()) if date is not None else "",
        _signer([line for line in written if line]),
    )


def _signer(lines: Sequence[str]) -> str:
    """Return the name below the last duty that is set in capitals."""
    for number in reversed(range(len(lines) - 1)):
        if DUTY.fullmatch(lines[number]):
            return next((line for line in lines[number + 1 :] if NAME.fullmatch(line) and line.istitle()), "")
    return ""


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
