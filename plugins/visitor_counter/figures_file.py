"""The figures as static files: what readers get from the web server, also while the service is down."""

import logging
from datetime import datetime
from pathlib import Path

from plugins.visitor_counter.figures import Figures, to_json
from plugins.visitor_counter.page import page_of
from plugins.visitor_counter.picture import picture_of

log = logging.getLogger(__name__)

Shown = tuple[tuple[int, ...], datetime, str]


class FiguresFiles:
    """Three files in `folder`, each replaced by rename, and only when what readers see of them changed.

    `so-lieu.json` is what every page reads when the service does not answer at once. `so-lieu.svg` and `index.html`
    stand in for the picture and the plain page while the service is down, and say so.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: Shown | None = None
        self._failing = False

    def write(self, figures: Figures, notice: str = "") -> None:
        """Write the figures if they, or the minute when they were true, are new; `notice` heads the page.

        Trouble is logged once and tried again: counting goes on meanwhile.
        """
        shown = figures.numbers, figures.as_of.replace(second=0), notice
        if shown == self._written:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._replace("so-lieu.json", to_json(figures))
            self._replace("so-lieu.svg", picture_of(figures, stopped=True))
            self._replace("index.html", page_of(figures, notice, stopped=True))
        except OSError as trouble:
            if not self._failing:
                log.warning("Không ghi được tệp số liệu: %s", trouble)
            self._failing = True
        else:
            self._written = shown
            self._failing = False

    def _replace(self, name: str, content: bytes) -> None:
        scratch = self._folder / f".{name}.new"
        scratch.write_bytes(content)
        scratch.replace(self._folder / name)
