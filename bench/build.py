"""Build the same portal with several generators, and measure what an edit costs.

python -m bench.build --sizes 1000 10000 --runs 3
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import machine, tools
from bench.contender import BenchError, Contender
from bench.generators import GENERATORS
from bench.parity import compare
from bench.report import write_report
from bench.results import Results
from bench.scenarios import CLEAN, EDITS, MOST_ROUNDS, Scenario
from bench.tools import MissingToolError

ROOT = tools.ROOT
REPORT = ROOT / "docs" / "benchmarks.md"
SIZES = (1_000, 10_000, 100_000)
LONG = 60.0  # seconds; a build that takes longer is not repeated
COMPARED_SIZE = 1_000  # every page of a larger site need not be read to know what pages are like


def run(
    sizes: Sequence[int],
    generators: Sequence[str],
    runs: int,
    report: Path,
    *,
    keep: bool = False,
) -> None:
    """Measure every generator at every size and write the report.

    `sizes` are numbers of articles, `generators` names of GENERATORS, `runs` how often each kind of build is made
    (1 to 6); `keep` leaves the sites and their pages in `.trang-tin/bench/`. Generators take turns, so that the
    machine's moods hit all alike. What was measured is kept after every build in `.trang-tin/bench/results.json`.

    Raises ValueError for a number or name that cannot be, MissingToolError if a generator cannot be installed, and
    BenchError, after the report is written, if a generator failed or did not do its work.
    """
    unknown = set(generators) - GENERATORS.keys()
    if unknown or not 1 <= runs <= MOST_ROUNDS or min(sizes) < MOST_ROUNDS * 10:
        raise ValueError(
            f"generators are {', '.join(GENERATORS)}; runs 1 to {MOST_ROUNDS}; sizes from {MOST_ROUNDS * 10}"
        )
    versions = {name: GENERATORS[name].version() for name in generators}
    results = Results(machine.description(), versions)
    for size in sorted(sizes):
        _measure_size(size, generators, runs, results, keep=keep)
    write_report(results, report)
    print(f"\n{report}")
    if results.failures:
        raise BenchError("\n".join(results.failures))


def _measure_size(size: int, names: Sequence[str], runs: int, results: Results, *, keep: bool) -> None:
    chosen = [GENERATORS[name] for name in names]
    racing = [Contender(one, size) for one in chosen if one.limit is None or size <= one.limit]
    everybody = list(racing)
    too_long: set[tuple[Contender, Scenario]] = set()
    for scenario, turn in _plan(runs):
        for contender in _taking_turns(racing, turn):
            if (contender, scenario) in too_long:
                continue
            try:
                record = contender.build(scenario, turn)
            except BenchError as error:
                print(f"FAILED: {error}", flush=True)
                results.failures.append(str(error))
                racing.remove(contender)
                continue
            if record.seconds > LONG:
                too_long.add((contender, scenario))
            results.records.append(record)
            results.save(tools.WORK / "results.json")
            print(
                f"{size:>7,}  {scenario.label:<24} {contender.generator.label:<10} {record.seconds:8.2f} s "
                f"{record.peak_bytes / 1e6:8.0f} MB {record.created + record.changed + record.removed:>8,} files",
                flush=True,
            )
        if (scenario, turn) == (CLEAN, 0) and size <= COMPARED_SIZE:
            _compare_pages(racing, results)
    if not keep:
        for contender in everybody:
            contender.remove()


def _plan(runs: int) -> Iterator[tuple[Scenario, int]]:
    """Yield what to build: the clean builds after the first come last, to be compared with what the edits led to."""
    yield CLEAN, 0
    for scenario in EDITS:
        for turn in range(runs):
            yield scenario, turn
    for turn in range(1, runs):
        yield CLEAN, turn


def _taking_turns(racing: Sequence[Contender], turn: int) -> list[Contender]:
    start = turn % max(1, len(racing))
    return [*racing[start:], *racing[:start]]


def _compare_pages(racing: Sequence[Contender], results: Results) -> None:
    ours = next((one for one in racing if one.generator.style == "yaml"), None)
    for other in racing:
        if ours and other.generator.style != "yaml":
            results.parity[other.generator.name] = str(compare(ours.output, other.output))


def main() -> None:
    """Read the command line and run the bench."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.build",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of articles")
    parser.add_argument("--generators", nargs="+", choices=GENERATORS, default=list(GENERATORS))
    parser.add_argument(
        "--runs", type=int, default=3, help=f"builds of each kind, 1 to {MOST_ROUNDS} (default: 3)"
    )
    parser.add_argument(
        "--report", type=Path, default=REPORT, help="the report to write (default: docs/benchmarks.md)"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the sites in .trang-tin/bench/, to look at them"
    )
    options = parser.parse_args()
    try:
        run(options.sizes, options.generators, options.runs, options.report, keep=options.keep)
    except (ValueError, MissingToolError, BenchError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
