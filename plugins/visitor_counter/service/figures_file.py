"""Write the figures to static files, which the web server serves even while the service is down."""

import logging
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from plugins.files.atomic import PUBLIC, remove_scratch_files, replace_file
from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.rendering.page import page_of
from plugins.visitor_counter.rendering.summary import Summary
from plugins.visitor_counter.rendering.svg import picture_of
from plugins.visitor_counter.stores.sqlite.errors import error_reason

log = logging.getLogger(__name__)

PUBLIC_FOLDER = 0o755
ENTERED_BY_OTHERS = 0o011  # execute permission for group or others: the web server's account is unknown
CLOSED = "Máy chủ web không đọc được tệp số liệu: thư mục %s chỉ mở cho chủ của nó. Hãy chạy: chmod 755 %s"


class FiguresFiles:
    """Files in `folder`, each replaced by rename, and only when its content changed.

    Files have mode 0644 and a folder created here has 0755, whatever the umask.

    Pages read `so-lieu.json` if the service does not answer at once. `so-lieu.svg` and `index.html` are served instead of
    the picture and the plain page while the service is down, and say so. The files of the summary stand beside them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: tuple[Figures, str] | None = None
        self._summary_files: Mapping[str, bytes] = {}
        self._failing = False
        self._cleared: set[str] = set()

    def write(
        self, figures: Figures, summary: Summary, summary_files: Mapping[str, bytes], notice: str = ""
    ) -> None:
        """Write the figures if they or their minute changed, and the changed files of the summary.

        `notice` is HTML for the top of the page. An error is logged once and retried in the next round.
        """
        shown = figures._replace(as_of=figures.as_of.replace(second=0)), notice
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
        except OSError as error:
            if not self._failing:
                log.warning("Không ghi được tệp số liệu. %s: %s", self._folder, error_reason(error))
            self._failing = True
            return
        if self._written is None and os.name == "posix":
            whole = self._folder.resolve()
            for place in (whole, *whole.parents):
                if not place.stat().st_mode & ENTERED_BY_OTHERS:
                    log.warning(CLOSED, place, shlex.quote(str(place)))
        self._written, self._summary_files, self._failing = shown, summary_files, False

    def _replace(self, files: Mapping[str, bytes]) -> None:
        missing = [place for place in (self._folder, *self._folder.parents) if not place.exists()]
        self._folder.mkdir(parents=True, exist_ok=True)
        for place in missing:
            place.chmod(PUBLIC_FOLDER)
        for name, content in files.items():
            file = self._folder / name
            if name not in self._cleared:
                remove_scratch_files(file)
                self._cleared.add(name)
            # Not synced to disk: views would wait for that each second, and the files are rewritten after a restart.
            replace_file(file, content, mode=PUBLIC, durable=False)
