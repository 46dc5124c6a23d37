"""The results of a run of the bench: one record a build, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Record:
    """One build: which, its wall-clock and processor seconds, and its memory's peak in bytes.

    Then the files that it made, changed in content, removed, wrote (changed or not), and left behind in all.
    """

    size: int
    generator: str
    scenario: str
    round: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    created: int
    changed: int
    removed: int
    written: int
    files: int


@dataclass(frozen=True)
class Typical:
    """The median of several builds of one kind, and how many they were; `affected` files were made, changed or removed."""

    seconds: float
    peak_bytes: float
    affected: int
    written: int
    builds: int


@dataclass
class Results:
    """All that was measured, on which machine, and what failed (a sentence each)."""

    machine: dict[str, str]
    versions: dict[str, str]
    records: list[Record] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    parity: dict[str, str] = field(default_factory=dict)

    def sizes(self) -> list[int]:
        """Return the sizes that were measured, smallest first."""
        return sorted({record.size for record in self.records})

    def typical(self, size: int, generator: str, scenario: str) -> Typical | None:
        """Return the median of one kind of build, or None if there was none."""
        key = (size, generator, scenario)
        found = [item for item in self.records if (item.size, item.generator, item.scenario) == key]
        if not found:
            return None
        return Typical(
            seconds=median(item.seconds for item in found),
            peak_bytes=median(item.peak_bytes for item in found),
            affected=round(median(item.created + item.changed + item.removed for item in found)),
            written=round(median(item.written for item in found)),
            builds=len(found),
        )

    def save(self, file: Path) -> None:
        """Write the results as JSON, replacing the file in one step."""
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.new")
        fresh.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(file)


def load(files: Sequence[Path]) -> Results:
    """Read results back; those of several files, taken on one machine, become one.

    Raises ValueError if the machines or the versions differ: such numbers cannot stand side by side.
    """
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    fixed = [_fixed(item["machine"]) for item in read]
    if any(machine != fixed[0] for machine in fixed):
        raise ValueError("the results were measured on different machines")
    versions: dict[str, str] = {}
    for item in read:
        for name, said in item["versions"].items():
            if versions.setdefault(name, said) != said:
                raise ValueError(
                    f"the results were measured with different versions: {versions[name]} and {said}"
                )
    return Results(
        machine=read[0]["machine"],
        versions=versions,
        records=[Record(**record) for item in read for record in item["records"]],
        failures=list(_all(item["failures"] for item in read)),
        parity={name: said for item in read for name, said in item["parity"].items()},
    )


def _fixed(machine: dict[str, str]) -> dict[str, str]:
    return {name: said for name, said in machine.items() if name not in ("date", "load", "commit")}


def _all(lists: Iterable[list[str]]) -> dict[str, None]:
    return {item: None for one in lists for item in one}
