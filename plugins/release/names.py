"""The names of releases: the moment of each in UTC, so that a sorted listing is their order in time."""

import re
from collections.abc import Collection
from datetime import UTC, datetime

_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d\d+))?", re.ASCII)


def is_name(name: str) -> bool:
    """Whether a release of ours could be called that."""
    match = _NAME.fullmatch(name)
    if match is None:
        return False
    try:
        datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def moment_of(name: str) -> datetime:
    """Return the moment (UTC) in a release's name; ValueError when it is no such name."""
    return datetime.strptime(_parts(name)[0], _STAMP).replace(tzinfo=UTC)


def in_order(names: Collection[str]) -> list[str]:
    """Sort names of releases, oldest first; ValueError when one is no such name."""
    return sorted(names, key=_parts)


def next_name(moment: datetime, taken: Collection[str]) -> str:
    """Name a release made at `moment` (aware), always later in order than every name `taken`.

    Two in one second get `-02`, `-03`, … So does one made when the clock stands behind the newest
    release: its name then tells a moment that is not its own, but the order stays true, and the order is
    what pruning and going back rely on.
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
