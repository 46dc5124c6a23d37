"""Measure one command: time, processor, memory and disk of all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.environment import ROOT

TIMEOUT = 3 * 3600.0  # seconds
INTERVAL = 0.05  # seconds between two samples of memory
SAMPLING_SHARE = 50  # sampling memory takes at most 1/50 of one core


class Measurement(NamedTuple):
    """What all processes of a command took: elapsed and processor seconds, peak memory, bytes written to disk."""

    seconds: float
    cpu: float
    peak_bytes: int
    written: int


class CommandError(Exception):
    """The command failed or took too long; the message holds the last line of its output and the peak of memory."""


def measure(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Measurement:
    """Run a command in the project's folder and append its output to `log`. Raises CommandError.

    Memory is the sum of the proportional set sizes of the process tree, so that pages shared after fork count once.
    The kernel's own peak of the largest process (`ru_maxrss`) is the lower bound, in case a peak falls between samples.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    os.sync()  # writes that earlier commands left pending must not count
    with log.open("ab") as output:
        start, written = time.perf_counter(), _written()
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
    peak = max(sampler.peak, usage.ru_maxrss * 1024)
    if process.returncode != 0:
        last = log.read_text(encoding="utf-8", errors="replace").strip().split("\n")[-1]
        raise CommandError(
            f"exit status {process.returncode} after {seconds:.0f} s, with {peak / 1e6:,.0f} MB: {last}"
        )
    return Measurement(seconds, usage.ru_utime + usage.ru_stime, peak, _written() - written)


def _written() -> int:
    """Return the bytes that this process and those that it has waited for have written to disk."""
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text(encoding="ascii").splitlines())
    return int(fields["write_bytes"])


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
