"""Style sheet and script at work in a Pelican build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plugins.assets.joining import join_scripts, join_styles, page_scripts
from plugins.budget.weight import gzipped
from plugins.incremental.api import declare_file
from plugins.urls.generator import SiteGenerator

ROOMS = Path(__file__).resolve().parent.parent


def set_theme_settings(pelican: Any) -> None:
    """Find templates beside the components of the theme and in packages, and escape every value that they write."""
    settings = pelican.settings
    theme = Path(settings["THEME"])
    settings["THEME_TEMPLATES_OVERRIDES"] = [
        *settings["THEME_TEMPLATES_OVERRIDES"],  # the operator's come first
        *map(str, (theme / "templates", theme, ROOMS)),
    ]
    settings["JINJA_ENVIRONMENT"].setdefault("autoescape", True)


def join(pelican: Any) -> None:
    """Join the files and put their addresses and weights into the settings STYLESHEET_URL, STYLESHEET_WEIGHT and so on.

    PAGE_SCRIPTS has those of the scripts that one kind of page brings for itself.
    """
    settings = pelican.settings
    theme = Path(settings["THEME"])
    settings["STYLESHEET"], settings["SCRIPT"] = join_styles(theme, ROOMS), join_scripts(theme, ROOMS)
    for name in ("STYLESHEET", "SCRIPT"):
        settings[f"{name}_URL"], settings[f"{name}_WEIGHT"] = settings[name].url, gzipped(settings[name].text)
    own = settings["OWN_SCRIPTS"] = page_scripts(theme, ROOMS)
    settings["PAGE_SCRIPTS"] = {
        name: {"url": script.url, "weight": gzipped(script.text)} for name, script in own.items()
    }


class AssetsGenerator(SiteGenerator):
    """Writes the style sheet and the scripts."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        shared = (self.settings["STYLESHEET"], self.settings["SCRIPT"])
        for asset in (*shared, *self.settings["OWN_SCRIPTS"].values()):
            declare_file(writer, asset.url.lstrip("/"), asset.url.encode(), asset.text.encode)
