"""`invoke serve` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

READY = re.compile(rb"http://localhost:\d+/")


@dataclass
class Served:
    """A running `invoke serve`."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    log: Path
    arguments: tuple[str, ...]

    @property
    def url(self) -> str:
        """The address of the site, without a final slash."""
        return f"http://localhost:{self.port}"

    def stop(self) -> int:
        """Press Ctrl-C and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


def start_serving(folder: Path, port: int, *arguments: str) -> Served:
    """Start `invoke serve` with state and output in `folder`; returns when it answers."""
    log = folder / "serve.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "invoke",
                "-r",
                str(ROOT),
                "serve",
                "--port",
                str(port),
                "--output",
                str(folder / "output"),
                *arguments,
            ],
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "TRANG_TIN_STATE": str(folder / "state")},
        )
    deadline = time.monotonic() + 60
    while not READY.search(log.read_bytes()):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    return Served(process, port, folder, log, arguments)
