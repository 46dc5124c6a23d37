"""The project's folder, and the folder of everything that can be made again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = ROOT / "requirements.txt"
# Independent of the folder from which a verb is called, so that all calls share ledgers and counters. The variable is
# for a read-only project folder, and for tests.
STATE = Path(os.environ.get("TRANG_TIN_STATE") or ROOT / ".trang-tin").absolute()


def short_name(text: str) -> str:
    """Return ten hexadecimal digits that stand for a path or an address in the name of a folder."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()[:10]


def state_folder(kind: str, content: Path) -> Path:
    """Return the folder of a kind of builds, e.g. "xem-thu", of one content folder."""
    return STATE / kind / f"{content.name}-{short_name(str(content))}"


def sample_folder() -> Path:
    """Return the content folder of the sample portal."""
    return STATE / "cong-mau"


def index_folder(output: Path) -> Path:
    """Return the folder of the search index of a built folder or a release."""
    return STATE / f"tim-kiem-{short_name(str(output.absolute()))}"
