"""The verbs `bench.build` and `bench.counter` for `tasks.py`."""

from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task


@task(
    name="build",
    help={
        "sizes": "numbers of articles, e.g. 1000,10000",
        "generators": "which to compare (default: ours,stock,hugo)",
        "runs": "how often each scenario is measured (default: 3)",
        "report": "the report whose section is replaced (default: docs/benchmarks.md)",
    },
)
def bench_build(
    _c: Context,
    sizes: str = "1000,10000",
    generators: str = "ours,stock,hugo",
    runs: int = 3,
    report: str = "docs/benchmarks.md",
) -> None:
    """Measure builds and edits side by side with stock Pelican and Hugo, in one run."""
    from bench.build import run

    run([int(size) for size in sizes.split(",")], generators.split(","), runs, Path(report))


@task(
    name="counter",
    help={
        "seconds": "how long each load lasts (default: 10)",
        "rounds": "how often each server is measured (default: 3)",
        "report": "the report whose sections are replaced (default: docs/benchmarks.md)",
    },
)
def bench_counter(
    _c: Context, seconds: int = 10, rounds: int = 3, report: str = "docs/benchmarks.md"
) -> None:
    """Measure the counter's speed and accuracy, and replay an attack; needs wrk and Redis."""
    from bench.counter.run import run

    run(seconds, rounds, Path(report))


bench = Collection("bench", bench_build, bench_counter)
