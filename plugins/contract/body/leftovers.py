"""Find Markdown syntax that was left over: marks that a page would show and the author did not mean to.

Not every mark: `0790*****123`, `#12` and a lone `_` are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from plugins.errors.issue import Finding

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
MISTYPED_END = re.compile(r"-[ ]-?[ ]?>|--[ ]+>|[—–]>|(?<!-)->[ \t]*$", re.MULTILINE)
CODE_SPAN = re.compile(r"`[^`\n]*`")
CODE = re.compile(r"<(pre|code)>.*?</\1>", re.DOTALL)
PRIVATE = re.compile("[\ue000-\uf8ff]")
MARKS = ("**", "~~", "](", "[^", "{", "&lt;!", "&lt;&lt;", "==", "\\\n")
CLOSE_THE_PAIR = "Viết đủ cặp, không có dấu cách bên trong: **chữ đậm**; hoặc xóa dấu thừa."
LEFTOVERS = (
    (
        "[\ue000-\uf8ff].{0,40}",
        "ký tự riêng của một phông chữ",
        "Xóa ký tự ấy, hoặc thêm một dòng trống phía trên.",
    ),
    # pattern on the sanitised HTML, what to call it, what to do
    (
        r"^(?:&lt;){7}(?!&lt;).*|^={7}$|^(?:&gt;){7}(?!&gt;).*",
        "dấu xung đột của Git",
        "Chọn một trong hai bản rồi xóa các dòng <<<<<<<, ======= và >>>>>>>.",
    ),
    (r"&lt;!--.{0,40}", "chú thích mở bằng <!-- mà không đóng", "Đóng bằng -->, hoặc xóa chú thích."),
    (r"(?<![\w*)\]])\*\*(?=[\w“(])[^\n<*]{0,40}", "dấu ** của chữ đậm", CLOSE_THE_PAIR),
    (
        r"(?<!\w)~~(?=\w)[^\n<~]{0,40}",
        "dấu ~~ của chữ gạch ngang",
        CLOSE_THE_PAIR.replace("**chữ đậm**", "~~chữ bỏ~~"),
    ),
    (
        r"!?\[[^\[\]\n]{0,60}\]\([^\n<]{0,40}",
        "liên kết viết dở",
        'Viết liền, không có dấu cách: [chữ](địa-chỉ); trong thẻ HTML thì viết <a href="…">.',
    ),
    (
        r"\[\^[^\[\]\n]{1,30}\]",
        "dấu chú thích không có lời chú thích",
        "Thêm một dòng, ví dụ: [^1]: Theo báo cáo quý I.",
    ),
    (r"\{\{.{0,40}|\{%.{0,40}|\{:.{0,40}|\{#[\w-]+\}", "mã của chương trình khác", "Xóa mã này."),
    (r"\\(?=\n)", "dấu \\ ở cuối dòng", "Xóa dấu ấy; muốn xuống dòng thì chỉ cần xuống dòng."),
)
PATTERNS = tuple((re.compile(pattern, re.MULTILINE), name, hint) for pattern, name, hint in LEFTOVERS)


def comment_problem(source: str) -> Finding | None:
    """Return the comment of a text whose end was mistyped, so that the text up to the next end would be lost: `-- >`."""
    if "<!--" not in source:
        return None
    for match in COMMENT.finditer(CODE_SPAN.sub("", source)):
        if "<!--" in match[0][4:] or MISTYPED_END.search(match[0]):
            return Finding(
                f"chú thích “{match[0][:40]}” không đóng bằng -->",
                "Viết đúng ba dấu -->, không có dấu cách.",
                (match[0][:20],),
            )
    return None


def leftovers(html: str, source: str) -> Iterator[Finding]:
    r"""Yield what was left over in the sanitised HTML of a Markdown text, each kind once.

    A mark that the author escaped, as in `\*\*`, is meant.
    """
    if not any(mark in html for mark in MARKS) and not PRIVATE.search(html):
        return
    text = re.sub(r"</?(?:p|li|h\d|td|th)>", "\n", CODE.sub("", html))
    for pattern, name, hint in PATTERNS:
        if match := pattern.search(text):
            found = unescape(match[0]).strip()
            if f"\\{found[0]}" in source and found != "\\":
                continue
            yield Finding(f"trang sẽ hiện {name}: “{found[:60]}”", hint, (found, found[:12]))
