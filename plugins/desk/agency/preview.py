"""What the desk needs of the build that shows the whole portal with another `agency.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Progress:
    """How far a build is. `said` is what it says of itself, `seconds` how long it has taken, `usual` what the last one took."""

    is_done: bool
    seconds: float = 0
    said: str = ""
    usual: float | None = None
    problem: str = ""  # why there is no portal to look at


class Preview(Protocol):
    """Builds the whole portal in the background, one version at a time, and remembers the last."""

    def look(self, files: Mapping[str, bytes], person: int) -> Progress:
        """Return how far the build with `files` is; begin it unless another person's build is running or has just ended."""

    def file(self, name: str) -> Path | None:
        """Return a file of the last build by its name, such as `index.html`, None if there is none."""
