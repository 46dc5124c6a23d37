"""The order of lists, as Pelican sorts them, from columns of the ledger.

Pelican sorts contents by translation group, if there is a `*_TRANSLATION_ID`, and then by `*_ORDER_BY`; both sorts
are stable. Pelican reads files in the order of a set, so the order of contents that are equal in both is undefined
there; here the path decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from math import isnan
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.tz import tzoffset, tzutc
from pelican.contents import Content

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.tracker import KeyTracker

TOUCH = "\0touch"  # a column whose value must be read from the content itself
BY_DATE = "\0date"  # an order key that the columns `date` and `zone` already hold
MICROSECOND = timedelta(microseconds=1)
ERA = datetime.min  # noqa: DTZ901 - local times are counted from it, in any zone
FIXED = (timezone, tzoffset, tzutc)
PackedDate = tuple[int, Any]


def order_key(content: Content, order_by: Any) -> Any:
    """Return the sort key of a content, or TOUCH if it depends on other contents."""
    if callable(order_by):
        return _computed_key(content, order_by)
    if not isinstance(order_by, str) or not order_by:
        return None
    name = order_by.removeprefix("reversed-")
    if name == "basename":
        return Path(content.source_path or "").name
    value = getattr(content, name, TOUCH)
    if name == "date" and isinstance(value, datetime):
        return BY_DATE
    return value if _is_plain(value) else TOUCH


def _computed_key(content: Content, order_by: Callable[[Any], Any]) -> Any:
    """Return the result of a sort function, or TOUCH if it fails or reads anything but the content and settings."""
    current = tracker.current
    translations = vars(content).pop("translations", [])  # not known before all contents are loaded
    reads = KeyTracker(content.settings)
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


def pack_date(value: Any) -> PackedDate:
    """Return a date as microseconds of local time, and its zone; TOUCH for a zone without a name."""
    if not isinstance(value, datetime):
        return 0, TOUCH
    moment = (value.replace(tzinfo=None) - ERA) // MICROSECOND
    zone = value.tzinfo
    if zone is None:
        return moment, None
    if isinstance(zone, ZoneInfo) and zone.key and not value.fold:
        return moment, zone.key
    if isinstance(zone, FIXED):
        return moment, (value.utcoffset() or timedelta()) // MICROSECOND
    return moment, TOUCH


def _unpack_date(moment: int, zone: Any) -> datetime:
    value = ERA + moment * MICROSECOND
    if isinstance(zone, str):
        return value.replace(tzinfo=ZoneInfo(zone))
    return value if zone is None else value.replace(tzinfo=timezone(zone * MICROSECOND))


def date_keys(
    numbers: Iterable[int], packed: Callable[[int], PackedDate], ask: Callable[[int], Any]
) -> Mapping[int, Any]:
    """Return sort keys by date. `ask` returns the date of a content whose zone has no name.

    Python compares dates of one zone by local time, and those of different zones as moments.
    """
    dates = {number: packed(number) for number in numbers}
    zones = {zone for _, zone in dates.values()}
    if len(zones) < 2 and TOUCH not in zones:  # noqa: PLR2004 - one zone, as in nearly all sites
        return {number: moment for number, (moment, _) in dates.items()}
    return {
        number: ask(number) if zone == TOUCH else _unpack_date(moment, zone)
        for number, (moment, zone) in dates.items()
    }


def sort(
    numbers: Iterable[int], keys: Mapping[int, Any], tie: Callable[[int], Any], *, reverse: bool
) -> list[int]:
    """Return ids in the order of their keys; equal ones by `tie`, which is never reversed.

    Raises TypeError for keys that cannot be compared.
    """
    ordered = sorted(numbers, key=keys.__getitem__, reverse=reverse)
    start = 0
    for end in range(1, len(ordered) + 1):
        if end < len(ordered) and keys[ordered[end]] == keys[ordered[start]]:
            continue
        if end - start > 1:
            ordered[start:end] = sorted(ordered[start:end], key=tie)
        start = end
    return ordered


def is_reversed(order_by: Any) -> bool:
    """Tell whether an `*_ORDER_BY` sorts downwards."""
    return isinstance(order_by, str) and order_by.startswith("reversed-")
