"""Give the parts of a Word document the names that Word itself uses, whichever names its relationships choose (ECMA-376-2, 6.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from plugins.errors.issue import UserError

TOP, MAIN = "_rels/.rels", "word/document.xml"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
IN_WORD = re.compile(r"word/[^/]+")
CHOSEN = ("numbering", "styles", "footnotes", "endnotes", "comments")


def under_usual_names(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts with the main one as MAIN and those of CHOSEN as `word/KIND.xml`, and without the relationships that say so.

    So that what is prepared is what is read: both find a part by its usual name. Raises UserError.
    """
    found = dict(parts)
    main = next((target for kind, target in _targets(parts, TOP, "/") if kind == "officeDocument"), MAIN)
    if main not in parts or not IN_WORD.fullmatch(main):
        raise UserError("Tệp này không phải là tệp Word (.docx).")
    found.pop(TOP, None)
    _rename(found, main, MAIN)
    relations = _relations_of(MAIN)
    renamed: dict[str, bytes] = {}
    for kind, target in _targets(found, relations, "/word/"):
        name = f"word/{kind}.xml"
        if kind in CHOSEN and name not in renamed:
            renamed[name] = found[target]
            if _relations_of(target) in found:
                renamed[_relations_of(name)] = found[_relations_of(target)]
    found |= renamed
    if relations in found:
        found[relations] = _without_chosen(found[relations])
    return found


def _targets(parts: dict[str, bytes], name: str, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the part of each relationship to a part that is there."""
    if name not in parts:
        return
    for one in _parsed(parts[name]).iter(RELATION):
        target = urljoin(folder, one.get("Target", "")).lstrip("/")
        if target in parts and one.get("TargetMode") != "External":
            yield _kind(one), target


def _kind(relation: Element) -> str:
    return relation.get("Type", "").rpartition("/")[2]


def _without_chosen(data: bytes) -> bytes:
    root = _parsed(data)
    for one in root.findall(RELATION):
        if _kind(one) in CHOSEN:
            root.remove(one)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _rename(parts: dict[str, bytes], name: str, new: str) -> None:
    for old, to in ((name, new), (_relations_of(name), _relations_of(new))):
        content = parts.pop(old, None)
        if content is not None:
            parts[to] = content


def _relations_of(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/_rels/{last}.rels"


def _parsed(data: bytes) -> Element:
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - without a DOCTYPE, see package.py
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UserError("Tệp Word bị hỏng, không đọc được. Mở bằng Word rồi lưu lại.") from error
