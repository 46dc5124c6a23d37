"""A site that alternates between two states while its builds are killed or fail.

For a long random run: `python -m tests.incremental.killed --minutes 30 --seed 1`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import FULL
from tests.incremental.builder import KILLED, Builder, Outcome
from tests.incremental.folders import differences, files, held
from tests.incremental.killing import Fate
from tests.incremental.sites import PlainSite

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 20.0  # seconds until the workers of a killed build must have ended


class TwoStates:
    """A site, its two states and what stock Pelican builds from each; `now` is the current state of the sources."""

    def __init__(self, site: PlainSite, first: Callable[[], object], second: Callable[[], object]) -> None:
        self.site = site
        self._go = (first, second)
        self.expected = []
        for go in self._go:
            go()
            outcome, expected = site.reference()
            assert outcome.how == "built", outcome
            self.expected.append(expected)
        assert self.expected[0] != self.expected[1]
        self.now = 1
        self.is_right = False  # known to be what the sources say
        self.turn()

    def turn(self) -> None:
        """Edit the sources into the other state."""
        self.now = 1 - self.now
        self.is_right = False
        self._go[self.now]()

    def build(self, fate: Fate | None = None) -> Outcome:
        """Build with the engine; a killed build must leave only complete files."""
        self.is_right = False
        outcome = self.site.build(fate=fate or Fate())
        self.check_whole(outcome)
        return outcome

    def check_whole(self, outcome: Outcome) -> None:
        """Fail unless every file is as in one of the two states."""
        for name, data in files(self.built()).items():
            whole = [state.get(name) for state in self.expected]
            assert data in whole, f"{name} is neither old nor new: {data!r}\n{outcome}"

    def check_right(self) -> Outcome:
        """Build undisturbed, and fail unless the folder is identical to that of stock Pelican, without leftovers."""
        start = time.monotonic()
        while (outcome := self.site.build()).kind == "BusyError":
            assert time.monotonic() < start + PATIENCE, "the workers of a killed build do not end"
            time.sleep(0.02)
        assert outcome.how == "built", outcome
        different = differences(self.expected[self.now], self.built())
        assert not different, f"{different}\n{outcome}"
        self.is_right = True
        return outcome

    def built(self) -> dict[str, bytes | None]:
        """Return the files of the output folder."""
        kept = self.site.engine.seen(self.site.kept)
        return held(kept) if kept.exists() else {}

    def start_over(self) -> None:
        """Delete all builds, after an error that would show again and again."""
        self.is_right = False
        for folder in (self.site.kept, self.site.ledger):
            shutil.rmtree(folder, ignore_errors=True)

    def go_through(self, fate: Fate, *, revert: bool, then: Fate | None = None) -> Outcome:
        """Edit, build under `fate`, optionally revert the edit and build under another fate, and build."""
        if FULL or not self.is_right:
            self.check_right()
        self.turn()
        outcome = self.build(fate)
        if revert:
            self.turn()
        if then is not None:
            self.build(then)
        try:
            self.check_right()
        except AssertionError as error:
            self.start_over()
            what = f"{fate}, {'reverted' if revert else 'not reverted'}, then {then}"
            raise AssertionError(f"{what}\n{error}") from None
        return outcome


def two_states(site: PlainSite) -> TwoStates:
    """Return a small site with two states that differ in nearly everything."""
    site.settings(
        DIRECT_TEMPLATES=["index", "asking"], CATEGORY_SAVE_AS="c/{slug}.html", FEED_ALL_ATOM="all.xml"
    )
    site.template("article", "{{ article.title }}|{{ article.content }}|{{ article.category }}")
    site.template("asking", "{{ articles|length }}")
    site.template("category", "{% for a in articles %}{{ a.title }}{% endfor %}")
    for name in "abcd":
        site.article(name, f"{name} " * 300)
    site.standing_page("p")

    def first() -> None:
        site.article("a", "một " * 300)
        site.article("b", "b " * 300, title="B")
        site.article("c", "c " * 300, slug="c")
        site.article("d", "d " * 300)
        site.write("content/static/deep/x.txt", "x" * 5000)
        (site.content / "static/y.txt").unlink(missing_ok=True)
        (site.content / "articles/e.md").unlink(missing_ok=True)
        site.template("page", "một {{ page.title }}")

    def second() -> None:
        site.article("a", "hai " * 300)
        site.article("b", "b " * 300, title="Bê", category="khac")
        site.article("c", "c " * 300, slug="cee")
        site.article("d", "d " * 300, status="draft")
        (site.content / "static/deep/x.txt").unlink()
        (site.content / "static/deep").rmdir()
        site.write("content/static/y.txt", "y" * 5000)
        site.article("e", day=28)
        site.template("page", "hai {{ page.title }}")

    return TwoStates(site, first, second)


def random_fate(choice: random.Random, steps: int, seconds: float) -> Fate:
    """Return a random fate for a build of this number of steps and seconds."""
    kinds = [
        lambda: Fate(dies_at=choice.randint(1, steps)),
        lambda: Fate(fails_at=choice.randint(1, steps)),
        lambda: Fate(worker_dies_at=choice.randint(1, 6)),
        lambda: Fate(dies_after=choice.uniform(0, seconds)),
        lambda: Fate(dies_after=choice.uniform(0, seconds), alone=True),
        lambda: Fate(file_limit=choice.choice([100, 3000, 20_000, 100_000, 400_000])),
    ]
    return choice.choice(kinds)()


def go_on(states: TwoStates, choice: random.Random, until: float) -> dict[str, int]:
    """Run builds under random fates until a time (monotonic); return how often they ended in each way."""
    states.check_right()
    states.turn()
    start = time.monotonic()
    states.check_right()
    seconds = (time.monotonic() - start) * 1.5
    ends: dict[str, int] = {}
    while time.monotonic() < until:
        states.site.override["INCREMENTAL_PROCESSES"] = choice.choice([1, 2, 3])
        states.site.options["small"] = choice.choice([1, 40])
        fate = random_fate(choice, 60, seconds)
        then = random_fate(choice, 60, seconds) if choice.random() < 0.3 else None
        outcome = states.go_through(fate, revert=choice.random() < 0.5, then=then)
        ends[outcome.how] = ends.get(outcome.how, 0) + 1
    return ends


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}", flush=True)
    builders = Builder(hash_seed=seed % 1000), Builder(hash_seed=seed % 1000 + 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            states = two_states(PlainSite(Path(folder), *builders))
            ends = go_on(states, random.Random(seed), time.monotonic() + arguments.minutes * 60)
    finally:
        for builder in builders:
            builder.close()
    print(f"no error in {sum(ends.values())} builds: {ends}")
    assert ends.get(KILLED), "nothing was killed"


if __name__ == "__main__":
    main()
