"""Style sheet and scripts in a Pelican build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plugins.assets.joining import favicon, join_scripts, join_styles, page_scripts, page_styles
from plugins.assets.masthead import masthead_style
from plugins.budget.weight import gzipped
from plugins.images.masthead import read_masthead_picture
from plugins.incremental.api import declare_file
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import FAVICON

PACKAGES = Path(__file__).resolve().parent.parent


def set_theme_settings(pelican: Any) -> None:
    """Let Jinja find templates of components and packages, and escape every value."""
    settings = pelican.settings
    theme = Path(settings["THEME"])
    settings["THEME_TEMPLATES_OVERRIDES"] = [
        *settings["THEME_TEMPLATES_OVERRIDES"],  # the operator's come first
        *map(str, (theme / "templates", theme, PACKAGES)),
    ]
    settings["JINJA_ENVIRONMENT"].setdefault("autoescape", True)
    if not (theme / "static").is_dir():
        settings["THEME_STATIC_PATHS"] = []  # the default, which this theme does not need


def join(pelican: Any) -> None:
    """Join the files, and put their URLs and weights into STYLESHEET_URL, STYLESHEET_WEIGHT, SCRIPT_URL and so on.

    PAGE_SCRIPTS and PAGE_STYLES have those of the files that only some pages load. A package that is not in PLUGINS
    adds nothing. Raises ContentError if the picture behind the masthead cannot be used.
    """
    settings = pelican.settings
    theme = Path(settings["THEME"])
    packages = [PACKAGES / str(name).removeprefix("plugins.") for name in settings["PLUGINS"]]
    accent, picture = settings["AGENCY"].accent, settings["AGENCY"].masthead_picture
    more = masthead_style(theme, read_masthead_picture(picture, Path(settings["PATH"]))) if picture else ""
    settings["STYLESHEET"] = join_styles(theme, packages, more, accent)
    settings["SCRIPT"] = join_scripts(theme, packages)
    settings["FAVICON"] = favicon(theme, accent)
    for name in ("STYLESHEET", "SCRIPT"):
        settings[f"{name}_URL"], settings[f"{name}_WEIGHT"] = settings[name].url, gzipped(settings[name].text)
    own = {"PAGE_SCRIPTS": page_scripts(theme, packages), "PAGE_STYLES": page_styles(theme, packages)}
    settings["PAGE_ASSETS"] = [asset for assets in own.values() for asset in assets.values()]
    settings |= {
        kind: {name: {"url": asset.url, "weight": gzipped(asset.text)} for name, asset in assets.items()}
        for kind, assets in own.items()
    }


class AssetsGenerator(SiteGenerator):
    """Writes the style sheets, the scripts and the favicon."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        shared = (self.settings["STYLESHEET"], self.settings["SCRIPT"])
        for asset in (*shared, *self.settings["PAGE_ASSETS"]):
            declare_file(writer, asset.url.lstrip("/"), asset.url.encode(), asset.text.encode)
        if drawing := self.settings["FAVICON"].encode():
            declare_file(writer, FAVICON.lstrip("/"), drawing, lambda: drawing)
