"""The operator's guide has every command that `invoke server` prints for a first portal, and every key is explained."""

import re
from dataclasses import replace
from pathlib import Path

from plugins.server.reading import KEYS
from plugins.server.settings import Server
from plugins.server.units import unit_files
from plugins.server.write import changes, next_commands, write_server_files, written_files
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "huong-dan-van-hanh.md").read_text(encoding="utf-8")
SERVER = Server("https://tanhlinh.example")
BLOCKS = re.findall(r"^```sh\n(.+?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def test_guide_has_every_command_that_is_printed() -> None:
    missing_root = ROOT / "khong-co"
    check_commands(list(next_commands(SERVER, changes(written_files(SERVER), missing_root))))


def test_guide_has_every_command_for_a_desk(tmp_path: Path) -> None:
    server = replace(SERVER, content="/srv/noi-dung/tanhlinh")
    write_server_files(changes(written_files(server), tmp_path), tmp_path)
    desk = replace(server, desk="https://ban-bien-tap.tanhlinh.example")
    check_commands(list(next_commands(desk, changes(written_files(desk), tmp_path), tmp_path)))


def check_commands(commands: list[str]) -> None:
    """Check that the guide has these commands of a first portal."""
    written = {line for block in BLOCKS for line in block.splitlines()}
    assert commands
    for command in commands:
        if command.startswith("systemctl enable"):
            assert all(word.removesuffix(".service") in GUIDE for word in command.split()[3:])
            continue
        # In the guide the folder is entered before, and the total of an older portal follows.
        line = (
            (command if command.startswith("rm ") else command.removesuffix(".service"))
            .removeprefix("cd /opt/trang-tin && ")
            .replace("/opt/trang-tin/.venv", ".venv")
        )
        assert any(known.startswith(line) for known in written), command


def test_guide_shows_what_the_counter_runs() -> None:
    unit = unit_files(SERVER)["/etc/systemd/system/trang-tin-bo-dem.service"]
    (command,) = re.findall(r"^ExecStart=/opt/trang-tin/((?:.+\\\n)*.+)", unit, re.MULTILINE)
    assert [line.strip(" \\") for line in command.splitlines()] == next(
        [line.strip(" \\") for line in block.splitlines()]
        for block in BLOCKS
        if block.startswith(".venv/bin/python -m plugins.visitor_counter \\")
    )


def test_keys_that_the_guide_names_exist() -> None:
    named = set(re.findall(r"`(\w+) = [^`]+`", GUIDE)) | set(
        re.findall(r"`(\w+)` trong `server\.toml`", GUIDE)
    )
    assert named - {"switch", "Authorization", "ALERT_FETCH"} <= set(
        KEYS
    )  # of a target, its request, Pelican
    assert {"proxies", "aliases", "ceiling", "access_log", "brotli", "tls"} <= {
        *named,
        *re.findall(r"ở `(\w+)`", GUIDE),
    }


def test_clock_is_waited_for_by_a_service() -> None:
    # Without a service that waits, the units' target time-sync is reached at once.
    assert "systemctl enable systemd-time-wait-sync" in GUIDE
