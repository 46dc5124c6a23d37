"""One process at a time, whatever happens to the one that holds the lock."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.files.lock import LockedError, exclusive
from tests.conftest import ROOT

HOLDER = """
import os, sys, time
from pathlib import Path
from plugins.files.lock import exclusive
with exclusive(Path(sys.argv[1])):
    if sys.argv[2] == "with a worker" and os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(60)
    if sys.argv[2] == "alone":
        print(os.getpid(), flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", ["alone", "with a worker"])
def test_lock_ends_with_a_killed_process(tmp_path: Path, how: str) -> None:
    lock = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock), how], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    said = int(holder.stdout.readline())
    try:
        with pytest.raises(LockedError) as error, exclusive(lock):
            pass
        assert error.value.pid == str(holder.pid)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with exclusive(lock):
            pass
    finally:
        holder.kill()
        if said != holder.pid:
            os.kill(said, signal.SIGKILL)
        holder.stdout.close()


def test_lock_file_stays(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"):
        pass
    assert (tmp_path / "lock").is_file()


def test_lock_is_held_against_the_same_process(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"), pytest.raises(LockedError), exclusive(tmp_path / "lock"):
        pass


def test_lock_names_no_holder_where_nobody_wrote(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"):
        (tmp_path / "lock").write_bytes(b"")
        with pytest.raises(LockedError) as error, exclusive(tmp_path / "lock"):
            pass
    assert error.value.pid == ""


def test_shorter_pid_leaves_nothing_of_a_longer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "lock"
    for pid in (4194304, 7):
        monkeypatch.setattr("plugins.files.lock.os.getpid", lambda pid=pid: pid)
        with exclusive(lock), pytest.raises(LockedError, match=f"^{pid}$"), exclusive(lock):
            pass
