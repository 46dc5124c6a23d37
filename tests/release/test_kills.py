"""After kill -9 at any step readers see one complete release."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback
from tests.conftest import FULL

from .conftest import Site, whole_text

ROOT = Path(__file__).parents[2]
KILLED = -signal.SIGKILL
STRIDE = 1 if FULL else 4  # of the steps that are tried
STEPS = {"open", "os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "os.scandir"}


def start(site: Site, text: str, *how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.release.one_deploy", str(site.target), text, *how],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(site: Site, text: str, *how: str) -> tuple[int, str]:
    with start(site, text, *how) as process:
        said, _ = process.communicate(timeout=60)
        return process.returncode, said


def killed_at(last: int, work: Callable[[], object]) -> int:
    """Do the work in a forked process that kills itself just before its `last` step that touches files."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        count = 0

        def audit(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            if event not in STEPS:
                return
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(audit)
        work()
        os._exit(0)
    finally:
        os._exit(1)


def assert_releases_are_whole(site: Site) -> None:
    for release in releases(site.target):
        whole_text(release.path)


@pytest.mark.long
def test_deploy_killed_at_any_step_leaves_a_complete_release(site: Site) -> None:
    for number in range(5):
        site.deploy(f"{number}")
    shown, step, status = "4", 0, KILLED
    while status == KILLED:
        step += STRIDE
        site.clock += timedelta(minutes=1)
        status = killed_at(step, partial(site.deploy, f"bước {step}"))
        assert site.seen() in (shown, f"bước {step}")
        shown = site.seen()
        assert_releases_are_whole(site)
    assert status == 0
    assert step > 40
    assert site.seen() == f"bước {step}"
    assert site.traces() == []
    assert len(releases(site.target)) == 5


@pytest.mark.long
def test_first_deploy_killed_at_any_step_can_be_repeated(tmp_path: Path) -> None:
    step, status = 0, KILLED
    while status == KILLED:
        step += STRIDE
        site = Site(tmp_path / f"{step}")
        status = killed_at(step, partial(site.deploy, "một"))
        if (site.target / "current").is_symlink():
            assert site.seen() == "một"
        site.deploy("hai")
        assert site.seen() == "hai"
        assert site.traces() == []
    assert status == 0
    assert step > 20


def test_rollback_killed_at_any_step_leaves_a_release(site: Site) -> None:
    site.deploy("một")
    name = site.deploy("hai").name
    step, status, seen = 0, KILLED, []
    while status == KILLED:
        step += 1
        status = killed_at(step, partial(rollback, site.target))
        seen.append(site.seen())
        if seen[-1] == "một":
            rollback(site.target, to=name)
    assert status == 0
    assert seen[0] == "hai"
    assert seen[-1] == "một"
    assert seen == sorted(seen), "once switched, no later step may switch back"


def test_second_deploy_at_once_is_refused_naming_the_first(site: Site) -> None:
    site.deploy("một")
    with start(site, "hai", "slow") as first:
        try:
            assert first.stdout is not None
            assert first.stdout.readline() == "building\n"
            status, said = run(site, "ba")
            assert status == 1
            assert f"đang chạy trên {site.target} (tiến trình {first.pid})" in said
            with pytest.raises(ReleaseError, match="đang chạy"):
                rollback(site.target)
            assert site.seen() == "một"
        finally:
            first.kill()


@pytest.mark.parametrize("how", ["slow", "orphan"])
def test_killed_deploy_releases_its_lock(site: Site, how: str) -> None:
    with start(site, "một", how) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "building\n"
        killed.kill()
        killed.wait()
        try:
            site.deploy("hai")
        finally:
            for orphan in children_named("tests.release.one_deploy", str(site.target)):
                os.kill(orphan, signal.SIGKILL)
    assert site.seen() == "hai"
    assert site.traces() == []


def children_named(*words: str) -> list[int]:
    """Return the process ids of our own workers, recognised by the target folder on their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if all(word in line for word in words):
            found.append(int(entry.name))
    return found
