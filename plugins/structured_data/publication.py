"""Structured data at work in a Pelican build: filters that templates use."""

from __future__ import annotations

from typing import Any

from plugins.structured_data.graph import breadcrumbs, graph, news_article, organisation, website


def add_filters(pelican: Any) -> None:
    """Offer the things of schema.org, and `graph`, which writes a list of them for a page's head."""
    filters = {
        "breadcrumbs": breadcrumbs,
        "graph": graph,
        "news_article": news_article,
        "organisation": organisation,
        "website": website,
    }
    pelican.settings["JINJA_FILTERS"].update(filters)
