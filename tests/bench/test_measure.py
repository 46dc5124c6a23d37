import sys
from pathlib import Path

import pytest

from bench.measure import CommandError, changed_files, count_written, measure, snapshot

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


@linux
def test_failed_command_is_reported_with_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"exit status 3 after \d+ s: broken"):
        measure([sys.executable, "-c", "print('broken'); raise SystemExit(3)"], tmp_path / "log")


@linux
def test_memory_of_child_processes_is_counted(tmp_path: Path) -> None:
    child = "import time; data = b'1' * 60_000_000; time.sleep(0.5)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert measure([sys.executable, "-c", code], tmp_path / "log").peak_bytes > 60_000_000
