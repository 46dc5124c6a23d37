"""The order of articles: newest first, and total, so that no list depends on how files were found."""

from __future__ import annotations

from typing import Any


def newest_first(article: Any) -> tuple[float, str]:
    """Return the sorting key of an article: its date downwards, then the path of its file."""
    return -article.date.timestamp(), article.relative_source_path
