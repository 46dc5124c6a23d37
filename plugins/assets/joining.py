"""Many small files beside their components become one file for the reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

import rcssmin
import rjsmin

from plugins.urls.patterns import THEME, fill_urls

PROPERTY = re.compile(r"--[a-z][\w-]*")
SET = re.compile(r"(?<=[{;])(--[a-z][\w-]*)(?=:)")


@dataclass(frozen=True)
class Asset:
    """A joined and minified file; its name carries the digest of its text, so it may be cached for ever."""

    text: str
    ending: str

    @property
    def url(self) -> str:
        """The root-relative address, e.g. `/theme/site.3f2a9c1b.css`."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:8]
        return f"{THEME}site.{digest}.{self.ending}"


def join_styles(theme: Path, rooms: Path, more: str = "") -> Asset:
    """Return the style sheet: `theme/styles/*.css` by name, then the components', then those in folders of rooms; print last.

    `more` is what only this sheet has, at its end.
    """
    general = sorted((theme / "styles").glob("*.css"))
    parts = [*general, *_beside_components(theme, rooms, "style.css")]
    ordered = sorted(parts, key=lambda part: part.name.endswith("-print.css"))
    whole = f"{_joined(ordered, rcssmin.cssmin)}{rcssmin.cssmin(more)}"
    return Asset(with_short_names(whole), "css")


def with_short_names(css: str) -> str:
    """Return a style sheet whose own custom properties have names of two letters: 127 bytes fewer after gzip.

    Those that it uses and does not set, as a script may, keep theirs.
    """
    own = sorted(set(SET.findall(css)))
    short = {
        name: f"--{ascii_lowercase[place // 26]}{ascii_lowercase[place % 26]}"
        for place, name in enumerate(own)
    }
    return PROPERTY.sub(lambda match: short.get(match[0], match[0]), css)


def join_scripts(theme: Path, rooms: Path) -> Asset:
    """Return the script of all components and rooms."""
    return Asset(fill_urls(_joined(_beside_components(theme, rooms, "script.js"), rjsmin.jsmin)), "js")


def page_scripts(theme: Path, rooms: Path) -> dict[str, Asset]:
    """Return the scripts that only some pages load (`page.js`), by the name of their folder."""
    return {
        file.parent.name: Asset(fill_urls(_joined([file], rjsmin.jsmin)), "js")
        for file in _beside_components(theme, rooms, "page.js")
    }


def _beside_components(theme: Path, rooms: Path, name: str) -> list[Path]:
    return sorted((theme / "components").glob(f"*/{name}")) + sorted(rooms.glob(f"*/*/{name}"))


def _joined(files: list[Path], minify: Callable[[str], str]) -> str:
    return "\n".join(minify(file.read_text(encoding="utf-8")).strip() for file in files) + "\n"
