"""What is made of pictures is kept from build to build: dear to make, and the same for ever."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def once(kept: Path, make: Callable[[], bytes]) -> bytes:
    """Return what was made before, or make it and keep it; several processes may ask for the same."""
    try:
        return kept.read_bytes()
    except OSError:
        data = make()
    kept.parent.mkdir(parents=True, exist_ok=True)
    scratch = kept.with_name(f"{kept.name}.{os.getpid()}.new")
    scratch.write_bytes(data)
    scratch.replace(kept)
    return data
