"""The operator's guide, followed in a clean Debian 12 from its first command to the last."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FULL, ROOT
from tests.machine import SEARCHED
from tests.nginx import signed_certificate
from tests.operations.guide import DESK, HOST, NOT_RUN, SECOND, blocks, is_run

PROGRAMS = ("debootstrap", "unshare", "nsenter", "openssl")
PIP_FILES = ("/etc/pip.conf", "~/.config/pip/pip.conf", "~/.pip/pip.conf")


def test_every_block_of_the_guide_is_run_or_explained() -> None:
    found = blocks()
    assert sum(map(is_run, found)) > 10
    assert [start for start in NOT_RUN if not any(block.startswith(start) for block in found)] == []


def pip_settings() -> tuple[dict[str, str], set[Path]]:
    """Return pip's settings on this machine: files by their paths in the root, and what they and the environment name."""
    files = {}
    for name in PIP_FILES:
        file = Path(name).expanduser()
        if file.is_file():
            files["/etc/pip.conf" if name.startswith("/etc") else "/root/.config/pip/pip.conf"] = (
                file.read_text()
            )
    words = [*files.values(), *(value for name, value in os.environ.items() if name.startswith("PIP_"))]
    named = {
        Path(path) for text in words for path in re.findall(r"(?:(?<=file://)|(?<![\w:/]))/[\w./-]+", text)
    }
    # An index of files leads to others beside it.
    named = {path.parent if path.name == "simple" else path for path in named}
    return files, {path for path in named if path.exists()}


def furnish(root: Path) -> None:
    """Let a new root reach the mirrors of this machine, and start no service while packages are installed."""
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    policy.chmod(0o755)
    (root / "etc/apt/apt.conf.d/90test").write_text('APT::Get::Assume-Yes "true";\n', encoding="utf-8")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    files, named = pip_settings()
    for name, text in files.items():
        file = root / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for path in named:
        inside = root / str(path).lstrip("/")
        inside.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            shutil.copy(path, inside)
        else:
            inside.mkdir(exist_ok=True)


def follow_guide(folder: Path) -> dict[str, Any]:
    """Follow the guide in `folder/debian`, with the certificate in `folder`; return what was seen."""
    root = folder / "debian"
    _, named = pip_settings()
    binds = [f"mount --bind {path} {root}{path}" for path in sorted(named) if path.is_dir()]
    script = [*(sys.executable, "-B", "-m", "tests.operations.guide"), str(root), str(folder)]
    done = subprocess.run(
        [
            *("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-ec"),
            *("\n".join([*binds, 'exec "$@"']), "sh", *script, f"/proc/{os.getpid()}/ns/net"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            "PYTHONPATH": str(ROOT),
        },
        timeout=3000,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def debian() -> Iterator[Path]:
    """A clean Debian 12 with systemd's programs, which every Debian server has."""
    if not FULL:
        pytest.skip("only with invoke test --full: installs a Debian system, and packages from mirrors")
    if os.geteuid() != 0 or (missing := [name for name in PROGRAMS if not shutil.which(name, path=SEARCHED)]):
        pytest.skip(f"needs root and {', '.join(missing)} (apt install debootstrap)")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        root = folder / "debian"
        command = ["debootstrap", "--variant=minbase", "--include=systemd,ca-certificates,procps", "bookworm"]
        subprocess.run(
            [*command, str(root)],
            check=True,
            capture_output=True,
            env={**os.environ, "PATH": SEARCHED},
        )
        furnish(root)
        yield folder


@pytest.mark.tools
@pytest.mark.long
def test_guide_leads_to_a_portal_in_a_clean_debian(debian: Path) -> None:
    for host in (HOST, SECOND, DESK):
        (debian / host).mkdir()
        signed_certificate(debian / host, host)
    seen = follow_guide(debian)
    assert seen["view"]["counted"]
    assert seen["view"]["total"] == 7_448_252
    assert (seen["missing"], seen["search"]) == (404, 200)
    assert seen["signed in"] == [True, True]
    assert seen["total after"] >= seen["total before"]
    assert len(seen["releases"].splitlines()) >= 2
    preview, gone, back = seen["upgrade"]
    assert "Chữ mới." in preview
    assert "phiên bản 0.2.0" in gone
    assert "phiên bản 0.1.0" in back
    assert seen["links"] == ["trang-tin-0.1.0", "trang-tin-0.2.0", "trang-tin-0.1.0"]
    assert seen["total at last"] >= seen["total after"]
    assert (seen["second"]["total"], seen["first beside it"]) == (1, 200)
    assert "trang-tin-sao-luu.service" in seen["dossier"]
