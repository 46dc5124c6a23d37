"""The agency at work in a Pelican build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plugins.agency.pictures import is_drawing
from plugins.agency.reading import read_agency
from plugins.settings.defaults import set_defaults


def find_agency_file(settings: dict[str, Any]) -> Path:
    """Return the file that the setting AGENCY_FILE names: relative to the content folder, or anywhere by its full path.

    So several content folders can be built with one agency, but none is by oversight.
    """
    return Path(settings["PATH"], settings["AGENCY_FILE"])


def load(pelican: Any) -> None:
    """Read the agency into the setting AGENCY. Raises ContentError if the file has issues.

    `plugins.images` publishes the emblem and the pictures of links: drawings, or pictures, which become static files.
    """
    settings = pelican.settings
    set_defaults(settings, {"STATIC_PATHS": []})  # only files that a published text uses, and the emblem
    file = find_agency_file(settings)
    agency = read_agency(file, file.name, Path(settings["PATH"]))
    own = {agency.emblem, agency.masthead_picture, *(link.picture for link in agency.links)} - {""}
    settings["STATIC_PATHS"] = [
        *settings["STATIC_PATHS"],
        *sorted(name for name in own if not is_drawing(name)),
    ]
    settings["AGENCY"] = agency = replace(
        agency,
        emblem=_url(agency.emblem),
        links=tuple(replace(link, picture=_url(link.picture)) for link in agency.links),
    )
    settings["AGENCY_SECTIONS"] = agency.sections  # apart, so that a new menu entry has no article read again
    settings["TIMEZONE"] = agency.time_zone
    settings["SITENAME"] = agency.name


def _url(name: str) -> str:
    return name and f"/{quote(name)}"
