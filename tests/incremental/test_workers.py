"""Work in other processes: its results, its errors and its end."""

import os
import time
from pathlib import Path

import pytest

from plugins.incremental import workers


def children() -> set[str]:
    """Return the processes that this one has begun and not waited for."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


def test_background_work_runs_in_another_process() -> None:
    with workers.background(workers.MANY, os.getpid, 2) as result:
        assert result() != os.getpid()


@pytest.mark.parametrize(("size", "processes"), [(workers.MANY, 1), (workers.MANY - 1, 2)])
def test_little_work_is_done_here(size: int, processes: int) -> None:
    with workers.background(size, os.getpid, processes) as result:
        assert result() == os.getpid()


def test_what_work_beside_raises_is_raised_here() -> None:
    def fail() -> None:
        raise FileNotFoundError("không có")

    with (
        workers.background(workers.MANY, fail, 2) as result,
        pytest.raises(FileNotFoundError, match="không có"),
    ):
        result()


def test_nobody_waits_for_work_that_is_not_asked_for() -> None:
    start, before = time.monotonic(), children()
    with pytest.raises(ValueError, match="khác"), workers.background(workers.MANY, lambda: time.sleep(60), 2):
        raise ValueError("khác")
    assert time.monotonic() - start < 30
    assert children() <= before
