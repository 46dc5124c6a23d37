"""Build the same portal with several generators, index it for search, and measure what an edit costs.

python -m bench.build --sizes 1000 10000 --runs 3 --pictures 2000
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.environment import REPORT, MissingToolError
from bench.generators import GENERATORS, OURS, PEER, Generator, state
from bench.outputs import footprint
from bench.parity import differences
from bench.records import Results
from bench.reference import stamping_seconds, startup_seconds
from bench.report import markdown, put_section
from bench.scenarios import CLEAN, EDITS, MAX_RUNS, Scenario
from bench.serving import seconds_until_seen
from bench.site import SHOWN, BenchError, Site
from bench.targets import LARGE, SMALL

SIZES = (1_000, 10_000)
NAMES = ("ours", "hugo")
WARM_UP = 100  # articles of a build that is not counted: it compiles Python's modules
LONG = 60.0  # seconds; a build that takes longer is not repeated


def run(
    sizes: Sequence[int],
    generators: Sequence[str],
    runs: int,
    report: Path,
    *,
    pictures: int = 0,
    small: int = SMALL,
) -> None:
    """Measure every generator at every size and write the report's section on builds after each size.

    `generators` are keys of GENERATORS; `runs` is the number of builds of each kind (1 to MAX_RUNS). Generators
    take turns, so that changes of the machine's speed affect all of them. The newest `pictures` articles have
    photographs; their section of the report is another. `small` is the size to which the targets of 10,000 articles are
    applied. The sites stay in `.trang-tin/bench/`.

    Raises ValueError for an invalid size, name or number of runs, MissingToolError if a generator cannot be installed,
    and BenchError, after the report is written, if a generator failed or did not produce the expected output.
    """
    if set(generators) - GENERATORS.keys() or not 1 <= runs <= MAX_RUNS or min(sizes) < MAX_RUNS * 10:
        raise ValueError(
            f"generators are {', '.join(GENERATORS)}; runs 1 to {MAX_RUNS}; sizes from {MAX_RUNS * 10}"
        )
    results = Results({name: GENERATORS[name].version() for name in generators}, pictures)
    for name in generators:
        if name != PEER.name:
            Site(GENERATORS[name], WARM_UP).build(CLEAN, 0)
    results.startup = startup_seconds()
    for size in sorted(sizes):
        _measure_size(size, [GENERATORS[name] for name in generators], runs, results)
        put_section(report, "builds-pictures" if pictures else "builds", markdown(results, small))
    print(f"\n{report}")
    if results.failures:
        raise BenchError("\n".join(results.failures))


def _measure_size(size: int, generators: Sequence[Generator], runs: int, results: Results) -> None:
    sites = [
        Site(one, size, min(results.pictures, size))
        for one in generators
        if one.limit is None or size <= one.limit
    ]
    too_long: set[tuple[Site, Scenario]] = set()
    for scenario, number in _plan(runs):
        start = number % max(1, len(sites))
        for site in (*sites[start:], *sites[:start]):
            if (site, scenario) in too_long or not _is_measured(site.generator, scenario, size):
                continue
            try:
                record = site.build(scenario, number)
            except BenchError as error:
                _fail(results, str(error))
                sites.remove(site)
                continue
            if record.total > LONG:
                too_long.add((site, scenario))
            results.records.append(record)
            print(
                f"{size:>7,}  {scenario.label:<24} {site.generator.label:<16} {record.seconds:8.2f} + "
                f"{record.index_seconds:.2f} s {record.peak_bytes / 1e6:8.0f} MB {record.changed:>8,} files",
                flush=True,
            )
        if scenario is CLEAN and number == 0:
            _compare(sites, results)
    for site in sites:
        if site.generator is OURS:
            _measure_ours(site, results)


def _is_measured(generator: Generator, scenario: Scenario, size: int) -> bool:
    """Return whether a scenario is measured: stock Pelican and the peer build everything for any edit, in many minutes."""
    return scenario is CLEAN or generator is OURS or (generator is PEER and size < LARGE)


def _compare(sites: Sequence[Site], results: Results) -> None:
    """Report what differs between our pages and the peer's."""
    outputs = {site.generator: site.output for site in sites}
    if outputs.keys() >= {OURS, PEER}:
        for line in list(differences(outputs[OURS], outputs[PEER]))[:SHOWN]:
            _fail(results, f"Trang Tin and the peer differ: {line}")


def _measure_ours(site: Site, results: Results) -> None:
    """Measure what needs no other generator to compare with."""
    size, corpus = site.size, site.corpus
    results.stamping[size] = stamping_seconds(site.folder, site.output)
    items = (corpus.article(number) for number in range(size))
    texts = [len("".join((item.title, item.summary, item.body)).encode()) for item in items]
    results.files[size], results.extra_bytes[size] = footprint(site.before, texts)
    results.seen[size] = seconds_until_seen(site.folder, corpus, state(site.folder))


def _fail(results: Results, message: str) -> None:
    print(f"FAILED: {message}", flush=True)
    results.failures.append(message)


def _plan(runs: int) -> Iterator[tuple[Scenario, int]]:
    """Yield scenarios and numbers of runs; later clean builds come last, to be compared with the result of the edits."""
    yield CLEAN, 0
    yield from ((scenario, number) for scenario in EDITS for number in range(runs))
    yield from ((CLEAN, number) for number in range(1, runs))


def main() -> None:
    """Parse the command line and run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench.build")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of articles")
    parser.add_argument("--generators", nargs="+", choices=GENERATORS, default=NAMES)
    parser.add_argument("--runs", type=int, default=3, help=f"builds of each kind, 1 to {MAX_RUNS}")
    parser.add_argument("--pictures", type=int, default=0, help="photographs, of the newest articles")
    parser.add_argument("--small", type=int, default=SMALL, help="the size that is held against the targets")
    parser.add_argument("--report", type=Path, default=REPORT, help="default: docs/benchmarks.md")
    options = parser.parse_args()
    try:
        run(
            options.sizes,
            options.generators,
            options.runs,
            options.report,
            pictures=options.pictures,
            small=options.small,
        )
    except (ValueError, MissingToolError, BenchError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
