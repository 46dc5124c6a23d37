"""The figures as static files: what readers get from the web server, also while the service is down."""

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.shown.page import page_of
from plugins.visitor_counter.shown.picture import picture_of
from plugins.visitor_counter.shown.summary import Summary
from plugins.visitor_counter.stores.sqlite_trouble import in_words

log = logging.getLogger(__name__)

Shown = tuple[tuple[int, ...], datetime, str]


class FiguresFiles:
    """Files in `folder`, each replaced by rename, and only when what readers see of them changed.

    `so-lieu.json` is what every page reads when the service does not answer at once. `so-lieu.svg` and `index.html`
    stand in for the picture and the plain page while the service is down, and say so. Beside them stand files of the
    summary.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: Shown | None = None
        self._summary_files: Mapping[str, bytes] = {}
        self._failing = False

    def write(
        self, figures: Figures, summary: Summary, summary_files: Mapping[str, bytes], notice: str = ""
    ) -> None:
        """Write the figures if they, or the minute when they were true, are new, and what is new of the summary.

        `notice` heads the page. Trouble is logged once and tried again: counting goes on meanwhile.
        """
        shown = figures.numbers, figures.as_of.replace(second=0), notice
        files: dict[str, bytes] = {}
        if shown != self._written:
            files = {
                "so-lieu.json": to_json(figures),
                "so-lieu.svg": picture_of(figures, stopped=True),
                "index.html": page_of(figures, summary, notice, stopped=True),
            }
        known = self._summary_files
        files |= {name: content for name, content in summary_files.items() if known.get(name) != content}
        if not files:
            return
        try:
            self._replace(files)
        except OSError as trouble:
            if not self._failing:
                log.warning("Không ghi được tệp số liệu. %s", in_words(self._folder, trouble))
            self._failing = True
        else:
            self._written, self._summary_files, self._failing = shown, summary_files, False

    def _replace(self, files: Mapping[str, bytes]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            scratch = self._folder / f".{name}.new"
            scratch.write_bytes(content)
            scratch.replace(self._folder / name)
