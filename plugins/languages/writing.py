"""Dates, sizes and URLs in each language."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date

from plugins.vietnamese import writing as vietnamese


def long_date(moment: datetime, lang: str = "vi") -> str:
    """Return e.g. `Thứ Năm, 21/3/2024`, in English `Thursday, 21 March 2024`."""
    return vietnamese.long_date(moment) if lang == "vi" else _english(moment, "EEEE, d MMMM y")


def short_date(moment: datetime, lang: str = "vi") -> str:
    """Return e.g. `21/3/2024`, in English `21 March 2024`: 3/4 is another day in other countries."""
    return vietnamese.short_date(moment) if lang == "vi" else _english(moment, "d MMMM y")


def _english(moment: datetime, pattern: str) -> str:
    return format_date(moment, pattern, locale="en_GB")


def in_language(url: str, lang: str) -> str:
    """Return the URL of one of the portal's own pages in a language, e.g. `/en/tim-kiem/` for `/tim-kiem/`."""
    return url if lang == "vi" else f"/{lang}{url}"


def file_size(size: int, lang: str = "vi") -> str:
    """Return a number of bytes as e.g. `850 kB` or `1,2 MB`, in English `1.2 MB`."""
    written = vietnamese.file_size(size)
    return written if lang == "vi" else written.replace(",", ".")


FILTERS = {
    "file_size": file_size,
    "in_language": in_language,
    "long_date": long_date,
    "short_date": short_date,
}
