"""Build the files of a release incrementally, in the folder of the last build for the same target."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from plugins.building.build import build
from plugins.building.places import STATE
from plugins.contract.site.entry import Entry
from plugins.incremental.api import Summary, digest


def build_release(
    content: Path | None, built: Path, *, agency: Path | None = None, review: Callable[[list[Entry]], bool]
) -> Summary:
    """Build with `publishconf.py` into a build folder.

    `review` is called with all texts when they are built, and returns whether it has changed the content, which is then
    built again. Raises what `build` raises, and OSError.
    """
    texts: list[Entry] = []
    summary = build(content, built, agency=agency, publish=True, texts=texts)
    while review(texts):
        texts.clear()
        summary = build(content, built, agency=agency, publish=True, texts=texts)
    return summary


def build_folder(target: Path, *, earlier: bool = False) -> Path:
    """Return the folder in which the releases of `target` are built, one for each target, below `.trang-tin/`.

    Its files are never changed, only replaced by rename, so releases can share them by hard links. Earlier releases are
    built again in another folder (`earlier`): the next deploy then needs no complete build.
    """
    return STATE / ("earlier" if earlier else "releases") / digest(str(target.resolve())).hex()[:10]
