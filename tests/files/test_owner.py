from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path

import pytest

from plugins.files.owner import other_owner
from tests.building.verbs import verb
from tests.conftest import TinySite

pytestmark = [
    pytest.mark.posix,
    pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root writes as others"),
]


@pytest.fixture
def nobody() -> int:
    return pwd.getpwnam("nobody").pw_uid


def test_owner_of_a_folder_is_named_to_root_alone(tmp_path: Path, nobody: int) -> None:
    assert other_owner(tmp_path) == ""
    assert other_owner(tmp_path / "missing") == ""
    os.chown(tmp_path, nobody, -1)
    assert other_owner(tmp_path) == "nobody"


@pytest.mark.long
def test_root_writes_no_release_and_no_alert_for_others(site: TinySite, nobody: int, tmp_path: Path) -> None:
    target = tmp_path / "dich"
    flags = ("--to", str(target), "--content", str(site.content))
    for title in ("Một", "Hai"):
        site.article(title=title)
        assert verb("deploy", *flags).status == 0
    os.chown(target, nobody, -1)
    for name in ("deploy", "rollback", "alert"):
        done = verb(name, *flags)
        assert done.status == 1, name
        assert "runuser -u nobody -- env TRANG_TIN_STATE=/var/lib/nobody" in done.said, name
    assert not (target / ".alert").exists()


def test_root_makes_no_account_in_a_desk_of_its_own(site: TinySite, nobody: int) -> None:
    os.chown(site.content, nobody, -1)
    done = verb("desk.user", "--name", "lan", "--full-name", "Lan", "--content", str(site.content))
    assert done.status == 1
    assert "runuser -u nobody" in done.said
