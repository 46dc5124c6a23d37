"""A site of one generator: edited, built, indexed and checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from bench.corpus import Corpus
from bench.environment import ROOT, WORK, environment
from bench.generators import Generator, state
from bench.measure import CommandError, measure
from bench.outputs import Snapshot, changed_files, count_written, snapshot
from bench.records import Record
from bench.scenarios import UNCHANGED, Expectation, Scenario, output_errors, whole_site

SHOWN = 5  # errors in one message
INDEX = "pagefind/"  # of the peer, below its output


class BenchError(Exception):
    """A generator failed or did not produce the expected output."""


class Site:
    """A site of one generator: its sources, its output, and the state of the output after the last build."""

    def __init__(self, generator: Generator, size: int, pictures: int = 0) -> None:
        """Set up the generator's site with a new corpus of `size` articles."""
        self.generator, self.size = generator, size
        self.folder = WORK / str(size) / generator.name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        generator.set_up(self.folder)
        self.corpus = Corpus(self.folder, size, generator.style, pictures)
        self.output = generator.output(self.folder)
        self.before: Snapshot = {}

    def build(self, scenario: Scenario, run: int) -> Record:
        """Make the scenario's edit, build, index and check the output. Raises BenchError."""
        expected: Iterable[Expectation] = scenario.edit(self.corpus, run)
        if scenario.clean:
            self.generator.reset(self.folder)
            expected = (
                [] if self.before else whole_site(self.corpus, self.output)
            )  # looked at after the build
        log, own = self.folder.with_suffix(".log"), environment(state(self.folder))
        commands = (self.generator.build(self.folder, scenario.deletes), self.generator.index(self.folder))
        try:
            build, index = (measure(command, log, own) for command in commands)
        except CommandError as error:
            raise BenchError(f"{self}, {scenario.label}: {error} ({log.relative_to(ROOT)})") from error
        after = snapshot(self.output, None if scenario.clean else self.before)
        changed = [name for name in changed_files(self.before, after) if not name.startswith(INDEX)]
        errors = output_errors(self.output, self.corpus, expected)
        # A later clean build must give the same bytes as the edits before it, and no edit must change nothing.
        if self.before and changed and (scenario is UNCHANGED or scenario.clean):
            errors.append(
                f"{len(changed)} files differ from the previous build: {', '.join(changed[:SHOWN])}"
            )
        if errors:
            raise BenchError(f"{self}, {scenario.label}: " + "; ".join(errors[:SHOWN]))
        written = count_written(self.before, after, but=INDEX)
        if scenario.clean:  # everything is new, also if the result is the same
            written = sum(not name.startswith(INDEX) for name in after)
        self.before = after
        return Record(
            self.size, self.generator.name, scenario.name, build.seconds, index.seconds, build.cpu + index.cpu,
            max(build.peak_bytes, index.peak_bytes), build.written + index.written,
            written if scenario.clean else len(changed), written,
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.generator.label}, {self.size:,} articles"
