"""Rewrite a Word document so that `mammoth` finds everything in its XML that Word adds when it draws a page.

Numbers of lists become text, fonts from before Unicode become Unicode, text boxes become paragraphs; what readers of the
document do not see (hidden text, comments) is left out and counted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from plugins.conversion.numbering import Label, Numbering
from plugins.conversion.old_fonts import encoding_of, in_unicode
from plugins.conversion.styles import Styles, W, is_set, number_of, value_of
from plugins.errors.issue import UserError

TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
}
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
V = "{urn:schemas-microsoft-com:vml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Private characters, which are removed from all text first. Around the label of a paragraph: its level from FIRST_DEPTH on,
# BULLET if it is one, then the label. JOINED stands before an item that belongs to the list above it.
LABEL, LABEL_ENDS, BULLET, JOINED, FIRST_DEPTH = "\ue010", "\ue011", "\ue012", "\ue013", 0xE020
PRIVATE = dict.fromkeys(
    (*map(ord, (LABEL, LABEL_ENDS, BULLET, JOINED)), *range(FIRST_DEPTH, FIRST_DEPTH + 9))
)
HEADING = "TrangTinHeading"
HIDDEN = "đoạn chữ ẩn"
SYMBOL = "ký hiệu của phông chữ riêng"
LEFT_OUT = {
    f"{M}oMath": "công thức",
    f"{M}oMathPara": "công thức",
    f"{W}object": "đối tượng nhúng (bảng tính, bản vẽ)",
    f"{W}altChunk": "phần chép nguyên từ tệp khác",
    f"{W}ddList": "ô chọn của biểu mẫu",
    f"{V}textpath": "chữ nghệ thuật (WordArt)",
}
# What only holds other things, and which `mammoth` passes over with all that is inside.
HOLDERS = {f"{W}{name}" for name in ("fldSimple", "bdo", "dir", "customXml", "smartTag", "ruby", "rubyBase")}
READINGS = f"{W}rt"  # how characters are pronounced, above them
SAME = {f"{W}cr": f"{W}br", f"{W}ptab": f"{W}tab"}
SYMBOLS = ("wingdings", "webdings", "symbol")  # fonts whose letters are pictures
READ = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
REFERENCES = {f"{W}footnoteReference", f"{W}endnoteReference"}
LABELS = re.compile(f"{LABEL}[^{LABEL_ENDS}]*{LABEL_ENDS}")
UNSEEN = {f"{W}{name}" for name in ("p", "pPr", "rPr", "del", "moveFrom")}
TEXTS = (f"{W}t", f"{W}delText")


class Prepared:
    """A document rewritten for `mammoth`; `dropped` counts what was left out, by its description in Vietnamese."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Take the parts of a document. Raises UserError for XML that cannot be read."""
        self.dropped: Counter[str] = Counter()
        self._parts = dict(parts)
        self._styles = Styles(self._root("word/styles.xml"))
        self._numbering = Numbering(self._root("word/numbering.xml"))
        self._seen: list[Element] = []
        for name in READ:
            if (root := self._root(name)) is not None:
                self._prepare(root)
                self._seen.append(root)
                self._parts[name] = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        self._add_heading_styles()
        self._count_margins()

    def lines(self) -> list[str]:
        """Return the lines that readers of the document see, without the numbers of lists."""
        notes = {
            (one.tag.removesuffix("Reference"), one.get(f"{W}id"))
            for root in self._seen
            for one in root.iter()
            if one.tag in REFERENCES
        }
        return [
            line
            for root in self._seen
            for part in (root, *root)
            if part.tag == f"{W}body" or (part.tag, part.get(f"{W}id")) in notes
            for paragraph in part.iter(f"{W}p")
            for line in _lines_of(paragraph)
        ]

    def pictures(self) -> int:
        """Return how many pictures readers of the document see."""
        return sum(
            1 for root in self._seen for kind in (f"{A}blip", f"{V}imagedata") for _ in root.iter(kind)
        )

    def archive(self) -> io.BytesIO:
        """Return the document as a ZIP archive."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self._parts.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        written.seek(0)
        return written

    def _root(self, name: str) -> Element | None:
        data = self._parts.get(name)
        if data is None:
            return None
        for strict, usual in TRANSITIONAL.items():
            data = data.replace(strict, usual)
        self._parts[name] = data
        try:
            return ElementTree.fromstring(data)  # noqa: S314 - without a DOCTYPE, see package.py
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise UserError("Tệp Word bị hỏng, không đọc được. Mở bằng Word rồi lưu lại.") from error

    def _prepare(self, root: Element) -> None:
        _collapse_alternatives(root)
        _open_holders(root)
        _drop_codes(root)
        self._drop(root)
        _hoist_text_boxes(root)
        _keep_last_marks(root)
        columns = _numbered_cells(root)
        for paragraph in root.iter(f"{W}p"):
            self._drop_hidden(paragraph)
            self._convert_fonts(paragraph)
            label = self._label(paragraph, is_cell=paragraph in columns)
            self._mark_heading(paragraph)
            if label is not None:
                _put_label(paragraph, label)

    def _drop(self, root: Element) -> None:
        """Take out what readers of the document do not see, and what cannot be shown, and count it."""
        for parent in list(root.iter()):
            for child in list(parent):
                if why := self._reason(child):
                    self.dropped[why] += 1
                    parent.remove(child)
        self.dropped["thay đổi chưa được chấp nhận (Track Changes), lấy bản sau khi chấp nhận"] += sum(
            1 for _ in (*root.iter(f"{W}ins"), *root.iter(f"{W}del"), *root.iter(f"{W}moveTo"))
        )
        self.dropped["nhận xét (Comments)"] += sum(1 for _ in root.iter(f"{W}commentReference"))

    def _reason(self, element: Element) -> str:
        """Return why an element is left out, "" for one that is not."""
        tag, found = element.tag, LEFT_OUT.get(element.tag, "")
        if tag == f"{W}r" and is_set(element.find(f"{W}rPr"), "vanish"):
            found = HIDDEN
        elif tag == f"{A}blip" and element.get(f"{R}embed") is None and element.get(f"{R}link") is not None:
            found = "ảnh nằm ở nơi khác, không nằm trong tệp"
        elif tag == f"{A}graphicData" and element.get("uri", "").rpartition("/")[2] in {"chart", "diagram"}:
            found = "biểu đồ, sơ đồ"
        elif self._is_contents(element):
            found = "mục lục (cổng tự làm)"
        return found

    def _is_contents(self, element: Element) -> bool:
        if element.tag == f"{W}sdt":
            galleries = element.iterfind(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            return any(one.get(f"{W}val") == "Table of Contents" for one in galleries)
        style = value_of(element.find(f"{W}pPr"), "pStyle") if element.tag == f"{W}p" else None
        return self._styles.name(style).startswith("toc ")

    def _drop_hidden(self, paragraph: Element) -> None:
        """Take out the text that a style hides."""
        style = value_of(paragraph.find(f"{W}pPr"), "pStyle")
        for parent in list(paragraph.iter()):
            for run in parent.findall(f"{W}r"):
                properties = run.find(f"{W}rPr")
                if self._styles.hides(properties, value_of(properties, "rStyle"), style):
                    self.dropped[HIDDEN] += 1
                    parent.remove(run)

    def _convert_fonts(self, paragraph: Element) -> None:
        style = value_of(paragraph.find(f"{W}pPr"), "pStyle")
        before: tuple[Element, str] | None = None  # the text in front, and its letters as they were stored
        for run in paragraph.iter(f"{W}r"):
            properties = run.find(f"{W}rPr")
            font = self._styles.font(properties, value_of(properties, "rStyle"), style)
            for text in run:
                if text.tag not in TEXTS or not text.text:
                    continue
                text.text = text.text.translate(PRIVATE)
                if font.lower().startswith(SYMBOLS) and text.text.strip() and text.text.isascii():
                    self.dropped[SYMBOL] += 1
                    text.text = ""
                if not encoding_of(font):
                    before = None
                    continue
                if before is not None and (marks := _marks(before[1], text.text, font)):
                    front, last = before  # a mark of VNI may stand in another run than its letter
                    front.text = (front.text or "")[:-1] + in_unicode(last + text.text[:marks], font)
                    text.text = text.text[marks:]
                ends_with_letter = text.text[-1:].isascii() and text.text[-1:].isalpha()
                before = (text, text.text[-1]) if ends_with_letter else None
                text.text = in_unicode(text.text, font)

    def _mark_heading(self, paragraph: Element) -> None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return
        style = properties.find(f"{W}pStyle")
        name = style.get(f"{W}val") if style is not None else None
        level = self._styles.heading(name, number_of(value_of(properties, "outlineLvl")))
        if level:
            style = style if style is not None else SubElement(properties, f"{W}pStyle")
            style.set(f"{W}val", f"{HEADING}{min(level, 6)}")

    def _label(self, paragraph: Element, *, is_cell: bool) -> Label | None:
        """Return what Word draws before a paragraph; an empty one of a list is counted, too, but shows nothing here outside a cell."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None or properties.find(f"{W}rPr/{W}del") is not None:
            return None
        own = properties.find(f"{W}numPr")
        inherited = self._styles.numbering(value_of(properties, "pStyle"))
        if own is not None:
            properties.remove(own)
        name, depth = value_of(own, "numId"), number_of(value_of(own, "ilvl"))
        if name is None and inherited is not None:
            name = inherited[0]
        if depth is None:
            depth = inherited[1] if inherited is not None else None
        label = self._numbering.label(name, depth or 0) if name is not None else None
        has_text = any(text.text for text in paragraph.iter(f"{W}t"))
        return label if has_text or (is_cell and label is not None and not label.is_bullet) else None

    def _add_heading_styles(self) -> None:
        """Name the styles of headings so that `mammoth` knows them, whatever the document calls them."""
        styles = self._root("word/styles.xml")
        root = styles if styles is not None else Element(f"{W}styles")
        for level in range(1, 7):
            style = SubElement(
                root, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": f"{HEADING}{level}"}
            )
            SubElement(style, f"{W}name", {f"{W}val": f"{HEADING}{level}"})
        self._parts["word/styles.xml"] = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)

    def _count_margins(self) -> None:
        """Count the headers and footers that have words: page numbers alone are no loss."""
        for name in self._parts:
            if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
                root = self._root(name)
                words = " ".join(text.text or "" for text in root.iter(f"{W}t")) if root is not None else ""
                if any(letter.isalpha() for letter in words.replace("Trang", "").replace("Page", "")):
                    self.dropped["đầu trang, chân trang"] += 1


