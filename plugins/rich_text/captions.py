"""Captions: a credit such as “Tranh: Ban Biên tập” at their end stays on one line."""

from __future__ import annotations

import re

from plugins.vietnamese.names import NO_BREAK

LONGEST = 22  # characters of a name; a longer one may not fit into a line on a phone
CREDIT = re.compile(
    rf"\b(?:Ảnh|Nguồn|Tranh|Drawing|Illustration|Photo|Picture|Source): [^<>]{{1,{LONGEST}}}\Z"
)


def keep_credit(caption: str) -> str:
    """Return a caption with no-break spaces in its credit."""
    return CREDIT.sub(_on_one_line, caption)


def with_credits(html: str) -> str:
    """Return HTML with no-break spaces in the credits of its captions."""
    if "</figcaption>" not in html:
        return html
    *captions, rest = html.split("</figcaption>")
    return "</figcaption>".join([*map(keep_credit, captions), rest])


def _on_one_line(credit: re.Match[str]) -> str:
    return credit[0].replace(" ", NO_BREAK)
