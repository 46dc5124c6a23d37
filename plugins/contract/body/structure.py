"""Structure of a text: order of headings, malformed lists and tables, raw HTML that a validator would reject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from plugins.contract.body.inline import IDS_OF_THE_THEME
from plugins.errors.issue import Finding

HEADING = re.compile(r"<h([2-6])(?: [^>]*)?>(.*?)</h\1>", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>")
# In the sanitiser's output a line within a text begins so only if Markdown took a list or a table for prose; a table
# without the line below its heads is a text of its own.
PROSE = re.compile(r"(?:\n(?:[-*+] |\d{1,2}\. |\|)|<p>\|)[^\n<]{0,60}")
# The heads of a table and the rule below them, both still in prose.
TABLE = re.compile(r"(?:<p>|\n)(?P<head>[^\n<]*)(?:<br>)?\n(?P<rule>[ ]*\|?[ ]*:?-+:?[ ]*\|[-:| ]*)(?=\n|<)")
CODE = re.compile(r"<(pre|code)>.*?</\1>", re.DOTALL)
PREFORMATTED = re.compile(r"<pre>.*?</pre>", re.DOTALL)
INDENTED = re.compile(r"<pre><code>\s*([^\n<]{0,60})")
TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z]+="[^"]*")*)>|(?P<text>[^<]+)')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')

DEEPEST = 50  # elements inside each other; browsers flatten what is deeper than 512

NUMBER, WHOLE = r"[1-9]\d{0,3}", r"-?\d{1,6}"
DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
FORMS = {  # attribute: (its form, how to write it)
    "width": (NUMBER, 'số điểm ảnh, ví dụ: width="600"'),
    "height": (NUMBER, 'số điểm ảnh, ví dụ: height="400"'),
    "colspan": (NUMBER, 'số cột, ví dụ: colspan="2"'),
    "rowspan": (NUMBER, 'số hàng, ví dụ: rowspan="2"'),
    "span": (NUMBER, 'số cột, ví dụ: span="2"'),
    "start": (WHOLE, 'một số, ví dụ: start="3"'),
    "value": (WHOLE, 'một số, ví dụ: value="3"'),
    "type": ("[1aAiI]", 'một trong 1, a, A, i, I, ví dụ: type="a"'),
    "scope": ("row|col|rowgroup|colgroup", 'scope="col" hoặc scope="row"'),
    "datetime": (rf"{DAY}(?:T(?:[01]\d|2[0-3]):[0-5]\d(?:[+-]\d\d:\d\d|Z))?", 'datetime="2024-03-21"'),
    "open": ("|open", "chỉ viết: open"),
    "reversed": ("|reversed", "chỉ viết: reversed"),
    "id": (r"fn(?:ref\d*)?:[\w.-]+|[a-z0-9]+(?:-[a-z0-9]+)*", 'chữ thường không dấu, ví dụ: id="muc-1"'),
    "lang": (
        r"(?:vi|en|fr|zh|ja|ko|ru|de|es|pt|it|lo|km|th|id|ms|my|hi|ar|la|cjm|kpm|rog|bdq|jra|rad|tyz|nut|hmn|mnw)(?:-(?:Hans|Hant|Latn))?(?:-[A-Z]{2})?",
        'mã ngôn ngữ, ví dụ: lang="en"',
    ),
}
TEXT_TAGS = "a abbr b br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var"
PHRASING = frozenset(TEXT_TAGS.split())
ONLY_PHRASING = PHRASING - {"a", "ins", "del", "br", "img"} | {
    "p",
    "pre",
    "summary",
    "dt",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
CHILDREN = {  # what may stand directly in these, and text in none of them
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "colgroup": {"col"},
}
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "caption": {"table"},
}
VOID = {"br", "col", "hr", "img"}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


def problems_of_structure(html: str, text: str, *, altered: bool = False) -> Iterator[Finding]:
    """Yield errors in the structure of a text; `html` is sanitised, `text` the Markdown that it came from.

    `altered` means that HTML was removed, which is an error already: the rest of it need not be checked.
    """
    if "<h" in html:
        yield from _headings(html)
    if "|" in html:
        yield from _tables_taken_for_prose(PREFORMATTED.sub("", html))
    if PROSE.search(html):
        yield from _lists_taken_for_prose(PREFORMATTED.sub("", html))
    if "<pre><code>" in html and "<pre" not in text:
        for first in INDENTED.findall(html):
            line = unescape(first).strip()
            message = f"dòng “{line}” thụt vào từ 4 dấu cách nên thành khối mã"
            hint = "Xóa dấu cách (hoặc Tab) ở đầu dòng. Nếu đúng là mã thì đặt giữa hai dòng ```."
            yield Finding(message, hint, (line,))
    if ("<" in text or "<details" in html) and not altered:
        yield from _raw_html(html)
        yield from _repaired(html, text)


def _headings(html: str) -> Iterator[Finding]:
    before = 1
    for level, inside in HEADING.findall(html):
        title = " ".join(unescape(MARKUP.sub("", inside)).split())
        if not title:
            yield Finding("tiêu đề nhỏ không có chữ", "Viết chữ sau dấu #, hoặc bỏ dòng này.", ("\n##", "#"))
        elif int(level) > before + 1:
            yield Finding(
                f"tiêu đề nhỏ “{title}” ở cấp {level} đứng ngay dưới cấp {before}",
                f"Không bỏ cấp: viết <h{before + 1}>{title}</h{before + 1}>",
                (f"<h{level}", title),
            )
        before = int(level)


def _lists_taken_for_prose(html: str) -> Iterator[Finding]:
    before = -1
    for found in PROSE.finditer(html):
        goes_on = before >= 0 and "\n" not in html[before + 1 : found.start()]
        before = found.start()
        if goes_on:  # the next line of a list that was named by its first
            continue
        line = unescape(found.group()).removeprefix("<p>").strip()
        near = (f"\n{line}", line, line[:12])
        if line.startswith("|"):
            if TABLE.match(html, found.start()) is None:  # else reported with the number of its cells
                yield _table_taken_for_prose(line, near)
        else:
            yield Finding(
                f"danh sách bắt đầu ở “{line}” không có dòng trống phía trên nên thành chữ thường",
                "Thêm một dòng trống trước danh sách. Nếu là dấu gạch nối trong câu thì nối với dòng trên.",
                near,
            )


def _tables_taken_for_prose(html: str) -> Iterator[Finding]:
    """Yield the tables whose heads and rule have different numbers of cells."""
    for match in TABLE.finditer(html):
        head = unescape(match["head"]).strip()
        if "|" not in head:
            continue
        cells, rules = (line.strip().strip("|").count("|") + 1 for line in (head, match["rule"]))
        near = (head, head[:12])
        if cells == rules:
            yield _table_taken_for_prose(head[:60], near)
            continue
        yield Finding(
            f"bảng bắt đầu ở “{head[:60]}” thành chữ thường: hàng tên cột có {cells} ô, dòng ngăn dưới nó có {rules}",
            f"Viết dòng ngăn có {cells} ô: |{' --- |' * cells}",
            near,
        )


def _table_taken_for_prose(line: str, near: tuple[str, ...]) -> Finding:
    return Finding(
        f"bảng bắt đầu ở “{line}” thành chữ thường",
        "Bảng cần một dòng trống phía trên, và ngay dưới dòng tên cột một dòng ngăn, ví dụ: | --- | --- |",
        near,
    )


def _raw_html(html: str) -> Iterator[Finding]:
    """Yield what a validator would report in hand-written HTML."""
    open_elements: list[str] = []
    first_child = True
    ids = set(IDS_OF_THE_THEME)
    for match in TAG.finditer(html):
        name = match["name"]
        parent = open_elements[-1] if open_elements else ""
        if name is None:
            if match["text"].strip():
                if parent in CHILDREN:
                    yield _misplaced(f"chữ “{match['text'].strip()[:30]}”", parent)
                if parent == "details" and first_child:
                    yield _without_summary()
                first_child = False
            continue
        if match["end"]:
            if name == "details" and first_child and parent == "details":
                yield _without_summary()
            while open_elements and open_elements.pop() != name:
                pass
            first_child = False
            continue
        if len(open_elements) == DEEPEST:
            yield Finding(
                f"có hơn {DEEPEST} thẻ HTML lồng nhau", "Bỏ bớt thẻ HTML; viết bằng Markdown.", (f"<{name}",)
            )
            return
        yield from _attributes(name, match["attributes"], ids)
        yield from _place(name, parent, open_elements, first_child=first_child)
        first_child = name not in VOID
        if name not in VOID:
            open_elements.append(name)


def _repaired(html: str, text: str) -> Iterator[Finding]:
    """Yield HTML that a browser would move or show as text, which is never intended."""
    if "<p></p>" in html:
        yield Finding(
            "có đoạn trống, thường do thẻ khối (div, p, ul…) đặt trong một thẻ của chữ (span, b, a…)",
            "Bỏ đoạn HTML này; viết bằng Markdown.",
            ("<p></p>", "<span", "<b>", "<p", "<div", "<"),
        )
    if "<![" in text and "&lt;![" in CODE.sub("", html):
        yield Finding("nội dung có mã “<![…”, thường lọt vào khi chép từ Word", "Xóa mã này.", ("<![",))


def _attributes(name: str, attributes: str, ids: set[str]) -> Iterator[Finding]:
    for key, value in ATTRIBUTE.findall(attributes):
        form, hint = FORMS.get(key, (None, ""))
        if form is not None and not re.fullmatch(form, unescape(value)):
            near = (f'{key}="{value}"', f"{key}={value}", key)
            yield Finding(f'thẻ <{name}> có {key}="{value}" không hợp lệ', f"Sửa: {hint}.", near)
        elif key == "id":
            if value in ids:
                what = "khung của trang đã có" if value in IDS_OF_THE_THEME else "hai thẻ có cùng"
                yield Finding(f'{what} id="{value}"', "Bỏ thuộc tính id.", (f'id="{value}"', "id="))
            ids.add(value)


def _place(name: str, parent: str, open_elements: list[str], *, first_child: bool) -> Iterator[Finding]:
    if parent == "details" and first_child != (name == "summary"):
        yield _without_summary()
    elif (parent in CHILDREN and name not in CHILDREN[parent]) or (
        name in PARENTS and parent not in PARENTS[name]
    ):
        yield _misplaced(f"thẻ <{name}>", parent)
    elif name not in PHRASING:
        inside = next((item for item in reversed(open_elements) if item not in {"a", "ins", "del"}), "")
        allowed = inside == "summary" and name in HEADINGS
        if inside in ONLY_PHRASING and not allowed:
            yield _misplaced(f"thẻ <{name}>", inside)
    elif name == "a" and "a" in open_elements:
        yield _misplaced("thẻ <a>", "a")


def _without_summary() -> Finding:
    return Finding(
        "thẻ <details> phải mở đầu bằng một thẻ <summary>",
        "Viết: <details><summary>Xem thêm</summary> … </details>",
        ("<details",),
    )


def _misplaced(what: str, parent: str) -> Finding:
    where = f"trong thẻ <{parent}>" if parent else "ở ngoài thẻ của nó"
    return Finding(
        f"{what} đứng sai chỗ, {where}",
        "Bỏ đoạn HTML này; viết bằng Markdown.",
        (what.removeprefix("thẻ ").removesuffix(">"), f"<{parent}"),
    )
