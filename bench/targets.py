"""The targets: what is allowed at most, and what was measured in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bench.records import Record, Results

SMALL, LARGE = 10_000, 100_000
EDITED = {"body": "one body edited", "title": "one title edited", "added": "one article added"}
# Shares of the peer's time.
CLEAN, CLEAN_WITH_PICTURES, CLEAN_LARGE = 1.5, 1.0, 1.0
EDIT, EDIT_LARGE = 1 / 40, 1 / 100
# An edit costs at least a start of Python with Pelican.
EDIT_STARTUP, STAMPING = 1.7, 1.5
CLEAN_MEMORY, EDIT_MEMORY = 1e9, 400e6
MENU_SHARE = 0.5
FILES, EXTRA_BYTES = 2.2, 15_000
CLEAN_GROWTH, EDIT_GROWTH = 10, 4
SEEN = 0.5  # seconds


class Target(NamedTuple):
    """One line of the table; `unit` says how both values are written: "s", "MB", "kB", "times" or ""."""

    label: str
    most: float
    measured: float
    unit: str
    remark: str = ""


def targets(results: Results, small: int = SMALL, large: int = LARGE) -> Iterator[Target]:
    """Yield the targets for which there are measurements; a quick run has another `small` size."""
    yield from _clean(results, small, large)
    yield from _edits(results, small, large)
    yield from _small(results, small)
    yield from _growth(results, small, large)


def _clean(results: Results, small: int, large: int) -> Iterator[Target]:
    for size in (small, large):
        ours, peer, estimated = _pair(results, size, "clean", small)
        if not ours:
            continue
        label = f"clean build and the index of the search, {size:,} articles"
        share = CLEAN if size == small else CLEAN_LARGE
        if results.pictures:
            label, share = f"{label}, {results.pictures:,} photographs", CLEAN_WITH_PICTURES
        if peer:
            yield Target(label, share * peer, ours.total, "s", f"{share:g} × the peer{estimated}")
        if size == large:
            yield Target(f"{label}: memory", CLEAN_MEMORY, ours.peak_bytes, "MB")


def _edits(results: Results, small: int, large: int) -> Iterator[Target]:
    for size, share in ((small, EDIT), (large, EDIT_LARGE)):
        for name, label in EDITED.items():
            ours, peer, estimated = _pair(results, size, name, small)
            if ours and peer:
                most, remark = peer * share, f"1/{1 / share:.0f} of the peer{estimated}"
                if size == small and results.startup * EDIT_STARTUP > most:
                    most, remark = results.startup * EDIT_STARTUP, f"{EDIT_STARTUP} × import pelican"
                yield Target(f"{label}, {size:,} articles", most, ours.seconds, "s", remark)
            if ours and size == large:
                yield Target(f"{label}, {size:,} articles: memory", EDIT_MEMORY, ours.peak_bytes, "MB")
    for size in {small, large} & results.stamping.keys():
        unchanged = results.median(size, "ours", "unchanged")
        if unchanged and (size == large or large not in results.stamping):
            most = results.startup + STAMPING * results.stamping[size]
            remark = f"start-up + {STAMPING} × stamping"
            yield Target(f"nothing changed, {size:,} articles", most, unchanged.seconds, "s", remark)


def _small(results: Results, small: int) -> Iterator[Target]:
    clean, menu = (results.median(small, "ours", name) for name in ("clean", "menu"))
    if clean and menu:
        most = MENU_SHARE * clean.seconds
        yield Target(
            f"one menu entry changed, {small:,} articles", most, menu.seconds, "s", "half a clean build"
        )
    if small in results.files:
        yield Target(f"files an article, {small:,} articles", FILES, results.files[small], "")
        label = f"bytes an article beyond its text and pictures, {small:,} articles"
        yield Target(label, EXTRA_BYTES, results.extra_bytes[small], "kB")
    if small in results.seen:
        yield Target(f"`serve`: saved to seen, {small:,} articles", SEEN, results.seen[small], "s")


def _growth(results: Results, small: int, large: int) -> Iterator[Target]:
    for name, label in {"clean": "clean build", **EDITED}.items():
        first, last = (results.median(size, "ours", name) for size in (small, large))
        if first and last:
            most = CLEAN_GROWTH if name == "clean" else EDIT_GROWTH
            taken = (last.total, first.total) if name == "clean" else (last.seconds, first.seconds)
            yield Target(f"{label}: from {small:,} to {large:,} articles", most, taken[0] / taken[1], "times")


def _pair(results: Results, size: int, scenario: str, small: int) -> tuple[Record | None, float, str]:
    """Return our record, the peer's seconds, and a remark if these are of its clean build, or estimated.

    The peer builds everything for any edit; they are estimated if it did not finish.
    """
    ours, peer = (results.median(size, name, scenario) for name in ("ours", "hugo"))
    if peer or size == small:
        return ours, peer.total if peer else 0.0, ""
    if clean := results.median(size, "hugo", "clean"):
        return ours, clean.total, "'s clean build"
    smaller = results.median(small, "hugo", scenario)
    factor = size / small
    return ours, smaller.total * factor if smaller else 0.0, f" ({factor:g} × its figure at {small:,})"
