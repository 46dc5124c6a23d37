"""The verbs `bench.build`, `bench.quick` and `bench.counter` for `tasks.py`."""

from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

QUICK = 1000  # articles


@task(
    name="build",
    help={
        "sizes": "numbers of articles, e.g. 1000,10000",
        "generators": "which to compare (default: ours,hugo; also stock)",
        "runs": "how often each scenario is measured (default: 3)",
        "pictures": "how many of the newest articles have a photograph of 4,000 × 3,000 pixels (default: 0)",
        "report": "the report whose section is replaced (default: docs/benchmarks.md)",
    },
)
def bench_build(
    _c: Context,
    sizes: str = "1000,10000",
    generators: str = "ours,hugo",
    runs: int = 3,
    pictures: int = 0,
    report: str = "docs/benchmarks.md",
) -> None:
    """Measure builds and edits side by side with Hugo and Pagefind, in one run."""
    from bench.build import run

    run(
        [int(size) for size in sizes.split(",")], generators.split(","), runs, Path(report), pictures=pictures
    )


@task(
    name="quick",
    help={
        "pictures": "how many of the newest articles have a photograph of 4,000 × 3,000 pixels (default: 0)",
        "report": "the report to write (default: .trang-tin/bench/quick.md)",
    },
)
def bench_quick(_c: Context, pictures: int = 0, report: str = "") -> None:
    """Measure the same at 1,000 articles in under three minutes, against the targets of 10,000, and print the tables."""
    from bench.build import run
    from bench.environment import WORK

    file = Path(report or WORK / "quick.md")
    try:
        run([QUICK], ["ours", "hugo"], 1, file, pictures=pictures, small=QUICK)
    finally:
        print(file.read_text(encoding="utf-8") if file.exists() else "")


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


bench = Collection("bench", bench_build, bench_quick, bench_counter)
