"""The figures as static files: what readers get from the web server, also while the service is down."""

import logging
import os
import shlex
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from plugins.files.atomic import PUBLIC, remove_scratch_files, replace_file
from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.rendering.page import page_of
from plugins.visitor_counter.rendering.picture import picture_of
from plugins.visitor_counter.rendering.summary import Summary
from plugins.visitor_counter.stores.sqlite.errors import in_words

log = logging.getLogger(__name__)

Shown = tuple[tuple[int, ...], datetime, str]
PUBLIC_FOLDER = 0o755
ENTERED_BY_OTHERS = 0o011  # by the group or by everybody: the web server's account is not known here
CLOSED = "Máy chủ web không đọc được tệp số liệu: thư mục %s chỉ mở cho chủ của nó. Hãy chạy: chmod 755 %s"


class FiguresFiles:
    """Files in `folder`, each replaced by rename, and only when what readers see of them changed.

    Whatever the umask, the web server may read them (0644), and the folder if it is made here (0755).

    `so-lieu.json` is what every page reads when the service does not answer at once. `so-lieu.svg` and `index.html`
    stand in for the picture and the plain page while the service is down, and say so. Beside them stand files of the
    summary.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: Shown | None = None
        self._summary_files: Mapping[str, bytes] = {}
        self._failing = False
        self._cleared: set[str] = set()

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
            if self._written is None and os.name == "posix":
                for place in _closed_folders(self._folder):
                    log.warning(CLOSED, place, shlex.quote(str(place)))
            self._written, self._summary_files, self._failing = shown, summary_files, False

    def _replace(self, files: Mapping[str, bytes]) -> None:
        _make_public_folder(self._folder)
        for name, content in files.items():
            file = self._folder / name
            if name not in self._cleared:
                remove_scratch_files(file)
                self._cleared.add(name)
            # Not synced: views would wait for it each second, and these files are written again after a restart.
            replace_file(file, content, mode=PUBLIC, durable=False)


def _closed_folders(folder: Path) -> list[Path]:
    """Find `folder` and those above it that only their owner may enter, so no web server. Raises OSError."""
    whole = folder.resolve()
    return [place for place in (whole, *whole.parents) if not place.stat().st_mode & ENTERED_BY_OTHERS]


def _make_public_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it; the modes hold whatever the umask. Raises OSError."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:
        place.chmod(PUBLIC_FOLDER)
