"""Load from wrk, on a core of its own: how many requests a second are answered, and how long each waits."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path
from typing import NamedTuple

SCRIPT = Path(__file__).with_name("view.lua")
CONNECTIONS = 64


class Load(NamedTuple):
    """What a load came to. Times are milliseconds; `errors` are answers of 400 and above, and broken connections."""

    requests: int
    seconds: float
    errors: int
    median: float
    p99: float
    longest: float

    @property
    def rate(self) -> float:
        """Requests a second that were answered well."""
        return (self.requests - self.errors) / self.seconds


def load(
    address: str, seconds: float, *, core: int, visitors: int = 200_000, pause: int = 0, path: str = ""
) -> Load:
    """Send views to `address` for some seconds from one core, or read `path` there.

    `pause` is the wait, in ms, of each connection between requests.
    """
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(SCRIPT), address]
    arguments = [str(visitors), str(pause), path, str(secrets.randbelow(2**31))]
    command = ["taskset", "-c", str(core), *wrk, "--", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    requests, duration, errors, median, p99, longest = map(float, line.split()[1:])
    return Load(int(requests), duration / 1e6, int(errors), median, p99, longest)
