"""Run git on one repository, with nothing of the account's own configuration and without questions."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from plugins.errors.issue import UserError

# The account's settings could add signatures, convert line ends or run hooks; those of the system are the operator's.
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C.UTF-8",
}
SETTINGS = ("core.hooksPath=" + os.devnull, "core.quotePath=false", "core.autocrlf=false", "gc.auto=0")


def environment_of_git(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment in which git and what starts it run: `SETTINGS` among it, and nothing of the account's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {"GIT_CONFIG_COUNT": str(len(SETTINGS))}
    for number, setting in enumerate(SETTINGS):
        own[f"GIT_CONFIG_KEY_{number}"], _, own[f"GIT_CONFIG_VALUE_{number}"] = setting.partition("=")
    return {**kept, **own, **ALONE, **(more or {})}


def is_installed() -> bool:
    """Return whether this machine has git."""
    return shutil.which("git") is not None


def blob_id(content: bytes) -> str:
    """Return the id that git gives a file.

    >>> blob_id(b"")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


LOCK_SECONDS = 60  # after which a lock is one of a killed command: those of the desk take less than a second
WAIT_SECONDS = 5.0


class GitError(UserError):
    """A command of git failed."""


class Git:
    """The repository at a folder; file names are relative to its top, with slashes."""

    def __init__(self, folder: Path) -> None:
        """`folder` is its top, or a folder below."""
        self.folder = folder

    def run(self, *arguments: str, given: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
        """Return the output of `git ARGUMENTS`. Raises GitError with git's own words."""
        done = self.ran(*arguments, given=given, environment=environment)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise GitError(f"Kho Git ở {self.folder}: {said or f'git {arguments[0]} không chạy được'}")
        return done.stdout

    def change_index(self, *arguments: str, given: bytes = b"") -> None:
        """Run a command that changes the index. Waits for another one; removes the lock of one that was killed. Raises GitError."""
        end = time.monotonic() + WAIT_SECONDS
        lock = self.folder / self.line("rev-parse", "--git-path", "index.lock")
        while lock.exists() and time.monotonic() < end:
            with suppress(FileNotFoundError):
                if time.time() - lock.stat().st_mtime > LOCK_SECONDS:
                    lock.unlink()
                    break
            time.sleep(0.05)
        self.run(*arguments, given=given)

    def line(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Return the output as text, without the line end."""
        return self.run(*arguments, environment=environment).decode(errors="replace").strip()

    def ran(
        self, *arguments: str, given: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `git ARGUMENTS` and return how it ended."""
        return subprocess.run(  # noqa: S603 - git with arguments that no shell reads
            ["git", *arguments],  # noqa: S607 - of the PATH
            cwd=self.folder,
            input=given,
            env=environment_of_git(environment),
            capture_output=True,
            check=False,
        )
