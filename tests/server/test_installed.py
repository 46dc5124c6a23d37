"""Two portals installed on one server from their settings files, each service as its own account."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, TinySite
from tests.machine import SEARCHED
from tests.nginx import signed_certificate

PORTALS = {"trang-tin": "tanhlinh.example", "dongkho": "dongkho.example"}
DESKS = {"dongkho": "ban.dongkho.example"}
PACKAGES = sysconfig.get_paths()["purelib"]
NEEDED = ("nginx", "openssl", "unshare", "runuser", "systemd-sysusers")


def runs_for_all(python: str) -> bool:
    """Return whether an account without rights can run this Python with the project and its packages."""
    command = ["runuser", "-u", "nobody", "--", python, "-B", "-c"]
    environment = {"PATH": SEARCHED, "PYTHONPATH": f"{PACKAGES}:{ROOT}"}
    try:
        done = subprocess.run(
            [*command, "import uvloop, pelican, argon2, plugins"],
            capture_output=True,
            check=False,
            env=environment,
            cwd="/",
        )
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture
def python() -> str:
    """The Python of the services."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may start services as other accounts")
    missing = [name for name in NEEDED if shutil.which(name, path=SEARCHED) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    for found in (sys.executable, "/usr/bin/python3"):
        if runs_for_all(found):
            return found
    pytest.skip("no Python that every account may run, or the project is in a folder that is closed to them")


@pytest.mark.tools
@pytest.mark.long
def test_two_portals_run_from_their_settings_files(python: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        scratch.chmod(0o755)
        for name in PORTALS:
            site = TinySite(scratch / "viet" / name)
            site.article(title=f"Tin của {name}")
            if name in DESKS:
                with (site.content / "agency.yaml").open("a", encoding="utf-8") as agency:
                    agency.write(f"desk: https://{DESKS[name]}\n")
            shutil.copytree(site.content, scratch / "noi-dung" / name)
        for name, host in [*PORTALS.items(), *((desk, desk) for desk in DESKS.values())]:
            folder = scratch / "chung-thu" / name
            folder.mkdir(parents=True)
            signed_certificate(folder, host)
            (folder / "key.pem").rename(folder / "privkey.pem")
            (folder / "certificate.pem").rename(folder / "fullchain.pem")
        script = str(Path(__file__).with_name("installed.py"))
        done = subprocess.run(
            [
                *("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"),
                *(sys.executable, "-B", script, place, python, PACKAGES, json.dumps(PORTALS)),
                json.dumps(DESKS),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PATH": f"{SEARCHED}:/sbin", "PYTHONPATH": str(ROOT)},
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        seen = json.loads(done.stdout.splitlines()[-1])
        for name in PORTALS:
            assert seen[f"{name} again"].endswith("không có gì để ghi."), seen[f"{name} again"]
            portal = seen[name]
            assert (portal["home"], portal["search"], portal["missing"]) == (200, 200, 404)
            assert portal["has its text"]
            assert (portal["view"]["counted"], portal["view"]["total"]) == (True, 1)
            assert portal["health"]["status"] == "ok"
        for desk in DESKS.values():
            assert seen[desk] == {"sign-in": 200, "has its text": True}
        assert seen["own folder"]
        assert seen["trespasses"] == []
        assert seen["ended"] == []
        assert len(seen["schedule"]) == len(PORTALS)
