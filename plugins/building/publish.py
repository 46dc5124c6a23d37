"""A release's files: built where the last release was built, so that only what has changed is built again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from plugins.building.build import BuildSummary, build
from plugins.building.places import STATE
from plugins.incremental.api import digest


def build_release(
    content: Path | None, target: Path, folder: Path, *, agency: Path | None = None
) -> BuildSummary:
    """Build with `publishconf.py` and lay the whole site into the empty `folder`; `target` is where it is deployed.

    The site is kept in a folder of its own below `.trang-tin/`, one for each target, and linked from there:
    files of a built site are never changed, only replaced by rename. On another file system they are copied.
    Raises what `build` raises, and OSError.
    """
    kept = kept_for(target)
    summary = build(content, kept, agency=agency, publish=True)
    lay(kept, folder)
    return summary


def kept_for(target: Path) -> Path:
    """Return the folder in which the site that is deployed to `target` is kept between releases."""
    return STATE / "releases" / digest(str(target.resolve())).hex()[:10]


def lay(kept: Path, folder: Path) -> None:
    """Lay all files of a built site into a folder. The first OSError ends it: on a full disk each file would bring one."""
    with os.scandir(kept) as entries:
        for entry in entries:
            target = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                target.mkdir()
                lay(Path(entry.path), target)
            else:
                _link_or_copy(entry.path, target)


def _link_or_copy(source: str, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        try:
            shutil.copyfile(source, target, follow_symlinks=False)
        except OSError as error:  # which would name the source, where nothing is wrong
            raise OSError(error.errno, error.strerror, str(target)) from error
