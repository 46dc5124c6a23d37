"""Build the files of a release incrementally, in the folder of the last build for the same target."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from plugins.building.build import build
from plugins.building.earlier import AGENCY, CONTENT
from plugins.building.moves import urls_of
from plugins.building.places import REQUIREMENTS, STATE, short_name
from plugins.building.portal import Portal, host_and_zone
from plugins.contract.site.due import due as next_turns
from plugins.contract.site.entry import Entry
from plugins.dependencies.bill import bill_of_materials
from plugins.incremental.api import Summary
from plugins.release.deploy import Built

MOST_DUE = 50  # moments that are recorded with a release


def build_release(
    content: Path | None,
    built: Path,
    *,
    agency: Path | None = None,
    approved: bool = False,
    review: Callable[[list[Entry]], bool],
) -> Summary:
    """Build with `publishconf.py` into a build folder.

    `review` is called with all texts when they are built, and returns whether it has changed the content, which is then
    built again; `approved` is as for `build`. Raises what `build` raises, and OSError.
    """
    texts: list[Entry] = []
    while True:
        summary = build(content, built, agency=agency, publish=True, approved=approved, texts=texts)
        if not review(texts):
            return summary
        texts.clear()


def build_folder(target: Path, *, earlier: bool = False) -> Path:
    """Return the folder in which the releases of `target` are built, one for each target, below `.trang-tin/`.

    Its files are never changed, only replaced by rename, so releases can share them by hard links. Earlier releases are
    built again in another folder (`earlier`): the next deploy then needs no complete build.
    """
    return STATE / ("earlier" if earlier else "releases") / short_name(str(target.resolve()))


def built_of(site: Path, texts: list[Entry], now: datetime, portal: Portal) -> Built:
    """Return a built site with what is recorded of it: its texts, and when they were built."""
    outside = {} if portal.agency.is_relative_to(portal.content) else {AGENCY: portal.agency}
    return Built(
        site=site,
        texts=urls_of(texts),
        withdrawn=[text.address for text in texts if text.published and text.withdrawn],
        due=[event.moment for event in next_turns(texts, now.timestamp())[:MOST_DUE]],
        sources={CONTENT: portal.content} | outside,
        bill=lambda name: bill_of_materials(REQUIREMENTS, f"{host_and_zone(portal)[0]}/{name}", now),
    )
