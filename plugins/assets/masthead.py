"""The style of a masthead with a picture: its files, and text that can be read on every part of it."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.images.masthead import MastheadPicture, contrast, luminance

STYLE = "components/masthead/picture.css"
TOKENS = "styles/10-tokens.css"
NAMED = re.compile(r"picture-[a-z]+(?:-[a-z]+)?")
ENOUGH = 4.5  # WCAG 2, 1.4.3
INK, WHITE = (
    ("--paper", "--ink"),
    ("--deep", "--on-seal"),
)  # the ground until the picture is loaded, and the text


def masthead_style(theme: Path, picture: MastheadPicture) -> str:
    """Return the CSS to append for a picture; "" if the theme has none for it."""
    file = theme / STYLE
    if not file.is_file():
        return ""
    tokens = (theme / TOKENS).read_text(encoding="utf-8")
    ground, text, band = _text_on(picture, _colour("--ink", tokens), _colour("--on-seal", tokens))
    values = {"picture-ground": f"var({ground})", "picture-text": f"var({text})", "picture-band": band}
    for name, url in (("small", picture.small), ("large", picture.large)):
        plain = f"url({url}.{picture.fallback})"
        values[f"picture-{name}-plain"] = plain
        values[f"picture-{name}-set"] = f'image-set(url({url}.avif) type("image/avif"),{plain})'
    return NAMED.sub(lambda match: values[match[0]], file.read_text(encoding="utf-8"))


def _text_on(picture: MastheadPicture, ink: str, white: str) -> tuple[str, str, str]:
    """Return the tokens of ground and text, and the background of the name: a band where neither text can be read."""
    if contrast(picture.darkest, luminance(ink)) >= ENOUGH:
        return *INK, "none"
    if contrast(picture.lightest, luminance(white)) >= ENOUGH:
        return *WHITE, "none"
    return *INK, f"var({INK[0]})"


def _colour(name: str, tokens: str) -> str:
    """Return the colour of a token outside all conditions, where it stands first."""
    found: list[str] = re.findall(rf"{name}:\s*(#[0-9a-f]{{6}})", tokens)
    return found[0]
