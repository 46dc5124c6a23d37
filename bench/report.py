"""The report docs/benchmarks.md: each benchmark replaces its own section, the text between them is written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.environment import describe_machine, measured_at
from bench.generators import GENERATORS
from bench.scenarios import SCENARIOS

SMALL, LARGE = 10_000, 100_000
EDITED = ("body", "title", "added")
# The most that is allowed, by number of articles and scenario: share of Hugo's time, and megabytes.
TIME_TARGETS = {
    SMALL: {"clean": 2.0, **dict.fromkeys(EDITED, 1 / 10)},
    LARGE: {"clean": 1.0, **dict.fromkeys(EDITED, 1 / 50)},
}
MEMORY_TARGETS = {"clean": 1000, **dict.fromkeys(EDITED, 400)}
LABELS = {scenario.name: scenario.label for scenario in SCENARIOS}


class Record(NamedTuple):
    """One build, or the median of several: elapsed seconds, peak memory, files changed and written.

    A changed file was created, deleted or has new content; a written file may have the same content as before.
    """

    size: int
    generator: str
    scenario: str
    seconds: float
    peak_bytes: float
    changed: float
    written: float
    builds: int = 1


@dataclass
class Results:
    """All measurements of a run, the generators' versions by name, and what failed."""

    versions: dict[str, str]
    machine: str = field(default_factory=describe_machine)
    measured: str = field(default_factory=measured_at)
    records: list[Record] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def median(self, size: int, generator: str, scenario: str) -> Record | None:
        """Return the median of one kind of build, or None if there are none."""
        key = (size, generator, scenario)
        found = [record[3:7] for record in self.records if record[:3] == key]
        if not found:
            return None
        seconds, peak, changed, written = map(median, zip(*found, strict=True))
        return Record(*key, seconds, peak, changed, written, len(found))


def put_section(file: Path, name: str, text: str) -> None:
    """Replace the section of that name in a Markdown file, or append it."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    before, found, rest = known.partition(begin)
    after = rest.partition(end)[2] if found else ""
    parts = (before.strip(), f"{begin}\n{text.strip()}\n{end}", after.strip())
    file.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")


def table(header: list[str], rows: Iterable[list[str]]) -> str:
    """Return a Markdown table; all columns but the first are right-aligned."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def duration(seconds: float) -> str:
    """Return a time with at most three significant digits, e.g. `0.84 s`, `12.3 s`, `224 s`."""
    digits = 2 if seconds < 10 else 1 if seconds < 100 else 0
    return f"{seconds:,.{digits}f} s"


def ratio(value: float) -> str:
    """Return a ratio as `1/12` or `2.1×`."""
    if value >= 0.95:
        return f"{value:.1f}×"
    part = 1 / value
    return f"1/{part:.1f}".removesuffix(".0") if part < 9.95 else f"1/{part:,.0f}"


def markdown(results: Results) -> str:
    """Return the section on builds: machine and versions, targets, and three tables for each size."""
    versions = [f"- {GENERATORS[name].label}: {version}" for name, version in results.versions.items()]
    parts = ["## Builds\n", f"{results.measured} {results.machine}.\n", *versions, ""]
    if results.failures:
        parts += ["### Failures\n", *(f"- {failure.splitlines()[0]}" for failure in results.failures), ""]
    targets = list(_targets(results))
    if targets:
        parts += ["### Targets\n", table(["", "at most", "measured", ""], targets)]
    for size in sorted({record.size for record in results.records}):
        parts += [f"### {size:,} articles\n", *_tables(results, size)]
    return "\n".join(parts)


def _tables(results: Results, size: int) -> Iterator[str]:
    names = {
        record.generator: GENERATORS[record.generator].label
        for record in results.records
        if record.size == size
    }
    for caption, cell in CELLS.items():
        rows = []
        for scenario, label in LABELS.items():
            hugo = results.median(size, "hugo", scenario)
            found = [results.median(size, name, scenario) for name in names]
            rows.append([label, *(cell(record, hugo) if record else "–" for record in found)])
        yield caption
        yield table(["", *names.values()], rows)


def _time(record: Record, hugo: Record | None) -> str:
    against = f" · {ratio(record.seconds / hugo.seconds)}" if hugo and hugo != record else ""
    return duration(record.seconds) + against + (" (once)" if record.builds == 1 else "")


CELLS: dict[str, Callable[[Record, Record | None], str]] = {
    "Median time, and its ratio to Hugo's in the same run.\n": _time,
    "Peak memory of all processes together.\n": lambda record, _: f"{record.peak_bytes / 1e6:,.0f} MB",
    "Files changed (created, deleted or with new content) / files written.\n": lambda record, _: (
        f"{record.changed:,.0f} / {record.written:,.0f}"
    ),
}


def _targets(results: Results) -> Iterator[list[str]]:
    for size, limits in TIME_TARGETS.items():
        for name, most in limits.items():
            ours, hugo = (results.median(size, generator, name) for generator in ("ours", "hugo"))
            if ours and hugo:
                share = ours.seconds / hugo.seconds
                texts = (f"{ratio(value)} of Hugo's" for value in (most, share))
                yield [f"{LABELS[name]}, {size:,} articles: time", *texts, _verdict(share / most)]
    for name, label in LABELS.items():
        small, large = (results.median(size, "ours", name) for size in (SMALL, LARGE))
        if large and name in MEMORY_TARGETS:
            limit, used = MEMORY_TARGETS[name], large.peak_bytes / 1e6
            texts = (f"{value:,.0f} MB" for value in (limit, used))
            yield [f"{label}, {LARGE:,} articles: memory", *texts, _verdict(used / limit)]
        if small and large:
            growth, most = large.seconds / small.seconds, LARGE / SMALL
            texts = (f"{value:.1f} times" for value in (most, growth))
            yield [f"{label}: time from {SMALL:,} to {LARGE:,} articles", *texts, _verdict(growth / most)]


def _verdict(share: float) -> str:
    return "met" if share <= 1 else f"**missed**, by {share:.2f} times"
