"""Which addresses the site has, asked once all generators know what they will write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FIXED = ("/", "/luu-tru/", "/so-do-cong/", "/rss/", "/thong-ke-truy-cap/", "/dang-nhap/")


def published_addresses(context: Mapping[str, Any]) -> list[str]:
    """Return the root-relative addresses of all HTML pages but the 404 page, sorted, from Pelican's context."""
    contents = [content for content in context["generated_content"].values() if content is not None]
    published = [content.url for content in contents if content.status in ("published", "hidden")]
    sections = [
        section.url
        for name in ("departments", "categories", "authors", "tags")
        for section, _ in context[name]
    ]
    periods = [period.url for year in context["years"] for period in (year, *year.months)]
    return sorted({*FIXED, *(f"/{url}" for url in (*published, *sections, *periods))})
