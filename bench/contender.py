"""One generator with one site: what is done to its sources, how it is built, and whether it did its work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict

from bench import tools
from bench.generators import Generator
from bench.measure import Measurement, ProgramError, measure
from bench.promises import Promise, broken, count_of_articles, faults_of_feeds, whole_site
from bench.results import Record
from bench.scenarios import UNCHANGED, Scenario
from bench.sources import Sources
from bench.written import Changes, Snapshot, changes, different, snapshot

ENOUGH_NAMES = 5


class BenchError(Exception):
    """Something that was measured did not do its work; the message says who and what."""


class Contender:
    """One generator with one site: its sources, its output, and the output as it was after the last build."""

    def __init__(self, generator: Generator, size: int) -> None:
        """Lay out the generator's site and write a fresh corpus of `size` articles for it."""
        self.generator, self.size = generator, size
        self.site = tools.WORK / str(size) / generator.name
        shutil.rmtree(self.site, ignore_errors=True)
        self.site.mkdir(parents=True)
        generator.lay_out(self.site)
        self.sources = Sources(self.site, size, generator.style)
        self.output = generator.output(self.site)
        self.before: Snapshot = {}

    def build(self, scenario: Scenario, turn: int) -> Record:
        """Make the scenario's change, build, and check that the build did its work. Raises BenchError."""
        first = not self.before
        promises = scenario.edit(self.sources, turn)
        if scenario.clean:
            self.generator.forget(self.site)
            promises = list(whole_site(self.sources)) if first else []
        taken = self._measure(scenario)
        after = snapshot(self.output, None if scenario.clean else self.before)
        done = Changes(len(after), 0, 0, len(after)) if scenario.clean else changes(self.before, after)
        faults = list(self._faults(scenario, promises, after))
        if faults:
            raise BenchError(f"{self}, {scenario.label}: " + "; ".join(faults[:ENOUGH_NAMES]))
        self.before = after
        return Record(
            self.size, self.generator.name, scenario.name, turn,
            taken.seconds, taken.cpu_seconds, taken.peak_bytes, **asdict(done), files=len(after),
        )  # fmt: skip

    def remove(self) -> None:
        """Remove everything that was made for the measurement."""
        self.generator.forget(self.site)
        shutil.rmtree(self.site)

    def __str__(self) -> str:
        """Say which generator it is and how many articles it has."""
        return f"{self.generator.label} at {self.size:,} articles"

    def _measure(self, scenario: Scenario) -> Measurement:
        command = self.generator.command(self.site, scenario.removing)
        log = self.site.with_suffix(".log")
        try:
            return measure(
                command,
                self.site if self.generator.started_in_site else tools.ROOT,
                log,
                self.generator.environment,
            )
        except ProgramError as error:
            raise BenchError(f"{self}, {scenario.label}: {error} ({log.relative_to(tools.ROOT)})") from error

    def _faults(self, scenario: Scenario, promises: list[Promise], after: Snapshot) -> Iterator[str]:
        yield from broken(self.output, promises)
        yield from faults_of_feeds(self.output)
        found = count_of_articles(self.output)
        if found != self.sources.count:
            yield f"{found} article pages instead of {self.sources.count}"
        if self.before and (scenario is UNCHANGED or scenario.clean):
            # A clean build must give what the edits have led to; nothing changed must change nothing.
            names = different(self.before, after)
            if names:
                yield f"{len(names)} files differ from the build before: {', '.join(names[:ENOUGH_NAMES])}"
