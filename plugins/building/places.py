"""The project's folder, and the folder of everything that can be made again."""

from __future__ import annotations

import os
from pathlib import Path

from plugins.incremental.api import digest

ROOT = Path(__file__).resolve().parent.parent.parent
# Independent of the folder from which a verb is called, so that all calls share ledgers and counters. The variable is
# for a read-only project folder, and for tests.
STATE = Path(os.environ.get("TRANG_TIN_STATE") or ROOT / ".trang-tin").absolute()


def state_folder(kind: str, content: Path) -> Path:
    """Return the folder of a kind of builds, e.g. "xem-thu", of one content folder."""
    return STATE / kind / f"{content.name}-{digest(str(content)).hex()[:10]}"


def sample_folder() -> Path:
    """Return the content folder of the sample portal."""
    return STATE / "cong-mau"


def index_folder(output: Path) -> Path:
    """Return the folder of the search index of a built folder or a release."""
    return STATE / f"tim-kiem-{digest(str(output.absolute())).hex()[:10]}"
