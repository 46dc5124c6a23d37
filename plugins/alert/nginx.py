"""The part of an nginx configuration that shows alerts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import indent
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.contract.content_type import LANGUAGES
from plugins.languages.texts import OWN

FOLDER = Path(__file__).resolve().parent


def server_lines(target: Path, *, brotli: bool = False) -> str:
    """Return the lines for the `server` block, below all its other lines with `rewrite`, `return` and `if`.

    `target` is the folder of releases. `brotli` tells whether nginx has the module of `brotli_static`.
    """
    lines: str = _template("nginx.conf").render(
        target=target, brotli=brotli, lines=indent(page_lines(brotli=brotli), "    ")
    )
    return lines


def page_lines(*, brotli: bool = False) -> str:
    """Return the lines for each other location that answers with a page of the theme: those of the search.

    Without an alert they insert nothing. Such a location must not answer with an ETag.
    """
    others = [lang for lang in LANGUAGES if lang != OWN]
    lines: str = _template("nginx_page.conf").render(brotli=brotli, languages=others)
    return lines


@cache
def _template(name: str) -> Any:
    # Not HTML, so nothing is escaped.
    environment = Environment(  # noqa: S701 - as above
        loader=FileSystemLoader(FOLDER),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    return environment.get_template(name)
