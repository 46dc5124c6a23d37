"""What may be released of a content folder that a desk keeps: what was approved there, whichever verb is called."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from plugins.building import places
from plugins.building.portal import portal_at
from plugins.desk.database.files import FOLDER, PUBLISHED_FOLDER
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import KEPT, History, is_kept
from plugins.errors.issue import UserError


class Released(NamedTuple):
    """The folders to build from, as a verb takes them: None for the default; `approved` if a desk keeps them."""

    content: Path | None
    agency: Path | None
    approved: bool


def released(content: Path | None, agency: Path | None) -> Released:
    """Return what a verb may release of what it was given: with a desk, the work tree of its branch `published`.

    Raises UserError if another account than that of the desk asks, and if Git is missing.
    """
    portal = portal_at(content, agency)
    if not is_kept_by_desk(portal.content):
        return Released(content, agency, approved=False)
    if hasattr(os, "geteuid") and portal.content.stat().st_uid != os.geteuid():
        raise UserError(
            f"{portal.content} do bàn biên tập giữ, chỉ những gì đã duyệt mới được phát hành. Chạy lệnh bằng tài khoản của bàn biên "
            "tập, chủ của thư mục ấy. Thư mục này chép từ một cổng khác thì xóa .git trong đó."
        )
    history = History(portal.content, desk_folder(portal.content) / PUBLISHED_FOLDER)
    history.prepare()
    history.update_published()
    outside = not portal.agency.is_relative_to(portal.content)
    return Released(history.published_content, portal.agency if outside else None, approved=True)


def is_kept_by_desk(content: Path) -> bool:
    """Return whether a desk decides what is published of a content folder. Raises UserError if it does, and Git is missing."""
    if is_installed():
        return is_kept(content)
    if _says_kept(content):
        raise UserError(
            f"{content} do bàn biên tập giữ, chỉ những gì đã duyệt mới được phát hành; muốn biết đó là gì thì cần Git, mà lệnh này "
            "không tìm thấy git trong PATH. Cài Git (trên Debian: apt install git) rồi chạy lại."
        )
    return False


def _says_kept(content: Path) -> bool:
    """Return what `is_kept` reads from the configuration of the repository, without Git; True also for its other work trees."""
    inside = content.resolve()
    top = next((one for one in (inside, *inside.parents) if (one / ".git").exists()), None)
    if top is None:
        return False
    try:
        config = _configuration(top / ".git")
    except OSError:
        return True  # it cannot be known
    section, key = KEPT.split(".")
    own = re.findall(rf"^\s*\[{section}\]([^\[]*)", config, re.MULTILINE | re.IGNORECASE)
    return any(re.search(rf"^\s*{key}\s*=\s*true\s*$", part, re.MULTILINE) for part in own)


def desk_folder(content: Path) -> Path:
    """Return the folder of the desk of a content folder."""
    return places.STATE / f"{FOLDER}{places.short_name(str(content))}"


def _configuration(repository: Path) -> str:
    """Return the configuration of a repository by its `.git`: a folder, or a file that names one. Raises OSError."""
    folder = repository
    if folder.is_file():
        folder = repository.parent / folder.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        if (shared := folder / "commondir").is_file():  # of another work tree
            folder /= shared.read_text(encoding="utf-8").strip()
    return (folder / "config").read_text(encoding="utf-8", errors="replace")
