"""Pictures that stand alone: the title of a picture is its caption, and consecutive pictures are a gallery.

Example, as a separate paragraph: `![Toàn cảnh hội nghị](hoi-nghi.jpg "Quang cảnh hội nghị. Ảnh: Đình Sơn")`. Videos and
sounds are written in the same way; each becomes its own figure. A link to a video site in its own paragraph is marked.
"""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from plugins.contract.body.pictures import is_played, video_site


class Captions(Extension):
    """Turns paragraphs of nothing but pictures into figures and galleries."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the processor, after inline patterns have made the pictures."""
        md.treeprocessors.register(_Figures(md), "figures", 12)


class _Figures(Treeprocessor):
    def run(self, root: Element) -> None:
        for block in root:
            if video_site(_only_link(block)):
                block[0].set("class", "video-link")
        children: list[Element] = []
        for kind, group in groupby(root, _kind):
            blocks = list(group)
            pictures = [picture for block in blocks for picture in _pictures(block)] if kind else []
            if kind == "played":
                blocks = [_figure(played, is_link=False) for played in pictures]
            elif len(pictures) > 1:
                gallery = Element("div", {"class": "gallery"})
                gallery.extend(_figure(picture, is_link=True) for picture in pictures)
                blocks = [gallery]
            elif pictures and pictures[0].get("title"):
                blocks = [_figure(pictures[0], is_link=False)]
            children += blocks
        if children != list(root):
            root[:] = children


def _kind(block: Element) -> str:
    """Return what a block consists of: `pictures`, videos and sounds that are `played`, or "" for anything else."""
    pictures = _pictures(block)
    played = [is_played(picture.get("src", "")) for picture in pictures]
    return "" if not pictures or any(played) != all(played) else "played" if any(played) else "pictures"


def _only_link(block: Element) -> str:
    """Return the address of the link that is all of a paragraph, or ""."""
    is_link = block.tag == "p" and len(block) == 1 and block[0].tag == "a"
    around = (block.text or "") + (block[0].tail or "") if is_link else ""
    return block[0].get("href", "") if is_link and not around.strip() else ""


def _pictures(block: Element) -> list[Element]:
    """Return the pictures of a paragraph that has nothing else; of any other element none."""
    if block.tag != "p" or (block.text or "").strip():
        return []
    pictures = list(block)
    alone = all(item.tag == "img" and not (item.tail or "").strip() for item in pictures)
    return pictures if alone else []


def _figure(picture: Element, *, is_link: bool) -> Element:
    """Return a figure; one of a gallery leads to its picture in full size."""
    figure = Element("figure")
    holder = SubElement(figure, "a", {"href": picture.get("src", "")}) if is_link else figure
    caption = picture.attrib.pop("title", "")
    picture.tail = None
    holder.append(picture)
    if caption:
        SubElement(figure, "figcaption").text = caption
    return figure
