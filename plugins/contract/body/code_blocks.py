"""Blocks of code between lines of ``` or ~~~ (CommonMark, fenced code blocks).

They are taken out before anything looks at the text, since nothing in them is Markdown, and put into the HTML.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from plugins.errors.issue import Finding

FENCE = re.compile(r"(?P<prefix>(?:[ \t]|>[ ]?)*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")
# Private-use characters around what stands for a block: a digest of the text, which no author can write into that text,
# and its number.
OPEN, CLOSE = "\ue002", "\ue003"


class CodeBlocks:
    """A text without its blocks of code, and what is wrong with them.

    Attributes: `text`; `blocks`, their HTML; `problem`, which of them does not end.
    """

    def __init__(self, text: str) -> None:
        """Take the blocks out of a Markdown text."""
        self.text = text
        self.blocks: list[str] = []
        self.problem: Finding | None = None
        if ("```" in text or "~~~" in text) and OPEN not in text:
            self._mark = f"{OPEN}{hashlib.sha256(text.encode()).hexdigest()[:32]}x"
            self.text = "\n".join(self._without_blocks(text.split("\n")))

    def inserted(self, html: str) -> str:
        """Return the HTML of `text` with the blocks of code."""
        if not self.blocks:
            return html
        taken_out = re.compile(f"<p>[ ]*{self._mark}(\\d+){CLOSE}[ ]*</p>|{self._mark}(\\d+){CLOSE}")
        return taken_out.sub(lambda match: self.blocks[int(match[1] or match[2])], html)

    def _without_blocks(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        number = 0
        while number < len(lines):
            match = FENCE.fullmatch(lines[number])
            is_fence = match is not None and "`" not in match["info"]
            end = _end_of(lines, number + 1, match) if match is not None and is_fence else None
            if match is None or not is_fence or (end is None and match["fence"][0] == "~"):  # an ornament
                kept.append(lines[number])
                number += 1
                continue
            if end is None:
                hint = "Thêm một dòng chỉ có ba dấu ấy ở cuối khối, hoặc xóa dòng này."
                shown = lines[number].strip()[:40]
                self.problem = Finding(f"khối mã mở bằng “{shown}” mà không đóng", hint, (shown,))
                return lines
            kept += self._block(match["prefix"], lines[number + 1 : end])
            number = end + 1
        return kept

    def _block(self, prefix: str, lines: list[str]) -> list[str]:
        code = "\n".join(_without_prefix(line, prefix) for line in lines)
        self.blocks.append(f"<pre>{escape(code, quote=False)}</pre>")
        around = prefix.rstrip(" ") if ">" in prefix else ""
        return [around, f"{prefix}{self._mark}{len(self.blocks) - 1}{CLOSE}", around]


def _end_of(lines: list[str], start: int, opening: re.Match[str]) -> int | None:
    fence = opening["fence"]
    closing = re.compile(rf"(?:[ \t]|>[ ]?)*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    return next((number for number in range(start, len(lines)) if closing.fullmatch(lines[number])), None)


def _without_prefix(line: str, prefix: str) -> str:
    """Return a line of a block without the marks of quotation and the indentation of its first line."""
    if ">" in prefix:
        return re.sub(rf"^(?:[ \t]*>[ ]?){{0,{prefix.count('>')}}}", "", line)
    return line[min(len(prefix), len(line) - len(line.lstrip())) :]
