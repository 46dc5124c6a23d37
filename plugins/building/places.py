"""Where the project stands, and where it keeps what it can make again."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# One place, whatever folder a verb is called from: else every folder would have ledgers and counters of its own.
STATE = ROOT / ".trang-tin"
