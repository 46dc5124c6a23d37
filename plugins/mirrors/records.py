"""What a bucket says of its releases: a record of each whole one, and the object `current`."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from plugins.mirrors.bucket import Bucket
from plugins.release.errors import ReleaseError

RECORDS, CURRENT = "records", "current"
HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}

T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """A whole release: its prefix, files and bytes, the rules by which its headers were made, its styles and scripts."""

    prefix: str
    files: int
    bytes: int
    headers: str
    assets: list[str]


@dataclass(frozen=True)
class Current:
    """What readers see. `before` is the prefix that they saw before, `next` one that is being switched to."""

    name: str = ""
    portal: str = ""
    time: str = ""
    prefix: str = ""
    before: str = ""
    next: str = ""


class Records:
    """The records of a bucket. Methods raise ReleaseError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def current(self) -> Current:
        """Return what readers see, an empty one if nothing was shown yet."""
        return self._read(CURRENT, Current) or Current()

    def record_current(self, current: Current) -> None:
        """Replace `current`."""
        self._write(CURRENT, current)

    def find(self, name: str) -> Record | None:
        """Return the record of a release, None if there is no such whole release."""
        return self._read(_key(name), Record)

    def add(self, name: str, record: Record) -> None:
        """Record a whole release, in place of an earlier attempt of that name."""
        self._write(_key(name), record)

    def names(self) -> list[str]:
        """Return the names of all releases that have a record."""
        return [file.removesuffix(".json") for file in self._bucket.sizes(RECORDS)]

    def delete(self, name: str) -> None:
        """Delete the record of a release."""
        self._bucket.delete([_key(name)])

    def _read(self, key: str, kind: type[T]) -> T | None:
        found = self._bucket.read(key)
        if found is None:
            return None
        with suppress(ValueError, TypeError, AttributeError):
            known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # one of the two above
            return kind(**{name: value for name, value in json.loads(found[0]).items() if name in known})
        raise ReleaseError(
            f"Không đọc được “{key}” ở {self._bucket}. Bucket này có được dùng cho việc khác không?"
        )

    def _write(self, key: str, value: Any) -> None:
        self._bucket.put(key, json.dumps(asdict(value)).encode(), HEADERS)


def _key(name: str) -> str:
    return f"{RECORDS}/{name}.json"