def _collapse_alternatives(root: Element) -> None:
    """Keep one of the forms in which Word writes the same thing for newer and older versions."""
    for parent in list(root.iter()):
        if any(child.tag == f"{MC}AlternateContent" for child in parent):
            kept: list[Element] = []
            for child in parent:
                kept += _chosen(child) if child.tag == f"{MC}AlternateContent" else [child]
            parent[:] = kept


def _chosen(element: Element) -> list[Element]:
    forms = [one for one in (element.find(f"{MC}Fallback"), element.find(f"{MC}Choice")) if one is not None]
    chosen = max(forms, key=_richness, default=None)  # LibreOffice leaves the older form of a text box empty
    found = list(chosen) if chosen is not None else []
    return [
        one
        for child in found
        for one in (_chosen(child) if child.tag == f"{MC}AlternateContent" else [child])
    ]


def _richness(element: Element) -> tuple[int, int]:
    """Return how many letters and pictures a form has."""
    letters = sum(len(text.text or "") for text in element.iter(f"{W}t"))
    return letters, sum(1 for name in (f"{A}blip", f"{V}imagedata") for _ in element.iter(name))


def _lines_of(paragraph: Element) -> list[str]:
    """Return the lines of a paragraph; text boxes inside it have paragraphs of their own."""
    parts: list[str] = []
    left = list(paragraph)[::-1]
    while left:
        element = left.pop()
        if element.tag == f"{W}br":
            parts.append("\n")
        elif element.tag == f"{W}t":
            parts.append(element.text or "")
        elif element.tag not in UNSEEN:
            left += list(element)[::-1]
    return LABELS.sub("", "".join(parts)).split("\n")


