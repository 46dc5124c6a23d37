"""Which addresses the site has, asked once all generators know what they will write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.archives.periods import periods
from plugins.incremental.api import content_column

_RESERVED = """
404 404.html anh ban-nhap chu-de chuyen-muc cong-khai dang-nhap don-vi en index.html luot-truy-cap luu-tru
manifest.webmanifest ngoai-mang ngoai-mang.json robots.txt rss service-worker.js sitemap.xml so-do so-do-cong tac-gia
theme thong-ke-truy-cap tim-kiem van-ban xac-minh
"""
# First parts of addresses that no standing page and no attached file may have: what the portal writes itself, what its
# services and its preview answer, and what is kept free for sections that are still to come.
RESERVED = frozenset(_RESERVED.split())
# Folders of the content folder whose files are published under their own path, so no page may stand there.
FILE_FOLDERS = frozenset({"articles", "documents", "pages"})
FIXED = ("/", "/luu-tru/", "/tim-kiem/", "/so-do-cong/", "/rss/", "/thong-ke-truy-cap/", "/dang-nhap/")
ENGLISH_HOME = "/en/"  # of portals that have anything in English
ENGLISH = (ENGLISH_HOME, "/en/tim-kiem/", "/en/thong-ke-truy-cap/")


def sections(context: Mapping[str, Any]) -> set[str]:
    """Return the root-relative addresses of all pages that gather others, and of the standing pages."""
    groups = [
        section.url
        for name in ("departments", "categories", "authors", "tags")
        for section, _ in context[name]
    ]
    undated = [item for item in context["CONTENT_TYPES"].values() if not item.listed]
    originals = [
        text for item in undated for name in ("", "hidden_") for text in context[f"{name}{item.name}s"]
    ]
    pages = [page.url for original in originals for page in (original, *original.translations)]
    return {
        *FIXED,
        *(address for item in undated for address in item.addresses),
        *(ENGLISH if context.get("english_home") else []),
        *(f"/{url}" for url in (*groups, *(period.url for period in periods(context["years"])), *pages)),
    }


def has_address(context: Mapping[str, Any], address: str) -> bool:
    """Tell whether the site has a page at a root-relative address."""
    if address in sections(context):
        return True
    entries = content_column(context["generated_content"], "url")
    return any(url is not None and f"/{url}" == address for _, url in entries)
