"""A release's files: built where the last release was built, so that only what has changed is built again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from plugins.building.build import BuildSummary, build
from plugins.incremental.digest import digest_of_text


def build_release(content: Path | None, target: Path, folder: Path) -> BuildSummary:
    """Build with `publishconf.py` and lay the whole site into the empty `folder`; `target` is where it is deployed.

    The site is kept in a folder of its own below `.trang-tin/`, one for each target, and linked from there:
    files of a built site are never changed, only replaced by rename. On another file system they are copied.
    """
    kept = Path(".trang-tin") / "releases" / digest_of_text(str(target.resolve())).hex()[:10]
    summary = build(content, kept, publish=True)
    shutil.copytree(kept, folder, copy_function=_link_or_copy, dirs_exist_ok=True)
    return summary


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
