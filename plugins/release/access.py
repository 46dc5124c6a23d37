"""Whether the web server, which runs under another account, can reach a release."""

import os
import shlex
import stat
import sys
from pathlib import Path

FOR_EVERYONE = 0o755


def make_public_folder(folder: Path) -> None:
    """Make a folder and its missing parents with mode 755, whatever the umask. Folders that exist are not changed."""
    for place in reversed((folder, *folder.parents)):
        if not place.exists():
            place.mkdir(exist_ok=True)
            place.chmod(FOR_EVERYONE)


def closed_folders(release: Path) -> list[Path]:
    """Return the folders on the absolute path to `release`, itself included, that the web server cannot enter.

    A folder counts as open if others may enter it, or a group that is not the one of this process, or if it has an
    access control list, since the account of the web server is not known here. Nothing is closed on Windows, where
    modes mean nothing.
    """
    if sys.platform == "win32":
        return []
    return [folder for folder in reversed((release, *release.parents)) if _is_closed(folder)]


def warning_about(closed: list[Path]) -> str:
    """Return the message for operators about folders that `closed_folders` has found."""
    folders = " ".join(shlex.quote(str(folder)) for folder in closed)
    return (
        f"Máy chủ web không vào được {', '.join(str(folder) for folder in closed)}, nên người đọc sẽ gặp lỗi 403. "
        f"Chạy: sudo chmod o+x {folders}"
    )


def _is_closed(folder: Path) -> bool:
    if sys.platform == "win32":  # folders have no modes there
        return False
    found = folder.stat()
    if found.st_mode & stat.S_IXOTH:
        return False
    if found.st_mode & stat.S_IXGRP and found.st_gid != os.getgid():
        return False
    # Of macOS and Linux only the latter shows its lists as attributes.
    return not (hasattr(os, "listxattr") and "system.posix_acl_access" in os.listxattr(folder))
