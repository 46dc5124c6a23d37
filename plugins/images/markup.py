"""Pictures in the HTML of a page: sizes for every screen, and their space reserved before they load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from plugins.contract.body.pictures import source_name
from plugins.images.picture import WIDTHS, Picture, fallback_ending

IMG = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
SIZES = "(min-width: 48rem) 38rem, 100vw"  # the measure of a text, else the width of the screen


def with_pictures(html: str, files: Mapping[str, Any], *, first_in_view: bool = False) -> str:
    """Return a text's HTML with its pictures in several sizes.

    `files` are Pelican's static files by path. All pictures but one that is `first_in_view` wait until the reader
    comes near.
    """
    waits = not first_in_view

    def replaced(match: re.Match[str]) -> str:
        nonlocal waits
        shown = _shown(dict(ATTRIBUTE.findall(match[1])), files, waits=waits)
        waits = True
        return shown

    return IMG.sub(replaced, html)


def picture_at(url: str, alt: str, files: Mapping[str, Any]) -> Markup:
    """Return the picture at the head of an article: what the reader waits for, so it is fetched first."""
    alt = str(Markup.escape(alt))
    return Markup(_shown({"src": url, "alt": alt}, files, waits=False, first=True))  # noqa: S704 - escaped above


def thumbnail(url: str, files: Mapping[str, Any], width: int = WIDTHS[0], alt: str = "") -> Markup:
    """Return the picture of an entry in a list, in the size made for `width` pixels; "" for a GIF, which may move.

    It waits until the reader comes near. It has no text by default: the title beside it says what it shows.
    """
    picture = _picture(url, files)
    attributes = {"src": url, "alt": str(Markup.escape(alt)), "loading": "lazy"}
    if picture is None:
        return Markup(img(attributes))  # noqa: S704 - escaped above
    if not picture.still:
        return Markup()
    size = picture.width_for(WIDTHS[0] if picture.upright else width)  # it is shown smaller than its frame
    attributes["src"] = f"/{picture.name(size, fallback_ending(url))}"
    attributes |= {"width": str(size), "height": str(picture.height_at(size))} | _class(picture, framed=True)
    source = f'<source type="image/avif" srcset="/{picture.name(size, "avif")}">'
    return Markup(f"<picture>{source}{img(attributes)}</picture>")  # noqa: S704 - escaped above


def _picture(url: str, files: Mapping[str, Any]) -> Picture | None:
    """Return the picture behind a URL, which for a HEIC picture is that of a copy; None if there is none."""
    path = unquote(url).lstrip("/")
    return getattr(files.get(path) or files.get(source_name(path)), "picture", None)


def _class(picture: Picture, *, framed: bool) -> dict[str, str]:
    """Return the classes of a picture: `paper` for a light ground in dark mode, since most are drawn in black; and how it stands in a frame."""
    names = ["paper"] * picture.see_through + ["upright"] * (framed and picture.upright)
    return {"class": " ".join(names)} if names else {}


def _shown(attributes: dict[str, str], files: Mapping[str, Any], *, waits: bool, first: bool = False) -> str:
    picture = _picture(attributes["src"], files)
    if waits:
        attributes["loading"] = "lazy"
    if first:
        attributes["fetchpriority"] = "high"
    if picture is None:
        return img(attributes)
    attributes |= {"width": str(picture.width), "height": str(picture.height)} | {
        name: attributes[name] for name in ("width", "height") if {"width", "height"} <= attributes.keys()
    }
    attributes |= _class(picture, framed=first)
    if not picture.still:
        return img(attributes)
    offered = picture.widths[1:] or picture.widths  # the smallest is for thumbnails
    srcset = {
        ending: ", ".join(f"/{picture.name(width, ending)} {width}w" for width in offered)
        for ending in ("avif", fallback_ending(attributes["src"]))
    }
    attributes |= {"srcset": srcset[fallback_ending(attributes["src"])], "sizes": SIZES}
    source = f'<source type="image/avif" srcset="{srcset["avif"]}" sizes="{SIZES}">'
    return f"<picture>{source}{img(attributes)}</picture>"


def img(attributes: Mapping[str, str]) -> str:
    """Return the element of a picture; values are escaped already."""
    return " ".join(["<img", *(f'{name}="{value}"' for name, value in attributes.items())]) + ">"
