"""Releases on another machine, through a real SSH server and rsync: whole, or unchanged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plugins.alert.places import Place
from plugins.building.alerts import change_alert
from plugins.building.targets import Target
from plugins.mirrors import ssh
from plugins.mirrors.ssh import SshMirror
from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback
from plugins.release.tree import tree_of
from tests.building.verbs import verb
from tests.conftest import TinySite
from tests.release.conftest import PAGES, Site, deploy_written, whole_text

from .sshd import ssh_server

pytestmark = pytest.mark.tools
PORTAL = "xathu.example"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with ssh_server(tmp_path_factory.mktemp("sshd")) as file:
        yield file


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The folder on the other machine, with a name that a shell would take apart."""
    return tmp_path / "máy khác; $(touch x)" / "cổng"


@pytest.fixture
def mirror(config: Path, there: Path) -> SshMirror:
    return SshMirror("may-chu", PurePosixPath(there), ("-F", str(config)))


def names(there: Path) -> list[str]:
    return sorted(entry.name for entry in (there / "releases").iterdir())


def left(there: Path) -> set[str]:
    names = {entry.name for entry in there.iterdir() if not entry.name.startswith(".spare-")}
    return names - {"releases", "current", ".portal", ".deploy-lock"}


def test_releases_are_the_same_there_as_here(site: Site, mirror: SshMirror, there: Path) -> None:
    for number in range(7):
        site.deploy(f"bản {number}", mirror=mirror, portal=PORTAL)
        assert whole_text(there / "current") == site.seen() == f"bản {number}"
    assert names(there) == sorted(release.name for release in releases(site.target))
    assert mirror.state() == ((there / "current").readlink().name, PORTAL)
    assert left(there) == set()
    assert not list(there.parent.parent.rglob("x"))


def test_gone_urls_are_marked_there_until_the_next_release(
    site: Site, mirror: SshMirror, there: Path
) -> None:
    for text in ("một", "hai"):
        site.deploy(text, mirror=mirror)
    urls = ["/2024/03/bai/", "/2024/03/$(touch x) 'a'/"]
    rollback(site.target, mirror=mirror, gone=urls)
    assert whole_text(there / "current") == "một"
    found = {
        f"/{file.parent.relative_to(there / '.withheld')}/"
        for file in (there / ".withheld").rglob("index.html")
    }
    assert found == set(urls)
    assert (site.target / ".withheld/2024/03/bai/index.html").is_file()
    site.deploy("ba", mirror=mirror, force=True)
    assert not (there / ".withheld").exists()
    assert not (site.target / ".withheld").exists()


def test_only_changed_files_are_sent(site: Site, mirror: SshMirror, there: Path, tmp_path: Path) -> None:
    site.build("một")(tmp_path / "built")
    first = site.deploy("một", mirror=mirror)
    kept = (there / "current" / PAGES[0]).stat().st_ino

    def build(folder: Path) -> None:
        site.build("một")(folder)
        (folder / PAGES[1]).write_text(
            "<mốt>" * 2000, encoding="utf-8"
        )  # of the same size, in the same second
        (folder / PAGES[4]).unlink()
        (folder / "tên có\ndòng mới.txt").write_text("x", encoding="utf-8")

    sent: list[int] = []
    send = mirror.send
    mirror.send = lambda *given: sent.append(send(*given)) or sent[-1]  # type: ignore[method-assign,func-returns-value]
    second = deploy_written(site.target, build, now=site.clock, mirror=mirror)
    assert second.name != first.name
    assert sent == [4]  # the page, its two compressed forms, the new file
    assert (there / "current" / PAGES[0]).stat().st_ino == kept
    assert (there / "current" / PAGES[1]).read_text(encoding="utf-8") == "<mốt>" * 2000
    assert not (there / "current" / PAGES[4]).parent.exists(), "an empty folder is gone too"
    assert (there / "current" / "tên có\ndòng mới.txt").is_file()
    assert (there / "releases" / first.name / PAGES[4]).is_file()


