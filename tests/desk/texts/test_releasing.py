"""Releases of the desk: at once after a publication, on the minute, again after a failure, and not after a rollback."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from plugins.alert.alert import Alert
from plugins.alert.places import SHOWN, LocalPlace, show_alert
from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.releasing import HELD, Releaser, last_release
from plugins.desk.texts.site import Tell
from plugins.release.history import heartbeat_file, held_since
from plugins.release.rollback import rollback
from plugins.release.schedule import LONGEST_RETRY, PAUSE, RETRY, Heartbeat
from tests.desk.conftest import Clock, PlainSite, Staff, words
from tests.desk.office import PATH, TEXT, Office
from tests.release.conftest import Site as Releases

pytestmark = pytest.mark.posix


class Running:
    """A desk's schedule on a simulated clock, and the folder of releases that it is for."""

    def __init__(self, desk: Desk, clock: Clock, target: Path) -> None:
        self.desk, self.clock = desk, clock
        self.releases = Releases(target)
        self.alarms: list[str] = []
        self.releaser = Releaser(desk, target, self.alarms.append)
        assert isinstance(desk.content.site, PlainSite)
        self.site = desk.content.site
        self.begun: list[float] = []  # moments at which releases began
        self.turns: list[float] = []  # moments at which time changes the portal
        monitored, self.site.release = self.site.release, self._release  # type: ignore[method-assign]
        self._plain = monitored

    def _release(self, tell: Tell, *, force: bool = False) -> str:
        self.begun.append(self.clock.now)
        said = self._plain(tell, force=force)
        self.releases.deploy(
            "một", built={"due": [turn for turn in self.turns if turn > self.clock.now]}, force=force
        )
        return said

    def run(self, seconds: float) -> list[float]:
        """Let time pass; return when releases began meanwhile, in seconds from now."""
        start, before = self.clock.now, len(self.begun)
        while self.clock.now <= start + seconds:
            self.clock.now += self.releaser.step()
        return [moment - start for moment in self.begun[before:]]

    @property
    def said(self) -> str:
        """What the desk's pages say of the last release."""
        found = last_release(self.desk.database)
        return found.message if found is not None else ""

    def roll_back(self) -> None:
        """Go back to the release before, at this moment of the simulated clock."""
        for text in ("hai", "ba"):
            self.releases.deploy(text)
        rollback(self.releases.target)
        now = self.clock.now
        os.utime(self.releases.target / "current", (now, now), follow_symlinks=False)
        assert held_since(self.releases.target) == now


@pytest.fixture
def running(desk: Desk, clock: Clock, tmp_path: Path) -> Running:
    return Running(desk, clock, tmp_path / "cong")


def test_publication_is_released_at_once(running: Running, office: Office) -> None:
    assert running.run(60) == [0]
    office.publish(TEXT)
    running.releaser.wake()
    assert running.run(60) == [0]
    history = running.desk.content.history
    release = last_release(running.desk.database)
    assert release is not None
    assert (release.published, release.succeeded) == (history.head(PUBLISHED), True)
    assert running.said == "Đã đăng"
    assert TEXT.split("---")[-1].strip() in (history.published_content / PATH).read_text(encoding="utf-8")


def test_due_moments_are_released_on_the_minute(running: Running) -> None:
    start = running.clock.now
    running.turns = [start + 95.5, start + 1000]
    assert running.run(3600) == [0, 95.5, 1000]


def test_failed_release_is_tried_ever_less_often(running: Running) -> None:
    running.site.failing = "đĩa đầy"
    tries = running.run(2 * 3600)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert RETRY <= pauses[0] <= RETRY + PAUSE
    assert LONGEST_RETRY <= pauses[-1] <= LONGEST_RETRY + PAUSE
    assert running.alarms == ["đĩa đầy"]
    assert running.said == "sẽ thử lại. đĩa đầy"
    running.site.failing = ""
    running.releaser.wake()
    assert running.run(1) == [0]
    assert len(running.desk.database.rows("SELECT 1 FROM releases")) == 1


def test_rollback_holds_until_something_is_published(running: Running, office: Office) -> None:
    running.turns = [running.clock.now + 600]
    text = office.publish(TEXT)
    assert running.run(1) == [0]
    running.roll_back()
    assert running.run(3600) == []
    assert running.said == HELD
    office.publish(TEXT.replace("Nội dung", "Lịch"), text)
    running.releaser.wake()
    assert running.run(1) == [0]
    assert (running.site.releases, running.said) == ([False, True], "Đã đăng")
    assert held_since(running.releases.target) is None


def test_release_that_went_back_by_itself_keeps_its_reason(running: Running, office: Office) -> None:
    office.publish(TEXT)
    running.site.failing = "trang tải về không phải trang vừa phát hành"
    assert running.run(1) == [0]
    running.roll_back()
    running.run(60)
    assert running.said == f"{HELD} {running.site.failing}"


def test_restarted_desk_still_waits_after_a_rollback(running: Running, office: Office) -> None:
    office.publish(TEXT)
    running.roll_back()
    assert running.run(3600) == []
    office.publish(TEXT.replace("tháng 12", "tháng 1"))
    assert running.run(1) == [0], "published while the desk did not run"


def test_state_of_the_schedule_is_written_for_monitoring(running: Running) -> None:
    running.turns = [running.clock.now + 5000]
    running.run(60)
    beat = Heartbeat.read(heartbeat_file(running.releases.target))
    assert beat is not None
    assert (beat.due, beat.problem(running.clock.now)) == (running.turns[0], "")
    running.site.failing = "đĩa đầy"
    running.releaser.wake()
    running.run(1)
    beat = Heartbeat.read(heartbeat_file(running.releases.target))
    assert beat is not None
    assert "đĩa đầy" in beat.problem(running.clock.now)


def test_expired_alert_is_removed(running: Running) -> None:
    running.run(1)
    end = datetime.fromtimestamp(running.clock.now + 30, UTC)
    show_alert(LocalPlace(running.releases.target), Alert("notice", "Nghỉ.", end, ""))
    running.run(15)
    assert (running.releases.target / SHOWN).exists()
    running.run(30)
    assert not (running.releases.target / SHOWN).exists()


def test_failed_release_is_shown_with_its_reason(running: Running, office: Office) -> None:
    text = office.publish(TEXT)
    running.site.failing = "đĩa đầy"
    running.run(1)
    page = Staff(running.desk, "hoa", Role.WRITER).signed_in().open(f"/bai/{text.id}")
    assert "Chưa lên trang công khai: sẽ thử lại. đĩa đầy" in words(page)


@pytest.mark.long
def test_thread_does_not_wait_for_its_pause(running: Running, office: Office) -> None:
    def until(count: int) -> float:
        start = time.monotonic()
        while len(running.site.releases) < count:
            assert time.monotonic() < start + 5
            time.sleep(0.01)
        return time.monotonic() - start

    with running.releaser.running():
        until(1)
        office.publish(TEXT)
        running.releaser.wake()
        assert until(2) < PAUSE / 5
