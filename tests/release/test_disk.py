"""A full disk and a folder that may not be written."""

import errno
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback

from .conftest import Site

ROOT = Path(__file__).parents[2]
# -B: under a file size limit compiled modules would be cut off, and break whatever imports them next.
COMMAND = [sys.executable, "-B", "-m", "tests.release.one_deploy"]


def test_build_on_a_full_disk_changes_nothing(site: Site) -> None:
    site.deploy("một")

    def build(folder: Path) -> None:
        site.build("hai")(folder)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / "video.mp4"))

    with pytest.raises(ReleaseError, match=r"đĩa đã đầy .*Trang đang phục vụ không thay đổi"):
        site.deploy("", build=build)
    assert site.seen() == "một"
    assert site.traces() == []


@pytest.mark.parametrize("failing", ["fsync", "rename", "symlink", "replace"])
def test_disk_that_fails_at_any_step_changes_nothing(
    site: Site, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.deploy("một")
    site.deploy("hai")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, fail)
        with pytest.raises(ReleaseError, match="đĩa đã đầy"):
            site.deploy("ba")
        assert site.traces() == []
        assert len(releases(site.target)) == 2
    assert site.seen() == "hai"
    site.deploy("bốn")
    assert site.traces() == []
    rollback(site.target)
    assert site.seen() == "hai"


def test_rollback_that_fails_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.deploy("một")
    site.deploy("hai")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(ReleaseError, match="hệ thống tệp báo lỗi"):
            rollback(site.target)
    assert site.seen() == "hai"
    assert site.traces() == []


def test_file_size_limit_is_told_as_a_full_disk(site: Site) -> None:
    site.deploy("một")
    process = subprocess.run(
        [*COMMAND, str(site.target), "hai", "big"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )
    assert process.returncode == 1, process.stderr
    assert "đĩa đã đầy hoặc hết hạn mức" in process.stdout
    assert "video.mp4" not in process.stderr
    assert site.seen() == "một"
    assert site.traces() == []


def in_a_mount_of_its_own(script: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run shell lines in a mount namespace, so that no mount is left behind whatever happens."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare (util-linux) is not installed")
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    probe = subprocess.run(["unshare", *user, "--mount", "true"], check=False, capture_output=True)
    if probe.returncode:
        pytest.skip("this machine does not let us mount")
    environment = {**os.environ, "PLACE": str(place), "DEPLOY": " ".join(COMMAND)}
    return subprocess.run(
        ["unshare", *user, "--mount", "sh", "-euc", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.tools
def test_really_full_disk_shows_the_old_release_and_lets_go_back(tmp_path: Path) -> None:
    process = in_a_mount_of_its_own(
        """
        mount -t tmpfs -o size=600k none "$PLACE"
        $DEPLOY "$PLACE/portal" old
        $DEPLOY "$PLACE/portal" newer
        ! $DEPLOY "$PLACE/portal" big big
        head -c 7 "$PLACE/portal/current/index.html"; echo
        dd if=/dev/zero of="$PLACE/fill" bs=1k 2>/dev/null || true
        ! $DEPLOY "$PLACE/portal" third
        head -c 7 "$PLACE/portal/current/index.html"; echo
        $DEPLOY "$PLACE/portal" - back
        head -c 5 "$PLACE/portal/current/index.html"; echo
        ls -A "$PLACE/portal"
        """,
        tmp_path,
    )
    assert process.returncode == 0, process.stderr
    lines = process.stdout.splitlines()
    assert [line for line in lines if line.startswith("<")] == ["<newer>", "<newer>", "<old>"], lines
    assert sum("đĩa đã đầy" in line for line in lines) == 2
    assert not [line for line in lines if line.startswith((".incoming", ".current-"))]


@pytest.mark.tools
def test_read_only_disk_shows_the_old_release(tmp_path: Path) -> None:
    process = in_a_mount_of_its_own(
        """
        mount -t tmpfs -o size=2m none "$PLACE"
        $DEPLOY "$PLACE/portal" old
        mount -o remount,ro "$PLACE"
        ! $DEPLOY "$PLACE/portal" new
        ! $DEPLOY "$PLACE/portal" - back
        head -c 5 "$PLACE/portal/current/index.html"
        """,
        tmp_path,
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.count("không có quyền") == 2
    assert process.stdout.endswith("<old>")


def test_folder_of_someone_else_is_told_and_left() -> None:
    # Not pytest's folder: it is closed to others, and the one who tries here is nobody.
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        site = Site(Path(place) / "portal")
        site.deploy("một")
        site.target.chmod(0o555)
        (site.target / ".deploy-lock").chmod(0o444)
        process = subprocess.run(
            [*COMMAND, str(site.target), "hai", "nobody"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert process.returncode == 1, process.stderr
        assert "không có quyền" in process.stdout
        assert site.seen() == "một"
        site.target.chmod(0o755)
