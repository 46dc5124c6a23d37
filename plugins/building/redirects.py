"""The redirects from old URLs that a release has for nginx."""

from __future__ import annotations

from pathlib import Path

from plugins.urls.patterns import REDIRECTS, file_of


def redirects_of(target: Path) -> bytes:
    """Return the redirects from old URLs that the current release has for nginx."""
    try:
        return (target / "current" / file_of(REDIRECTS)).read_bytes()
    except OSError:
        return b""


def show_if_changed(before: bytes, target: Path) -> None:
    """Say that nginx has to read the redirects again, which it does only when it is reloaded."""
    if redirects_of(target) != before:
        print("Danh sách địa chỉ cũ đã đổi. Dùng nginx theo hướng dẫn thì chạy: systemctl reload nginx")
