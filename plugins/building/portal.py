"""Which portal a verb works on. Nothing here loads Pelican, which takes 0.6 s: a rollback does not wait for it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from plugins.agency.agency import Agency
from plugins.agency.reading import read_agency
from plugins.building.places import ROOT
from plugins.errors.issue import ContentError, UserError


class Portal(NamedTuple):
    """The content folder of a portal and its agency.yaml, which may be outside."""

    content: Path
    agency: Path


def portal_at(content: Path | None = None, agency: Path | None = None) -> Portal:
    """Return what a build would read (default: what `pelicanconf.py` names).

    Raises UserError if the content folder does not exist.
    """
    folder = content_folder(content) if content is not None else ROOT / _setting("PATH")
    return Portal(folder, agency.resolve() if agency is not None else folder / _setting("AGENCY_FILE"))


def content_folder(written: Path) -> Path:
    """Return the full path of a content folder. Raises UserError if it does not exist."""
    if written.is_dir():
        return written.resolve()
    wrong = "là tệp, không phải thư mục" if written.exists() else "không có"
    raise UserError(
        f"Thư mục nội dung {written}: {wrong}. Viết đúng tên thư mục có agency.yaml, articles/ và pages/, ví dụ: content"
    )


def _setting(name: str) -> str:
    """Return a setting that `pelicanconf.py` gives as a plain text; any other is found by running the file."""
    file = ROOT / "pelicanconf.py"
    for statement in ast.parse(file.read_bytes()).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=str(value))) if (
                found == name
            ):
                return value
    from pelican.settings import read_settings  # noqa: PLC0415 - as above

    return str(read_settings(str(file))[name])


def agency_of(portal: Portal) -> Agency:
    """Return who publishes a portal. Raises ContentError if agency.yaml cannot be read."""
    return read_agency(portal.agency, portal.agency.name, portal.content)


def host_and_zone(portal: Portal) -> tuple[str, ZoneInfo]:
    """Return the host of a portal, such as `tanhlinh.example`, and its time zone.

    If agency.yaml cannot be read, they are "" and the usual one: a deploy reports what is wrong with that file, and a rollback
    and an alert must also be possible then.
    """
    try:
        agency = agency_of(portal)
    except ContentError:
        return "", ZoneInfo(Agency.time_zone)
    return agency.site_url.partition("://")[2].lower(), agency.zone
