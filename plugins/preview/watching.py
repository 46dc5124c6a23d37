"""Find edits by polling the watched files.

Notifications of the operating system (inotify and the like) fail silently: on network drives and shared folders of
virtual machines, when the limit of watches is reached, and when a watched folder is replaced. Polling names, sizes and
times works everywhere and costs little: 15 ms for 3,000 files, 0.5 s for 100,000 (two cores, 2026). Between two polls
of everything only the files that were edited last are looked at, since most edits are to one of these.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from heapq import nlargest
from pathlib import Path

from plugins.errors.issue import UserError

Snapshot = dict[str, tuple[int, ...]]

GLANCE = 0.1  # seconds between two looks at the files edited last
RECENT = 200  # of these: 1 % of one core
PAUSE = 0.2  # seconds between two polls: 7 % of one core for 3,000 files
SHARE = 9  # a pause lasts at least this many times as long as the poll before it: at most 10 % of one core
# Hidden files, and temporary ones of editors, browsers, Word and Python.
_TEMPORARY = re.compile(
    r"4913|__pycache__|node_modules|[.#].*|~\$.*"
    r"|.*(?:~|#|\.swp|\.swx|\.tmp|\.bak|\.part|\.crdownload|\.pyc|___jb_tmp___|___jb_old___)",
    re.DOTALL | re.IGNORECASE,
)


class Edits:
    """Watches folders (with everything below them) and single files for edits, except those below `output`.

    Hidden files, editors' temporary files and `__pycache__` are not edits. Links to files and folders are followed.
    The first snapshot is taken here. Raises UserError if one of the paths does not exist.
    """

    def __init__(self, watch: Sequence[Path], output: Path) -> None:
        self._paths = [Path(os.path.abspath(path)) for path in watch]  # noqa: PTH100 - keep links unresolved: they may be replaced
        for path in self._paths:
            if not path.exists():
                raise UserError(f"Không có {path} để theo dõi. Hãy kiểm tra lại đường dẫn.")
        self._output = output
        self._last: Snapshot = {}
        self._recent: list[str] = []
        self.changed()

    def changed(self) -> set[str]:
        """Return the files that were edited, added or deleted since the last call. Unreadable folders count as empty."""
        before, self._last = self._last, self._snapshot()
        changed = {path for path, _ in before.items() ^ self._last.items()} if before != self._last else set()
        if changed:
            self._recent = nlargest(RECENT, self._last, key=self._last.__getitem__)
        return changed

    def changed_again(self) -> set[str]:
        """Return which of the files edited last were edited since the last call, of this or of `changed`."""
        changed = set()
        for path in self._recent:
            with suppress(OSError):  # deleted: left to `changed`
                status = os.stat(path)  # noqa: PTH116 - as below
                # An empty file is usually one that is just being written.
                if status.st_size and (stamp := _stamp(status)) != self._last[path]:
                    self._last[path] = stamp
                    changed.add(path)
        return changed

    async def follow(self, notify: Callable[[set[str]], object]) -> None:
        """Call `notify` in this event loop with the files of each edit, until cancelled."""
        loop, stopped = asyncio.get_running_loop(), threading.Event()
        # A daemon thread, so that Ctrl-C does not wait for a stalled network drive.
        threading.Thread(
            target=self.poll,
            args=(lambda files: loop.call_soon_threadsafe(notify, files), stopped),
            daemon=True,
        ).start()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    def poll(self, notify: Callable[[set[str]], object], stopped: threading.Event) -> None:
        """Call `notify` with the files of each edit, until `stopped` is set."""
        due = time.monotonic() + PAUSE
        while not stopped.wait(GLANCE):
            start = time.monotonic()
            if start < due:
                changed = self.changed_again()
            else:
                changed = self.changed()
                end = time.monotonic()
                due = end + max(PAUSE, SHARE * (end - start))
            if changed:
                # The event loop is already closed if the preview was stopped.
                with suppress(RuntimeError):
                    notify(changed)

    def _snapshot(self) -> Snapshot:
        found: Snapshot = {}
        visited: set[tuple[int, int]] = set()
        with suppress(OSError):
            visited.add(_identity(os.stat(self._output)))  # noqa: PTH116 - as below
        for path in self._paths:
            with suppress(OSError):
                if path.is_dir():
                    found.update(self._files_below(path, visited))
                else:
                    found[str(path)] = _stamp(path.stat())
        return found

    def _files_below(
        self, folder: Path, visited: set[tuple[int, int]]
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        waiting = [str(folder)]
        while waiting:
            path = waiting.pop()
            with suppress(OSError):
                identity = _identity(os.stat(path))  # noqa: PTH116 - Path objects would cost more than the stat calls
                if identity in visited:  # a link may point to a folder above it
                    continue
                visited.add(identity)
                with os.scandir(path) as entries:
                    for entry in entries:
                        if entry.path not in self._last and _TEMPORARY.fullmatch(entry.name):
                            continue
                        if entry.is_dir():
                            waiting.append(entry.path)
                        else:
                            with suppress(OSError):  # just deleted, or a broken link
                                yield entry.path, _stamp(entry.stat())


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    # The inode shows that a file was replaced by rename, even if size and time are the same.
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
