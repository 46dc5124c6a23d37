"""The whole portal with another `agency.yaml`, for the desk: it stands on every page, so that every page is built."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from plugins.building.desk_site import CONTROL
from plugins.building.places import ROOT
from plugins.building.portal import Portal
from plugins.desk.agency.checks import AgencyChecks
from plugins.desk.agency.file import AgencyFile
from plugins.desk.agency.preview import Progress
from plugins.desk.agency.uses import Uses
from plugins.desk.texts.content import Content
from plugins.desk.texts.workflow import digest_of
from plugins.desk.texts.workspace import Workspace
from plugins.errors.issue import printable

ENDED = "Lần dựng thử dừng giữa chừng. Mở lại trang này để dựng lại."
WAITING = "Đang chờ: người khác đang xem bản dựng thử của họ."
HELD_SECONDS = 60.0  # after a build has ended, for the person who asked for it
STOP_SECONDS = 5.0


class AgencyPreview:
    """Builds a copy of the content into a separate folder, so that previews of texts neither wait for it nor show it."""

    def __init__(self, portal: Portal, folder: Path, moment: Callable[[], str] = lambda: "") -> None:
        """`folder` is for what can be made again; `moment()` is a BUILD_MOMENT, "" for now."""
        self._copy = Workspace(portal.content, folder / "noi-dung-co-quan")
        self._output = folder / "xem-truoc-co-quan"
        self._moment = moment
        self._lock = threading.Lock()
        self._version = ""  # which one was, or is being built
        self._viewer, self._ended = 0, -HELD_SECONDS  # who has asked for it, and when it ended
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._begun = 0.0
        self._usual: float | None = None
        self._said = self._problem = ""
        self._closed = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """End a build that is running when the block ends."""
        try:
            yield
        finally:
            with self._lock:
                self._closed = True
                process, thread = self._process, self._thread
            if process is not None:
                process.terminate()
            if thread is not None:
                thread.join(STOP_SECONDS)

    def look(self, files: Mapping[str, bytes], person: int) -> Progress:
        """Return how far the build with `files` is; begin it if it has not been. A failed one is tried again once it was shown.

        A finished build is not replaced by another person's version for HELD_SECONDS.
        """
        version, now = digest_of(files), time.monotonic()
        with self._lock:
            is_held = person != self._viewer and now - self._ended < HELD_SECONDS
            if version != self._version and is_held:
                return Progress(is_done=False, said=WAITING)
            if self._thread is not None:
                said = self._said if version == self._version else WAITING
                return Progress(is_done=False, seconds=now - self._begun, said=said, usual=self._usual)
            if version == self._version:
                progress = Progress(is_done=not self._problem, problem=self._problem)
                self._version = "" if self._problem else self._version
                return progress
            self._version, self._said, self._problem = version, "", ""
            self._viewer, self._begun = person, now
            if not self._closed:
                self._thread = threading.Thread(target=self._build, args=(dict(files),), daemon=True)
                self._thread.start()
            return Progress(is_done=False, usual=self._usual)

    def file(self, name: str) -> Path | None:
        """Return a file of the last build."""
        file = (self._output / name).resolve()
        return file if file.is_file() and file.is_relative_to(self._output.resolve()) else None

    def _build(self, files: Mapping[str, bytes]) -> None:
        problem = ENDED
        try:
            self._copy.refresh()
            with self._copy.having(files):
                problem = self._run()
        except OSError as error:
            problem = printable(str(error))
        finally:
            with self._lock:
                self._problem = problem
                if not problem:
                    self._usual = time.monotonic() - self._begun
                self._thread = self._process = None
                self._ended = time.monotonic()

    def _run(self) -> str:
        """Build in another process; return what it says if it fails."""
        content, output = str(self._copy.folder), str(self._output)
        command = [sys.executable, "-m", "invoke", "build", "--content", content, "--output", output]
        command += ["--at", moment] if (moment := self._moment()) else []
        with subprocess.Popen(  # noqa: S603 - our own verb
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            with self._lock:
                self._process = process
            lines = self._listen(process.stderr) if process.stderr is not None else []
        if process.returncode == 0:
            return ""
        return "\n".join(lines).strip() or ENDED

    def _listen(self, stream: IO[str]) -> list[str]:
        """Show each line as long as it is the last; return all."""
        lines = []
        for line in stream:
            lines.append(printable(CONTROL.sub("", line).rstrip()))
            self._said = lines[-1]
        return lines


def agency_file_of(
    portal: Portal, texts: Content, copy: Workspace, preview: AgencyPreview
) -> AgencyFile | None:
    """Return the file as the desk works with it, None if it lies outside the content folder; `copy` is that of the checks."""
    if not portal.agency.is_relative_to(portal.content):
        return None
    path = portal.agency.relative_to(portal.content).as_posix()
    checks = AgencyChecks(path, texts.settings, copy, texts.site.texts, texts.checks.reader)
    return AgencyFile(path, checks, Uses(texts), preview)
