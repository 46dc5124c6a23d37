"""Look at the pages of a release again, with another parser than the one that sanitised the texts (nh3).

Readers' browsers must run nothing but the portal's own script files and load nothing from elsewhere, whatever a text, a
template or a plugin has put into a page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plugins.release.errors import ReleaseError

MOST_LISTED = 10
ACTIVE = {
    "applet", "base", "embed", "frame", "frameset", "iframe", "object", "portal", "style",
    "animate", "animatemotion", "animatetransform", "foreignobject", "set",
}  # fmt: skip
DATA = "application/ld+json"  # a script element that no browser runs
LOADED = {"src", "poster", "background", "data", "action", "formaction", "manifest", "ping", "attributionsrc"}
LINKS = {"a", "area"}
NOT_LOADED = {
    "alternate",
    "canonical",
    "schema.dc",
    "license",
    "author",
    "help",
    "me",
    "next",
    "prev",
}  # of <link rel>
SCHEMES = {"", "http", "https", "mailto", "tel", "sms", "geo"}
# What browsers ignore in a URL (WHATWG URL, 4.4): these around it, and those anywhere.
AROUND = "".join(map(chr, range(0x21)))
WITHIN = re.compile(r"[\t\n\r]")
PAINT = {
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-mid",
    "marker-end",
    "cursor",
}
OTHER_FILE = re.compile(r"url\(\s*[\"']?\s*(?!#)", re.IGNORECASE)
SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
REFRESH = re.compile(r"\s*\d+\s*[;,]\s*url\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)
TABLE_PART = re.compile(
    r"<(/?)(?:tr|td|th|tbody|thead|tfoot|caption|colgroup|col)\b", re.IGNORECASE
)  # vanish elsewhere
XHTML = "{http://www.w3.org/1999/xhtml}"
STYLE_SHEET, IMPORT = b"<?xml-stylesheet", b"@import"
RUN = {
    ".htm",
    ".xhtml",
    ".xht",
    ".shtml",
    ".svgz",
    ".mht",
    ".mhtml",
}  # browsers run these, and the portal makes none
SSI = b"<!--#"


# Pages that were released by other rules are looked at again.
RULES = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def inspect(release: Path, names: Iterable[str], host: str = "") -> None:
    """Raise ReleaseError that lists the pages, feeds and drawings with something that must not be published.

    `names` are the files below `release` to be looked at, `host` that of the portal, whose files may also be loaded by their
    whole address. Raises OSError.
    """
    problems = [
        f"{name}: {problem}" for name in sorted(names) for problem in _file_problems(release / name, host)
    ]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems[:MOST_LISTED])
        more = f"\n  - và {len(problems) - MOST_LISTED} lỗi nữa" if len(problems) > MOST_LISTED else ""
        raise ReleaseError(
            f"Kiểm tra trước khi phát hành phát hiện nội dung không được phép đăng:\n{listed}{more}\n"
            "Báo cho người phụ trách kỹ thuật: đây là lỗi của giao diện hoặc của chương trình. Trang đang phục vụ không thay đổi."
        )


def _file_problems(file: Path, host: str) -> Iterator[str]:
    ending = file.suffix.lower()
    if ending in RUN:
        yield f"loại tệp {ending}"
    elif (look := KINDS.get(ending)) is not None:
        yield from look(file.read_bytes(), host)


def page_problems(html: bytes, host: str = "") -> Iterator[str]:
    """Yield, in Vietnamese, what a page or a part of one must not have.

    >>> list(page_problems(b"<a href='java&#115;cript:x()'>Hop</a>"))
    ['liên kết javascript: ở <a>']
    """
    if SSI in html:
        yield "lệnh của máy chủ (<!--#)"
    root = LexborHTMLParser(html).root
    for node in root.traverse() if root is not None else ():
        yield from _problems_of(node, host)


def _problems_of(node: LexborNode, host: str) -> Iterator[str]:
    tag, attributes = (node.tag or "").lower(), node.attributes
    if tag in ACTIVE:
        yield f"phần tử <{tag}>"
    if tag == "script" and "src" not in attributes and (attributes.get("type") or "").lower() != DATA:
        yield "mã lệnh viết trong trang (<script>)"
    if tag == "template":  # traverse() leaves out its content, a separate document
        inner = (node.html or "").partition(">")[2].rpartition("</")[0]
        yield from page_problems(TABLE_PART.sub(r"<\1div", inner).encode(), host)
    for name, value in attributes.items():
        # Where script runs, the content of noscript is not parsed: it ends with the first end tag, also in an attribute.
        if "</noscript" in (value or "").lower():
            yield f"thẻ kết thúc </noscript> ở {name} của <{tag}>"
        url = _url(value or "")
        if name.startswith("on"):
            yield f"mã lệnh ở thuộc tính {name} của <{tag}>"
        elif name in {"style", "srcdoc", "shadowrootmode"}:
            yield f"thuộc tính {name} của <{tag}>"
        elif name == "http-equiv" and not _leads_to_own(attributes.get("content") or "", host):
            yield f"<meta http-equiv={url}>"
        elif (
            name in {"srcset", "imagesrcset"}
            and not all(_is_own(source, host) for source in _sources(value or ""))
        ) or (name in PAINT and OTHER_FILE.search(value or "")):
            yield f"tệp từ trang khác ở {name} của <{tag}>"
        elif name in LOADED and not _is_own(url, host):
            yield f"tệp từ trang khác ở {name} của <{tag}>: {url[:100]}"
        elif name in {"href", "xlink:href"}:
            yield from _link_problems(tag, (attributes.get("rel") or "").lower(), url, host)


def _link_problems(tag: str, relation: str, url: str, host: str) -> Iterator[str]:
    if tag in LINKS or (tag == "link" and set(relation.split()) <= NOT_LOADED):
        if (scheme := _scheme(url)) not in SCHEMES:
            yield f"liên kết {scheme}: ở <{tag}>"
    elif not _is_own(url, host):
        yield f"tệp từ trang khác ở href của <{tag}>: {url[:100]}"


def _url(written: str) -> str:
    return WITHIN.sub("", written.strip(AROUND))


def _leads_to_own(content: str, host: str) -> bool:
    found = REFRESH.fullmatch(content)
    return found is not None and _is_own(_url(found[1].strip("'\"")), host)


def _sources(srcset: str) -> list[str]:
    """Return everything between white space and commas: more than the URLs, of which none is missing."""
    return [part for part in re.split(r"[\s,]+", srcset) if part]


def _is_own(url: str, host: str) -> bool:
    """Return whether a URL is one of this site: its host over HTTPS, or no scheme and no host."""
    url = url.replace("\\", "/")
    if host and url.lower().startswith(f"https://{host}/"):
        return True
    return not _scheme(url) and not url.startswith("//")


def _scheme(url: str) -> str:
    found = SCHEME.match(url)
    return found[1].lower() if found else ""


def _xml_problems(xml: bytes, host: str) -> Iterator[str]:
    """Yield what the texts in a feed must not have; for any other XML, what makes it unreadable."""
    root = yield from _parsed(xml)
    for node in root.iter() if root is not None else ():
        if node.get("type") == "html":
            yield from page_problems("".join(node.itertext()).encode(), host)


def _json_problems(data: bytes, host: str) -> Iterator[str]:
    """Yield what the texts in a JSON feed must not have; for any other JSON, what makes it unreadable."""
    try:
        found: Any = json.loads(data)
    except ValueError as error:
        yield f"JSON không đọc được ({error})"
        return
    items = found.get("items") if isinstance(found, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("content_html"), str):
            yield from page_problems(item["content_html"].encode(), host)


def _drawing_problems(svg: bytes, _host: str) -> Iterator[str]:
    root = yield from _parsed(svg)
    if IMPORT in svg.lower() or OTHER_FILE.search(svg.decode(errors="replace")):
        yield "tệp từ trang khác trong hình vẽ"
    for node in root.iter() if root is not None else ():
        tag = str(node.tag).rpartition("}")[2].lower()
        if tag == "script" or tag in ACTIVE - {"style"}:
            yield f"phần tử <{tag}> trong hình vẽ"
        for key, value in node.attrib.items():
            name = key.rpartition("}")[2].lower()
            if name.startswith("on") or (name == "href" and not value.startswith("#")):
                yield f"thuộc tính {name} của <{tag}> trong hình vẽ"


def _parsed(xml: bytes) -> Generator[str, None, ElementTree.Element | None]:
    """Yield what is wrong with an XML file, and return its root; None if there is none."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or STYLE_SHEET in xml:
        yield "khai báo kiểu tài liệu, thực thể hay kiểu dáng (<!DOCTYPE, <!ENTITY, <?xml-stylesheet)"
        return None
    try:
        # As UTF-8, whatever the file declares: in another encoding the declarations above would not be found.
        root = ElementTree.fromstring(xml.decode("utf-8"))  # noqa: S314 - without declarations it has no entities to expand
    except UnicodeDecodeError:
        yield "XML không phải UTF-8"
        return None
    except ElementTree.ParseError as error:
        yield f"XML không đọc được ({error})"
        return None
    # Browsers run these in any XML; only the sitemap has them, for links to other languages.
    for node in root.iter():
        if str(node.tag).startswith(XHTML) and node.tag != f"{XHTML}link":
            yield f"phần tử HTML <{str(node.tag).removeprefix(XHTML)}> trong XML"
    return root


KINDS: dict[str, Callable[[bytes, str], Iterator[str]]] = {
    ".html": page_problems,
    ".xml": _xml_problems,
    ".json": _json_problems,
    ".svg": _drawing_problems,
}
