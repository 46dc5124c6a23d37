"""The order of lists, as Pelican sorts them, from columns of the ledger.

Pelican sorts contents by translation group, if there is a `*_TRANSLATION_ID`, and then by `*_ORDER_BY`; both sorts
are stable. Pelican reads files in the order of a set, so the order of contents that are equal in both is undefined
there; here the path decides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import isnan
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican.contents import Content

from plugins.incremental.tracking import tracker

TOUCH = "\0touch"  # a column whose value must be read from the content itself
ANY_ZONE = "\0zone"  # the zone of dates that are not compared by local time
BY_DATE = ("date", "reversed-date")  # orders for which the columns `date` and `zone` are compared
MICROSECOND = timedelta(microseconds=1)
ERA = datetime.min  # noqa: DTZ901 - local times are counted from it, in any zone


def order_key(content: Content, order_by: Any) -> Any:
    """Return the sort key of a content, or TOUCH if it depends on other contents."""
    if callable(order_by):
        return _computed_key(content, order_by)
    if not isinstance(order_by, str) or not order_by or order_by in BY_DATE:
        return None
    name = order_by.removeprefix("reversed-")
    value = Path(content.source_path or "").name if name == "basename" else getattr(content, name, TOUCH)
    return value if _is_plain(value) else TOUCH


def _computed_key(content: Content, order_by: Callable[[Any], Any]) -> Any:
    """Return the result of a sort function, or TOUCH if it fails or reads anything but the content and settings."""
    current = tracker.current
    translations = vars(content).pop("translations", [])  # not known before all contents are loaded
    reads = tracker.Tracker()
    try:
        with tracker.tracking_reads(reads):
            value = order_by(content)
    except Exception:  # noqa: BLE001 - Pelican reports it when it sorts
        return TOUCH
    finally:
        content.translations = translations
    if current is not None:
        current.merge(reads)
    beyond = reads.files or any(not key.startswith("setting/") for key in reads.values)
    return TOUCH if beyond or not _is_plain(value) else value


def _is_plain(value: Any) -> bool:
    """Tell whether such values have a total order."""
    kind = type(value)
    if kind in (tuple, list):
        return all(map(_is_plain, value))
    return kind in (str, int, bool, bytes, type(None)) or (kind is float and not isnan(value))


def group_key(content: Content, translation_id: Any) -> Any:
    """Return what Pelican groups translations by: a tuple of texts, or TOUCH for any other values."""
    values = tuple(getattr(content, name, None) for name in group_names(translation_id))
    return values if all(type(value) is str for value in values) else TOUCH


def group_names(translation_id: Any) -> tuple[str, ...]:
    """Return the attributes of a `*_TRANSLATION_ID` in the order in which they are compared."""
    if not translation_id:
        return ()
    if isinstance(translation_id, str):
        return (translation_id,)
    return tuple(sorted(translation_id) if isinstance(translation_id, set | frozenset) else translation_id)


def pack_date(value: Any) -> tuple[int, str]:
    """Return a date as microseconds of local time, and the name of its zone; ANY_ZONE for a date of another kind."""
    if not isinstance(value, datetime):
        return 0, ANY_ZONE
    zone = value.tzinfo
    name = "" if zone is None else zone.key if isinstance(zone, ZoneInfo) and zone.key else ANY_ZONE
    return (value.replace(tzinfo=None) - ERA) // MICROSECOND, name
