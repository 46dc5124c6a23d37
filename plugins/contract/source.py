"""One source file from its bytes to facts and HTML, with every fault: the road that reader and check share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plugins.contract.article import Article, Page, parse_article, parse_page
from plugins.contract.body import Body, BodyRenderer, Reference
from plugins.contract.faults import ContractError, Fault
from plugins.contract.fields import Names
from plugins.contract.front_matter import Head, split
from plugins.contract.text import FORBIDDEN, normalise


@dataclass(frozen=True)
class Source:
    """A file that keeps the contract: its facts, its HTML and the files that it leads to."""

    facts: Article | Page
    html: str
    references: tuple[Reference, ...]


class SourceReader:
    """Reads articles and standing pages; keeps one Markdown instance."""

    def __init__(self, names: Names, markdown: dict[str, Any]) -> None:
        self._names = names
        self._renderer = BodyRenderer(markdown)

    def read(self, file: Path, shown_as: str, *, is_page: bool) -> Source:
        """Return what the file says; `shown_as` is its path in messages. Raises ContractError with all its faults."""
        try:
            text = normalise(file.read_bytes().decode("utf-8"))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            fault = Fault(
                shown_as,
                line,
                "tệp không ở dạng chữ UTF-8",
                "Mở tệp trong trình soạn thảo và lưu lại với mã UTF-8 (Unicode).",
            )
            raise ContractError([fault]) from error
        except OSError as error:
            fault = Fault(shown_as, 1, f"không đọc được tệp: {error.strerror}", "Kiểm tra quyền đọc của tệp.")
            raise ContractError([fault]) from error
        if hidden := list(FORBIDDEN.finditer(text)):
            raise ContractError([_hidden_sign(text, match.start(), shown_as) for match in hidden])
        head, faults = split(text, shown_as)
        facts: Article | Page | None = None
        if not faults:
            facts, faults = (parse_page if is_page else parse_article)(head, shown_as, self._names)
        body = self._renderer.render(head.body)
        faults += _faults_of_body(body, head, shown_as)
        if faults or facts is None:
            raise ContractError(faults)
        in_body = (replace(reference, line=_line_of(reference.file, head)) for reference in body.references)
        return Source(facts, body.html, (*in_body, *_references_of_head(facts)))


def _references_of_head(facts: Article | Page) -> list[Reference]:
    if isinstance(facts, Page):
        return []
    files = [(facts.cover, "cover")] if facts.cover else []
    files += [(attachment.file, "attachments") for attachment in facts.attachments]
    return [Reference("static", file, facts.lines[key]) for file, key in files]


def _faults_of_body(body: Body, head: Head, path: str) -> list[Fault]:
    faults = []
    for refused in body.refused:
        name = re.search(r"<([\w-]+)>", refused) or re.search(r"“([\w+.-]+:)”", refused)
        line = _line_of(f"<{name[1]}" if name and "<" in name[0] else name[1] if name else "<", head)
        faults.append(
            Fault(
                path,
                line,
                f"nội dung có {refused}, không được phép đăng",
                "Bỏ đoạn HTML này; viết bằng Markdown.",
            )
        )
    for picture in body.silent:
        name_of_file = picture.rpartition("}")[2]
        faults.append(
            Fault(
                path,
                _line_of(name_of_file, head),
                f"ảnh “{name_of_file}” chưa có mô tả",
                f"Viết điều người không thấy ảnh cần biết vào ngoặc vuông: ![Toàn cảnh hội nghị]({name_of_file})",
            )
        )
    if not head.body.strip():
        faults.append(
            Fault(path, head.body_line, "bài không có nội dung", "Viết nội dung bài ở dưới phần khai báo.")
        )
    return faults


def _hidden_sign(text: str, place: int, path: str) -> Fault:
    line = text.count("\n", 0, place) + 1
    return Fault(
        path,
        line,
        f"có ký tự ẩn U+{ord(text[place]):04X}, thường lọt vào khi chép từ Word",
        "Xóa chỗ ngắt dòng ấy rồi gõ lại, hoặc dán lại bằng “chỉ dán chữ”.",
    )


def _line_of(text: str, head: Head) -> int:
    at = head.body.lower().find(text.lower())
    return head.body_line + (head.body.count("\n", 0, at) if at >= 0 else 0)
