"""What the front matter of a text says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from plugins.contract.content_type import Status
from plugins.desk.texts.times import status_of
from plugins.errors.issue import ContentError
from plugins.front_matter.decoding import decode
from plugins.front_matter.editing import with_values
from plugins.front_matter.parser import Value, split
from plugins.vietnamese.text import normalise

KNOWN = ("slug", "old_urls", "updates")  # where readers find a text, and which corrections they were shown


def values_of(data: bytes) -> dict[str, Value]:
    """Return what the front matter of a file says."""
    return {entry.key: entry.value for entry in split(normalise(decode(data, "")), "")[0].entries}


def title_of(data: bytes) -> str:
    """Return the title of a file, or what lists show in place of one, also if it cannot be read."""
    try:
        return title_in(values_of(data))
    except ContentError:
        return title_in({})


def title_in(values: Mapping[str, Value]) -> str:
    """Return the title that a front matter says, or what lists show in place of one."""
    title = values.get("title", "")
    return title if isinstance(title, str) and title else "(chưa có tiêu đề)"


def words_of(data: bytes) -> str:
    """Return the SHA-256 of what a file says, without the values that a restored version takes from the present one."""
    try:
        known = dict.fromkeys(values_of(data).keys() & KNOWN, "")
    except ContentError:
        known = {}
    return hashlib.sha256(with_values(data, known) if known else data).hexdigest()


def with_what_readers_know(old: bytes, present: bytes | None) -> bytes:
    """Return an earlier version with the values of the present one for `KNOWN`; as it is if one cannot be read."""
    try:
        before, now = values_of(old), values_of(present or old)
    except ContentError:
        return old
    changed = {key: now.get(key, "") for key in KNOWN if now.get(key, "") != before.get(key, "")}
    return with_values(old, changed) if changed else old


def as_published(data: bytes) -> bytes:
    """Return a file without the status of a draft: at the desk, what is published follows from what is approved."""
    is_draft = status_of(values_of(data)) is Status.DRAFT
    return with_values(data, {"status": ""}) if is_draft else data
