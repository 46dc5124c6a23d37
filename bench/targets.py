"""What the engine is meant to reach, as ratios within one run, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.results import Results
from bench.scenarios import SCENARIOS

SMALL, LARGE = 10_000, 100_000
EDITED = {"body": "one body edited", "title": "one title edited", "added": "one article added"}


@dataclass(frozen=True)
class Target:
    """A promise about speed or memory: what, the most that is allowed, what was measured, and in which unit."""

    what: str
    most: float
    measured: float
    unit: str

    @property
    def met(self) -> bool:
        """Tell whether the measured value is within what is allowed."""
        return self.measured <= self.most


def targets(results: Results) -> list[Target]:
    """Return the targets that the measured sizes allow to check."""
    return [*_against_hugo(results), *_memory(results), *_growth(results)]


def _against_hugo(results: Results) -> Iterator[Target]:
    allowed = {
        SMALL: {"clean": 2.0, **dict.fromkeys(EDITED, 1 / 10)},
        LARGE: {"clean": 1.0, **dict.fromkeys(EDITED, 1 / 50)},
    }
    for size, limits in allowed.items():
        for scenario, most in limits.items():
            ours, hugo = results.typical(size, "ours", scenario), results.typical(size, "hugo", scenario)
            if ours and hugo:
                what = f"{EDITED.get(scenario, 'clean build')}, {size:,} articles: time"
                yield Target(what, most, ours.seconds / hugo.seconds, "of Hugo's")


def _memory(results: Results) -> Iterator[Target]:
    for scenario, most in {"clean": 1000.0, **dict.fromkeys(EDITED, 400.0)}.items():
        ours = results.typical(LARGE, "ours", scenario)
        if ours:
            what = f"{EDITED.get(scenario, 'clean build')}, {LARGE:,} articles: memory"
            yield Target(what, most, ours.peak_bytes / 1e6, "MB")


def _growth(results: Results) -> Iterator[Target]:
    for scenario in SCENARIOS:
        small = results.typical(SMALL, "ours", scenario.name)
        large = results.typical(LARGE, "ours", scenario.name)
        if small and large:
            what = f"{scenario.label}: time from {SMALL:,} to {LARGE:,} articles"
            yield Target(what, LARGE / SMALL, large.seconds / small.seconds, "times")
