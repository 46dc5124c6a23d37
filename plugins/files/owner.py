"""Folders of other accounts."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def other_owner(folder: Path) -> str:
    """Return the account that owns a folder if this process runs as root and that is another one, "" otherwise.

    What root writes there, the account could neither change nor delete.
    """
    if sys.platform == "win32" or os.geteuid() != 0 or not folder.is_dir():
        return ""
    import pwd  # noqa: PLC0415 - Windows has none

    owner = folder.stat().st_uid
    try:
        return "" if owner == 0 else pwd.getpwuid(owner).pw_name
    except KeyError:
        return str(owner)


def run_as(owner: str) -> str:
    """Return what to say to somebody who has run a command as root that `owner` should have run."""
    return (
        f"Lệnh này phải chạy bằng tài khoản {owner}: những gì root ghi thì {owner} không sửa hay xóa được. Thêm vào trước lệnh: "
        f"runuser -u {owner} -- env TRANG_TIN_STATE=/var/lib/{owner}"
    )
