"""The agency at work in a Pelican build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plugins.agency.emblem import is_drawing
from plugins.agency.reading import read_agency
from plugins.settings.defaults import set_defaults


def find_agency_file(settings: dict[str, Any]) -> Path:
    """Return the file that the setting AGENCY_FILE names: relative to the content folder, or anywhere by its full path.

    So several content folders can be built with one agency, but none is by oversight.
    """
    return Path(settings["PATH"], settings["AGENCY_FILE"])


def load(pelican: Any) -> None:
    """Read the agency into the setting AGENCY. Raises ContentError if the file has issues.

    `plugins.images` publishes the emblem: a drawing, or a picture, which becomes a static file.
    """
    settings = pelican.settings
    set_defaults(settings, {"STATIC_PATHS": []})  # only files that a published text uses, and the emblem
    file = find_agency_file(settings)
    agency = read_agency(file, file.name, Path(settings["PATH"]))
    if agency.emblem and not is_drawing(agency.emblem):
        settings["STATIC_PATHS"] = [*settings["STATIC_PATHS"], agency.emblem]
    settings["AGENCY"] = agency = replace(agency, emblem=agency.emblem and f"/{quote(agency.emblem)}")
    settings["AGENCY_SECTIONS"] = agency.sections  # apart, so that a new menu entry has no article read again
    settings["TIMEZONE"] = agency.time_zone
    settings["SITENAME"] = agency.name
