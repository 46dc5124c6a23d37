"""Deploys happen on the minute, after edits, and not while a rollback holds them."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from plugins.release.history import is_held, next_due
from plugins.release.rollback import rollback
from plugins.release.schedule import (
    LATE,
    LONGEST_DEPLOY,
    LONGEST_RETRY,
    PAUSE,
    QUIET,
    RETRY,
    Heartbeat,
    Schedule,
)

from .conftest import Site


@dataclass
class Machine:
    """A clock, a content folder and a target; `turns` are the moments that a deploy finds."""

    now: float = 1000.0
    turns: list[float] = field(default_factory=list)
    edited: bool = False
    held: bool = False
    failing: str = ""
    deployed: list[float] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    beats: list[Heartbeat] = field(default_factory=list)
    due: float | None = None

    def __post_init__(self) -> None:
        self.schedule = Schedule(
            deploy=self._deploy,
            edited=self._was_edited,
            next_due=lambda: self.due,
            held=lambda: self.held,
            alarm=self.alarms.append,
            beat=self.beats.append,
        )

    def _deploy(self) -> str:
        self.deployed.append(self.now)
        if not self.failing:
            self.due = min((turn for turn in self.turns if turn > self.now), default=None)
        return self.failing

    def _was_edited(self) -> bool:
        edited, self.edited = self.edited, False
        return edited

    def run(self, seconds: float) -> list[float]:
        """Let time pass, and return when deploys began meanwhile, in seconds from now."""
        start, before = self.now, len(self.deployed)
        while self.now <= start + seconds:
            self.now += self.schedule.step(self.now)
        return [moment - start for moment in self.deployed[before:]]


def test_first_step_deploys() -> None:
    machine = Machine()
    assert machine.run(3600) == [0]
    assert len(machine.beats) > 3600 / PAUSE


def test_deploys_begin_at_the_moments_that_are_due() -> None:
    machine = Machine(turns=[1007.0, 1007.5, 1600.25])
    assert machine.run(3600) == [0, 7.0, 7.5, 600.25]


def test_edits_are_deployed_when_they_have_settled() -> None:
    machine = Machine()
    machine.run(60)
    machine.edited = True
    start = machine.now
    (after,) = machine.run(600)
    assert QUIET <= after <= QUIET + PAUSE, start


def test_edits_that_go_on_wait_for_the_last() -> None:
    machine = Machine()
    machine.run(60)
    for _ in range(20):
        machine.edited = True
        assert machine.run(5) == []
    assert len(machine.run(60)) == 1


def test_nothing_is_deployed_while_a_rollback_holds() -> None:
    machine = Machine(turns=[1300.0])
    machine.run(60)
    machine.held = machine.edited = True
    assert machine.run(3600) == []
    machine.held = False
    assert len(machine.run(60)) == 1


def test_failed_deploys_are_repeated_ever_less_often() -> None:
    machine = Machine(failing="đĩa đầy")
    waits = machine.run(2 * 3600)
    pauses = [later - earlier for earlier, later in pairwise(waits)]
    assert RETRY <= pauses[0] <= RETRY + PAUSE
    assert LONGEST_RETRY <= pauses[-1] <= LONGEST_RETRY + PAUSE
    assert machine.alarms == ["đĩa đầy"]
    machine.failing = "bài sai"
    machine.edited = True
    assert machine.run(QUIET + PAUSE)[0] <= QUIET + PAUSE, "an edit may have fixed the cause"
    assert machine.alarms == ["đĩa đầy", "bài sai"]
    machine.failing = ""
    machine.run(LONGEST_RETRY + PAUSE)
    assert machine.beats[-1].failed == ""


def test_heartbeat_names_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    assert Heartbeat.read(file) is None
    fine = Heartbeat(1000.0, 1500.0)
    fine.write(file)
    assert Heartbeat.read(file) == fine
    assert fine.problem(1000.0 + LATE) == ""
    assert "đã dừng từ 10 phút trước" in fine.problem(1600.0)
    assert "đĩa đầy" in Heartbeat(1000.0, None, failed="đĩa đầy").problem(1000.0)
    late = Heartbeat(2000.0, 1500.0)
    assert "quá giờ 8 phút" in late.problem(2000.0)
    assert Heartbeat(2000.0, 1500.0, held=True).problem(2000.0) == ""
    long = Heartbeat(1000.0, 1000.0, deploying=True)
    assert long.problem(1000.0 + LONGEST_DEPLOY) == ""
    assert "đã dừng từ 61 phút trước" in long.problem(1060.0 + LONGEST_DEPLOY)
    file.write_text(json.dumps({"moment": 1}), encoding="utf-8")
    assert Heartbeat.read(file) is None


def test_due_moments_are_recorded_with_each_deploy(site: Site) -> None:
    assert next_due(site.target) is None
    site.deploy("một", built={"due": [2000.0, 1500.0]})
    assert next_due(site.target) == 1500.0
    site.deploy("một", built={"due": [2000.0]})  # the same bytes: no release is made
    assert next_due(site.target) == 2000.0
    (site.target / ".due.json").write_text("{", encoding="utf-8")
    assert next_due(site.target) is None


def test_a_rollback_holds_the_schedule(site: Site) -> None:
    site.deploy("một")
    site.deploy("hai")
    assert not is_held(site.target)
    rollback(site.target)
    assert is_held(site.target)
    site.deploy("ba", force=True)
    assert not is_held(site.target)