def test_rollback_switches_there_first(site: Site, mirror: SshMirror, there: Path) -> None:
    site.deploy("một", mirror=mirror)
    site.deploy("hai", mirror=mirror)
    rollback(site.target, mirror=mirror)
    assert whole_text(there / "current") == site.seen() == "một"


def test_lock_there_is_held_and_given_back(site: Site, mirror: SshMirror, there: Path, config: Path) -> None:
    site.deploy("một", mirror=mirror)
    other = SshMirror("may-chu", PurePosixPath(there), ("-F", str(config)))
    with other.locked(), pytest.raises(ReleaseError, match="Một lần phát hành khác đang chạy"):
        site.deploy("hai", mirror=mirror)
    site.deploy("ba", mirror=mirror)
    assert whole_text(there / "current") == "ba"


def test_another_machine_and_another_portal_are_noticed(
    site: Site, mirror: SshMirror, there: Path, tmp_path: Path
) -> None:
    site.deploy("một", mirror=mirror, portal=PORTAL)
    elsewhere = Site(tmp_path / "other")
    with pytest.raises(ReleaseError, match="không phải do máy này phát hành"):
        elsewhere.deploy("hai", mirror=mirror, portal=PORTAL)
    with pytest.raises(ReleaseError, match=f"nơi phát hành của cổng {PORTAL}"):
        elsewhere.deploy("hai", mirror=mirror, portal="khac.example", force=True)
    assert whole_text(there / "current") == "một"
    elsewhere.clock = site.clock
    elsewhere.deploy("hai", mirror=mirror, portal=PORTAL, force=True)
    assert whole_text(there / "current") == "hai"
    with pytest.raises(ReleaseError, match="không phải do máy này phát hành"):
        site.deploy("ba", mirror=mirror, portal=PORTAL)


def test_files_of_a_removed_release_are_used_again(site: Site, mirror: SshMirror, there: Path) -> None:
    pages = {f"{number}/index.html": f"<p>{number}</p>" * 50 for number in range(20)}

    def build(texts: dict[str, str]) -> Callable[[Path], None]:
        def write(folder: Path) -> None:
            site.build("một")(folder)
            for name, text in texts.items():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")

        return write

    ran: list[str] = []
    run = mirror._ran
    mirror._ran = lambda script, **values: ran.append(script) or run(script, **values)  # type: ignore[method-assign,func-returns-value]
    for number in range(5):
        ran.clear()
        texts = pages | {f"{number}/index.html": "<p>mới</p>" * 50, f"chỉ ở bản {number}.txt": "x"}
        site.deploy("", build=build(texts), mirror=mirror, keep=2)
        assert (ssh.REUSE in ran, ssh.PREPARE in ran) == (number > 2, 0 < number < 3)
        assert (ssh.FLUSH in ran, ssh.FLUSH_EVERYTHING in ran) == (number > 2, number <= 2)
        here, mine = tree_of((site.target / "current").resolve()), tree_of((there / "current").resolve())
        assert here.inodes.keys() == mine.inodes.keys()
        assert not here.differing(mine)


@pytest.mark.parametrize("step", ["send", "show"])
def test_failed_step_changes_nothing(site: Site, mirror: SshMirror, there: Path, step: str) -> None:
    site.deploy("một", mirror=mirror)
    works = getattr(mirror, step)

    def fail(*_: object) -> None:
        raise ReleaseError("đứt")

    setattr(mirror, step, fail)
    with pytest.raises(ReleaseError, match="đứt"):
        site.deploy("hai", mirror=mirror)
    assert whole_text(there / "current") == site.seen() == "một"
    setattr(mirror, step, works)
    site.deploy("ba", mirror=mirror)
    assert whole_text(there / "current") == site.seen() == "ba"
    assert left(there) == set()


def test_missing_files_are_noticed_there(site: Site, mirror: SshMirror, there: Path) -> None:
    site.deploy("một", mirror=mirror)
    copy = mirror._copy

    def cut(release: Path, listed: Collection[str]) -> None:
        copy(release, list(listed)[:1])

    mirror._copy = cut  # type: ignore[assignment,method-assign]
    with pytest.raises(ReleaseError, match="chỉ nhận được"):
        site.deploy("hai", mirror=mirror)
    assert whole_text(there / "current") == site.seen() == "một"


