"""The style guide as one page: each example in the light and in the dark colour scheme, in the accent that is chosen."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from plugins.agency.palettes import NAMED, PALETTES
from plugins.assets.joining import favicon, join_scripts, join_styles, page_scripts
from plugins.sample.drawings import FILE_NAME, draw
from plugins.styleguide.components import PACKAGES, THEME, environment, read_components, read_tokens
from plugins.urls.patterns import FAVICON

PICTURE_WIDTH = 960  # pixels
SCHEMES = {"light": "", "dark": "screen and (prefers-color-scheme: dark)"}
_REFERENCE = re.compile(r'\b(id|for|aria-labelledby|aria-describedby)="([^"]+)"')


def render_style_guide(output: Path) -> Path:
    """Write the style guide into the folder `output`, created if missing, and return the path of its page.

    The folder can be served as it is: it also has the style sheet, the scripts, the favicon and the pictures of the sample portal that examples name.
    """
    own = (THEME / "styleguide" / "style.css").read_text(encoding="utf-8")
    of_pages = "".join(
        file.read_text(encoding="utf-8") for file in sorted(THEME.glob("components/*/page.css"))
    )
    packages = list(PACKAGES.iterdir())
    styles = join_styles(THEME, packages, of_pages + _scheme_rules() + own)
    script = join_scripts(THEME, packages)
    galleries = page_scripts(THEME, packages)["gallery"]
    page = environment().get_template("styleguide/styleguide.html")
    files: dict[str, str] = {
        styles.url: styles.text,
        script.url: script.text,
        galleries.url: galleries.text,
        FAVICON: favicon(THEME),
        "/index.html": page.render(
            components=read_components(),
            schemes=list(SCHEMES),
            palettes=PALETTES,
            number_ids=number_ids,
            STYLESHEET_URL=styles.url,
            script_urls=[script.url, galleries.url],
        ),
    }
    for url, text in files.items():
        file = output / url.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for name in {match[0] for match in re.finditer(FILE_NAME, files["/index.html"])}:
        (output / name).write_bytes(draw(name, PICTURE_WIDTH))
    return output / "index.html"


def number_ids(html: Markup, number: str) -> Markup:
    """Return an example with a number appended to every id, because the page shows it more than once."""
    return Markup(_REFERENCE.sub(rf'\1="\2-{number}"', str(html)))  # noqa: S704 - a component's own output, escaped by Jinja


def _scheme_rules() -> str:
    """Return rules that set a colour scheme for a part of the page, whatever the device prefers, and the chosen accent."""
    tokens = read_tokens((THEME / "styles" / "10-tokens.css").read_text(encoding="utf-8"))
    rules = []
    for scheme, condition in SCHEMES.items():
        values = tokens[""] | tokens[condition] | {"color-scheme": scheme}
        body = "".join(f"{name}:{value};" for name, value in values.items())
        rules.append(f"[data-scheme={scheme}]{{{body}}}\n")
        named = "".join(f"{name}:{value};" for name, value in values.items() if NAMED.search(value))
        rules += [
            f":root:has(#{slug}:checked) [data-scheme={scheme}]{{{palette.fill(named)}}}\n"
            for slug, palette in PALETTES.items()
        ]
    return "".join(rules)
