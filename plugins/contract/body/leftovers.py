"""Find Markdown syntax that was left over: marks that a page would show and the author did not mean to.

Not every mark: `0790*****123`, `#12` and a lone `_` are text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from plugins.errors.issue import Finding

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
MISTYPED_END = re.compile(r"-[ ]-?[ ]?>|--[ ]+>|[—–]>|(?<!-)->[ \t]*$", re.MULTILINE)
CODE_SPAN = re.compile(r"`[^`\n]*`")
CODE = re.compile(r"<(pre|code)>.*?</\1>", re.DOTALL)
MARKUP = re.compile(r"</?[a-z][^<>]*>")
ESCAPED = re.compile(r"\\(?=[^\w\s])")
PRIVATE = re.compile("[\ue000-\uf8ff]")
MARKS = ("**", "~~", "](", "] (", "[^", "{", "&lt;!", "&lt;&lt;", "==", "\\\n")
CLOSE_THE_PAIR = "Viết đủ cặp, không có dấu cách bên trong: **chữ đậm**; hoặc xóa dấu thừa. Nếu muốn hiện đúng dấu ấy thì viết dấu \\ ngay trước nó."
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
    (
        r"(?<![\w*)\]])\*\*(?=[\w“(])[^\n<*]{0,40}|(?<=[^\W\d_])\*\*[^\W\d_][^\n<*]{0,40}\*\*(?=[^\W\d_])",
        "dấu ** của chữ đậm",
        CLOSE_THE_PAIR,
    ),
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
        # `[Kế hoạch] (ke-hoach.pdf)`; of `[1] (https://…)` the number is no text of a link
        r"\[[^\[\]\n]{0,60}[^\W\d_][^\[\]\n]{0,60}\] \((?:(?=<a [^>]*>https?:[^<]*</a>\))|[\w./-]+\.[a-z]\w{1,4}\))",
        "liên kết có dấu cách giữa ] và (",
        "Viết liền: [chữ](địa-chỉ).",
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
    escaped = Counter(_beginning(source, match.start() + 1) for match in ESCAPED.finditer(source))
    for pattern, name, hint in PATTERNS:
        meant = escaped.copy()
        for match in pattern.finditer(text):
            beginning = _beginning(text, match.start())
            if meant[beginning] and match[0] != "\\":
                meant[beginning] -= 1
                continue
            found = unescape(match[0]).strip()
            yield Finding(f"trang sẽ hiện {name}: “{found[:60]}”", hint, (found, found[:12]))
            break


def _beginning(text: str, at: int) -> str:
    """Return the mark at a place in a text and the first letters behind it, by which it is known on the page."""
    following = unescape(MARKUP.sub("", text[at : at + 60])).replace("\\", "")
    if not following:
        return ""
    mark = following[: len(following) - len(following.lstrip(following[0]))]
    return mark + "".join(filter(str.isalnum, following))[:4]