def _open_holders(root: Element) -> None:
    """Put what stands in HOLDERS, and in check boxes, in their place; name breaks and tabs as `mammoth` knows them."""
    for parent in list(root.iter()):
        kept: list[Element] = []
        left = list(parent)[::-1]
        while left:
            child = left.pop()
            if child.tag in HOLDERS:
                left += list(child)[::-1]
            elif child.tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W14}checkbox") is not None:
                left += [one for holder in child.iterfind(f"{W}sdtContent") for one in holder][::-1]
            elif child.tag != READINGS:
                child.tag = SAME.get(child.tag, child.tag)
                kept.append(child)
        parent[:] = kept


def _drop_codes(root: Element) -> None:
    """Empty the text within the codes of fields, such as the result of a field within the condition of another."""
    begun: list[
        tuple[list[Element], bool]
    ] = []  # of each open field: the text of its code, and whether that goes on
    for element in root.iter():
        kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else None
        if kind == "begin":
            begun.append(([], True))
        elif kind == "separate" and begun:
            begun[-1] = (begun[-1][0], False)
        elif kind == "end" and begun:
            found, _ = begun.pop()
            for text in found:
                text.text = ""
        elif element.tag in TEXTS:
            for found, goes_on in reversed(begun):
                if goes_on:
                    found.append(element)
                    break


