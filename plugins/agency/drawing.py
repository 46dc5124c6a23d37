"""An SVG that may be published: a browser that opens it at its own address would run what is written in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video"}
)
ADDRESS = re.compile(r"#.*|data:image/(?:png|jpeg|gif|webp)[;,].*", re.IGNORECASE | re.DOTALL)
IN_STYLE = re.compile(
    r"@import|url\((?!\s*[\"']?\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,]))", re.IGNORECASE
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class _RefusedError(Exception):
    """What a drawing may not hold; the message is Vietnamese."""


def drawing_fault(data: bytes) -> str | None:
    """Return what keeps the bytes of an SVG from being published, with its line, in Vietnamese; None if nothing does.

    Scripts, event handlers, foreign content, entities, and addresses of anything but its own parts.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    drawing = _Drawing()
    parser.StartElementHandler = drawing.start
    parser.EndElementHandler = drawing.end
    parser.CharacterDataHandler = drawing.text
    parser.EntityDeclHandler = drawing.entity
    parser.ProcessingInstructionHandler = drawing.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keyword
    except _RefusedError as refused:
        return f"dòng {parser.CurrentLineNumber} có {refused}"
    except expat.ExpatError as error:
        return f"dòng {error.lineno} không đọc được như một ảnh SVG"
    return None


class _Drawing:
    """Looks at a drawing while it is parsed; raises _RefusedError."""

    def __init__(self) -> None:
        self._is_root = True
        self._style: list[str] | None = None

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if self._is_root and (namespace, name) != (SVG, "svg"):
            raise _RefusedError(f'thẻ <{name}>, không phải <svg xmlns="{SVG}">')
        self._is_root = False
        if name.lower() in ELEMENTS:
            raise _RefusedError(f"thẻ <{name}>")
        for wrong in _wrong_attributes({key.rpartition(" ")[2]: value for key, value in attributes.items()}):
            raise _RefusedError(wrong)
        if name.lower() == "style":
            self._style = []

    def text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def end(self, _qualified: str) -> None:
        if self._style is not None and _leads_out("".join(self._style)):
            raise _RefusedError("kiểu dáng (style) dẫn tới tệp bên ngoài")
        self._style = None

    def entity(self, name: str, *_of_no_interest: object) -> None:
        raise _RefusedError(f"khai báo <!ENTITY {name}>")

    def instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            raise _RefusedError("lệnh <?xml-stylesheet>")


def _wrong_attributes(attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name.lower().startswith("on"):
            yield f"thuộc tính {name} (mã chạy khi có sự kiện)"
        elif name.lower() in {"href", "src"} and not ADDRESS.fullmatch(value.strip()):
            yield f"{name}=“{value.strip()[:40]}” dẫn ra ngoài ảnh"
        elif name == "attributeName" and (value.lower().endswith("href") or value.lower().startswith("on")):
            yield f"hoạt hình đổi thuộc tính {value}"
        elif _leads_out(value):
            yield f"{name}=“{value.strip()[:40]}” dẫn tới tệp bên ngoài"


def _leads_out(style: str) -> bool:
    # An escape could spell url(…) in another way; a drawing needs none.
    plain = COMMENT.sub("", style)
    return IN_STYLE.search(plain) is not None or ("\\" in plain and "(" in plain)
