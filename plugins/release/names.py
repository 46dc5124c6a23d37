"""Names of releases: their time in UTC, so that names sort in order of time."""

import re
from collections.abc import Collection
from datetime import UTC, datetime

_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d\d+))?", re.ASCII)


def is_name(name: str) -> bool:
    """Return whether this is the name of a release."""
    return moment_of(name) is not None


def moment_of(name: str) -> datetime | None:
    """Return the time in the name of a release, None if it is no such name."""
    try:
        return datetime.strptime(_parts(name)[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def in_order(names: Collection[str]) -> list[str]:
    """Sort names of releases, oldest first. Raises ValueError for any other text."""
    return sorted(names, key=_parts)


def next_name(moment: datetime, taken: Collection[str]) -> str:
    """Return the name of a release made at `moment` (aware), which sorts after all names in `taken`.

    A second release in one second gets `-02`. So does one made while the clock is behind the newest release: its time
    is then wrong, but the order is right, on which pruning and rollback depend.
    """
    stamp = moment.astimezone(UTC).strftime(_STAMP)
    if not taken:
        return stamp
    newest_stamp, count = max(_parts(name) for name in taken)
    return stamp if stamp > newest_stamp else f"{newest_stamp}-{count + 1:02d}"


def _parts(name: str) -> tuple[str, int]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return match[1], int(match[2] or 1)
