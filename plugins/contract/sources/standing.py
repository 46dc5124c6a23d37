"""Whether an editor has taken a text out of the portal, from its front matter alone: the text may have errors."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.contract.content_type import STATUS_WORDS, Status
from plugins.errors.issue import ContentError
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import split
from plugins.vietnamese.dates import DateError, parse_date

TAKEN_OUT = {Status.DRAFT, Status.WITHDRAWN}


def is_taken_out(data: bytes, now: datetime, zone: ZoneInfo) -> bool:
    r"""Return whether the bytes of a text say that it is a draft, withdrawn, or expired at `now` (aware).

    `zone` is the portal's. A text whose front matter cannot be read has not been taken out.

    >>> is_taken_out("---\nstatus: thu hồi\n---\n".encode(), datetime.now(ZoneInfo("UTC")), ZoneInfo("UTC"))
    True
    """
    try:
        head, _ = split(decode(data, ""), "")
    except ContentError:
        return False
    written = {
        entry.key: " ".join(entry.value.split()) for entry in head.entries if isinstance(entry.value, str)
    }
    status = written.get("status", "").lower()
    if STATUS_WORDS.get(status) in TAKEN_OUT or status in {one.value for one in TAKEN_OUT}:
        return True
    try:
        return "expires" in written and parse_date(written["expires"], zone) <= now
    except DateError:
        return False
