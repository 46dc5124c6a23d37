"""The figures as a static file, for a web server to give out."""

import logging
from pathlib import Path

from plugins.visitor_counter.figures import Figures, to_json

log = logging.getLogger(__name__)

NAME = "so-lieu.json"


class FiguresFile:
    """`so-lieu.json` in `folder`, replaced by rename, and only when one of the five figures changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: tuple[int, ...] | None = None
        self._failing = False

    def write(self, figures: Figures) -> None:
        """Write the figures if they are new. Trouble is logged once and tried again: counting goes on meanwhile."""
        if figures.numbers == self._written:
            return
        scratch = self._folder / f".{NAME}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            scratch.write_bytes(to_json(figures))
            scratch.replace(self._folder / NAME)
        except OSError as trouble:
            if not self._failing:
                log.warning("Không ghi được tệp số liệu: %s", trouble)
            self._failing = True
        else:
            self._written = figures.numbers
            self._failing = False
