"""What machine the numbers come from."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from bench import tools

BUSY = 0.5  # a load beyond this, before anything is measured, is somebody else's work


def description() -> dict[str, str]:
    """Return what a reader needs to know about this machine and this moment, in order."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "load": f"{load:.1f} before the start" + (" (busy: the numbers are noisy)" if load > BUSY else ""),
        "commit": tools.said_by("git", "describe", "--always", "--dirty"),
    }


def python_of(program: Path) -> str:
    """Name a Python and its compiler: one that was compiled without optimisation is slower."""
    asked = "import platform; print(platform.python_version(), platform.python_compiler())"
    version, _, compiler = tools.said_by(str(program), "-c", asked).partition(" ")
    return f"CPython {version} ({compiler})"


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()
