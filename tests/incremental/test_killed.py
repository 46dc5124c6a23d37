"""Builds that are killed at any step, fail on the disk or run twice at once leave complete files, and the next is right."""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import FULL
from tests.incremental.builder import KILLED, Builder
from tests.incremental.folders import is_beside
from tests.incremental.killed import TwoStates, go_on, random_fate, two_states
from tests.incremental.killing import Fate
from tests.incremental.sites import PlainSite


@pytest.fixture
def states(site: PlainSite) -> TwoStates:
    return two_states(site)


def steps_of(states: TwoStates) -> int:
    states.check_right()
    states.turn()
    outcome = states.check_right()
    return outcome.steps


@pytest.mark.parametrize("revert", [False, True], ids=["goes on", "taken back"])
def test_killed_before_each_step(states: TwoStates, *, revert: bool) -> None:
    wrong, killed, stride = [], 0, 4 if not FULL else 2 if revert else 1
    for step in range(1, steps_of(states) + 2, stride):
        try:
            killed += states.go_through(Fate(dies_at=step), revert=revert).how == KILLED
        except AssertionError as error:
            wrong.append(str(error))
    assert not wrong, f"{len(wrong)} of {killed + len(wrong)}\n" + "\n".join(wrong[:5])
    assert killed > 30 / stride


@pytest.mark.parametrize("revert", [False, True], ids=["goes on", "taken back"])
def test_a_disk_that_is_full_from_each_step_on(states: TwoStates, *, revert: bool) -> None:
    wrong = []
    for step in range(2 if revert else 1, steps_of(states) + 2, 3 if FULL else 6):
        try:
            states.go_through(Fate(fails_at=step), revert=revert)
        except AssertionError as error:
            wrong.append(str(error))
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:5])


def test_the_first_build_killed_before_each_step(states: TwoStates) -> None:
    site = states.site
    wrong = []
    for step in range(1, 200, 1 if FULL else 4):
        subprocess.run(["rm", "-rf", str(site.kept), str(site.ledger)], check=True)
        outcome = states.build(Fate(dies_at=step))
        if outcome.how == "built":
            break
        states.turn()
        try:
            states.check_right()
        except AssertionError as error:
            wrong.append(f"{step}: {error}")
    assert step > 40
    assert not wrong, f"{len(wrong)} of {step}\n" + "\n".join(wrong[:5])


@pytest.mark.parametrize("alone", [False, True], ids=["with its workers", "without its workers"])
def test_killed_at_random_instants(states: TwoStates, *, alone: bool) -> None:
    states.site.override["INCREMENTAL_PROCESSES"] = 2
    states.site.options["small"] = 1
    seed = random.SystemRandom().randrange(2**32)
    choice = random.Random(seed)
    for _ in range(25 if FULL else 10):
        fate = Fate(dies_after=choice.uniform(0.0, 0.25), alone=alone)
        try:
            states.go_through(fate, revert=choice.random() < 0.5)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from None


@pytest.mark.parametrize("revert", [False, True], ids=["goes on", "taken back"])
def test_a_worker_that_is_killed_ends_the_build_with_a_message(states: TwoStates, *, revert: bool) -> None:
    states.site.override["INCREMENTAL_PROCESSES"] = 2
    states.site.options["small"] = 1
    for step in range(1, 6):
        outcome = states.go_through(Fate(worker_dies_at=step), revert=revert)
        assert outcome.how in {"failed", "built"}
        assert outcome.how == "built" or outcome.kind == "WorkerEndedError"


def test_killed_again_and_again_before_it_is_through(states: TwoStates) -> None:
    seed = random.SystemRandom().randrange(2**32)
    choice = random.Random(seed)
    states.check_right()
    for _ in range(6):
        for _ in range(4):
            if choice.random() < 0.6:
                states.turn()
            states.build(random_fate(choice, 50, 0.3))
        try:
            states.check_right()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from None


def test_whatever_happens_in_some_seconds(states: TwoStates) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"python -m tests.incremental.killed --seed {seed}")
    go_on(states, random.Random(seed), time.monotonic() + 8)


