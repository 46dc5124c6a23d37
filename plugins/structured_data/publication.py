"""Structured data in a Pelican build: filters for templates."""

from __future__ import annotations

from typing import Any

from plugins.structured_data.graph import breadcrumbs, graph, news_article, website

FILTERS = (breadcrumbs, graph, news_article, website)


def add_filters(pelican: Any) -> None:
    """Offer filters that describe a page, and `graph`, which writes a list of descriptions for a page's head."""
    pelican.settings["JINJA_FILTERS"].update({function.__name__: function for function in FILTERS})