def test_connection_cut_while_sending_changes_nothing(
    site: Site, mirror: SshMirror, there: Path, config: Path
) -> None:
    site.deploy("một", mirror=mirror)

    def build(folder: Path) -> None:
        site.build("hai")(folder)
        with (folder / "phim.mp4").open("wb") as file:
            file.truncate(400_000_000)

    cutting = threading.Thread(target=_cut, args=(there, int(config.with_name("pid").read_text())))
    cutting.start()
    with pytest.raises(ReleaseError, match="Không phát hành được tới"):
        deploy_written(site.target, build, now=site.clock + timedelta(minutes=1), mirror=mirror)
    cutting.join()
    assert whole_text(there / "current") == site.seen() == "một"
    assert site.traces() == []
    site.clock += timedelta(minutes=2)
    site.deploy("ba", mirror=mirror)
    assert whole_text(there / "current") == "ba"
    assert left(there) == set()


def _cut(there: Path, server: int) -> None:
    """Kill all sessions of the server while the film is being sent."""
    while not any(there.glob(".incoming-*/.phim.mp4.*")):
        time.sleep(0.01)
    sessions = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, text=True, check=True).stdout
    for session in sessions.split():
        os.kill(int(session), signal.SIGKILL)


def test_full_disk_there_changes_nothing(site: Site, there: Path, tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()

    def build(folder: Path) -> None:
        site.build("hai")(folder)
        (folder / "phim.mp4").write_bytes(b"x" * 500_000)

    with ssh_server(tmp_path / "small", largest_file=100_000) as config:
        mirror = SshMirror("may-chu", PurePosixPath(there), ("-F", str(config)))
        site.deploy("một", mirror=mirror)
        with pytest.raises(ReleaseError, match="Không phát hành được tới"):
            deploy_written(site.target, build, now=site.clock + timedelta(minutes=1), mirror=mirror)
        assert whole_text(there / "current") == site.seen() == "một"


def test_server_that_does_not_answer_is_named(site: Site, config: Path) -> None:
    mirror = SshMirror("khong-co.invalid", PurePosixPath("/srv/cong"), ("-F", str(config)))
    with pytest.raises(ReleaseError, match=r"khong-co\.invalid:/srv/cong"):
        site.deploy("một", mirror=mirror)
    assert not (site.target / "current").exists()


@pytest.mark.long
def test_verb_deploys_over_ssh(
    tmp_path: Path, there: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANG_TIN_SSH_CONFIG", str(config))
    portal = TinySite(tmp_path)
    portal.article(title="Bản một")
    flags = ("--to", f"may-chu:{there}", "--content", str(portal.content))
    done = verb("deploy", *flags)
    assert done.status == 0, done.said
    page = there / "current" / "2024/03/bai/index.html"
    assert "Bản một" in page.read_text(encoding="utf-8")
    portal.article(title="Bản hai")
    assert "[hai]" in verb("deploy", *flags, "--dry-run").said
    assert verb("deploy", *flags).status == 0
    assert "Bản hai" in page.read_text(encoding="utf-8")
    assert verb("rollback", *flags).status == 0
    assert "Bản một" in page.read_text(encoding="utf-8")
    assert verb("releases", "--to", f"may-chu:{there}").said.count("\n") == 2
    assert verb("deploy", *flags).status == 1
    assert verb("deploy", *flags, "--force").status == 0


@pytest.mark.long
def test_killed_deploy_leaves_readers_a_whole_site(
    tmp_path: Path, there: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANG_TIN_SSH_CONFIG", str(config))
    portal = TinySite(tmp_path)
    for number in range(60):
        portal.article(f"articles/2024/03/bai-{number}.md")
    flags = ("--to", f"may-chu:{there}", "--content", str(portal.content))
    assert verb("deploy", *flags).status == 0
    command = [sys.executable, "-m", "invoke", "deploy", *flags]
    for wait in (0.2, 0.5, 0.8):
        portal.article("articles/2024/03/bai-0.md", title=f"Bản {wait}")
        process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, env=os.environ)
        sent = threading.Event()
        threading.Thread(target=_watch, args=(there, sent), daemon=True).start()
        sent.wait(60)
        time.sleep(wait / 4)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shown = (there / "current").resolve()
        assert (shown / "index.html").is_file()
        assert len(list((shown / "2024/03").glob("bai-*/index.html"))) == 60
    portal.article("articles/2024/03/bai-0.md", title="Bản cuối")
    done = verb("deploy", *flags)
    assert done.status == 0, done.said
    assert "Bản cuối" in (there / "current/2024/03/bai-0/index.html").read_text(encoding="utf-8")
    assert left(there) == set()


def _watch(there: Path, sent: threading.Event) -> None:
    """Wait until something is being sent."""
    end = time.monotonic() + 60
    while time.monotonic() < end and not list(there.glob(".incoming-*")):
        time.sleep(0.01)
    sent.set()


def test_files_beside_releases_are_replaced_and_removed(mirror: SshMirror, there: Path, site: Site) -> None:
    site.deploy("một", mirror=mirror)
    assert isinstance(mirror, Place)
    path = ".alert/alert.html"
    assert mirror.read(path) is None
    mirror.remove(path)
    for content in (b"", b"n\xc6\xb0\xe1\xbb\x9bc $(touch x)\n\0", b"hai"):
        mirror.write(path, content)
        assert mirror.read(path) == content == (there / path).read_bytes()
    assert (there / ".alert").stat().st_mode & 0o777 == 0o755
    assert (there / path).stat().st_mode & 0o777 == 0o644
    site.deploy("hai", mirror=mirror)
    assert mirror.read(path) == b"hai"
    mirror.remove(path)
    assert mirror.read(path) is None
    assert [*(there / ".alert").iterdir()] == []


def test_alert_is_shown_on_the_other_machine(mirror: SshMirror, there: Path, site: Site) -> None:
    site.deploy("một", mirror=mirror)
    end = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="minutes")
    written = {"text": "Nước lên.", "level": "emergency", "until": end, "link": "/2024/03/bai/"}
    target = Target(site.target, mirror)
    assert "Nước lên." in change_alert(target, "", ZONE, written, off=False)
    assert "Nước lên." in (there / ".alert/alert.html").read_text(encoding="utf-8")
    assert not (site.target / ".alert").exists()
    assert "Nước lên." in change_alert(target, "", ZONE, {}, off=False)
    change_alert(target, "", ZONE, {}, off=True)
    assert not (there / ".alert/alert.html").exists()


def test_link_in_place_of_their_folder_is_not_followed(mirror: SshMirror, there: Path, site: Site) -> None:
    site.deploy("một", mirror=mirror)
    (there / ".alert").symlink_to("releases")
    with pytest.raises(ReleaseError):
        mirror.write(".alert/alert.html", b"x")
    assert not (there / "releases/alert.html").exists()


def test_release_whose_switch_was_not_confirmed_is_known_next(
    site: Site, mirror: SshMirror, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.deploy("một", mirror=mirror)
    monkeypatch.setattr(ssh, "SHOW", f"{ssh.SHOW} && exit 1")  # as a connection that is cut after the switch
    with pytest.raises(ReleaseError, match="không xác nhận đã chuyển"):
        site.deploy("hai", mirror=mirror)
    monkeypatch.undo()
    assert whole_text(there / "current") == "hai"
    site.deploy("ba", mirror=mirror)
    assert whole_text(there / "current") == site.seen() == "ba"


def test_deploy_whose_lock_was_lost_shows_nothing(
    site: Site, mirror: SshMirror, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.deploy("một", mirror=mirror)
    send = mirror.send

    def send_and_lose(*given: Any) -> int:
        count = send(*given)
        assert mirror._held is not None
        mirror._held.kill()
        mirror._held.wait()
        return count

    monkeypatch.setattr(mirror, "send", send_and_lose)
    with pytest.raises(ReleaseError, match="mất kết nối giữ khóa"):
        site.deploy("hai", mirror=mirror)
    assert whole_text(there / "current") == site.seen() == "một"
