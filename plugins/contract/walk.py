"""The files of the content folder, by their names alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from pathlib import Path
from typing import Any

from plugins.contract.faults import Fault
from plugins.contract.link_targets import ARTICLE_ENDINGS

MISSPELT = re.compile(r"\.(?:md|markdown|mkd|mdown)(?:\.txt)?|\.(?:mdwn|mdtxt|mdtext|text)", re.IGNORECASE)


def content_files(content: Path, settings: dict[str, Any]) -> Iterator[str]:
    """Yield the files that Pelican would look at, relative to the content folder, in order."""
    ignored = re.compile("|".join(map(translate, settings["IGNORE_FILES"])) or r"(?!)")
    excluded = set(settings["ARTICLE_EXCLUDES"]) - set(settings["PAGE_PATHS"])
    root = str(content)
    for folder, subfolders, files in os.walk(root, followlinks=True):
        place = folder[len(root) :].replace(os.sep, "/").strip("/")
        prefix = f"{place}/" if place else ""
        subfolders[:] = sorted(
            name for name in subfolders if f"{prefix}{name}" not in excluded and not ignored.match(name)
        )
        for name in sorted(files):
            if not ignored.match(name):
                yield f"{prefix}{name}"


def wrong_endings(paths: Iterable[str]) -> Iterator[Fault]:
    """Yield the texts that Pelican would leave out without a word, because of how their names end."""
    for path in paths:
        if path.endswith(ARTICLE_ENDINGS):
            continue
        name, dot, ending = path.rpartition(".")
        if path.lower().endswith(".md.txt"):
            name, ending = path[: -len(".md.txt")], "md.txt"
        if dot and MISSPELT.fullmatch(f".{ending}"):
            yield Fault(
                path,
                1,
                f"tên tệp kết thúc bằng “.{ending}” nên bài không được đọc",
                f"Đổi tên tệp thành: {name.rpartition('/')[2]}.md",
            )
