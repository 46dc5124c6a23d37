"""The verbs, called as a person calls them: in this process, which is fast, or in one of their own."""

from __future__ import annotations

import inspect
import io
import os
import resource
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from invoke.program import Program

from tasks import ns
from tests.conftest import ROOT

# What each flag says, taken before invoke is called for the first time: it takes the texts out of its tasks.
HELP = {name: dict(ns[name].help) for name in ns.task_names}


def flags_of(name: str) -> list[str]:
    """Return the flags of a verb, without dashes."""
    return [flag for flag in inspect.signature(ns[name].body).parameters if flag != "_c"]


@dataclass
class Outcome:
    """How a verb ended, and all that it said."""

    status: int
    said: str


def verb(*arguments: str) -> Outcome:
    """Call a verb in this process."""
    said = io.StringIO()
    status = 0
    with redirect_stdout(said), redirect_stderr(said):
        try:
            Program(namespace=ns, version="0").run(["invoke", *arguments])
        except SystemExit as end:
            status = int(end.code or 0)
    return Outcome(status, said.getvalue())


def real_verb(
    folder: Path, *arguments: str, typed: str | bytes = "", largest_file: int = resource.RLIM_INFINITY
) -> Outcome:
    """Call a verb in a process of its own, in `folder`, with `typed` on its standard input.

    No file may grow beyond `largest_file` bytes, which is how a full disk is tried.
    """
    # -B: compiled modules would be cut off at the limit, and break whatever imports them next.
    command = [sys.executable, "-B", "-m", "invoke", "-r", str(ROOT), *arguments]
    done = subprocess.run(
        command,
        input=typed if isinstance(typed, bytes) else typed.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:surrogateescape"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY)),
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(errors="replace"))
