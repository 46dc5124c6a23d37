"""Measure what each feature adds to a build: the same corpus with and without the feature.

    python -m bench.features [--articles 10000] [--pictures 200] [--features pictures,QR codes] [--rounds 3]

Except for tags, which the texts lack then, a feature is disabled by keeping its generator from writing; the pages stay
the same. Each build runs in a new process, followed by the indexing of its output for search. Compare the builds of
one run with each other only. The first build is not counted: it compiles Python's modules.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.corpus import Corpus
from bench.environment import REPORT, WORK, describe_machine, environment, measured_at
from bench.measure import measure
from bench.report import put_section, table

FEATURES = {
    "pictures": "plugins.images.publication:ImagesGenerator",
    "cards": "plugins.cards.publication:CardsGenerator",
    "search": "plugins.search.publication:SearchGenerator",
    "QR codes": "plugins.qr_code.publication:QrCodeGenerator",
    "feeds": "plugins.feeds.publication:FeedsGenerator",
    "tags": "",
}
PUBLISHED = 3  # articles published in each round
FOLDER = WORK / "features"


class Cost(NamedTuple):
    """A clean build and one published article: elapsed and processor seconds each; files and bytes of the output."""

    clean: float
    clean_cpu: float
    one: float
    one_cpu: float
    files: float
    size: float


def build_here(content: Path, output: Path, without: str) -> None:
    """Build with one feature disabled."""
    from plugins.building.build import build  # noqa: PLC0415 - also loaded by the command

    if FEATURES.get(without):
        module, _, generator = FEATURES[without].partition(":")
        getattr(importlib.import_module(module), generator).generate_output = lambda *_: None
    print(build(content, output))


def measure_build(content: Path, without: str) -> tuple[float, float]:
    """Build in a new process and index the output; return elapsed and processor seconds of both."""
    log, output, state = FOLDER / "log", FOLDER / "output", FOLDER / "state"
    commands = [["bench.features", "--build", str(content), str(output), without]]
    if without != "search":
        commands.append(["bench.indexing", str(output), str(state / "index")])
    taken = [measure([sys.executable, "-m", *command], log, environment(state)) for command in commands]
    return sum(one.seconds for one in taken), sum(one.cpu for one in taken)


def measure_round(corpus: Corpus, without: str) -> Cost:
    """Build the portal from scratch, then publish some articles, each with a photograph."""
    for part in ("output", "state"):
        shutil.rmtree(FOLDER / part, ignore_errors=True)
    clean = measure_build(corpus.folder, without)
    sizes = [file.stat().st_size for file in (FOLDER / "output").rglob("*") if file.is_file()]
    ones = []
    for number in range(corpus.total, corpus.total + PUBLISHED):
        corpus.save(number, corpus.article(number))
        ones.append(measure_build(corpus.folder, without))
    for number in range(corpus.total, corpus.total + PUBLISHED):
        corpus.delete(number)
    one, one_cpu = (median(column) for column in zip(*ones, strict=True))
    return Cost(*clean, one, one_cpu, len(sizes), sum(sizes))


def report(about: str, costs: dict[str, list[Cost]], articles: int, pictures: int) -> str:
    """Return the section: the cost of everything, what each feature adds; `about` names commit and machine."""
    medians = {name: Cost(*map(median, zip(*rounds, strict=True))) for name, rounds in costs.items()}
    whole = medians.pop("")
    rows = [_row("everything", whole, "")]
    for name, cost in medians.items():
        added = Cost(*(every - without for every, without in zip(whole, cost, strict=True)))
        rows.append(_row(name, added, "+"))
    clean = [cost.clean for cost in costs[""]]
    return (
        f"## What the features add\n\n{about}.\n\n{articles:,} articles, {pictures:,} of "
        f"them with a photograph of 4,000 × 3,000 pixels; so has the published one. Medians of {len(clean)} "
        "rounds, each build in its own process and followed by the indexing of its output for search "
        "(`python -m bench.features`). Processor seconds are those of all processes. The clean build with everything "
        f"took {min(clean):.1f} to {max(clean):.1f} s.\n\n"
        + table(["", "clean build", "CPU", "one article published", "CPU", "files", "bytes"], rows)
    )


def _row(label: str, cost: Cost, sign: str) -> list[str]:
    return [
        label, f"{cost.clean:{sign}.1f} s", f"{cost.clean_cpu:{sign}.1f} s", f"{cost.one:{sign}.2f} s",
        f"{cost.one_cpu:{sign}.2f} s", f"{cost.files:{sign},.0f}", f"{cost.size / 1e6:{sign}.0f} MB",
    ]  # fmt: skip


def main() -> None:
    """Parse the command line; measure and write the section of the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.features")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--features", default=",".join(FEATURES), help=f"of: {', '.join(FEATURES)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turns")
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        content, output, without = options.build
        build_here(Path(content), Path(output), without)
        return
    names = ["", *options.features.split(",")]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    about = f"{measured_at()} {describe_machine()}"
    shutil.rmtree(FOLDER, ignore_errors=True)
    whole = Corpus(FOLDER / "content", options.articles, "yaml", options.pictures)
    plain = Corpus(FOLDER / "plain", options.articles, "yaml", options.pictures, tags=False)
    measure_round(whole, "")
    for number in range(options.rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            costs[name].append(measure_round(plain if name == "tags" else whole, name))
            print(name or "everything", costs[name][-1], flush=True)
    put_section(options.report, "features", report(about, costs, options.articles, options.pictures))


if __name__ == "__main__":
    main()
