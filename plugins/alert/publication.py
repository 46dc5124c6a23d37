"""The style sheet of the alert in a Pelican build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plugins.assets.joining import themed_style
from plugins.incremental.api import declare_file
from plugins.settings.defaults import set_defaults
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import ALERT_STYLE, file_of

STYLE = Path(__file__).resolve().parent / "style.css"


def set_settings(pelican: Any) -> None:
    """Let pages hold an include, unless the operator wants them to fetch the alert."""
    set_defaults(pelican.settings, {"ALERT_FETCH": False})


class AlertGenerator(SiteGenerator):
    """Writes the style sheet. It is part of the release, so that it fits the theme's, and no page links to it."""

    def generate_output(self, writer: Any) -> None:
        """Declare the file to the writer."""
        css = themed_style(Path(self.settings["THEME"]), STYLE).encode()
        declare_file(writer, file_of(ALERT_STYLE), css, lambda: css)
