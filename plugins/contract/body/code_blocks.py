"""Blocks of code between lines of ``` or ~~~ (CommonMark, fenced code blocks), and tags of `<details>` around Markdown.

They are taken out before anything looks at the text, since nothing in them is Markdown, and put into the HTML.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from plugins.errors.issue import Finding

FENCE = re.compile(
    r"(?P<prefix>(?:[ \t]|>[ ]?)*(?P<item>(?:[-*+]|\d{1,9}[.)])[ ]{1,4})?)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)"
)
LONGEST_FENCE = 1_000_000
# `<details>` with its `<summary>`, and its end.
DETAILS = re.compile(
    r"^(?P<indent>[ ]{0,3})<details(?: open(?:=\"[^\"]*\")?)?>\s{0,9}<summary>(?:(?!</?(?:summary|details)\b)[^\n]){0,500}</summary>"
    r"|</?details\b[^<>]{0,99}>",
    re.IGNORECASE | re.MULTILINE,
)
BLANK_LINE = re.compile(r"\n[ \t]*\n")
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
        has_fences, has_details = "```" in text or "~~~" in text, "<details" in text
        if (has_fences or has_details) and OPEN not in text:
            self._mark = f"{OPEN}{hashlib.sha256(text.encode()).hexdigest()[:32]}x"
            if has_fences:
                self.text = "\n".join(self._without_blocks(text.split("\n")))
            if has_details and self.problem is None:
                self.text = self._without_details(self.text)

    def inserted(self, html: str) -> str:
        """Return the HTML of `text` with the blocks of code."""
        if not self.blocks:
            return html
        taken_out = re.compile(f"<p>[ ]*{self._mark}(\\d+){CLOSE}[ ]*</p>|{self._mark}(\\d+){CLOSE}")
        return taken_out.sub(lambda match: self.blocks[int(match[1] or match[2])], html)

    def _without_blocks(self, lines: list[str]) -> list[str]:
        fences = [(number, match) for number, line in enumerate(lines) if (match := FENCE.fullmatch(line))]
        kept: list[str] = []
        start = 0  # of the lines that are not in `kept` yet
        ornament = LONGEST_FENCE  # the shortest run of ~ that nothing below it ends
        for place, (number, match) in enumerate(fences):
            is_wave = match["fence"][0] == "~"
            if number < start or "`" in match["info"] or (is_wave and len(match["fence"]) >= ornament):
                continue
            below = (fences[at] for at in range(place + 1, len(fences)))
            end = next((line for line, other in below if _ends(match, other)), None)
            if end is None and is_wave:
                ornament = len(match["fence"])
                continue
            if end is None:
                hint = "Thêm một dòng chỉ có ba dấu ấy ở cuối khối, hoặc xóa dòng này."
                shown = lines[number].strip()[:40]
                self.problem = Finding(f"khối mã mở bằng “{shown}” mà không đóng", hint, (shown,))
                return lines
            kept += lines[start:number] + self._block(match["prefix"], lines[number + 1 : end])
            start = end + 1
        return kept + lines[start:]

    def _without_details(self, text: str) -> str:
        """Return a text without the tags of `<details>` that hold a blank line: as in CommonMark, they hold Markdown."""
        opened: list[re.Match[str]] = []
        tags: list[tuple[re.Match[str], str]] = []
        for tag in DETAILS.finditer(text):
            if not tag[0].startswith("</"):
                opened.append(tag)
            elif opened:
                begin = opened.pop()
                if begin["indent"] is not None and BLANK_LINE.search(text, begin.end(), tag.start()):
                    tags += [(begin, begin["indent"]), (tag, begin["indent"])]
        parts, end = [], 0
        for tag, indent in sorted(tags, key=lambda pair: pair[0].start()):
            self.blocks.append(tag[0].strip())
            mark = f"{indent}{self._mark}{len(self.blocks) - 1}{CLOSE}"
            parts += [text[end : tag.start()].rstrip(" "), f"\n\n{mark}\n\n"]
            end = tag.end()
        return "".join([*parts, text[end:]])

    def _block(self, prefix: str, lines: list[str]) -> list[str]:
        code = "\n".join(_without_prefix(line, prefix) for line in lines)
        self.blocks.append(f"<pre>{escape(code, quote=False)}</pre>")
        around = prefix.rstrip(" ") if ">" in prefix else ""
        return [around, f"{prefix}{self._mark}{len(self.blocks) - 1}{CLOSE}", around]


def _ends(opening: re.Match[str], line: re.Match[str]) -> bool:
    """Return whether a line ends a block: the same characters, at least as many, and nothing around them."""
    return not line["item"] and line["fence"].startswith(opening["fence"]) and not line["info"].strip()


def _without_prefix(line: str, prefix: str) -> str:
    """Return a line of a block without the marks of quotation and the indentation of its first line."""
    if ">" in prefix:
        return re.sub(rf"^(?:[ \t]*>[ ]?){{0,{prefix.count('>')}}}", "", line)
    return line[min(len(prefix), len(line) - len(line.lstrip())) :]
