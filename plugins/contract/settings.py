"""Pelican settings that the contract needs as they are; `pelicanconf.py` takes them from here."""

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
    "extension_configs": {
        "markdown.extensions.footnotes": {"BACKLINK_TITLE": "Trở lại chỗ ghi chú số {}"},
    },
    "output_format": "html",
    "tab_length": 4,
}
