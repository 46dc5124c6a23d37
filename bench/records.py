"""What a run has measured: builds, and figures of the machine and of the output."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from bench.environment import describe_machine, measured_at


class Record(NamedTuple):
    """One build, or the median of several.

    seconds: of the build alone; `index_seconds` of indexing its output for search
    cpu, peak_bytes, disk_bytes: of all processes of both
    changed: files that were created, deleted or have new content; `written` files may have the same as before
    """

    size: int
    generator: str
    scenario: str
    seconds: float
    index_seconds: float
    cpu: float
    peak_bytes: float
    disk_bytes: float
    changed: float
    written: float
    builds: int = 1

    @property
    def total(self) -> float:
        """The seconds of build and indexing."""
        return self.seconds + self.index_seconds


@dataclass
class Results:
    """All measurements of a run.

    `versions` of the generators by name; `pictures` photographs in each corpus; `startup` seconds of
    `python -c "import pelican"`; by size: `stamping` seconds, `files` and `extra_bytes` of an article, and `seen`, seconds
    from saving a text to its page in the browser (`invoke serve`).
    """

    versions: dict[str, str]
    pictures: int = 0
    machine: str = field(default_factory=describe_machine)
    measured: str = field(default_factory=measured_at)
    records: list[Record] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    startup: float = 0.0
    stamping: dict[int, float] = field(default_factory=dict)
    files: dict[int, float] = field(default_factory=dict)
    extra_bytes: dict[int, float] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)

    @property
    def sizes(self) -> list[int]:
        """The sizes that were measured, the smallest first."""
        return sorted({record.size for record in self.records})

    def median(self, size: int, generator: str, scenario: str) -> Record | None:
        """Return the median of one kind of build, or None if there are none."""
        key = (size, generator, scenario)
        found = [record[3:10] for record in self.records if record[:3] == key]
        if not found:
            return None
        return Record(*key, *map(median, zip(*found, strict=True)))._replace(builds=len(found))
