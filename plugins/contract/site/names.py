"""Names of authors and tags whose plain slugs are equal.

`Nguyễn Văn Hùng` and `Nguyễn Văn Hưng` are two people, `bò` and `bơ` two things: each gets a page. The name that was
published first keeps the plain slug, also while its texts are withdrawn or have expired; any other has a suffix made
from the name alone. Nothing is stored, so URLs change when the file with the first name is deleted or becomes a draft,
or when a text with an earlier date is added.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from plugins.contract.site.entry import Entry, unpack
from plugins.errors.issue import Issue
from plugins.incremental.api import content_column
from plugins.vietnamese.text import fold, slug_of

LABELS = {"authors": "tên tác giả", "tags": "chủ đề"}
TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
SUFFIX = 6  # characters of hexadecimal digits: the chance that two of 100 names share one is below 1 in 3,000

Names = Mapping[str, Mapping[str, list[Entry]]]  # for each plain slug, the names with their texts


def slugs_of_names(entries: Iterable[Entry], kind: str) -> dict[str, str]:
    """Return the slugs with a suffix, e.g. `{"Nguyễn Văn Hưng": "nguyen-van-hung-598ac8"}`; all other names have `slug_of`.

    `kind` is "authors" or "tags", `entries` are all texts; drafts do not count.
    """
    found: dict[str, str] = {}
    finished = (entry for entry in entries if not entry.unfinished)
    for slug, names in _by_plain_slug(finished, kind).items():
        if len(names) > 1:
            first = {
                name: min((entry.moment, entry.path, getattr(entry, kind).index(name)) for entry in used)
                for name, used in names.items()
            }
            _, *later = sorted(names, key=first.__getitem__)
            found |= {name: f"{slug}-{sha256(name.encode()).hexdigest()[:SUFFIX]}" for name in later}
    return found


def separate_names(generator: Any) -> None:
    """Give the authors and tags of articles their slugs, before Pelican groups the articles by them."""
    contents = generator.context["generated_content"]
    packed = [(path, entry) for path, entry in content_column(contents, "entry") if entry is not None]
    for kind in LABELS:
        place = Entry._fields.index(kind) - 1  # `pack` leaves out the path
        names = {name for _, entry in packed for name in entry[place]}
        if len(set(map(slug_of, names))) < len(names):  # else no entry needs to be unpacked: 0.2 s for 10,000
            _separate(kind, [unpack(path, entry) for path, entry in packed], contents)


def _separate(kind: str, entries: list[Entry], contents: Mapping[str, Any]) -> None:
    slugs = slugs_of_names(entries, kind)
    for entry in entries:
        if not slugs.keys().isdisjoint(getattr(entry, kind)):
            for term in getattr(contents[entry.path], kind):
                term.slug = slugs.get(term.name, term.slug)


def shared_names(entries: list[Entry]) -> list[Issue]:
    """Return errors where one name is written in two ways, and warnings where one may have lost its marks."""
    issues: list[Issue] = []
    for kind in LABELS:
        for names in _by_plain_slug(entries, kind).values():
            if len(names) > 1:
                issues += _shared_names(names, kind)
    return issues


def _shared_names(names: Mapping[str, list[Entry]], kind: str) -> Iterable[Issue]:
    # Entries come with drafts last: the name that most published texts use is the one to keep.
    usual = sorted(names, key=lambda name: (names[name][0].draft, -len(names[name]), names[name][0].path))
    for place, name in enumerate(usual):
        entry = names[name][0]
        line = entry.author_line if kind == "authors" else entry.tags_line
        for other in usual[:place]:
            if _spelling(name) == _spelling(other):
                message = f"{LABELS[kind]} “{name}” ở bài {names[other][0].path} viết là “{other}”"
                yield entry.issue(line, message, f"Viết thống nhất “{other}”.")
                break
            if _has_no_marks(name) or _has_no_marks(other):
                message = f"{LABELS[kind]} “{name}” và “{other}” ({names[other][0].path}) chỉ khác nhau ở dấu"
                hint = (
                    "Nếu là một, viết thống nhất có dấu; nếu là hai thì không cần sửa, mỗi tên có một trang."
                )
                yield Issue(entry.path, line, message, hint, is_warning=True)
                break


def _by_plain_slug(entries: Iterable[Entry], kind: str) -> Names:
    used: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for name in getattr(entry, kind):
            used[name].append(entry)
    found: dict[str, dict[str, list[Entry]]] = defaultdict(dict)
    for name, own in used.items():  # a slug takes 2 µs, and 10,000 texts share a few names
        found[slug_of(name)][name] = own
    return found


def _spelling(name: str) -> list[str]:
    """Return what stays the same when only case, punctuation or the place of the tone differs, e.g. in `hòa` and `Hoà`."""
    words = re.split(r"[\W_]+", name.casefold())
    split = [unicodedata.normalize("NFD", word) for word in words if word]
    return [TONE.sub("", word) + "".join(TONE.findall(word)) for word in split]


def _has_no_marks(name: str) -> bool:
    return fold(name) == name.casefold()
