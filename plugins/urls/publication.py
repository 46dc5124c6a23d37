"""URLs in a Pelican build."""

from __future__ import annotations

from typing import Any

from plugins.settings.defaults import set_defaults
from plugins.urls import patterns
from plugins.urls.patterns import file_of

LISTS = ("DEPARTMENT", "CATEGORY", "AUTHOR", "TAG")
DIRECT_TEMPLATES = (
    "ARCHIVES",
    "SEARCH",
    "SITE_TREE",
    "FEEDS",
    "STATISTICS",
    "SIGN_IN",
    "NOT_FOUND",
    "GONE",
    "SERVER_ERROR",
)
NO_DRAFTS = ("DRAFT", "DRAFT_LANG", "DRAFT_PAGE", "DRAFT_PAGE_LANG")  # drafts have no page at all


def set_urls(pelican: Any) -> None:
    """Set Pelican's URL settings, and the global `urls` of templates, e.g. `{{ urls.archives }}`."""
    set_defaults(pelican.settings, url_settings())
    pelican.settings["JINJA_GLOBALS"]["urls"] = patterns.BY_NAME


def url_settings() -> dict[str, Any]:
    """Return Pelican's settings of URLs and of the files behind them."""
    urls = {name: getattr(patterns, name).lstrip("/") for name in ("ARTICLE", "PAGE", *LISTS)}
    urls |= {f"{name}_LANG": f"{{lang}}/{urls[name]}" for name in ("ARTICLE", "PAGE")}
    return {
        **{f"{name}_URL": url for name, url in urls.items()},
        **{f"{name}_SAVE_AS": file_of(url) for name, url in urls.items()},
        **{f"{name}_{kind}": "" for name in NO_DRAFTS for kind in ("URL", "SAVE_AS")},
        "DIRECT_TEMPLATES": ["index", *(name.lower() for name in DIRECT_TEMPLATES)],
        **{f"{name}_SAVE_AS": file_of(getattr(patterns, name)) for name in DIRECT_TEMPLATES},
    }
