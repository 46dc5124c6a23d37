"""What several verbs read from the arguments and settings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.exceptions import Exit

if TYPE_CHECKING:
    from plugins.release.live_check import LiveSite

NO_TARGET = "Viết thư mục đích, ví dụ: --to /srv/cong-thong-tin"
STOPPED = "Đã dừng. Người đọc thấy bản cũ hoặc bản mới, luôn nguyên vẹn; xem: {}"


def path(text: str) -> Path | None:
    """Return a path as typed, or None for an empty one."""
    return Path(text) if text else None


def is_interactive() -> bool:
    """Return whether a person can read a question and answer it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def live_site(live: str, connect: str) -> LiveSite | None:
    """Return the portal at its address as typed, None for an empty one."""
    if live and not live.startswith(("https://", "http://")):
        raise Exit(f"--live {live}: viết địa chỉ gốc của cổng, ví dụ: https://tanhlinh.example", code=2)
    if not live:
        return None
    from plugins.release.live_check import LiveSite  # noqa: PLC0415 - with the templates of alerts

    return LiveSite(live, connect)
