"""Pelican settings that the contract needs; `pelicanconf.py` imports them."""

from __future__ import annotations

from typing import Any

MARKDOWN: dict[str, Any] = {
    "extensions": [
        "markdown.extensions.abbr",
        "markdown.extensions.def_list",
        "markdown.extensions.footnotes",
        "markdown.extensions.sane_lists",
        "markdown.extensions.tables",
    ],
    "extension_configs": {"markdown.extensions.footnotes": {"BACKLINK_TITLE": "Trở lại chỗ ghi chú số {}"}},
    "output_format": "html",
    "tab_length": 4,
}


def newest_first(article: Any) -> tuple[float, str]:
    """Return the sorting key of an article: newest first, then by path, so that the order is total."""
    return -article.date.timestamp(), article.relative_source_path