@pytest.mark.parametrize(
    "limit", [0, 100, 2000, 5000, 40_000, 200_000, 400_000] if FULL else [0, 5000, 200_000]
)
@pytest.mark.parametrize("revert", [False, True], ids=["goes on", "taken back"])
def test_files_that_may_not_grow(states: TwoStates, limit: int, *, revert: bool) -> None:
    outcome = states.go_through(Fate(file_limit=limit), revert=revert)
    if outcome.how != "built":
        assert not list(states.site.ledger.glob("*set-aside*")), "a full disk is no damaged ledger"


@contextmanager
def surroundings(*lines: str, place: Path) -> Iterator[Builder]:
    """A builder in a mount namespace of its own; skips where that is not allowed."""
    probe = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True)
    if probe.returncode or os.geteuid():
        pytest.skip("not root: a really full and a really read-only disk were NOT tried")
    script = "\n".join([*lines, 'exec "$@"'])
    environment = f"PLACE={place}"
    builder = Builder(3, prefix=("unshare", "--mount", "env", environment, "sh", "-euc", script, "sh"))
    try:
        yield builder
    finally:
        builder.close()


@pytest.mark.parametrize("place", ["kept", "ledger"])
@pytest.mark.parametrize("spare", [0, 8, 40] if FULL else [8])
def test_a_disk_that_is_really_full(states: TwoStates, place: str, spare: int) -> None:
    site = states.site
    full = site.kept.parent if place == "kept" else site.ledger
    full.mkdir(exist_ok=True)
    with surroundings('mount -t tmpfs -o size=3m none "$PLACE"', place=full) as builder:
        site.engine = builder
        states.check_right()
        states.turn()
        fill = builder.seen(full) / "fill"
        file = os.open(fill, os.O_WRONLY | os.O_CREAT)
        with suppress(OSError):
            while os.write(file, b"x" * 1024):
                pass
        os.close(file)
        os.truncate(fill, max(0, fill.stat().st_size - spare * 1024))
        outcome = states.build()
        fill.unlink()
        if outcome.how != "built":
            assert not list(builder.seen(site.ledger).glob("*set-aside*")), "a full disk is no damaged ledger"
        states.check_right()


@pytest.mark.parametrize("place", ["kept", "ledger"])
def test_a_folder_that_may_not_be_written(states: TwoStates, place: str) -> None:
    site = states.site
    states.check_right()
    closed = site.kept if place == "kept" else site.ledger
    lines = ('mount --bind "$PLACE" "$PLACE"', 'mount -o remount,ro,bind "$PLACE"')
    states.turn()
    with surroundings(*lines, place=closed) as builder:
        open_builder, site.engine = site.engine, builder
        outcome = states.build()
        site.engine = open_builder
    assert outcome.how == "failed"
    assert not list(site.ledger.glob("*set-aside*"))
    states.turn()
    states.check_right()
    states.turn()
    states.check_right()


def test_second_build_at_same_time_is_rejected(states: TwoStates, stock_builder: Builder) -> None:
    site = states.site
    states.check_right()
    states.turn()
    waiting = site.folder / "waiting"
    site.plugin(
        "slow",
        f"""
        import os, time
        from pelican import signals

        def wait(generators):
            open({str(waiting)!r}, "w").write(str(os.getpid()))
            while os.path.exists({str(waiting)!r}):
                time.sleep(0.01)

        def register():
            signals.all_generators_finalized.connect(wait)
        """,
    )
    site.engine.start(site.order(engine=True))
    while not waiting.exists() or not waiting.read_text():
        time.sleep(0.01)
    before = states.built()
    second = stock_builder.build(site.order(engine=True))
    holder = waiting.read_text()
    waiting.unlink()
    first = site.engine.finish()
    assert (second.how, second.kind) == ("refused", "BusyError")
    assert holder in second.said
    assert "is running for this folder" in second.said
    assert first.how == "built"
    assert before != states.built()
    site.override["PLUGINS"] = []
    states.check_right()


def test_leftovers_of_killed_build_go_without_its_ledger(states: TwoStates) -> None:
    site = states.site
    steps = steps_of(states)
    left = 0
    for step in range(5, steps, 3):
        states.turn()
        if states.build(Fate(dies_at=step)).how != KILLED:
            break
        left += sum(map(is_beside, states.built()))
        for file in site.ledger.glob("*.sqlite3*"):
            file.unlink()
        states.check_right()
    assert left
