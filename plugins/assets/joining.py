"""Join the style sheets and scripts of components and packages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

import rcssmin
import rjsmin

from plugins.agency.palettes import DEFAULT, PALETTES
from plugins.urls.patterns import THEME, fill_urls

PROPERTY = re.compile(r"--[a-z][\w-]*")
SET = re.compile(r"(?<=[{;])(--[a-z][\w-]*)(?=:)")


@dataclass(frozen=True)
class Asset:
    """A joined and minified file; its name has a digest of its text, so that it can be cached for ever."""

    text: str
    ending: str
    name: str = "site"

    @property
    def url(self) -> str:
        """The root-relative URL, e.g. `/theme/site.3f2a9c1b.css`."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:8]
        return f"{THEME}{self.name}.{digest}.{self.ending}"


def join_styles(theme: Path, packages: Iterable[Path], more: str = "", accent: str = DEFAULT) -> Asset:
    """Return the style sheet: `theme/styles/*.css` by name, then those of components and packages; print styles last.

    `packages` are folders such as `plugins/search`. `more` is CSS to append, `accent` a key of PALETTES.
    """
    general = sorted((theme / "styles").glob("*.css"))
    parts = [*general, *_beside_components(theme, packages, "style.css")]
    ordered = sorted(parts, key=lambda part: part.name.endswith("-print.css"))
    css = _joined(ordered, rcssmin.cssmin) + rcssmin.cssmin(more)
    return Asset(with_short_names(PALETTES[accent].fill(css)), "css")


def favicon(theme: Path, accent: str = DEFAULT) -> str:
    """Return the drawing of the favicon; "" if the theme has none."""
    file = theme / "favicon.svg"
    return PALETTES[accent].fill(file.read_text(encoding="utf-8")) if file.is_file() else ""


def page_styles(theme: Path, packages: Iterable[Path]) -> dict[str, Asset]:
    """Return the style sheets that only some pages load (`page.css`), by the name of their folder."""
    return {
        file.parent.name: Asset(themed_style(theme, file), "css", file.parent.name.replace("_", "-"))
        for file in _beside_components(theme, packages, "page.css")
    }


def themed_style(theme: Path, file: Path) -> str:
    """Return a style sheet that uses the theme's tokens, minified, for a package that publishes it at a separate URL."""
    tokens = _joined(sorted((theme / "styles").glob("*.css")), rcssmin.cssmin)
    return with_short_names(_joined([file], rcssmin.cssmin), tokens)


def with_short_names(css: str, tokens: str | None = None) -> str:
    """Return a style sheet whose own custom properties have names of two letters: 127 bytes fewer after gzip.

    `tokens` is the style sheet that sets them, if it is another. Properties that it uses but does not set, because a
    script may, keep their names.
    """
    own = sorted(set(SET.findall(css if tokens is None else tokens)))
    short = {name: f"--{ascii_lowercase[n // 26]}{ascii_lowercase[n % 26]}" for n, name in enumerate(own)}
    return PROPERTY.sub(lambda match: short.get(match[0], match[0]), css)


def join_scripts(theme: Path, packages: Iterable[Path]) -> Asset:
    """Return the script of all components and packages."""
    return _script(_beside_components(theme, packages, "script.js"))


def page_scripts(theme: Path, packages: Iterable[Path]) -> dict[str, Asset]:
    """Return the scripts that only some pages load, by the name of their folder.

    `page.js` is a part of its pages, which `plugins.offline` stores with them; `online.js` is of no use without network.
    """
    parts = {file.parent.name: _script([file]) for file in _beside_components(theme, packages, "page.js")}
    online = _beside_components(theme, packages, "online.js")
    return parts | {file.parent.name: _script([file], file.parent.name) for file in online}


def _script(files: list[Path], name: str = "site") -> Asset:
    return Asset(fill_urls(_joined(files, rjsmin.jsmin)), "js", name)


def _beside_components(theme: Path, packages: Iterable[Path], name: str) -> list[Path]:
    in_packages = (file for package in packages for file in package.glob(f"*/{name}"))
    return sorted((theme / "components").glob(f"*/{name}")) + sorted(in_packages)


def _joined(files: list[Path], minify: Callable[[str], str]) -> str:
    return "\n".join(minify(file.read_text(encoding="utf-8")).strip() for file in files) + "\n"
