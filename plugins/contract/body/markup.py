"""Raw HTML in a text: reject what a strict allow-list would alter, by comparing the raw and the sanitised HTML.

The sanitiser is nh3 (ammonia). Its output is what is published: should the comparison ever miss something, the page
is still clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

from plugins.errors.issue import Finding

TEXT_TAGS = "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
TAGS = set(TEXT_TAGS.split())
ATTRIBUTES = {
    "*": {"lang", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "li": {"id", "value"},
    "ol": {"start", "type", "reversed"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4", "h5", "h6")},
    "th": {"colspan", "rowspan", "scope", "abbr"},
}
CLASSES = {  # those that the Markdown extensions and `lines.py` make
    "a": {"footnote-ref", "footnote-backref", "video-link"},
    "div": {"footnote", "gallery", "sides", "recipients"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
    "ul": {"marked"},
}
# Attributes and elements of word processors and old pages that only say how something looks: left out with a warning.
LEFT_OUT = {
    *(
        "align",
        "bgcolor",
        "border",
        "bordercolor",
        "cellpadding",
        "cellspacing",
        "class",
        "clear",
        "color",
        "dir",
        "face",
    ),
    *("hspace", "nowrap", "rel", "role", "rules", "size", "style", "target", "type", "valign", "vspace"),
}
SIZES = {"width", "height"}  # of anything but a picture
LEFT_OUT_TAGS = {"center", "font", "o:p", "tt", "u1:p", "st1:place"}
OTHER_TAGS = (  # of HTML; any other is text in angle brackets
    "address applet area article aside audio base basefont bdi bdo body button canvas data datalist dialog embed fieldset "
    "footer form frame frameset h1 head header hgroup html iframe input label legend link main map marquee math menu meta "
    "meter nav nobr noframes noscript object optgroup option output param picture plaintext progress rp rt ruby script "
    "search section select slot source strike style svg template textarea time title track video wbr xmp"
)
SCHEMES = {"http", "https", "mailto", "tel"}
ADDRESSES = {"href", "src"}
CLEANER = nh3.Cleaner(  # one for all texts: 50 of 240 µs a text
    tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES, url_schemes=SCHEMES, link_rel=None
)
# Outside a table the parser drops these tags, and the text of the cells runs together.
TABLE_PARTS = ("td", "th", "tr", "caption")
LETTER = re.compile(r"(?<=\s)(<[bisuq]>)(?=\s)")  # `điểm <b> và <i>` are letters
STYLES = (
    (
        r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])",
        "Chữ này vốn bị ẩn: xóa nó, hoặc bỏ style nếu muốn đăng.",
    ),
    (r"text-decoration[\w-]*\s*:[^;]*line-through", "Chữ gạch bỏ thì viết ~~chữ bỏ~~, rồi bỏ style."),
    (
        r"vertical-align\s*:\s*(?:super|sub)(?!\w)",
        "Chữ trên viết <sup>2</sup>, chữ dưới viết <sub>2</sub>, rồi bỏ style.",
    ),
    (
        r"list-style(?:-type)?\s*:[^;]*(?:alpha|roman|latin|greek)",
        "Viết danh sách bằng a), b), c) hoặc 1., 2., 3., rồi bỏ thẻ.",
    ),
)
DECLARATION = re.compile(r"<(?:!(?!--)|\?)[^>]{0,20}")  # Word's <![if …]>, <?xml …>: browsers drop them
DISK = re.compile(r"[a-z]|file")
# Without the element, which is left out, such lines would be one.
CENTRED = re.compile(r"^[ ]{0,3}<center>([^\n]*)</center>$", re.MULTILINE)
TABLE_ALIGNMENT = re.compile(r'<(t[dh]) style="text-align: (left|center|right);">')


def sanitise(html: str) -> tuple[str, list[Finding]]:
    """Return the HTML that may be published, and what had to be altered in it.

    The first is the sanitised serialisation; the second is empty when nothing but the spelling changed.
    """
    html = TABLE_ALIGNMENT.sub(r'<\1 class="align-\2">', html)  # a strict CSP forbids inline styles
    apart = CENTRED.sub(r"<div>\1</div>", html) if "</center>" in html else html
    clean = CLEANER.clean(apart)
    if clean == html:
        return clean, []
    if lost := next((name for name in TABLE_PARTS if clean.count(f"<{name}") < html.count(f"<{name}")), ""):
        return clean, [_rejection(f"thẻ <{lost}> đứng ngoài bảng", (f"<{lost}",))]
    if (letter := LETTER.search(html)) and html.count(letter[1]) != html.count(letter[1].replace("<", "</")):
        return clean, [_unknown_tag(letter[1].strip("<>"), is_text=True)]
    if declarations := DECLARATION.findall(html):
        return clean, [_rejection(f"mã “{found}”", (found, found[:3])) for found in declarations]
    inventory = _Inventory(html)
    raw = nh3.clean(
        apart,
        tags=TAGS | (inventory.tags - LEFT_OUT_TAGS),
        attributes=inventory.attributes,
        allowed_classes=CLASSES,
        clean_content_tags=set(),
        url_schemes=SCHEMES | inventory.schemes,
        link_rel=None,
    )
    found = list(dict.fromkeys(inventory.rejected()))
    warnings = [finding for finding in found if finding.is_warning]
    if raw == clean:
        return clean, [*warnings, *inventory.meaningful_styles()]
    return clean, found if len(found) > len(warnings) else [
        *found,
        _rejection("mã HTML không hợp lệ", ("<",)),
    ]


def _rejection(what: str, near: tuple[str, ...]) -> Finding:
    return Finding(f"nội dung có {what}, không được phép đăng", "Bỏ đoạn HTML này; viết bằng Markdown.", near)


def _unknown_tag(tag: str, *, is_text: bool = False) -> Finding:
    near = (f"<{tag}",)
    if not is_text and (tag in OTHER_TAGS.split() or ":" in tag):
        return _rejection(f"thẻ <{tag}>", near)
    message = f"chữ đặt trong dấu < > (“<{tag}…”) sẽ không hiện trên trang"
    return Finding(message, f"Dùng ngoặc khác, ví dụ: [{tag}…], hoặc viết &lt;{tag}…&gt;", near)


def _left_out(what: str, near: tuple[str, ...]) -> Finding:
    message = f"{what} không có tác dụng trên cổng nên được bỏ qua"
    return Finding(message, "Không cần làm gì; xóa đi cho gọn nếu muốn.", near, is_warning=True)


def _is_left_out(tag: str, name: str) -> bool:
    return name in LEFT_OUT or (name in SIZES and tag != "img")


def _rejected_address(tag: str, scheme: str, value: str) -> Finding:
    shown = "".join(value.split())[:60]
    example = "![Toàn cảnh hội nghị](hoi-nghi.jpg)" if tag == "img" else "[Kế hoạch](ke-hoach.pdf)"
    message = f"nội dung có địa chỉ “{scheme}:” của thẻ <{tag}>, không được phép đăng"
    if DISK.fullmatch(scheme):
        message = f"“{shown}” là đường dẫn trên máy của người viết"
        hint = f"Chép tệp vào cạnh bài viết rồi chỉ viết tên tệp, ví dụ: {example}"
    elif tag == "img":
        hint = f"Lưu ảnh vào cạnh bài viết rồi viết tên tệp, ví dụ: {example}"
    else:
        hint = "Liên kết chỉ nhận địa chỉ trong cổng, https://, http://, mailto: và tel:."
    return Finding(
        message,
        hint,
        (f"]({value}", value, shown, f"{scheme}:", "]("),
    )


class _Inventory(HTMLParser):
    """Every element, attribute and URL scheme of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(html)
        self.close()
        self.tags = {tag for tag, _ in self.found}
        self.attributes: dict[str, set[str]] = {tag: set() for tag in self.tags}
        self.schemes = set()
        for tag, attributes in self.found:
            self.attributes[tag] |= {
                name for name, _ in attributes if name in _allowed(tag) or not _is_left_out(tag, name)
            }
            self.schemes |= {_scheme(value) for name, value in attributes if name in ADDRESSES}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [(name, value or "") for name, value in attrs]))

    def meaningful_styles(self) -> Iterator[Finding]:
        """Yield the styles that change what a text says, and so cannot be left out."""
        for tag, attributes in self.found:
            for name, value in attributes:
                for pattern, hint in STYLES if name == "style" else ():
                    if match := re.search(pattern, value, re.IGNORECASE):
                        message = f"thẻ <{tag}> có style “{match[0]}” làm đổi nghĩa của chữ, mà cổng không dùng style"
                        yield Finding(message, hint, (match[0], "style="))

    def rejected(self) -> Iterator[Finding]:
        """Yield what is not on the allow-list, in document order."""
        pictures = {value for tag, attributes in self.found if tag == "img" for _, value in attributes}
        for tag, attributes in self.found:
            if tag in LEFT_OUT_TAGS:
                yield _left_out(f"thẻ <{tag}>", (f"<{tag}",))
                continue
            if tag not in TAGS:
                yield _unknown_tag(tag)
                continue
            for name, value in attributes:
                if name == "class" and set(value.split()) <= CLASSES.get(tag, set()):
                    continue
                if name not in _allowed(tag) and _is_left_out(tag, name):
                    yield _left_out(f"thuộc tính {name} của thẻ <{tag}>", (f"{name}=", f"<{tag}"))
                elif name not in _allowed(tag):
                    yield _rejection(f"thuộc tính {name} của thẻ <{tag}>", (f"{name}=", name, f"<{tag}"))
                elif name in ADDRESSES and _scheme(value) not in SCHEMES | {""}:
                    if tag == "a" and value in pictures:  # a lone picture leads to itself
                        continue
                    yield _rejected_address(tag, _scheme(value), value)


def _allowed(tag: str) -> set[str]:
    return ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())


def _scheme(address: str) -> str:
    # Browsers skip white space and control characters inside a scheme: "java\tscript:" is "javascript:".
    squeezed = re.sub(r"[\x00-\x20]", "", address)
    try:
        return urlsplit(squeezed).scheme.lower()
    except ValueError:
        return "không hợp lệ"
