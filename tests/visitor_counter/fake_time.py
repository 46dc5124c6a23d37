"""A fake clock for a subprocess: libfaketime, with the time in a file that can be changed while it runs."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

# Redis's own allocator asks for the time while libfaketime is being loaded, which then gives up; another one does not.
LIBRARIES = [
    str(library)
    for name in ("libtcmalloc_minimal.so.4", "faketime/libfaketime.so.1")
    for library in Path("/usr/lib").glob(f"*/{name}")
]


class FakeTime:
    """A clock that stands still, for every process started with `environment`."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self._file = folder / "now"
        self._zone = zone

    def set(self, local: str) -> None:
        """Set the clock to a local time of the zone, as ISO 8601 has it; the second of two equal hours ends in `b`."""
        moment = datetime.fromisoformat(local.removesuffix("b")).replace(
            tzinfo=self._zone, fold=local.endswith("b")
        )
        scratch = self._file.with_name("later")
        scratch.write_text(f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}", encoding="ascii")
        scratch.replace(self._file)

    @property
    def environment(self) -> dict[str, str]:
        """Environment for the subprocess. Waits and timeouts use the real clock."""
        return {
            **os.environ,
            "LD_PRELOAD": ":".join(LIBRARIES),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }
