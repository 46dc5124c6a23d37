"""What several verbs read from the arguments and settings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from invoke.exceptions import Exit

from plugins.agency.agency import Agency
from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.errors.issue import ContentError
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
    return LiveSite(live, connect) if live else None


def portal_of(settings: dict[str, Any]) -> str:
    """Return the host of the portal, such as `tanhlinh.example`, or "" if agency.yaml cannot be read.

    A deploy reports what is wrong with that file; a rollback must also be possible when it has an error.
    """
    file = find_agency_file(settings)
    try:
        return read_agency(file, file.name, Path(settings["PATH"])).site_url.partition("://")[2].lower()
    except ContentError:
        return ""


def zone_of(settings: dict[str, Any]) -> ZoneInfo:
    """Return the portal's time zone. Raises ContentError if agency.yaml cannot be read."""
    file = find_agency_file(settings)
    return read_agency(file, file.name, Path(settings["PATH"])).zone


def zone_or_default(settings: dict[str, Any]) -> ZoneInfo:
    """Return the portal's time zone: a rollback and an alert must also be possible when agency.yaml has an error."""
    try:
        return zone_of(settings)
    except ContentError:
        return ZoneInfo(Agency.time_zone)
