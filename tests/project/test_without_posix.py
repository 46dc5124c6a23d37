"""What an office's machine with Windows runs: every verb of an editor, without anything that only POSIX has."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT, BuiltSite, TinySite
from tests.machine import free_port

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(Path(__file__).with_name("without_posix")), str(ROOT)]),
    "PYTHONIOENCODING": "cp1252",  # what Windows writes to a file with
}
VERBS = """
import sys
from invoke.program import Program
import tasks
for line in sys.argv[1:]:
    try:
        Program(namespace=tasks.ns, version="0").run(["invoke", *line.split()])
    except SystemExit as end:
        print("status", end.code or 0)
"""


def verbs(folder: Path, *lines: str, typed: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", VERBS, *lines],
        cwd=folder,
        env=ENVIRONMENT,
        input=typed.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode() + done.stderr.decode()


def test_nothing_posix_is_there_for_our_code(tmp_path: Path) -> None:
    asked = "import os; exec('import fcntl', {'__name__': 'plugins.x'}) if not hasattr(os, 'fork') else None"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert b"No module named 'fcntl'" in done.stderr


@pytest.mark.long
def test_init_new_check_and_build_without_posix(site: TinySite) -> None:
    for number in range(60):  # enough for workers, where there are any
        site.article(f"articles/2024/03/bai-{number}.md", title=f"Bài {number}")
    said = verbs(
        site.content.parent,
        "init moi",
        "new --content content",
        "check --content content",
        "build --content content --output output",
        "check --content moi",
        typed="\n" * 5 + "Họp tổng kết\n1\n\n\n",
    )
    assert "Traceback" not in said, said
    assert "status 1" not in said, said
    for words in ("Đã tạo", "bản nháp", "không có lỗi", "Đã đọc 61/61 bài"):
        assert words in said
    built = BuiltSite(site.output)
    assert "Bài 7" in built.text("/2024/03/bai-7/")
    assert not [path for path in built.paths() if "\\" in path]


@pytest.mark.long
def test_serve_without_posix(site: TinySite) -> None:
    site.article(title="Bản một")
    command = [sys.executable, "-c", VERBS, f"serve --content content --port {free_port()}"]
    with (site.content.parent / "said.txt").open("w+b") as said:
        served = subprocess.Popen(command, cwd=site.content.parent, env=ENVIRONMENT, stdout=said, stderr=said)
        file = site.content.parent / "said.txt"
        try:
            wait_for(lambda: "Nhấn Ctrl+C để dừng" in file.read_text(encoding="utf-8"), served)
            site.article(title="Bản hai")
            wait_for(lambda: "Đã dựng lại" in file.read_text(encoding="utf-8"), served)
            served.send_signal(signal.SIGINT)
            assert served.wait(20) == 0
        finally:
            served.kill()
            served.wait()
        reported = file.read_text(encoding="utf-8")
    assert reported.endswith("Đã dừng.\n"), reported
    assert "Traceback" not in reported


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until something has happened; fail if the process ends before, or after half a minute."""
    for _ in range(600):
        if happened():
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError("it did not happen")