def _keep_last_marks(root: Element) -> None:
    """Take deleted paragraphs as ended where nothing follows that they could be joined with."""
    for parent in root.iter():
        last = next((child for child in reversed(parent) if child.tag == f"{W}p"), None)
        properties = last.find(f"{W}pPr/{W}rPr") if last is not None else None
        deleted = properties.find(f"{W}del") if properties is not None else None
        if properties is not None and deleted is not None:
            properties.remove(deleted)


def _numbered_cells(root: Element) -> set[Element]:
    """Return the paragraphs of cells without text, in which a number of a list is what readers see."""
    return {
        paragraph
        for cell in root.iter(f"{W}tc")
        if not any(text.text for text in cell.iter(f"{W}t"))
        for paragraph in cell.iter(f"{W}p")
    }


def _hoist_text_boxes(root: Element) -> None:
    """Put the paragraphs of text boxes behind the paragraph that holds the box."""
    for parent in list(root.iter()):
        boxes = [(child, _boxes(child)) for child in parent if child.tag == f"{W}p"]
        if not any(found for _, found in boxes):
            continue
        kept: list[Element] = []
        by_paragraph = {id(child): found for child, found in boxes}
        for child in parent:
            kept.append(child)
            for box in by_paragraph.get(id(child), ()):
                kept += list(box)
                box[:] = []
        parent[:] = kept


def _boxes(paragraph: Element) -> list[Element]:
    return list(paragraph.iter(f"{W}txbxContent"))


def _marks(letter: str, text: str, font: str) -> int:
    """Return how many characters at the beginning of a text are marks of the letter in front."""
    joined = [number for number in (1, 2) if len(in_unicode(letter + text[:number], font)) == 1]
    return max((number for number in joined if number <= len(text)), default=0)


def _put_label(paragraph: Element, label: Label) -> None:
    run = Element(f"{W}r")
    text = SubElement(run, f"{W}t", {SPACE: "preserve"})
    mark = BULLET if label.is_bullet else ""
    text.text = f"{LABEL}{chr(FIRST_DEPTH + label.depth)}{mark}{label.text}{LABEL_ENDS}"
    place = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
    paragraph.insert(place, run)
