"""Style sheets and scripts of the release before, for readers who have its pages open: their names change with their content."""

import re
from pathlib import PurePosixPath

from plugins.release.compression import compressed_forms
from plugins.release.tree import Tree
from plugins.urls.patterns import THEME

ASSET = re.compile(rf"{THEME[1:]}[a-z-]+\.[0-9a-f]+\.(?:css|js)")
NAMING = {".html", ".css", ".js"}  # the files that name assets


def kept_assets(before: Tree, site: Tree) -> set[str]:
    """Return the assets of release `before` that `site` lacks and its readers still need, with their compressed forms.

    What no page of `before` names was kept for a release before that one, and is left out, so that assets do not pile up.
    Raises OSError.
    """
    lacking = {name for name in before.inodes if ASSET.fullmatch(name) and name not in site.inodes}
    named = _named(before, lacking)
    return named | set(compressed_forms(named, before))


def without_lacking_assets(release: Tree, other: Tree) -> Tree:
    """Return the files of a release without assets that `other` lacks: these alone are no difference for readers."""
    return release.only(
        [name for name in release.inodes if name in other.inodes or not ASSET.fullmatch(name)]
    )


def _named(release: Tree, assets: set[str]) -> set[str]:
    """Return those of the assets that a page, style sheet or script of a release names."""
    wanted = {PurePosixPath(name).name.encode(): name for name in assets}
    found: set[str] = set()
    for name in release.inodes:
        if len(found) == len(wanted):
            break
        if PurePosixPath(name).suffix in NAMING:
            text = (release.folder / name).read_bytes()
            found |= {
                asset
                for part, asset in wanted.items()
                if asset not in found and asset != name and part in text
            }
    return found
