"""Releases are readable for the web server, which has another account, whatever the umask."""

import http.client
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.release.rollback import rollback
from tests.machine import free_port
from tests.nginx import nginx, portal_server

from .conftest import Site


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter, unlike pytest's own, with a umask that opens nothing inside."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        before = os.umask(0o077)
        try:
            yield folder
        finally:
            os.umask(before)


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}


def command_in(warnings: list[str]) -> list[str]:
    """The command of the only warning, without sudo, which test machines may lack."""
    (warning,) = warnings
    (found,) = re.findall(r"Chạy: sudo (chmod .+)", warning)
    return shlex.split(found)


def test_umask_077_leaves_a_readable_release(open_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    site = Site(open_folder / "srv" / "cong")
    site.deploy("một")
    for folder in (site.target.parent, site.target, site.target / "releases"):
        assert folder.stat().st_mode & 0o777 == 0o755
    assert modes((site.target / "current").resolve()) == {0o755, 0o644}
    assert caplog.messages == []


def test_copied_files_are_readable(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the build is on another file system, its files are copied, with the modes of the umask."""
    site = Site(open_folder / "cong")
    monkeypatch.setattr(os, "link", _no_link)
    site.deploy("một")
    assert modes((site.target / "current").resolve()) == {0o755, 0o644}


def _no_link(*_: object, **__: object) -> None:
    raise OSError


@pytest.mark.parametrize("verb", ["deploy", "deploy without changes", "rollback"])
def test_closed_target_is_reported(open_folder: Path, caplog: pytest.LogCaptureFixture, verb: str) -> None:
    site = Site(open_folder / "đóng kín" / "cong")
    site.deploy("một")
    site.deploy("hai")
    assert caplog.messages == []
    site.target.parent.chmod(0o700)
    site.target.chmod(0o700)
    if verb == "rollback":
        rollback(site.target)
    else:
        site.deploy("ba" if verb == "deploy" else "hai")
    command = command_in(caplog.messages)
    assert command == ["chmod", "o+x", str(site.target.parent), str(site.target)]
    subprocess.run(command, check=True)
    caplog.clear()
    site.deploy("bốn", force=True)
    assert caplog.messages == []


def test_group_of_the_web_server_is_enough(
    open_folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(open_folder / "cong")
    site.target.mkdir()
    site.target.chmod(0o750)
    site.deploy("một")
    assert len(caplog.messages) == 1  # open only to the group of the deploying account
    caplog.clear()
    monkeypatch.setattr(os, "getgid", lambda: site.target.stat().st_gid + 1)
    site.deploy("hai")
    assert caplog.messages == []


@pytest.mark.tools
@pytest.mark.skipif(os.geteuid() != 0, reason="nginx would run as the owner of the files")
def test_nginx_reads_what_the_verb_calls_open(open_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    closed, made = Site(open_folder / "closed"), Site(open_folder / "made")
    closed.target.mkdir()
    for site, expected in ((made, [200]), (closed, [403, 200])):
        site.deploy("một")
        port = free_port()
        with nginx(open_folder, port, portal_server(site.target, open_folder, port, free_port())):
            seen = [status_of(port)]
            if seen != [200]:
                subprocess.run(command_in(caplog.messages), check=True)
                seen.append(status_of(port))
        assert seen == expected


def status_of(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/", headers={"Host": "tanhlinh.example"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status
