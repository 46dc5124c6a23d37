import sys
from pathlib import Path

import pytest

from bench.measure import CommandError, measure
from bench.outputs import changed_files, count_written, footprint, snapshot

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def test_snapshot_tells_changed_files_from_written_ones(tmp_path: Path) -> None:
    for name in ("same", "rewritten", "edited", "deleted"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    before = snapshot(tmp_path)
    (tmp_path / "deleted").unlink()
    for name, text in (("rewritten", "1"), ("edited", "2"), ("created", "1")):
        (tmp_path / "new").write_text(text, encoding="utf-8")
        (tmp_path / "new").replace(tmp_path / name)
    after = snapshot(tmp_path, before)
    assert changed_files(before, after) == ["created", "deleted", "edited"]
    assert count_written(before, after) == 3
    assert changed_files(after, snapshot(tmp_path)) == []


def test_footprint_counts_only_what_articles_bring(tmp_path: Path) -> None:
    sizes = {
        "2024/03/bai-1/index.html": 900,
        "2024/03/index.html": 300,
        "index.html": 5000,
        "anh/1.avif": 70_000,
    }
    for name, size in sizes.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    assert footprint(snapshot(tmp_path), [500, 300]) == (3 / 2, (1200 - 800) / 2)


@linux
def test_failed_command_is_reported_with_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"exit status 3 after \d+ s, with \d+ MB: broken"):
        measure([sys.executable, "-c", "print('broken'); raise SystemExit(3)"], tmp_path / "log")


@linux
def test_memory_of_child_processes_is_counted(tmp_path: Path) -> None:
    child = "import time; data = b'1' * 60_000_000; time.sleep(0.5)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert measure([sys.executable, "-c", code], tmp_path / "log").peak_bytes > 60_000_000


@linux
def test_processor_and_disk_of_child_processes_are_counted(tmp_path: Path) -> None:
    child = (
        "sum(range(10**7)); import os; f = open('big', 'wb'); f.write(b'1' * 5_000_000); os.fsync(f.fileno())"
    )
    code = f"import os, subprocess, sys; os.chdir({str(tmp_path)!r}); subprocess.run([sys.executable, '-c', {child!r}])"
    taken = measure([sys.executable, "-c", code], tmp_path / "log")
    assert taken.cpu > 0.1
    assert taken.written >= 5_000_000
