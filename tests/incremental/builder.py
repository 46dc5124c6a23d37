"""Builds in processes of their own: each is forked from one that has imported everything but built nothing.

So no build can help or hinder the next through what Pelican keeps in its classes. Every builder has a hash seed,
a time zone and a working folder of its own, none of which may show in the bytes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.incremental import killing

ROOT = Path(__file__).resolve().parents[2]
KILLED = "killed"
NUMBERS = count()


@dataclass
class Order:
    """A build that is wanted.

    `engine` or stock Pelican. `watched` notes what is parsed, opened, declared and rendered, and counts what costs time. `fate` is what happens to the
    build on its way; `small` is the number of outputs from which work is shared with forked workers. `lasting` builds
    in the builder's own process, as a server that never ends would. `in_order` lets stock Pelican read files by path,
    and not in the order of a set.
    """

    settings_file: str
    override: dict[str, Any]
    engine: bool
    watched: bool = False
    fate: killing.Fate = field(default_factory=killing.Fate)
    small: int | None = None
    lasting: bool = False
    in_order: bool = False


@dataclass
class Outcome:
    """How a build ended: `built`, `refused` (by the contract or the engine), `failed` or `killed`; and what it said."""

    how: str
    said: str = ""
    kind: str = ""
    log: list[str] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    parsed: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    rendered: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(
        default_factory=Counter
    )  # `statements` of SQL, `urls` formatted; of this process
    steps: int = 0

    def __str__(self) -> str:
        return "\n".join([self.how, self.said, *self.log])


class Builder:
    """A process that forks a fresh child for each build."""

    def __init__(self, hash_seed: int, zone: str = "UTC", prefix: tuple[str, ...] = ()) -> None:
        """Start it; `prefix` is a command that runs another in surroundings of its own."""
        self.number = next(NUMBERS)
        self._folder = tempfile.TemporaryDirectory(prefix="builder-")
        environment = {
            **os.environ,
            "PYTHONHASHSEED": str(hash_seed),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TZ": zone,
        }
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-c", "from tests.incremental.building import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=self._folder.name,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders, self._answers = self._process.stdin, self._process.stdout

    def start(self, order: Order) -> None:
        """Hand in an order; `finish` has the outcome."""
        pickle.dump(order, self._orders)
        self._orders.flush()

    def finish(self) -> Outcome:
        """Wait for the build that was started."""
        outcome: Outcome = pickle.load(self._answers)
        return outcome

    def build(self, order: Order) -> Outcome:
        """Build and return how it ended."""
        self.start(order)
        return self.finish()

    def seen(self, path: Path) -> Path:
        """Return where a file of the builder's own mounts can be seen from here."""
        return Path(f"/proc/{self._process.pid}/root{path}")

    def close(self) -> None:
        """End the process."""
        self._orders.close()
        self._process.wait(30)
        self._answers.close()
        self._folder.cleanup()
