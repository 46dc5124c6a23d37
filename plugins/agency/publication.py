"""The agency at work in a Pelican build."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plugins.addresses.addresses import has_address
from plugins.agency.reading import read_agency
from plugins.contract.faults import ContractError, Fault

logger = logging.getLogger(__name__)


def find_agency_file(settings: dict[str, Any]) -> Path:
    """Return the file that the setting AGENCY_FILE names.

    A relative name is looked for in the content folder, then in `content/` beside the settings, so that another
    content folder can be built with the same agency.
    """
    named = Path(settings["AGENCY_FILE"])
    own = Path(settings["PATH"]) / named
    return own if own.is_file() else Path(settings["AGENCY_FALLBACK"]) / named


def load(pelican: Any) -> None:
    """Read the agency into the setting AGENCY. Raises ContractError if the file has faults."""
    settings = pelican.settings
    file = find_agency_file(settings)
    agency = read_agency(file)
    if agency.emblem:
        if not (Path(settings["PATH"]) / agency.emblem).is_file():
            remedy = "Đặt tệp vào thư mục nội dung và viết đúng đường dẫn của nó, hoặc bỏ mục emblem."
            raise ContractError([Fault(file.name, 1, f"không có tệp biểu trưng “{agency.emblem}”", remedy)])
        settings["STATIC_PATHS"] = [*settings["STATIC_PATHS"], agency.emblem]
        agency = replace(agency, emblem=f"/{quote(agency.emblem)}")
    settings["AGENCY"] = agency
    settings["AGENCY_SECTIONS"] = agency.sections  # apart, so that a new menu entry has no article read again
    settings["TIMEZONE"] = agency.time_zone
    settings["SITENAME"] = agency.name


def offer_agency(generators: list[Any]) -> None:
    """Put `agency`, `notices` (a category and its articles, or None) and `menu` into the context.

    A menu entry that leads to an empty section is dropped with a warning.
    """
    context = generators[0].context
    agency = context["agency"] = context["AGENCY"]
    context["notices"] = next(
        (group for group in context["categories"] if group[0].name == agency.notices), None
    )
    context["menu"] = []
    for link in agency.menu:
        if link.url.startswith("/") and not has_address(context, link.url):
            logger.warning("Menu: bỏ mục “%s” vì %s chưa có nội dung.", link.label, link.url)
        else:
            context["menu"].append(link)
