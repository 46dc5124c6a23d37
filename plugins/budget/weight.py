"""Weight of a page as it is transferred, and its heaviest part."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

LIMIT = (
    14_600  # bytes: ten segments of 1,460, what a server sends before the first acknowledgement (RFC 6928)
)
OWN_TEXT = 4_096  # bytes of what editors wrote, compressed, that count
GZIP_HEADER = 18  # bytes of RFC 1952 around a deflated text
PARTS = {
    "head": re.compile(r"<head>.*?</head>", re.DOTALL),
    "header": re.compile(r"<body>.*?</header>", re.DOTALL),
    "nav": re.compile(r"<nav class=\"menu\".*?</nav>", re.DOTALL),
    **{name: re.compile(rf"<{name}.*?</{name}>", re.DOTALL) for name in ("main", "aside", "footer")},
}


@dataclass(frozen=True)
class Weight:
    """Bytes after gzip: HTML (what editors wrote up to OWN_TEXT), style sheet, script."""

    html: int
    style: int
    script: int

    @property
    def total(self) -> int:
        """Weight of the whole page."""
        return self.html + self.style + self.script


def gzipped(text: str) -> int:
    """Return the size of a text after `gzip -9`."""
    return len(zlib.compress(text.encode(), 9, wbits=-15)) + GZIP_HEADER


def weigh(html: str, own_texts: Sequence[str], style: int, script: int) -> Weight:
    """Return the weight of a page; `style` and `script` are in bytes.

    `own_texts` are the parts of the page that editors wrote: the text, or titles and summaries in lists. A page is never
    too heavy because of them alone.
    """
    # An upper bound that decides for most pages in a fifth of the time.
    quick = len(zlib.compress(html.encode(), 1, wbits=-15)) + GZIP_HEADER
    if quick + style + script <= LIMIT:
        return Weight(quick, style, script)
    beyond = max(0, gzipped("".join(own_texts)) - OWN_TEXT)
    return Weight(gzipped(html) - beyond, style, script)


def heaviest_part(html: str, own_texts: Sequence[str]) -> tuple[str, int]:
    """Return the heaviest landmark of a page, not counting what editors wrote, and its bytes."""
    rest = html
    for text in filter(None, own_texts):
        rest = rest.replace(text, "")
    found = {name: pattern.search(rest) for name, pattern in PARTS.items()}
    weights = {name: gzipped(match.group()) for name, match in found.items() if match}
    return max(weights.items(), key=lambda part: part[1], default=("html", gzipped(rest)))
