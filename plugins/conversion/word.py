"""A Word document as a text of the portal: Markdown, pictures, and what could not be brought over."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError

import mammoth
from bs4 import BeautifulSoup
from mammoth.documents import Image

from plugins.conversion.lost import lost_words
from plugins.conversion.markdown import Markdown
from plugins.conversion.package import read_package
from plugins.conversion.preparation import BULLET, FIRST_DEPTH, HEADING, LABEL, LABEL_ENDS, SYMBOL, Prepared
from plugins.errors.issue import UserError

MOST_PICTURES = 100
MOST_BYTES = 100_000_000  # of all pictures
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}
STYLES = "\n".join([
    *(f"p[style-name='{HEADING}{level}'] => h{level}:fresh" for level in range(1, 7)),
    "p:unordered-list(1) => p:fresh",
    "p:ordered-list(1) => p:fresh",
    "b => strong",
    "i => em",
    "strike => s",
    "u => ",
    "comment-reference => !",
])  # fmt: skip
MARKS = {ord(mark): " " for mark in (LABEL, LABEL_ENDS, BULLET)} | {
    FIRST_DEPTH + depth: " " for depth in range(9)
}
CHECK_BOX = re.compile(r"<input\b(?P<said>[^>]*)>")
UNKNOWN_CHARACTER = re.compile(r"unsupported character was ignored")


@dataclass
class Converted:
    """What became of a document: the text, its pictures by their names, and what is not in it, in words for people."""

    text: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # of the document, without any marks
    source: str = ""  # the document as HTML, without pictures


def read_word(data: bytes) -> Converted:
    """Return a `.docx` file as a text of the portal. Raises UserError, with what to do, for a file that cannot be read or is not accepted."""
    prepared = Prepared(read_package(data))
    pictures, dropped = dict[str, bytes](), Counter(prepared.dropped)
    names, size, seen = dict[bytes, str](), 0, 0

    def kept(image: Image) -> dict[str, str]:
        nonlocal size, seen
        seen += 1
        ending = ENDINGS.get(image.content_type, "")
        if not ending:
            dropped["ảnh không phải PNG, JPEG hay GIF"] += 1
            return {"src": ""}
        with image.open() as stream:
            content = stream.read()
        digest = hashlib.sha256(content).digest()
        if digest not in names:
            if len(pictures) >= MOST_PICTURES or size + len(content) > MOST_BYTES:
                dropped[f"ảnh ngoài {MOST_PICTURES} ảnh đầu hoặc {MOST_BYTES // 1_000_000} MB đầu"] += 1
                return {"src": ""}
            names[digest] = f"anh-{len(pictures) + 1}{ending}"
            pictures[names[digest]] = content
            size += len(content)
        return {"src": names[digest]}

    try:
        made = mammoth.convert_to_html(  # type: ignore[no-untyped-call] # it has no types
            prepared.archive(),
            style_map=STYLES,
            include_default_style_map=False,
            include_embedded_style_map=False,
            ignore_empty_paragraphs=True,
            convert_image=mammoth.images.img_element(kept),  # type: ignore[no-untyped-call] # as above
        )
    except (
        ExpatError,
        ValueError,
        LookupError,
        OSError,
        RecursionError,
        AttributeError,
    ) as error:
        raise UserError("Tệp Word bị hỏng, không đọc được. Mở bằng Word rồi lưu lại.") from error
    dropped[SYMBOL] += sum(bool(UNKNOWN_CHARACTER.search(one.message)) for one in made.messages)
    html = CHECK_BOX.sub(
        lambda box: "☒" if "checked=" in box["said"] else "☐", _without_lost_pictures(made.value)
    )
    text = Markdown(html).text()
    dropped.update(lost_words(prepared.lines(), text))
    used = {name: data for name, data in pictures.items() if f"({name})" in text or f'"{name}"' in text}
    dropped["ảnh ở chỗ không giữ được ảnh"] += max(0, prepared.pictures() - seen) + len(pictures) - len(used)
    return Converted(text, used, list(counted(dropped)), lines_of_html(html), html.translate(MARKS))


def _without_lost_pictures(html: str) -> str:
    """Return HTML without the pictures that could not be kept."""
    return re.sub(r'<img[^>]* src=""[^>]*/?>', "", html)


def counted(dropped: Counter[str]) -> Iterable[str]:
    """Yield what was left out with its number, for people."""
    return (f"{number} {what}" for what, number in dropped.items() if number)


def lines_of_html(html: str) -> list[str]:
    """Return the lines of a document as it is shown, without marks; "" between what is set in bold and what is not.

    The columns of its head and its signature stand one after the other.
    """
    page = BeautifulSoup(html, "html.parser")
    for line_break in page.find_all("br"):
        line_break.replace_with("\n")
    found: list[str] = []
    before = ""
    for one in page.find_all(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li"]):
        text = one.get_text().translate(MARKS)
        is_bold = (
            bool(text.strip())
            and "".join(part.get_text() for part in one.find_all("strong")).split() == text.split()
        )
        kind = one.name if one.name != "p" else f"p {is_bold}"
        found += [""] if kind != before else []
        found += [line for line in text.split("\n") if line.strip()]
        before = kind
    return found
