"""One source file from bytes to facts and HTML, with all its errors; used by the reader and by `check`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.contract.body.links import Reference, written_places
from plugins.contract.body.pictures import EXAMPLE
from plugins.contract.content_type import STATUS_WORDS, STATUS_WRITTEN, ContentType, Kind, Status
from plugins.contract.fields.facts import Facts, parse_facts
from plugins.contract.fields.values import Names
from plugins.contract.sources.time_limit import SECONDS, TimeLimitError, time_limit
from plugins.errors.issue import ContentError, Finding, Issue
from plugins.files.inside import OutsideError, open_inside
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import Head, split
from plugins.incremental.api import digest
from plugins.vietnamese.text import FORBIDDEN, LOOKALIKES, meant, normalise

if TYPE_CHECKING:
    from plugins.contract.body.render import Body, BodyRenderer

SOURCES = re.compile(r'<img[^>]* src="\{static\}([^"]*)"')
ALT = re.compile(r'<img[^>]* alt="([^"]*)"')
LARGEST = 2_000_000  # bytes; the limits of front matter and body, all letters with marks, take 1.2 million
MOST_HIDDEN = 20  # hidden characters that one file reports, each with its line
STATUS = re.compile(r"\bstatus\b", re.IGNORECASE)
STATUS_LINE = re.compile(rf"^[ \t*_>#-]*{STATUS_WRITTEN}", re.IGNORECASE | re.MULTILINE)
REPEATED = "mô tả ảnh “{}” chỉ nhắc lại tiêu đề"


@dataclass(frozen=True)
class Source:
    """A file that keeps the contract: its facts, its HTML and what it leads to."""

    facts: Facts
    html: str
    references: tuple[Reference, ...]
    digest: bytes  # of the file's bytes
    warnings: tuple[Issue, ...] = ()


def too_slow(seconds: float) -> Finding:
    """Return what to say of a text that is not read within some seconds."""
    return Finding(
        f"đọc tệp này mất hơn {seconds:.0f} giây nên bị dừng",
        "Tìm chỗ lặp đi lặp lại rất nhiều lần, như dấu ngoặc, dấu nháy hay thẻ HTML, và bỏ bớt.",
    )


class SourceReader:
    """Reads articles and standing pages; keeps one Markdown instance. A text may take `seconds` of processor time."""

    def __init__(self, names: Names, markdown: dict[str, Any], seconds: float = SECONDS) -> None:
        self._names = names
        self._markdown = markdown
        self._seconds = seconds

    @cached_property
    def _renderer(self) -> BodyRenderer:
        # Imported for the first text: a build with nothing to read saves 50 ms, most of them for regular expressions.
        from plugins.contract.body.render import BodyRenderer  # noqa: PLC0415 - see above

        return BodyRenderer(self._markdown)

    def read(self, file: Path, shown_as: str, content_type: ContentType) -> Source:
        """Return what the file says; `shown_as` is its path in messages. Raises ContentError with all its issues.

        Those of a draft are warnings, and the error says no more than that there is nothing to publish.
        """
        return self.read_bytes(bytes_of(file, shown_as), shown_as, content_type)

    def read_bytes(self, data: bytes, shown_as: str, content_type: ContentType) -> Source:
        """Return what the bytes of a file say, as `read` does. Raises ContentError."""
        try:
            with time_limit(self._seconds):
                return self._read(data, shown_as, content_type)
        except TimeLimitError:
            found = too_slow(self._seconds)
            raise ContentError([Issue(shown_as, 0, found.message, found.hint)]) from None

    def _read(self, data: bytes, shown_as: str, content_type: ContentType) -> Source:
        written = decode(data, shown_as)
        text = normalise(written)
        if hidden := list(islice(FORBIDDEN.finditer(text), MOST_HIDDEN)):
            raise ContentError([_hidden_character(text, match.start(), shown_as) for match in hidden])
        head, issues = split(text, shown_as)
        facts, wrong_facts = parse_facts(head, shown_as, content_type, self._names)
        try:
            body = self._renderer.render(head.body)
        except TimeLimitError:  # an issue of the body, so that it stops nothing if the text is a draft
            body = self._renderer.rejected(too_slow(self._seconds))
        issues += [*wrong_facts, *_issues_of_body(body, head, shown_as, content_type)]
        if facts is not None:
            issues += _repeated_title(facts, body, head, shown_as)
            issues += _repeated_cover(facts, body, shown_as)
        references = tuple(
            replace(reference, line=line_near(near, head))
            for reference, near in written_places(body.references)
        )
        if facts is None or not all(issue.is_warning for issue in issues):
            if _is_draft(head, text):  # unfinished, and published nowhere: it stops no release
                issues = [replace(issue, is_warning=True) for issue in issues]
            raise ContentError(issues, references)
        warnings = tuple(sorted({*issues, *_lookalikes(written, shown_as)}))
        return Source(facts, body.html, (*references, *_references_of_head(facts)), digest(data), warnings)


def _is_draft(head: Head, text: str) -> bool:
    """Return whether the front matter says draft without doubt: as the only status that is written there."""
    status = next((entry.value for entry in head.entries if entry.key == "status"), None)
    if not isinstance(status, str) or len(STATUS.findall(text, 0, len(text) - len(head.body))) != 1:
        return False
    word = " ".join(status.split()).lower()
    return word == Status.DRAFT.value or STATUS_WORDS.get(word) is Status.DRAFT


def bytes_of(file: Path, shown_as: str) -> bytes:
    """Return the bytes of a file of the content; `shown_as` is its path below that folder. Raises ContentError."""
    try:
        if file.is_symlink():  # it could lead out of the content folder, or have one article read twice
            raise ContentError([_link(shown_as)])
        with open_inside(file, file.parents[shown_as.count("/")]) as stream:
            data = stream.read(LARGEST + 1)
    except OutsideError:
        raise ContentError([_link(shown_as)]) from None
    except OSError as error:
        issue = Issue(shown_as, 1, f"không đọc được tệp: {error.strerror}", "Kiểm tra quyền đọc của tệp.")
        raise ContentError([issue]) from error
    if len(data) > LARGEST:
        hint = "Một bài viết chỉ là chữ. Đưa ảnh và tài liệu vào tệp riêng cạnh bài."
        raise ContentError([Issue(shown_as, 0, f"tệp lớn hơn {LARGEST // 1_000_000} MB", hint)])
    return data


def _link(shown_as: str) -> Issue:
    return Issue(
        shown_as,
        0,
        "là lối tắt (symbolic link), không phải tệp bài viết",
        "Chép chính tệp ấy vào đây, hoặc xóa lối tắt.",
    )


def _lookalikes(written: str, path: str) -> Iterator[Issue]:
    """Yield a warning for the first letter that only looks like a Vietnamese one; it is published as the one meant."""
    if not written.isascii() and (match := LOOKALIKES.search(written)):
        line = written.count("\n", 0, match.start()) + 1
        message = f"chữ “{match[0]}” (U+{ord(match[0]):04X}) không phải chữ tiếng Việt; trang ghi “{meant(match[0])}”"
        yield Issue(
            path,
            line,
            message,
            "Gõ lại bằng bàn phím tiếng Việt để lần sau tìm được chữ ấy.",
            is_warning=True,
        )


def _references_of_head(facts: Facts) -> Iterator[Reference]:
    for item in facts.type.fields:
        value = facts.values[item.name]
        if item.kind is Kind.PICTURE and value:
            yield Reference("static", value, facts.lines[item.key])
        elif item.kind is Kind.ATTACHMENTS:
            yield from (Reference("static", part.file, facts.lines[item.key]) for part in value)


def _issues_of_body(body: Body, head: Head, path: str, content_type: ContentType) -> Iterator[Issue]:
    for problem in body.problems:
        line = line_near(problem.near, head)
        yield Issue(path, line, problem.message, problem.hint, problem.is_warning)
    if not head.body.strip() or not (body.problems or body.html.strip()):
        yield Issue(path, head.body_line, "bài không có nội dung", "Viết nội dung bài ở dưới phần khai báo.")
    elif match := _stray_key(head, content_type):
        line = head.body_line + head.body.count("\n", 0, match.end())
        yield Issue(
            path,
            line,
            f"có dòng khai báo “{head.body.split(chr(10))[line - head.body_line].strip()[:40]}” trong nội dung bài",
            "Chuyển dòng này lên phần khai báo ở đầu tệp, không để dòng trống ở giữa, có dấu cách sau dấu hai chấm; hoặc xóa nếu dán thừa.",
        )


def _repeated_title(facts: Facts, body: Body, head: Head, path: str) -> Iterator[Issue]:
    """Find pictures whose text alternative repeats the title, which a screen reader would read twice."""
    title = facts.title.casefold()
    hint = f"{EXAMPLE}: ai, ở đâu, đang làm gì."
    for alt in ALT.findall(body.html):
        if unescape(alt).strip().casefold() == title:
            yield Issue(
                path, line_near((f"![{facts.title}]", alt), head), REPEATED.format(unescape(alt)), hint
            )
    alt = facts.values.get("cover_alt", "")
    if alt.strip().casefold() == title:
        yield Issue(path, facts.lines["cover"], REPEATED.format(alt), hint)


def _repeated_cover(facts: Facts, body: Body, path: str) -> Iterator[Issue]:
    """Find a cover that stands in the body too, where readers see it right below."""
    cover = facts.values.get("cover", "")
    if cover and cover in SOURCES.findall(body.html):
        message = f"ảnh đầu bài “{cover}” lại nằm trong nội dung, nên người đọc thấy hai lần"
        hint = "Bỏ ảnh ấy khỏi nội dung, hoặc chọn ảnh khác làm ảnh đầu bài."
        yield Issue(path, facts.lines["cover"], message, hint, is_warning=True)


def _stray_key(head: Head, content_type: ContentType) -> re.Match[str] | None:
    """Find a field in the first paragraph of a body, below a line that closes a second front matter, or a status anywhere.

    It would be shown as text, and a draft would be published. `Date: 5 March` is text in English if the front matter has
    a date.
    """
    first, second = _patterns(content_type)
    body, given = head.body, {entry.key for entry in head.entries} - {"status"}
    start = len(body) - len(body.lstrip("\n"))
    end = body.find("\n\n", start)
    found = first.finditer(body, start, end if end >= 0 else len(body))
    return (
        next((key for key in found if key["key"].islower() or key["key"].lower() not in given), None)
        or (second.search(body) if "\n--" in body else None)
        or STATUS_LINE.search(body)
    )


@lru_cache(maxsize=32)
def _patterns(content_type: ContentType) -> tuple[re.Pattern[str], re.Pattern[str]]:
    keys = "|".join(key for item in content_type.fields for key in (item.key, *item.aliases))
    return (
        re.compile(rf"^[ \t*_>#-]*(?P<key>{keys})[ \t*_]*[:：]", re.IGNORECASE | re.MULTILINE),
        re.compile(rf"^-{{2,}}[ \t]*\n(?:{keys})[ \t]*:", re.IGNORECASE | re.MULTILINE),
    )


def _hidden_character(text: str, place: int, path: str) -> Issue:
    line = text.count("\n", 0, place) + 1
    return Issue(
        path,
        line,
        f"có ký tự ẩn U+{ord(text[place]):04X}, thường lọt vào khi chép từ Word",
        "Xóa chỗ ngắt dòng ấy rồi gõ lại, hoặc dán lại bằng “chỉ dán chữ”.",
    )


def line_near(near: tuple[str, ...], head: Head) -> int:
    """Return the line of the file on which the first of some texts stands that the body has, else its first line."""
    body = f"\n{head.body}"
    for text in filter(None, near):
        at = body.find(text)
        if at < 0:
            at = _lowered(body).find(text.lower())
        if at >= 0:
            return max(head.body_line, head.body_line - 1 + body.count("\n", 0, at + (text[0] == "\n")))
    return head.body_line


@lru_cache(maxsize=1)  # asked for each of the thousands of links that one text may have
def _lowered(body: str) -> str:
    return body.lower()
