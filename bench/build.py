"""Build the same portal with several generators and measure what an edit costs.

python -m bench.build --sizes 1000 10000 --runs 3
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import Corpus
from bench.environment import REPORT, ROOT, WORK, MissingToolError
from bench.generators import GENERATORS, Generator
from bench.measure import CommandError, Snapshot, changed_files, count_written, measure, snapshot
from bench.report import Record, Results, markdown, put_section
from bench.scenarios import CLEAN, EDITS, MAX_RUNS, UNCHANGED, Scenario, output_errors, whole_site

SIZES = (1_000, 10_000)
LONG = 60.0  # seconds; a build that takes longer is not repeated
SHOWN = 5  # errors in one message


class BenchError(Exception):
    """A generator failed or did not produce the expected output."""


class Site:
    """A site of one generator: its sources, its output, and the state of the output after the last build."""

    def __init__(self, generator: Generator, size: int) -> None:
        """Set up the generator's site with a new corpus of `size` articles."""
        self.generator, self.size = generator, size
        self.folder = WORK / str(size) / generator.name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        generator.set_up(self.folder)
        self.corpus = Corpus(self.folder, size, generator.style)
        self.output = generator.output(self.folder)
        self.before: Snapshot = {}

    def build(self, scenario: Scenario, run: int) -> Record:
        """Make the scenario's edit, build and check the output. Raises BenchError."""
        expected = scenario.edit(self.corpus, run)
        if scenario.clean:
            self.generator.reset(self.folder)
            expected = [] if self.before else list(whole_site(self.corpus))
        log = self.folder.with_suffix(".log")
        try:
            taken = measure(self.generator.command(self.folder, scenario.deletes), log)
        except CommandError as error:
            raise BenchError(f"{self}, {scenario.label}: {error} ({log.relative_to(ROOT)})") from error
        after = snapshot(self.output, None if scenario.clean else self.before)
        changed = changed_files(self.before, after)
        errors = output_errors(self.output, self.corpus, expected)
        # A later clean build must give the same bytes as the edits before it, and no edit must change nothing.
        if self.before and changed and (scenario is UNCHANGED or scenario.clean):
            errors.append(
                f"{len(changed)} files differ from the previous build: {', '.join(changed[:SHOWN])}"
            )
        if errors:
            raise BenchError(f"{self}, {scenario.label}: " + "; ".join(errors[:SHOWN]))
        counts = (
            (len(after), len(after)) if scenario.clean else (len(changed), count_written(self.before, after))
        )
        self.before = after
        return Record(self.size, self.generator.name, scenario.name, taken.seconds, taken.peak_bytes, *counts)

    def __str__(self) -> str:
        return f"{self.generator.label}, {self.size:,} articles"


def run(sizes: Sequence[int], generators: Sequence[str], runs: int, report: Path) -> None:
    """Measure every generator at every size and write the report's section on builds after each size.

    `generators` are keys of GENERATORS; `runs` is the number of builds of each kind (1 to MAX_RUNS). Generators
    take turns, so that changes of the machine's speed affect all of them. The sites stay in `.trang-tin/bench/`.

    Raises ValueError for an invalid size, name or number of runs, MissingToolError if a generator cannot be installed,
    and BenchError, after the report is written, if a generator failed or did not produce the expected output.
    """
    if set(generators) - GENERATORS.keys() or not 1 <= runs <= MAX_RUNS or min(sizes) < MAX_RUNS * 10:
        raise ValueError(
            f"generators are {', '.join(GENERATORS)}; runs 1 to {MAX_RUNS}; sizes from {MAX_RUNS * 10}"
        )
    results = Results({name: GENERATORS[name].version() for name in generators})
    for size in sorted(sizes):
        _measure_size(size, [GENERATORS[name] for name in generators], runs, results)
        put_section(report, "builds", markdown(results))
    print(f"\n{report}")
    if results.failures:
        raise BenchError("\n".join(results.failures))


def _measure_size(size: int, generators: Sequence[Generator], runs: int, results: Results) -> None:
    sites = [Site(one, size) for one in generators if one.limit is None or size <= one.limit]
    too_long: set[tuple[Site, Scenario]] = set()
    for scenario, number in _plan(runs):
        start = number % max(1, len(sites))
        for site in (*sites[start:], *sites[:start]):
            if (site, scenario) in too_long:
                continue
            try:
                record = site.build(scenario, number)
            except BenchError as error:
                print(f"FAILED: {error}", flush=True)
                results.failures.append(str(error))
                sites.remove(site)
                continue
            if record.seconds > LONG:
                too_long.add((site, scenario))
            results.records.append(record)
            print(
                f"{size:>7,}  {scenario.label:<24} {site.generator.label:<10} {record.seconds:8.2f} s "
                f"{record.peak_bytes / 1e6:8.0f} MB {record.changed:>8,} files",
                flush=True,
            )


def _plan(runs: int) -> Iterator[tuple[Scenario, int]]:
    """Yield scenarios and numbers of runs; later clean builds come last, to be compared with the result of the edits."""
    yield CLEAN, 0
    yield from ((scenario, number) for scenario in EDITS for number in range(runs))
    yield from ((CLEAN, number) for number in range(1, runs))


def main() -> None:
    """Parse the command line and run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench.build")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of articles")
    parser.add_argument("--generators", nargs="+", choices=GENERATORS, default=list(GENERATORS))
    parser.add_argument("--runs", type=int, default=3, help=f"builds of each kind, 1 to {MAX_RUNS}")
    parser.add_argument("--report", type=Path, default=REPORT, help="default: docs/benchmarks.md")
    options = parser.parse_args()
    try:
        run(options.sizes, options.generators, options.runs, options.report)
    except (ValueError, MissingToolError, BenchError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
