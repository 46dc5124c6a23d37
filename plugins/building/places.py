"""Where the project stands, and where it keeps what it can make again."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# One place, whatever folder a verb is called from: else every folder would have ledgers and counters of its own. The
# variable is for a project in a folder that may not be written to, and for tests.
STATE = Path(os.environ.get("TRANG_TIN_STATE") or ROOT / ".trang-tin").absolute()
