"""What a folder holds, and in what two folders differ."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

SHOWN = 5
TIME_OF_THE_BUILD = re.compile(rb"(?<=<updated>)[^<]+|(?<=<lastBuildDate>)[^<]+")


def held(folder: Path) -> dict[str, bytes | None]:
    """Return every file with its bytes, and every folder with None, by path."""
    return {
        item.relative_to(folder).as_posix(): None if item.is_dir() else item.read_bytes()
        for item in sorted(folder.rglob("*"))
    }


def files(folder: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """Return the files of a folder, without those that lie beside their places and are not yet part of the site."""
    return {name: data for name, data in folder.items() if data is not None and not is_beside(name)}


def is_beside(name: str) -> bool:
    """Tell whether this is the name of a file that is still to be renamed into place."""
    last = name.rpartition("/")[2]
    return last.startswith(".") and last.endswith("~")


def differences(expected: dict[str, bytes | None], found: dict[str, bytes | None]) -> str:
    """Return what is missing, what is too much and what says something else; empty if the two are equal.

    A folder that was expected and held nothing is not missed.
    """
    said = [
        f"missing: {name}" for name in sorted(expected.keys() - found.keys()) if expected[name] is not None
    ]
    said += [f"too much: {name}" for name in sorted(found.keys() - expected.keys())]
    other = [name for name in sorted(expected.keys() & found.keys()) if expected[name] != found[name]]
    for name in other[:SHOWN]:
        said += [f"differs: {name}", *_lines_that_differ(expected[name] or b"", found[name] or b"")]
    said += [f"differs too: {name}" for name in other[SHOWN:]]
    return "\n".join(said)


def without_time_of_the_build(folder: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """Return what a folder holds but for the time in feeds that are empty.

    Pelican dates a feed by its newest entry, and one without entries by the second in which it was built: two stock
    builds differ there.
    """
    return {
        name: TIME_OF_THE_BUILD.sub(b"", data) if data is not None and _is_empty_feed(name, data) else data
        for name, data in folder.items()
    }


def _is_empty_feed(name: str, data: bytes) -> bool:
    return name.endswith(".xml") and b"<entry>" not in data and b"<item>" not in data


def _lines_that_differ(expected: bytes, found: bytes) -> list[str]:
    lines = difflib.unified_diff(
        expected.decode(errors="replace").splitlines(),
        found.decode(errors="replace").splitlines(),
        "should be",
        "is",
        lineterm="",
        n=0,
    )
    return [line[:300] for line in lines][2:14]
