"""Style sheets and scripts of the release before, for readers who have its pages open: their names change with their content."""

import re
from collections.abc import Mapping
from os import DirEntry
from pathlib import Path, PurePosixPath

from plugins.files.linking import link_or_copy
from plugins.release.compression import BR, GZ
from plugins.release.whole import Files
from plugins.urls.patterns import THEME

ASSET = re.compile(rf"{THEME[1:]}[a-z-]+\.[0-9a-f]+\.(?:css|js)")
NAMING = {".html", ".css", ".js"}  # the files that name assets


def keep_assets(before: Path, files: Files, release: Path, own: Files) -> None:
    """Link the assets of release `before` that `release` lacks into it, with their compressed forms. Raises OSError.

    `files` are all files of `before`, `own` those of `release`. What no page of `before` names was kept for a release
    before that one, and is left out, so that assets do not pile up.
    """
    lacking = {name for name in files if ASSET.fullmatch(name) and name not in own}
    for name in _named(before, files, lacking):
        for kept in (name, name + GZ, name + BR):
            if kept in files and not (release / kept).exists():
                (release / kept).parent.mkdir(parents=True, exist_ok=True)
                link_or_copy(before / kept, release / kept)


def without_lacking_assets(files: Mapping[str, "DirEntry[str]"], other: Files) -> dict[str, "DirEntry[str]"]:
    """Return the files of a release without assets that `other` lacks: these alone are no difference for readers."""
    return {name: file for name, file in files.items() if name in other or not ASSET.fullmatch(name)}


def _named(release: Path, files: Files, assets: set[str]) -> set[str]:
    """Return those of the assets that a page, style sheet or script of a release names."""
    wanted = {PurePosixPath(name).name.encode(): name for name in assets}
    found: set[str] = set()
    for name in files:
        if len(found) == len(wanted):
            break
        if PurePosixPath(name).suffix in NAMING:
            text = (release / name).read_bytes()
            found |= {
                asset
                for part, asset in wanted.items()
                if asset not in found and asset != name and part in text
            }
    return found
