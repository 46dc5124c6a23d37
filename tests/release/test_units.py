"""The systemd units of the guide: they parse, and run commands that exist."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tasks import ns
from tests.conftest import ROOT
from tests.nginx import FIGURES, GUIDE, SEARCH_SOCKET, SOCKET

COUNTER = ROOT / "plugins" / "visitor_counter" / "trang-tin-bo-dem.service"
SEARCH = ROOT / "plugins" / "search" / "trang-tin-tim-kiem.service"
DEPLOY = ROOT / "plugins" / "release" / "trang-tin-phat-hanh.service"
FOLLOW = DEPLOY.with_name("trang-tin-theo-lich.service")


@pytest.mark.tools
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in (COUNTER, SEARCH, DEPLOY, FOLLOW):
        text = unit.read_text(encoding="utf-8")
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / unit.name) for unit in (COUNTER, SEARCH, DEPLOY, FOLLOW)]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_unit_of_the_counter_writes_what_nginx_serves() -> None:
    unit = COUNTER.read_text(encoding="utf-8")
    for text in (unit, GUIDE.read_text(encoding="utf-8")):
        assert f"--figures-folder {FIGURES}" in text
        assert f"--socket {SOCKET}" in text
    assert f"RuntimeDirectory={Path(SOCKET).parent.name}\n" in unit


def test_unit_of_the_search_follows_the_release_behind_nginx() -> None:
    unit = SEARCH.read_text(encoding="utf-8")
    assert f"--socket {SEARCH_SOCKET}" in unit
    assert f"RuntimeDirectory={Path(SEARCH_SOCKET).parent.name}\n" in unit
    (index,) = re.findall(r"--index (\S+)", unit)
    assert f"StateDirectory={Path(index).name}\n" in unit
    (release,) = re.findall(r"--release (\S+)", unit)
    assert f"root {release};" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("file", "called"), [(DEPLOY, "deploy"), (FOLLOW, "follow")], ids=str)
def test_units_of_releases_run_verbs_where_they_may_write(file: Path, called: str) -> None:
    unit = file.read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=(.+)", unit, re.MULTILINE)
    program, verb, option, target = shlex.split(command)
    assert program.endswith("/.venv/bin/invoke")
    assert verb == called
    assert option in {f"--{argument.name}" for argument in ns[verb].get_arguments()}
    assert f"ReadWritePaths={target}\n" in unit
    (account,) = re.findall(r"^User=(.+)", unit, re.MULTILINE)
    assert f"StateDirectory={account}\n" in unit
    assert f"Environment=TRANG_TIN_STATE=/var/lib/{account}\n" in unit
    assert f"User={account}\n" not in COUNTER.read_text(encoding="utf-8")


def test_units_of_releases_wait_for_the_clock() -> None:
    for unit in (DEPLOY, FOLLOW):
        (section,) = re.findall(
            r"^\[Unit\]\n(.+?)^\[", unit.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        assert {"Wants=time-sync.target", "After=time-sync.target"} <= set(section.splitlines())
    # Without a service that waits, the target is reached at once.
    assert "systemctl enable systemd-time-wait-sync" in GUIDE.read_text(encoding="utf-8")


def test_guide_installs_the_accounts_and_units() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for unit in (COUNTER, SEARCH, DEPLOY, FOLLOW):
        assert unit.relative_to(ROOT).as_posix() in guide
    for unit in (COUNTER, SEARCH, DEPLOY, FOLLOW):
        (account,) = re.findall(r"^User=(.+)", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert re.search(rf"^useradd .* {account}$", guide, re.MULTILINE)
