"""Work in other processes: its results, its errors and its end."""

import os
import time

import pytest

from plugins.incremental import workers


def test_work_beside_is_done_in_another_process_and_its_result_comes_back() -> None:
    with workers.beside(workers.MANY, os.getpid, 2) as result:
        assert result() != os.getpid()


@pytest.mark.parametrize(("size", "processes"), [(workers.MANY, 1), (workers.MANY - 1, 2)])
def test_little_work_is_done_here(size: int, processes: int) -> None:
    with workers.beside(size, os.getpid, processes) as result:
        assert result() == os.getpid()


def test_what_work_beside_raises_is_raised_here() -> None:
    def fail() -> None:
        raise FileNotFoundError("không có")

    with workers.beside(workers.MANY, fail, 2) as result, pytest.raises(FileNotFoundError, match="không có"):
        result()


def test_nobody_waits_for_work_that_is_not_asked_for() -> None:
    start = time.monotonic()
    with pytest.raises(ValueError, match="khác"), workers.beside(workers.MANY, lambda: time.sleep(60), 2):
        raise ValueError("khác")
    assert time.monotonic() - start < 30
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
