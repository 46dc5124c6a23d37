"""Style sheet and script at work in a Pelican build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.generators import Generator

from plugins.assets.joining import join_scripts, join_styles

ROOMS = Path(__file__).resolve().parent.parent


def join(pelican: Any) -> None:
    """Join the files and put their addresses into the settings STYLESHEET_URL and SCRIPT_URL."""
    settings = pelican.settings
    theme = Path(settings["THEME"])
    settings["STYLESHEET"], settings["SCRIPT"] = join_styles(theme, ROOMS), join_scripts(theme, ROOMS)
    settings["STYLESHEET_URL"], settings["SCRIPT_URL"] = settings["STYLESHEET"].url, settings["SCRIPT"].url


class AssetsGenerator(Generator):
    """Writes the style sheet and the script."""

    def generate_output(self, writer: Any) -> None:
        """Declare the two files to the writer."""
        template = self.env.get_template("assets/joined.txt")
        for asset in (self.settings["STYLESHEET"], self.settings["SCRIPT"]):
            writer.write_file(asset.url.lstrip("/"), template, self.context, text=asset.text)


def generators(_pelican: Any) -> type[AssetsGenerator]:
    """Offer the generator to Pelican."""
    return AssetsGenerator
