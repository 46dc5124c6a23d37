"""The style guide as one page: each example in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from plugins.assets.joining import join_scripts, join_styles
from plugins.styleguide.components import ROOMS, THEME, environment, read_components
from plugins.styleguide.tokens import read_tokens

SCHEMES = {"light": "", "dark": "screen and (prefers-color-scheme: dark)"}
_REFERENCE = re.compile(r'\b(id|for|aria-labelledby|aria-describedby)="([^"]+)"')


def render_style_guide(output: Path) -> Path:
    """Write the style guide into the folder `output`, made if missing, and return the path of its page.

    The folder can be served as it is: style, script and favicon lie beside the page, at root-relative addresses.
    """
    own = (THEME / "styleguide" / "style.css").read_text(encoding="utf-8")
    styles, script = join_styles(THEME, ROOMS, _scheme_rules() + own), join_scripts(THEME, ROOMS)
    page = environment().get_template("styleguide/styleguide.html")
    files = {
        styles.url: styles.text,
        script.url: script.text,
        "/theme/favicon.svg": (THEME / "static" / "favicon.svg").read_text(encoding="utf-8"),
        "/index.html": page.render(
            components=read_components(),
            schemes=list(SCHEMES),
            number_ids=number_ids,
            STYLESHEET_URL=styles.url,
            SCRIPT_URL=script.url,
        ),
    }
    for address, text in files.items():
        file = output / address.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return output / "index.html"


def number_ids(html: Markup, number: str) -> Markup:
    """Return an example with a number on every id, since the page shows it more than once."""
    return Markup(_REFERENCE.sub(rf'\1="\2-{number}"', str(html)))  # noqa: S704 - a component's own output, escaped by Jinja


def _scheme_rules() -> str:
    """Return rules that set a scheme for a part of the page, whatever the reader's device prefers."""
    tokens = read_tokens((THEME / "styles" / "10-tokens.css").read_text(encoding="utf-8"))
    rules = []
    for scheme, condition in SCHEMES.items():
        values = tokens[""] | tokens[condition] | {"color-scheme": scheme}
        body = "".join(f"{name}:{value};" for name, value in values.items())
        rules.append(f"[data-scheme={scheme}]{{{body}}}\n")
    return "".join(rules)
