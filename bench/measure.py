"""One program from its start to its end: seconds, processor time and the memory of all its processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST = 1800.0  # seconds; whoever needs more is stopped
PAUSE = 0.05
LOOKING_SHARE = 50  # looking at memory takes at most one part in fifty of one core


@dataclass(frozen=True)
class Measurement:
    """What one run took: wall-clock and processor seconds, and the peak of its memory in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


class ProgramError(Exception):
    """The program failed or took too long; the message has the last line that it said."""


def measure(command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str]) -> Measurement:
    """Run a command in `folder`, with what it prints kept in `log`. Raises ProgramError.

    Memory is the proportional set size of the whole process tree, so that what forked processes share counts once,
    looked at every 50 ms or, where looking itself is slow, at most 2 % of the time. What the kernel recorded
    as the peak of the largest single process (`ru_maxrss`) is the lower bound, in case the peak fell between two looks.
    """
    os.sync()  # what an earlier run has still to write to the disk is not this one's work
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=_as_by_default() | dict(environment), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        watch = _Watch(process.pid, start + LONGEST)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.ended.set()
    watch.join()
    if process.returncode != 0:
        said = log.read_text(encoding="utf-8", errors="replace").strip().split("\n")[-1]
        why = f"stopped after {LONGEST:.0f} s" if watch.stopped_it else f"exit status {process.returncode}"
        raise ProgramError(f"{why}: {said}")
    peak = max(watch.peak, usage.ru_maxrss * 1024)
    return Measurement(seconds, usage.ru_utime + usage.ru_stime, peak)


def _as_by_default() -> dict[str, str]:
    """Return this process's environment, in which Python keeps compiled modules, as it does unless told otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants until told that it has ended."""

    def __init__(self, pid: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self.pid, self.deadline = pid, deadline
        self.ended = threading.Event()
        self.stopped_it = False
        self.peak = 0

    def run(self) -> None:
        pause = PAUSE
        while not self.ended.wait(pause):
            start = time.perf_counter()
            if start > self.deadline and not self.stopped_it:
                self.stopped_it = True
                os.killpg(self.pid, signal.SIGKILL)
            self.peak = max(self.peak, sum(map(_proportional_bytes, _tree(self.pid))))
            pause = max(PAUSE, LOOKING_SHARE * (time.perf_counter() - start))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:  # the thread has just ended
            continue
        for child in found:
            yield from _tree(int(child))


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # the process has just ended
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
