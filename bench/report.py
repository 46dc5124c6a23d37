"""The report of a run: tables with ratios to Hugo, a chart a size, machine and versions.

python -m bench.report RESULTS.json … --report docs/benchmarks.md
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

from bench.chart import bar_chart
from bench.figures import ratio, seconds
from bench.generators import GENERATORS
from bench.results import Results, Typical, load
from bench.scenarios import SCENARIOS
from bench.section import put_section, sections_of
from bench.targets import Target, targets

WHY = Path(__file__).with_name("why.md")
ABOUT = """Every generator builds the same portal from the same articles (about 7 kB of Markdown each), started anew for each
build as a person starts it; edited articles are among the newest, so they stand on the home page, in feeds and at the
head of lists. After each build the output is checked: the edit must be in every page that shows it, a deleted article in
none, and nothing else may change. How it is measured, what each generator's layout has and what not: `bench/README.md`.
"""


def write_report(results: Results, file: Path) -> None:
    """Write `file` (Markdown), and beside it a folder of its name with the charts (SVG) and the numbers (JSON)."""
    folder = file.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    results.save(folder / "results.json")
    for size in results.sizes():
        (folder / f"time-{size}.svg").write_text(_chart(results, size), encoding="utf-8")
    others = sections_of(file)
    file.write_text(markdown(results, folder.name), encoding="utf-8")
    for name, text in others.items():
        put_section(file, name, text)


def markdown(results: Results, folder: str) -> str:
    """Return the report; `folder` is where the charts lie, as seen from it."""
    parts = ["# Benchmarks: publishing beside other generators\n", ABOUT]
    parts += _machine(results)
    if results.failures:
        parts += ["## What failed\n", *(f"- {failure.splitlines()[0]}" for failure in results.failures), ""]
    parts += [*_targets(targets(results)), WHY.read_text(encoding="utf-8")]
    for size in results.sizes():
        parts += [f"## {size:,} articles\n", f"![Time of each kind of build]({folder}/time-{size}.svg)\n"]
        parts += [
            "Time: median, and how it compares with Hugo's in the same run.\n",
            _table(results, size, _time),
        ]
        parts += ["Peak memory of all processes together.\n", _table(results, size, _memory)]
        parts += [
            "Files whose content changed (or that came or went) / files written.\n",
            _table(results, size, _files),
        ]
    parts += _growth(results)
    if results.parity:
        parts += ["## How alike the pages are\n"]
        parts += [f"- {GENERATORS[name].label} and ours: {said}" for name, said in results.parity.items()]
    return "\n".join(parts).rstrip() + "\n"


Cell = Callable[[Typical, Typical | None], str]


def _table(results: Results, size: int, cell: Cell) -> str:
    names = [
        name for name in GENERATORS if any((r.size, r.generator) == (size, name) for r in results.records)
    ]
    rows = []
    for scenario in SCENARIOS:
        hugo = results.typical(size, "hugo", scenario.name)
        found = [results.typical(size, name, scenario.name) for name in names]
        rows.append(
            [
                scenario.label,
                *(
                    cell(item, hugo if name != "hugo" else None) if item else "–"
                    for name, item in zip(names, found, strict=True)
                ),
            ]
        )
    return _rows(["", *(GENERATORS[name].label for name in names)], rows)


def _rows(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _time(item: Typical, hugo: Typical | None) -> str:
    once = " (once)" if item.builds == 1 else ""
    against = f" · {ratio(item.seconds / hugo.seconds)}" if hugo else ""
    return f"{seconds(item.seconds)}{against}{once}"


def _memory(item: Typical, _hugo: Typical | None) -> str:
    return f"{item.peak_bytes / 1e6:,.0f} MB"


def _files(item: Typical, _hugo: Typical | None) -> str:
    return f"{item.affected:,} / {item.written:,}"


def _machine(results: Results) -> list[str]:
    facts = [f"- {name}: {said}" for name, said in results.machine.items()]
    versions = [f"- {GENERATORS[name].label}: {said}" for name, said in results.versions.items()]
    return ["## Machine and versions\n", *facts, *versions, ""]


def _targets(found: list[Target]) -> list[str]:
    if not found:
        return []
    rows = [
        [item.what, _amount(item.most, item.unit), _amount(item.measured, item.unit), _verdict(item)]
        for item in found
    ]
    return ["## Targets\n", _rows(["", "at most", "measured", ""], rows)]


def _amount(value: float, unit: str) -> str:
    return (
        f"{value:,.0f} MB"
        if unit == "MB"
        else f"{value:.1f} times"
        if unit == "times"
        else f"{ratio(value)} {unit}"
    )


def _verdict(item: Target) -> str:
    return "met" if item.met else f"**missed**, by {item.measured / item.most:.2f} times"


def _growth(results: Results) -> list[str]:
    sizes = results.sizes()
    parts = []
    for small, large in pairwise(sizes):
        parts.append(f"## Growth from {small:,} to {large:,} articles ({large / small:.0f} times as many)\n")
        names = [
            name
            for name in GENERATORS
            if results.typical(large, name, "clean") and results.typical(small, name, "clean")
        ]
        rows = []
        for scenario in SCENARIOS:
            pairs = [
                (results.typical(small, name, scenario.name), results.typical(large, name, scenario.name))
                for name in names
            ]
            rows.append(
                [
                    scenario.label,
                    *(
                        f"{late.seconds / early.seconds:.1f}×" if early and late else "–"
                        for early, late in pairs
                    ),
                ]
            )
        parts.append(_rows(["time", *(GENERATORS[name].label for name in names)], rows))
    return parts


def _chart(results: Results, size: int) -> str:
    labels = [generator.label for generator in GENERATORS.values()]
    rows = []
    for scenario in SCENARIOS:
        found = {
            GENERATORS[name].label: results.typical(size, name, scenario.name) for name in results.versions
        }
        rows.append((scenario.label, {label: item.seconds for label, item in found.items() if item}))
    return bar_chart(
        f"Seconds a build takes at {size:,} articles (each line: ten times)",
        [row for row in rows if row[1]],
        labels,
    )


def main() -> None:
    """Write a report of results that were measured before."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.report", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("results", type=Path, nargs="+", help="JSON files of one machine")
    parser.add_argument(
        "--report", type=Path, required=True, help="the report to write, e.g. docs/benchmarks.md"
    )
    options = parser.parse_args()
    write_report(load(options.results), options.report)


if __name__ == "__main__":
    main()
