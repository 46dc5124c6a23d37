"""The HTML of an alert, inside conditions that a web server evaluates for each reader."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from plugins.alert.alert import Alert
from plugins.contract.content_type import LANGUAGES
from plugins.languages.texts import OWN
from plugins.urls.patterns import ALERT_STYLE

FOLDER = Path(__file__).resolve().parent
SHOWN = re.compile(rb'<section class="alert .*?</section>', re.DOTALL)
DIGITS = 10  # of a time in seconds since 1970, from 2001 to 2286


def fragment(alert: Alert) -> bytes:
    """Return the file that nginx includes into every page; it is empty after the end of the alert.

    The configuration sets `tieng` to the language of a page that is not in Vietnamese, e.g. `en`.
    """
    now_below = below(int(alert.until.timestamp()))
    parts = [
        f'<!--#if expr="$luc = /^{"" if lang == OWN else lang}{now_below}/"-->{markup(alert, lang)}<!--#endif-->'
        for lang in LANGUAGES
    ]
    start = '<!--#config timefmt="%s"--><!--#set var="luc" value="$tieng$date_gmt"-->'
    return f"{start}{''.join(parts)}".encode()


def markup(alert: Alert, lang: str) -> str:
    """Return the alert as HTML without conditions. Its text is escaped, so it holds no command for nginx either."""
    html: str = _template().render(alert=alert, lang=lang, style=ALERT_STYLE)
    return html.strip()


def without_alert(html: bytes) -> bytes:
    """Return a page as it was built, from the page as it was served while there was an alert, or none."""
    return SHOWN.sub(b"", html, count=1)


def below(number: int) -> str:
    """Return a group of a regular expression that matches, of all numbers of ten digits, exactly those below `number`.

    nginx compares texts only for equality or with a regular expression. A `$` in it would be a variable; none is needed,
    since every alternative has ten characters.
    """
    written = str(number)
    if len(written) != DIGITS:
        raise ValueError(number)
    smaller = [
        written[:place] + _one_of(int(digit)) + _any(DIGITS - place - 1)
        for place, digit in enumerate(written)
        if digit != "0"
    ]
    return f"({'|'.join(smaller)})"


def _one_of(digit: int) -> str:
    """Return what matches one digit below `digit`."""
    return "0" if digit == 1 else f"[0-{digit - 1}]"


def _any(count: int) -> str:
    """Return what matches `count` characters."""
    return f".{{{count}}}" if count else ""


@cache
def _template() -> Any:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True)
    return environment.get_template("fragment.html")
