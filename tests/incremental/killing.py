"""Ending a process, or making a write fail, just before its n-th step that touches the disk."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR


@dataclass
class Fate:
    """What is to happen to a build, and when; 0 means never.

    `dies_at`: SIGKILL before the n-th step. `fails_at`: that step and all later ones fail as on a full disk.
    `worker_dies_at`: SIGKILL before the n-th step of each worker. `dies_after`: SIGKILL after so many seconds, from
    outside; `alone` leaves its workers alive. `file_limit`: no file may grow beyond so many bytes.
    """

    dies_at: int = 0
    fails_at: int = 0
    worker_dies_at: int = 0
    dies_after: float = 0.0
    alone: bool = False
    file_limit: int = 0


@dataclass
class Count:
    """How many steps a process has made."""

    fate: Fate
    process: int
    steps: int = 0

    def step(self) -> OSError | None:
        """Count one. Returns the error with which it has to fail."""
        if os.getpid() != self.process:  # a worker, at its first step
            self.process, self.steps = os.getpid(), 0
            self.fate = Fate(dies_at=self.fate.worker_dies_at)
        self.steps += 1
        if self.steps == self.fate.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fate.fails_at and self.steps >= self.fate.fails_at:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return None


@contextmanager
def counted(fate: Fate) -> Iterator[Count]:
    """Count renames, removals, folders made, files opened for writing and commits; let fate have its way."""
    count = Count(fate, os.getpid())
    active = True

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if not active:
            return
        if event in STEPS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
            error = count.step()
            if error is not None and event != "os.remove":
                raise error

    class Connection(sqlite3.Connection):
        def execute(self, statement: str, *rest: Any) -> sqlite3.Cursor:
            if statement.strip().upper().startswith("COMMIT") and count.step() is not None:
                message = "database or disk is full"
                raise sqlite3.OperationalError(message)
            return super().execute(statement, *rest)

    connect = sqlite3.connect

    def counting(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, factory=Connection, **options)

    if fate.file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (fate.file_limit, fate.file_limit))
    sys.addaudithook(audit)
    vars(sqlite3)["connect"] = counting
    try:
        yield count
    finally:
        active = False
        vars(sqlite3)["connect"] = connect
