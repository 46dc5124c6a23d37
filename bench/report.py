"""The report docs/benchmarks.md: each benchmark replaces its own section, the text between them is written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.generators import GENERATORS
from bench.records import Record, Results
from bench.scenarios import SCENARIOS
from bench.targets import SMALL, Target, targets

LABELS = {scenario.name: scenario.label for scenario in SCENARIOS}


def put_section(file: Path, name: str, text: str) -> None:
    """Replace the section of that name in a Markdown file, or append it."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    before, found, rest = known.partition(begin)
    after = rest.partition(end)[2] if found else ""
    parts = (before.strip(), f"{begin}\n{text.strip()}\n{end}", after.strip())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")


def table(header: list[str], rows: Iterable[list[str]]) -> str:
    """Return a Markdown table; all columns but the first are right-aligned."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


class Limit(NamedTuple):
    """A figure, the most that it may be, and how both are written."""

    label: str
    most: float
    measured: float
    written: Callable[[float], str]


def limits_table(limits: Iterable[Limit]) -> str:
    """Return a Markdown table of figures and their limits, and which are missed."""
    rows = []
    for label, most, measured, written in limits:
        verdict = "met" if measured <= most else f"**missed**, by {measured / most:.2f} times"
        rows.append([label, written(most), written(measured), verdict])
    return table(["", "at most", "measured", ""], rows)


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


def markdown(results: Results, small: int = SMALL) -> str:
    """Return the section on builds: machine and versions, targets, and the tables of each size.

    `small` is the number of articles for which the targets of a small portal are computed.
    """
    versions = [f"- {GENERATORS[name].label}: {version}" for name, version in results.versions.items()]
    pictures = f" The newest {results.pictures:,} articles have a photograph of 4,000 × 3,000 pixels." * bool(
        results.pictures
    )
    title = "## Builds with photographs\n" if results.pictures else "## Builds\n"
    parts = [title, f"{results.measured} {results.machine}.{pictures}\n", *versions, ""]
    if results.failures:
        parts += ["### Failures\n", *(f"- {failure.splitlines()[0]}" for failure in results.failures), ""]
    if found := list(targets(results, small)):
        parts += ["### Targets\n", table(["", "at most", "measured", ""], map(_target, found))]
    parts += [f'`python -c "import pelican"` took {duration(results.startup)}.\n'] * bool(results.startup)
    for size in results.sizes:
        parts += [f"### {size:,} articles\n", *_tables(results, size)]
    return "\n".join(parts)


UNITS: dict[str, Callable[[float], str]] = {
    "s": duration,
    "MB": lambda value: f"{value / 1e6:,.0f} MB",
    "kB": lambda value: f"{value / 1000:.1f} kB",
    "times": lambda value: f"{value:.1f} times",
    "": lambda value: f"{value:.2f}",
}


def _target(target: Target) -> list[str]:
    write = UNITS[target.unit]
    most = f"{write(target.most)} ({target.remark})" if target.remark else write(target.most)
    share = target.measured / target.most
    return [
        target.label,
        most,
        write(target.measured),
        "met" if share <= 1 else f"**missed**, by {share:.2f} times",
    ]


def _tables(results: Results, size: int) -> Iterator[str]:
    names = [name for name in GENERATORS if any(record[:2] == (size, name) for record in results.records)]
    header = ["", *(GENERATORS[name].label for name in names)]
    for caption, cell in CELLS.items():
        rows = []
        for scenario, label in LABELS.items():
            peer = results.median(size, "hugo", scenario)
            found = [results.median(size, name, scenario) for name in names]
            rows.append([label, *(cell(record, peer) if record else "–" for record in found)])
        yield caption
        yield table(header, rows)


def _time(record: Record, peer: Record | None) -> str:
    against = f" · {ratio(record.total / peer.total)}" if peer and peer != record else ""
    return f"{duration(record.seconds)} + {duration(record.index_seconds)}{against}{' (once)' * (record.builds == 1)}"


CELLS: dict[str, Callable[[Record, Record | None], str]] = {
    "Median time of the build and of indexing it for search, and the ratio of their sum to the peer's in the same run.\n": _time,
    "Processor seconds of all processes.\n": lambda record, _: duration(record.cpu),
    "Peak memory of all processes together.\n": lambda record, _: UNITS["MB"](record.peak_bytes),
    "Bytes written to disk.\n": lambda record, _: UNITS["MB"](record.disk_bytes),
    "Files changed (created, deleted or with new content) / files written, without those of the search's index.\n": lambda record, _: (
        f"{record.changed:,.0f} / {record.written:,.0f}"
    ),
}
