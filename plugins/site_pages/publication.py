"""What leads the home page; the menu and the notices, known once all generators have collected their contents."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from plugins.agency.agency import Link, MenuEntry, Task
from plugins.incremental.api import grouped, keep_columns
from plugins.site_pages.home import home_rows, last_day
from plugins.site_pages.menu import FILTERS
from plugins.site_pages.pages import Addresses

logger = logging.getLogger(__name__)

AnyLink = TypeVar("AnyLink", Link, Task)


def add_filters(pelican: Any) -> None:
    """Offer `entries | fitting_in_row` and `address | if_among(entries)`."""
    pelican.settings["JINJA_FILTERS"].update(FILTERS)


def keep_leading(pelican: Any) -> None:
    """Keep in memory which articles lead the home page; offer `home_rows` and `expires | last_day` to its template."""
    keep_columns(pelican.settings, "featured", "pinned")
    pelican.settings["JINJA_GLOBALS"]["home_rows"] = home_rows
    pelican.settings["JINJA_FILTERS"]["last_day"] = last_day


def offer_leading(generator: Any) -> None:
    """Put `featured_articles` and `pinned_articles` into the context, newest first."""
    for name in ("featured", "pinned"):
        generator.context[f"{name}_articles"] = grouped(generator.articles, name, name).get(True, [])


def offer_menu(generators: list[Any]) -> None:
    """Put `agency`, `notices` (a category and its articles, or None), `menu` and `tasks` into the context.

    A link that leads to an empty section is dropped with a warning.
    """
    context = generators[0].context
    agency = context["agency"] = context["AGENCY"]
    context["notices"] = next(
        (group for group in context["categories"] if group[0].name == agency.notices), None
    )
    addresses = Addresses(context)
    context["menu"] = tuple(_menu(addresses, agency.menu))
    context["tasks"] = tuple(_leading_somewhere(addresses, "Việc thường làm (tasks)", agency.tasks))


def _menu(addresses: Addresses, entries: Iterable[MenuEntry]) -> Iterator[MenuEntry]:
    """Yield the entries without links to empty sections; a parent stays for the sake of its children."""
    for entry in entries:
        children = tuple(_leading_somewhere(addresses, "Menu", entry.children))
        leads = bool(entry.url) and any(_leading_somewhere(addresses, "Menu", [entry]))
        if leads or children:
            yield replace(entry, url=entry.url if leads else "", children=children)


def _leading_somewhere(addresses: Addresses, name: str, links: Iterable[AnyLink]) -> Iterator[AnyLink]:
    for link in links:
        if link.url.startswith("/") and link.url not in addresses:
            logger.warning("%s: bỏ mục “%s” vì %s chưa có nội dung.", name, link.label, link.url)
        else:
            yield link
