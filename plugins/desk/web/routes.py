"""Every page of the desk and what it needs. The test of roles tries each of them as each role."""

from __future__ import annotations

from typing import NamedTuple

from plugins.desk.people.roles import Right
from plugins.desk.web.call import Endpoint

MOST_FORM = 3_000_000  # bytes; the longest text has 2 million


class Page(NamedTuple):
    """A page: its path (`{name}` is a part of one), what it shows, what a form on it does, and the rights for both."""

    path: str
    right: Right
    show: Endpoint | None = None
    act: Endpoint | None = None
    act_right: Right | None = None  # if it is another
    longest: int = MOST_FORM  # bytes of a field of a form
    takes_files: bool = False


def pages() -> list[Page]:
    """Return all pages."""
    from plugins.desk.agency import pages as agency  # noqa: PLC0415 - these import this module
    from plugins.desk.people import pages as people  # noqa: PLC0415 - as above
    from plugins.desk.texts import pages as texts  # noqa: PLC0415 - as above
    from plugins.desk.visual import pages as visual  # noqa: PLC0415 - as above

    return [*people.PAGES, *texts.PAGES, *visual.PAGES, *agency.PAGES]
