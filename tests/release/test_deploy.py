import os
import shutil
from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.names import next_name
from plugins.release.rollback import rollback

from .conftest import PAGES, Site


def test_first_deploy_shows_the_site(site: Site) -> None:
    release = site.deploy("một")
    assert site.seen() == "một"
    assert release.name == "2026-11-23T10-06-12Z"
    assert release.path == site.target / "releases" / release.name
    assert release.name == next_name(site.clock, [])
    assert release.current


def test_deploy_switches_and_keeps_five_releases(site: Site) -> None:
    made = [site.deploy(f"bản {number}").name for number in range(7)]
    assert site.seen() == "bản 6"
    assert [release.name for release in releases(site.target)] == made[:1:-1]
    assert [release.current for release in releases(site.target)] == [True, False, False, False, False]
    assert site.traces() == []


def test_unchanged_site_makes_no_release(site: Site) -> None:
    made = [site.deploy(f"bản {number}") for number in range(5)]
    again = site.deploy("bản 4")
    assert (again.name, again.made, made[4].made) == (made[4].name, False, True)
    assert [release.name for release in releases(site.target)] == [release.name for release in made][::-1]
    assert site.traces() == []


@pytest.mark.parametrize("change", ["more", "less", "other", "folder"])
def test_the_least_difference_is_a_new_release(site: Site, change: str) -> None:
    first = site.deploy("một")

    def build(folder: Path) -> None:
        site.build("một")(folder)
        match change:
            case "more":
                (folder / "them.txt").write_text("x")
            case "less":
                (folder / PAGES[4]).unlink()
            case "other":
                text = (folder / PAGES[1]).read_text(encoding="utf-8")
                (folder / PAGES[1]).write_text(text[:-2] + "2>", encoding="utf-8")
            case "folder":
                (folder / PAGES[4]).rename(folder / "site.css")

    assert site.deploy("", build=build).name != first.name


def test_a_damaged_release_is_replaced_by_the_same_site(site: Site) -> None:
    first = site.deploy("một")
    (first.path / PAGES[1]).write_text("")
    assert site.deploy("một").name != first.name
    assert site.seen() == "một"


def test_current_is_a_relative_link_so_the_target_can_be_moved(site: Site, tmp_path: Path) -> None:
    site.deploy("một")
    assert not (site.target / "current").readlink().is_absolute()
    moved = Site(tmp_path / "elsewhere")
    shutil.move(site.target, moved.target)
    assert moved.seen() == "một"
    moved.clock = site.clock
    moved.deploy("hai")
    assert moved.seen() == "hai"


@pytest.mark.parametrize("error", [LookupError, KeyboardInterrupt])
def test_error_of_the_build_changes_nothing(site: Site, error: type[BaseException]) -> None:
    site.deploy("một")

    def build(folder: Path) -> None:
        site.build("hai")(folder)
        raise error

    with pytest.raises(error):
        site.deploy("", build=build)
    assert site.seen() == "một"
    assert len(releases(site.target)) == 1
    assert site.traces() == []


def spoiled(site: Site, fault: str, folder: Path) -> None:
    if fault != "empty":
        site.build("hai")(folder)
    match fault:
        case "no home page":
            (folder / "index.html").unlink()
        case "empty page":
            (folder / PAGES[1]).write_text("")
        case "link":
            (folder / "mật-khẩu.txt").symlink_to("/etc/passwd")
        case "link to a folder":
            (folder / "nguồn").symlink_to("/etc")
        case "pipe":
            os.mkfifo(folder / "ống")
        case "folder gone":
            shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("empty", "Bản dựng trống"),
        ("folder gone", "Bản dựng trống"),
        ("no home page", "thiếu index.html"),
        ("empty page", "2024/03/bai/index.html rỗng"),
        ("link", "mật-khẩu.txt là liên kết"),
        ("link to a folder", "nguồn là liên kết"),
        ("pipe", "ống không phải tệp thường"),
    ],
)
def test_folder_that_is_no_whole_site_is_never_released(site: Site, fault: str, message: str) -> None:
    site.deploy("một")
    with pytest.raises(ReleaseError, match=message):
        site.deploy("", build=lambda folder: spoiled(site, fault, folder))
    assert site.seen() == "một"
    assert len(releases(site.target)) == 1
    assert site.traces() == []


def test_switch_is_one_rename_onto_the_link(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.deploy("một")
    watched: list[tuple[str, bool]] = []
    replace = Path.replace

    def spy(self: Path, target: Path) -> Path:
        before = site.seen()
        moved = replace(self, target)
        watched.append((f"{before} > {site.seen()}", self.parent == target.parent))
        return moved

    monkeypatch.setattr(Path, "replace", spy)
    site.deploy("hai")
    assert watched == [("một > hai", True)]


def test_everything_is_on_the_disk_before_it_is_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: set[int] = set()
    fsync, replace = os.fsync, Path.replace

    def note(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def check(self: Path, target: Path) -> Path:
        release = site.target / self.readlink()
        places = [site.target, release.parent, release, *release.rglob("*")]
        assert [place for place in places if place.stat().st_ino not in flushed] == []
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(Path, "replace", check)
    site.deploy("một")
    assert site.seen() == "một"


def test_interrupt_after_the_switch_keeps_the_new_release(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.deploy("một")
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        replace(self, target)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            site.deploy("hai")
    assert site.seen() == "hai"
    rollback(site.target)
    assert site.seen() == "một"


def test_leftovers_of_a_killed_deploy_are_cleaned_by_the_next(site: Site) -> None:
    site.deploy("một")
    for leftover in (".incoming-0a", ".outgoing-0b"):
        site.build("dở")(site.target / leftover)
    (site.target / ".current-0c").symlink_to("releases/x")
    site.deploy("hai")
    assert site.traces() == []
    assert site.seen() == "hai"


def test_fewer_than_one_release_cannot_be_kept(site: Site) -> None:
    with pytest.raises(ReleaseError, match="ít nhất 1"):
        site.deploy("một", keep=0)
    assert not site.target.exists()


def test_what_else_stands_among_the_releases_is_left_alone(site: Site) -> None:
    site.deploy("một")
    (site.target / "releases" / "ghi-chu.txt").write_text("của người vận hành")
    (site.target / "releases" / "2020-01-01").mkdir()
    for number in range(6):
        site.deploy(f"{number}")
    assert (site.target / "releases" / "ghi-chu.txt").exists()
    assert (site.target / "releases" / "2020-01-01").exists()
    assert len(releases(site.target)) == 5
