import shutil
from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.folder import ReleaseFolder
from plugins.release.history import releases
from plugins.release.rollback import rollback

from .conftest import PAGES, Site


def test_each_rollback_goes_one_release_back(site: Site) -> None:
    names = [site.deploy(text).name for text in ("một", "hai", "ba")]
    release = rollback(site.target)
    assert (release.name, release.current) == (names[1], True)
    assert site.seen() == "hai"
    assert rollback(site.target).name == names[0]
    assert site.seen() == "một"
    assert [release.current for release in releases(site.target)] == [False, False, True]


def test_rollback_beyond_the_first_release_is_refused(site: Site) -> None:
    site.deploy("một")
    with pytest.raises(ReleaseError, match="Không còn bản phát hành nào trước"):
        rollback(site.target)
    assert site.seen() == "một"


def test_rollback_to_a_named_release_leads_back_and_forward(site: Site) -> None:
    names = [site.deploy(text).name for text in ("một", "hai", "ba")]
    rollback(site.target, to=names[0])
    assert site.seen() == "một"
    rollback(site.target, to=names[2])
    assert site.seen() == "ba"
    rollback(site.target)
    assert site.seen() == "hai"


def test_rollback_to_an_unknown_release_names_those_there_are(site: Site) -> None:
    name = site.deploy("một").name
    for wrong in ("2020-01-01T00-00-00Z", "../../etc", "", "."):
        with pytest.raises(ReleaseError, match=name):
            rollback(site.target, to=wrong)
    with pytest.raises(ReleaseError, match="đang được phục vụ rồi"):
        rollback(site.target, to=name)
    assert site.seen() == "một"


def test_deploy_after_rollback_is_rejected(site: Site) -> None:
    names = [site.deploy(text).name for text in ("một", "hai", "hỏng")]
    rollback(site.target)
    with pytest.raises(ReleaseError, match=f"quay lại.*{names[2]}.*--force"):
        site.deploy("vẫn hỏng")
    assert site.seen() == "hai"
    assert [release.name for release in releases(site.target)] == names[::-1]


def test_forced_deploy_after_rollback_is_shown(site: Site) -> None:
    for text in ("một", "hai", "hỏng"):
        site.deploy(text)
    rollback(site.target)
    site.deploy("đã sửa", force=True)
    assert site.seen() == "đã sửa"
    site.deploy("bài mới")
    assert site.seen() == "bài mới"


def test_two_steps_back_and_one_forward_is_still_a_rollback(site: Site) -> None:
    names = [site.deploy(text).name for text in ("một", "hai", "ba")]
    rollback(site.target)
    rollback(site.target)
    rollback(site.target, to=names[1])
    with pytest.raises(ReleaseError, match=names[2]):
        site.deploy("bốn")


def test_back_to_the_newest_release_ends_the_rollback(site: Site) -> None:
    names = [site.deploy(text).name for text in ("một", "hai", "ba")]
    rollback(site.target)
    rollback(site.target, to=names[2])
    site.deploy("bốn")
    assert site.seen() == "bốn"


def test_a_deploy_killed_before_its_switch_is_no_rollback(site: Site) -> None:
    site.deploy("một")
    site.build("chưa hiện")(site.target / "releases" / "2026-11-23T10-30-00Z")
    site.deploy("hai")
    assert site.seen() == "hai"


def test_rollback_skips_releases_that_were_rolled_back(site: Site) -> None:
    for text in ("một", "hai", "hỏng"):
        site.deploy(text)
    rollback(site.target)
    site.deploy("cũng hỏng", force=True)
    rollback(site.target)
    assert site.seen() == "hai"


def test_release_shown_before_is_kept_however_old_it_is(site: Site) -> None:
    for number in range(5):
        site.deploy(f"{number}")
    for _ in range(4):
        rollback(site.target)
    site.deploy("mới", keep=2, force=True)
    assert len(releases(site.target)) == 2
    rollback(site.target)
    assert site.seen() == "0"


def test_rollback_works_when_the_records_are_lost(site: Site) -> None:
    for text in ("một", "hai"):
        site.deploy(text)
    shutil.rmtree(site.target / ".before")
    rollback(site.target)
    assert site.seen() == "một"


def test_rollback_without_releases_is_rejected(site: Site) -> None:
    with pytest.raises(ReleaseError, match="Chưa có bản phát hành nào"):
        rollback(site.target)
    assert not site.target.exists()


def test_rollback_to_a_damaged_release_is_refused(site: Site) -> None:
    damaged = site.deploy("một").path
    site.deploy("hai")
    (damaged / PAGES[1]).write_text("")
    with pytest.raises(ReleaseError, match="không nguyên vẹn"):
        rollback(site.target)
    assert site.seen() == "hai"


def test_rollback_mends_a_current_release_deleted_by_hand(site: Site) -> None:
    site.deploy("một")
    shutil.rmtree(site.deploy("hai").path)
    rollback(site.target)
    assert site.seen() == "một"


def test_releases_of_a_folder_that_is_not_there_are_none(site: Site) -> None:
    assert releases(site.target) == []


def test_failed_rollback_keeps_what_is_withheld(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("một", "hai", "ba"):
        site.deploy(text)
    rollback(site.target, gone=["/2024/03/bai/"])
    marker = site.target / ".withheld/2024/03/bai/index.html"

    def fail(*_: object) -> None:
        assert marker.is_file()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ReleaseFolder, "show", fail)
    with pytest.raises(ReleaseError):
        rollback(site.target, gone=["/khac/"])
    assert marker.is_file()
    assert not (site.target / ".withheld/khac").exists()
    assert site.seen() == "hai"


def test_marks_of_the_operator_are_never_touched(site: Site) -> None:
    for text in ("một", "hai"):
        site.deploy(text)
    mark = site.target / ".gone/2024/03/bai/index.html"
    mark.parent.mkdir(parents=True)
    mark.touch()
    rollback(site.target, gone=["/khac/"])
    site.deploy("ba", force=True)
    assert mark.is_file()
    assert not (site.target / ".withheld").exists()


def test_killed_deploy_of_an_earlier_release_holds_nothing(site: Site) -> None:
    first = site.deploy("một").name
    site.deploy("hai")
    ReleaseFolder(site.target).hold(site.deploy("ba").name)  # as it is just before the switch
    assert site.deploy("bốn").made
    with pytest.raises(RuntimeError):
        site.deploy("", build=_fail, back_to=first)
    assert site.deploy("năm").made


def _fail(_: Path) -> None:
    raise RuntimeError
