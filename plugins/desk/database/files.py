"""The files of a desk below the folder of an account's state."""

from __future__ import annotations

from pathlib import Path

FOLDER = (
    "ban-bien-tap-"  # what the name of a desk's folder begins with; the rest stands for its content folder
)
DATABASE = "ban-bien-tap.sqlite3"
LOCK = "dang-chay.lock"  # held while the desk runs
PUBLISHED_FOLDER = "da-duyet"  # the work tree of the branch `published`


def databases(state: Path) -> list[Path]:
    """Return the files of all desks below a folder of state. Raises OSError."""
    return sorted(state.glob(f"{FOLDER}{'[0-9a-f]' * 10}/{DATABASE}"))
