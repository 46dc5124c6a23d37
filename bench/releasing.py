"""Measure what a release of one changed article costs beyond its build, and how soon a rollback is seen.

    python -m bench.releasing [--articles 10000] [--rounds 5] [--ssh user@host:/folder]

With `--ssh` also releases to that folder of another machine; an SSH server on loopback will do. The folders must not
exist yet.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.corpus import Corpus
from bench.environment import REPORT, WORK, describe_machine, environment, measured_at
from bench.measure import Measurement, measure
from bench.report import Limit, duration, limits_table, put_section, table
from plugins.building.places import short_name
from plugins.release.history import releases
from plugins.release.tree import tree_of

FOLDER = WORK / "releasing"
MOST_BEYOND, MOST_BEYOND_SSH, MOST_FILES, MOST_ROLLBACK = 3.0, 5.0, 40, 1.0
POLL = 0.002  # seconds
EARLIER = 5  # releases that are not measured: from the next one on, the files of the oldest are used again


class Place(NamedTuple):
    """Where to release: as `--to` writes it, and the folder of its releases on this machine."""

    label: str
    written: str
    folder: Path
    most: float  # seconds beyond the build


class Release(NamedTuple):
    """A release of one changed article; `beyond` are the seconds beyond a build of the same edit just before."""

    seconds: float
    beyond: float
    cpu: float
    sent: int


def invoke(*arguments: str) -> Measurement:
    """Run a verb on the corpus, as an operator does."""
    command = [sys.executable, "-m", "invoke", *arguments, "--content", str(FOLDER / "content")]
    return measure(command, FOLDER / "log", environment(FOLDER / "state"))


def edit(corpus: Corpus, run: int) -> None:
    """Change the body of one of the newest articles."""
    number = corpus.newest(run % 20)
    article = corpus.article(number)
    corpus.save(number, replace(article, body=f"{article.body}\nSửa lần {run}.\n"))


def sent_files(target: Path) -> int:
    """Return how many files of the current release the one before did not have."""
    newest, before = (tree_of(release.path) for release in releases(target)[:2])
    return len(newest.differing(before))


@contextmanager
def switched(target: Path) -> Iterator[list[float]]:
    """Note when the target first shows another release while the block runs: the time of `time.perf_counter`."""
    link, found, ended = target / "current", list[float](), threading.Event()
    before = link.readlink()

    def watch() -> None:
        while not ended.wait(POLL):
            if link.readlink() != before:
                found.append(time.perf_counter())
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()


def run(articles: int, rounds: int, ssh: str, report: Path) -> None:
    """Measure, and replace the section of the report."""
    about = f"{measured_at()} {describe_machine()}"
    shutil.rmtree(FOLDER, ignore_errors=True)
    corpus = Corpus(FOLDER / "content", articles, "yaml")
    places = [Place("a folder", str(FOLDER / "target"), FOLDER / "target", MOST_BEYOND)]
    if ssh:
        known = FOLDER / "state/noi-phat-hanh" / short_name(ssh)
        places.append(Place("over SSH", ssh, known, MOST_BEYOND_SSH))
    output = str(FOLDER / "output")
    invoke("build", "--publish", "--output", output)
    first = {place.label: invoke("deploy", "--to", place.written) for place in places}
    found: dict[str, list[Release]] = {place.label: [] for place in places}
    for number in range(-EARLIER, rounds):
        edit(corpus, number + EARLIER + 1)
        build = invoke("build", "--publish", "--output", output)
        for place in places:
            done = invoke("deploy", "--to", place.written)
            if number < 0:
                continue
            release = Release(done.seconds, done.seconds - build.seconds, done.cpu, sent_files(place.folder))
            found[place.label].append(release)
            print(place.label, release, flush=True)
    shown = _roll_back(corpus, places[0], rounds)
    about += f"\n\n{articles:,} articles without pictures"
    put_section(report, "releases", _section(about, places, first, found, shown))


def _roll_back(corpus: Corpus, place: Place, rounds: int) -> list[float]:
    """Delete an article, release that, go back at once, and return the seconds until the switch, once for each round."""
    taken = []
    for number in range(rounds):
        corpus.delete(corpus.newest(100 + number))
        invoke("deploy", "--to", place.written, "--force")
        with switched(place.folder) as moments:
            start = time.perf_counter()
            invoke("rollback", "--to", place.written, "--at-once")
        taken.append(moments[0] - start)
        print(f"rollback seen after {taken[-1]:.2f} s", flush=True)
    return taken


def _section(
    about: str,
    places: list[Place],
    first: dict[str, Measurement],
    found: dict[str, list[Release]],
    shown: list[float],
) -> str:
    rows, targets = [], []
    for place in places:
        later = found[place.label]
        seconds, beyond, cpu, sent = (median(column) for column in zip(*later, strict=True))
        rows.append([
            place.label, duration(first[place.label].seconds), duration(seconds), duration(beyond), duration(cpu), f"{sent:.0f}",
        ])  # fmt: skip
        targets.append(Limit(f"beyond the build, {place.label}", place.most, beyond, duration))
        targets.append(Limit(f"files sent, {place.label}", MOST_FILES, sent, "{:.0f}".format))
    targets.append(Limit("`rollback --at-once`: command to switch", MOST_ROLLBACK, median(shown), duration))
    return (
        f"## Releases\n\n{about}, one body edited in each release; medians of "
        f"{len(shown)}, after {EARLIER + 1} other releases (`python -m bench.releasing`). “Beyond the build” is the whole command less `invoke build` after "
        "the same edit just before.\n\n"
        + table(
            ["", "first release", "one article", "beyond the build", "CPU", "files sent"],
            rows,
        )
        + "\n"
        + limits_table(targets)
    )


def main() -> None:
    """Parse the command line and run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench.releasing")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ssh", default="", help="user@host:/folder, which must not exist")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args()
    run(options.articles, options.rounds, options.ssh, options.report)


if __name__ == "__main__":
    main()
