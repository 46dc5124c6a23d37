"""The generated systemd units: they parse, are confined, and run commands that exist, each with its own names."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.server.nginx import nginx_configuration
from plugins.server.settings import Server
from plugins.server.units import account_file, unit_files
from plugins.visitor_counter.command_line import parsed
from plugins.visitor_counter.settings import VISITS_AN_HOUR
from tasks import ns
from tests.machine import SEARCHED

FIRST = Server("https://tanhlinh.example")
SECOND = Server(
    "https://dongkho.example",
    name="dongkho",
    content="/srv/noi-dung/dongkho",
    ceiling=900,
    store="redis://10.0.0.7:6379/0",
    live_check=True,
    mail_to="van-hanh@dongkho.example",
    pull=True,
)
DESK = Server(
    "https://xathu.example",
    name="xathu",
    content="/srv/noi-dung/xathu",
    desk="https://ban-bien-tap.xathu.example",
    desk_alone=True,
)
PORTALS = pytest.mark.parametrize("server", [FIRST, SECOND, DESK], ids=lambda server: server.name)
WITHOUT_SYSTEMD = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)
# As `systemd-analyze security` rates exposure, in tenths. Units of releases with a live check need the network.
MOST_EXPOSED = {
    "bo-dem": 20,
    "tim-kiem": 20,
    "phat-hanh": 40,
    "theo-lich": 40,
    "ban-bien-tap": 40,
    "sao-luu": 40,
}


def units(server: Server) -> dict[str, str]:
    """Return the units by what they do, e.g. `bo-dem`."""
    start = f"/etc/systemd/system/{server.prefix}-"
    return {
        path.removeprefix(start).removesuffix(".service"): text
        for path, text in unit_files(server).items()
        if path.endswith(".service")
    }


def command_of(unit: str) -> list[str]:
    (command,) = re.findall(r"^ExecStart=((?:.+\\\n)*.+)", unit, re.MULTILINE)
    return shlex.split(command.replace("\\\n", " "))


def option(unit: str, name: str) -> str:
    command = command_of(unit)
    return command[command.index(f"--{name}") + 1]


def value(unit: str, name: str) -> str:
    (found,) = re.findall(rf"^{name}=(.+)", unit, re.MULTILINE)
    return str(found)


@pytest.mark.tools
@WITHOUT_SYSTEMD
@PORTALS
def test_systemd_accepts_the_units(tmp_path: Path, server: Server) -> None:
    files = []
    for path, text in unit_files(server).items():
        files.append(tmp_path / Path(path).name)
        here = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE)
        files[-1].write_text(here, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.tools
@WITHOUT_SYSTEMD
@pytest.mark.parametrize("kind", MOST_EXPOSED)
def test_units_are_confined(tmp_path: Path, kind: str) -> None:
    for server in (FIRST, SECOND, DESK, replace(DESK, live_check=True)):
        if kind not in units(server):
            continue
        file = tmp_path / f"{server.prefix}-{kind}.service"
        file.write_text(units(server)[kind], encoding="utf-8")
        command = [
            "systemd-analyze",
            "security",
            "--offline=true",
            f"--threshold={MOST_EXPOSED[kind]}",
            str(file),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-200:]


@PORTALS
def test_unit_of_the_counter_writes_what_nginx_serves(server: Server) -> None:
    unit, nginx = units(server)["bo-dem"], nginx_configuration(server)
    figures, socket = option(unit, "figures-folder"), option(unit, "socket")
    assert f"alias {figures}/$1.json;" in nginx
    assert f"proxy_pass http://unix:{socket};" in nginx
    assert value(unit, "RuntimeDirectory") == Path(socket).parent.name
    assert Path(figures).parent == Path("/var/lib") / value(unit, "StateDirectory")
    assert option(unit, "paths-file") == f"{server.target}/current/luot-truy-cap/cac-trang.txt"


@PORTALS
def test_unit_of_the_counter_has_a_valid_command_line(server: Server) -> None:
    program, option_m, package, *words = command_of(units(server)["bo-dem"])
    assert (option_m, package) == ("-m", "plugins.visitor_counter")
    assert program == f"{server.project}/.venv/bin/python"
    given = parsed(words)
    assert (str(given.store), given.ceiling) == (server.counter_store, server.ceiling)


def test_default_ceiling_is_that_of_the_counter() -> None:
    assert FIRST.ceiling == VISITS_AN_HOUR
    assert "--ceiling" not in units(FIRST)["bo-dem"]


@PORTALS
def test_unit_of_the_search_follows_the_release_behind_nginx(server: Server) -> None:
    unit, nginx = units(server)["tim-kiem"], nginx_configuration(server)
    socket = option(unit, "socket")
    assert f"proxy_pass http://unix:{socket};" in nginx
    assert value(unit, "RuntimeDirectory") == Path(socket).parent.name
    assert value(unit, "StateDirectory") == Path(option(unit, "index")).name
    assert f"root {option(unit, 'release')};" in nginx


@PORTALS
@pytest.mark.parametrize("called", ["deploy", "follow", "desk.run"])
def test_units_of_releases_run_verbs_where_they_may_write(server: Server, called: str) -> None:
    kind = {"deploy": "phat-hanh", "follow": "theo-lich", "desk.run": "ban-bien-tap"}[called]
    if kind not in units(server):
        assert kind != server.schedule
        return
    unit = units(server)[kind]
    program, verb, *words = command_of(unit)
    assert program == f"{server.project}/.venv/bin/invoke"
    assert verb == called
    known = {
        f"--{name.replace('_', '-')}" for argument in ns[verb].get_arguments() for name in argument.names
    }
    assert {word for word in words if word.startswith("--")} <= known
    assert option(unit, "to") == server.target
    assert server.target in value(unit, "ReadWritePaths").split()
    account = value(unit, "User")
    assert value(unit, "StateDirectory") == account
    assert f"Environment=TRANG_TIN_STATE=/var/lib/{account}\n" in unit
    assert account != value(units(server)["bo-dem"], "User")


def test_units_of_releases_have_network_only_if_they_need_it() -> None:
    for kind in ("phat-hanh", "theo-lich"):
        assert "PrivateNetwork=yes\n" in units(FIRST)[kind]
        assert "PrivateNetwork" not in units(replace(FIRST, live_check=True))[kind]
    assert "PrivateNetwork" not in units(replace(FIRST, mail_to="a@b.vn"))["theo-lich"]
    assert value(units(SECOND)["theo-lich"], "ReadWritePaths") == "/srv/dongkho /srv/noi-dung/dongkho"


def test_desk_takes_the_place_of_the_schedule() -> None:
    assert "ban-bien-tap" not in units(FIRST)
    assert "theo-lich" not in units(DESK)
    unit, nginx = units(DESK)["ban-bien-tap"], nginx_configuration(DESK)
    assert value(unit, "Conflicts") == "trang-tin-xathu-theo-lich.service"
    socket = option(unit, "socket")
    assert f"proxy_pass http://unix:{socket};" in nginx
    assert value(unit, "RuntimeDirectory") == Path(socket).parent.name
    assert (option(unit, "address"), option(unit, "content")) == (DESK.desk, DESK.content)
    assert "--alone" in command_of(unit)
    assert "--alone" not in command_of(units(replace(DESK, desk_alone=False))["ban-bien-tap"])
    for kind in ("ban-bien-tap", "phat-hanh"):  # it keeps the branch that both release
        assert value(units(DESK)[kind], "ReadWritePaths") == "/srv/xathu /srv/noi-dung/xathu"
    assert DESK.release_state in value(units(DESK)["sao-luu"], "ReadWritePaths")


def test_desk_has_the_network_only_if_it_needs_it() -> None:
    assert "PrivateNetwork=yes\nRestrictNamespaces=yes\n" in units(DESK)["ban-bien-tap"]
    for wants in ({"live_check": True}, {"mail_to": "a@b.vn"}):
        unit = units(replace(DESK, **wants))["ban-bien-tap"]
        assert "PrivateNetwork" not in unit
        # The process that opens uploads gives up the network.
        assert value(unit, "RestrictNamespaces") == "user net"


@PORTALS
def test_unit_of_backups_runs_the_verb_and_only_reads(server: Server) -> None:
    unit = unit_files(server, "/etc/trang-tin/dongkho.toml")[
        f"/etc/systemd/system/{server.prefix}-sao-luu.service"
    ]
    assert command_of(unit) == [f"{server.project}/.venv/bin/invoke", "backup"]
    assert "Environment=TRANG_TIN_SERVER=/etc/trang-tin/dongkho.toml\n" in unit
    assert value(unit, "CapabilityBoundingSet") == "CAP_DAC_READ_SEARCH CAP_SETUID CAP_SETGID"
    assert value(unit, "ReadWritePaths").split()[0] == f"/var/backups/{server.prefix}"
    assert ("PrivateNetwork=yes\n" in unit) is (not server.store)


def test_units_of_releases_wait_for_the_clock() -> None:
    for kind in ("phat-hanh", "theo-lich"):
        (section,) = re.findall(r"^\[Unit\]\n(.+?)^\[", units(FIRST)[kind], re.MULTILINE | re.DOTALL)
        assert {"Wants=time-sync.target", "After=time-sync.target"} <= set(section.splitlines())


def test_first_portal_keeps_the_names_it_had() -> None:
    assert {Path(path).name for path in unit_files(FIRST)} == {
        "trang-tin-bo-dem.service",
        "trang-tin-tim-kiem.service",
        "trang-tin-phat-hanh.service",
        "trang-tin-theo-lich.service",
        "trang-tin-sao-luu.service",
        "trang-tin-sao-luu.timer",
    }
    for word in (
        "/var/lib/trang-tin/luot-truy-cap.sqlite3",
        "/run/trang-tin/bo-dem.sock",
        "/run/trang-tin-tim-kiem/tim-kiem.sock",
        "/etc/trang-tin/bo-dem.env",
        "/srv/cong-thong-tin/current",
        "User=trang-tin\n",
        "User=trang-tin-phat-hanh\n",
    ):
        assert any(word in text for text in unit_files(FIRST).values()), word


def test_portals_of_one_server_share_no_name() -> None:
    def names(server: Server) -> set[str]:
        texts = unit_files(server)
        used = re.findall(
            r"(?:^(?:User(?!=root)|(?:Runtime|State)Directory|ReadWritePaths)=|--prefix |/var/lib/|/var/backups/|/run/|/srv/)([\w/-]+)",
            "\n".join(texts.values()),
            re.MULTILINE,
        )
        return {*texts, account_file(server)[0], *used}

    assert names(FIRST) & names(SECOND) == names(FIRST) & names(DESK) == names(SECOND) & names(DESK) == set()


@pytest.mark.tools
@PORTALS
def test_systemd_makes_the_accounts_of_the_units(tmp_path: Path, server: Server) -> None:
    if shutil.which("systemd-sysusers", path=SEARCHED) is None:
        pytest.skip("systemd is not installed")
    path, text = account_file(server)
    file = tmp_path / path.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    command = ["systemd-sysusers", f"--root={tmp_path}", str(file)]
    subprocess.run(command, check=True, capture_output=True, env={"PATH": SEARCHED})
    accounts = {line.split(":")[0]: line for line in (tmp_path / "etc/passwd").read_text().splitlines()}
    groups = dict(re.findall(r"^([\w-]+):.*:([\w-]*)$", (tmp_path / "etc/group").read_text(), re.MULTILINE))
    assert groups[server.live_account] == server.web_account
    assert groups[server.release_account] == (server.web_account if server.desk else "")
    assert value(unit_files(server)[f"/etc/systemd/system/{server.prefix}-bo-dem.service"], "Group") == (
        server.live_account
    )
    del accounts[server.web_account]
    assert accounts.keys() | {"root"} == {value(unit, "User") for unit in units(server).values()}
    assert all(line.endswith(":/nonexistent:/usr/sbin/nologin") for line in accounts.values())
