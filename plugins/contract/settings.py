"""Pelican settings that the contract needs."""

from __future__ import annotations

from typing import Any

from plugins.settings.defaults import set_defaults
from plugins.urls.publication import url_settings

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


SETTINGS: dict[str, Any] = {
    "MARKDOWN": MARKDOWN,
    "ARTICLE_ORDER_BY": newest_first,
    "ARTICLE_TRANSLATION_ID": "translation_group",
    "IGNORE_FILES": [".*", "*~", "#*#", "~$*"],  # hidden files, and what editors and Word leave behind
    "STATIC_CHECK_IF_MODIFIED": True,
    "DEFAULT_CATEGORY": "",
    "USE_FOLDER_AS_CATEGORY": False,
    "FILENAME_METADATA": "",
    "FORMATTED_FIELDS": [],
}
DOCUMENTS = "documents"  # attached files, no articles


def set_contract_settings(settings: dict[str, Any]) -> None:
    """Set what reading the content needs; `settings` are Pelican's, after `read_settings`."""
    set_defaults(settings, {**SETTINGS, **url_settings()})
    if DOCUMENTS not in settings["ARTICLE_EXCLUDES"]:
        settings["ARTICLE_EXCLUDES"] = [*settings["ARTICLE_EXCLUDES"], DOCUMENTS]
