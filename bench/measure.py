"""Measure one command (time, memory of all its processes) and what it changed in a folder."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.environment import ROOT

TIMEOUT = 1800.0  # seconds
INTERVAL = 0.05  # seconds between two samples of memory
SAMPLING_SHARE = 50  # sampling memory takes at most 1/50 of one core


class Measurement(NamedTuple):
    """Elapsed seconds, and the peak memory of all processes together in bytes."""

    seconds: float
    peak_bytes: int


class CommandError(Exception):
    """The command failed or took too long; the message holds the last line of its output."""


def measure(command: Sequence[str], log: Path) -> Measurement:
    """Run a command in the project's folder and write its output to `log`. Raises CommandError.

    Memory is the sum of the proportional set sizes of the process tree, so that pages shared after fork count once.
    The kernel's own peak of the largest process (`ru_maxrss`) is the lower bound, in case a peak falls between samples.
    """
    os.sync()  # writes that earlier commands left pending must not count
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        sampler = _MemorySampler(process.pid, start + TIMEOUT)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    sampler.ended.set()
    sampler.join()
    if process.returncode != 0:
        last = log.read_text(encoding="utf-8", errors="replace").strip().split("\n")[-1]
        raise CommandError(f"exit status {process.returncode} after {seconds:.0f} s: {last}")
    return Measurement(seconds, max(sampler.peak, usage.ru_maxrss * 1024))


class _MemorySampler(threading.Thread):
    """Sample the memory of a process tree until `ended` is set; kill the tree at the deadline."""

    def __init__(self, pid: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self.pid, self.deadline = pid, deadline
        self.ended = threading.Event()
        self.peak = 0

    def run(self) -> None:
        pause = INTERVAL
        while not self.ended.wait(pause):
            start = time.perf_counter()
            if start > self.deadline:
                os.killpg(self.pid, signal.SIGKILL)
                return
            self.peak = max(self.peak, sum(map(_proportional_bytes, process_tree(self.pid))))
            pause = max(INTERVAL, SAMPLING_SHARE * (time.perf_counter() - start))


def process_tree(pid: int) -> Iterator[int]:
    """Yield the ids of a process and of all its descendants."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:  # the thread has just ended
            continue
        for child in found:
            yield from process_tree(int(child))


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # the process has just ended
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


class FileState(NamedTuple):
    """A file's stamp (mtime in ns, inode, size) and the digest of its bytes."""

    stamp: tuple[int, int, int]
    digest: bytes


Snapshot = Mapping[str, FileState]
ABSENT = FileState((0, 0, 0), b"")


def snapshot(folder: Path, known: Snapshot | None = None) -> dict[str, FileState]:
    """Return the state of every file below `folder`; files with the same stamp as in `known` are not read again."""
    known = known or {}
    found = {}
    for path, _, names in os.walk(folder):
        for file in (Path(path, name) for name in names):
            name = os.path.relpath(file, folder)
            status = file.stat()
            stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
            state = known.get(name)
            if state is None or state.stamp != stamp:
                state = FileState(stamp, hashlib.blake2b(file.read_bytes(), digest_size=16).digest())
            found[name] = state
    return found


def changed_files(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the names of files that were created, deleted or changed in content."""
    names = before.keys() | after.keys()
    return sorted(name for name in names if before.get(name, ABSENT).digest != after.get(name, ABSENT).digest)


def count_written(before: Snapshot, after: Snapshot) -> int:
    """Count the files that were written, also those whose content stayed the same."""
    return sum(before.get(name, ABSENT).stamp != state.stamp for name, state in after.items())
