from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback

from .conftest import Site


def test_current_that_is_a_real_folder_is_refused_and_kept(site: Site) -> None:
    (site.target / "current").mkdir(parents=True)
    (site.target / "current" / "index.html").write_text("trang cũ")
    with pytest.raises(ReleaseError, match="là thư mục hoặc tệp thật"):
        site.deploy("một")
    assert (site.target / "current" / "index.html").read_text() == "trang cũ"
    assert site.names() == ["current"]


def test_current_that_leads_elsewhere_is_refused(site: Site, tmp_path: Path) -> None:
    site.target.mkdir()
    for elsewhere in (str(tmp_path), "releases/../..", "releases/x"):
        (site.target / "current").symlink_to(elsewhere)
        with pytest.raises(ReleaseError, match="không phải một bản phát hành"):
            site.deploy("một")
        (site.target / "current").unlink()


def test_folder_with_other_things_is_refused(site: Site) -> None:
    site.target.mkdir()
    (site.target / "luận văn.docx").write_text("quý")
    for attempt in (lambda: site.deploy("một"), lambda: rollback(site.target), lambda: releases(site.target)):
        with pytest.raises(ReleaseError, match=r"đã có tệp khác \(luận văn.docx"):
            attempt()
    assert site.names() == ["luận văn.docx"]


def test_temporary_file_of_a_build_is_not_released(site: Site) -> None:
    site.deploy("một")

    def build(folder: Path) -> None:
        site.build("hai")(folder)
        (folder / ".index.html~").write_text("nháp")

    with pytest.raises(ReleaseError, match=r"\.index\.html~ là tệp tạm"):
        site.deploy("", build=build)
    assert site.seen() == "một"


def test_empty_folder_and_fresh_disk_are_accepted(site: Site) -> None:
    (site.target / "lost+found").mkdir(parents=True)
    site.deploy("một")
    assert site.seen() == "một"


def test_folder_of_a_killed_first_deploy_is_accepted(site: Site) -> None:
    site.target.mkdir()
    (site.target / ".deploy-lock").touch()
    site.build("dở")(site.target / ".incoming-00")
    site.deploy("một")
    assert site.seen() == "một"


def test_target_copied_without_its_hidden_files_is_accepted(site: Site, tmp_path: Path) -> None:
    site.deploy("một")
    bare = Site(tmp_path / "bare")
    bare.target.mkdir()
    for name in ("releases", "current"):
        (site.target / name).rename(bare.target / name)
    bare.clock = site.clock
    bare.deploy("hai")
    assert bare.seen() == "hai"
    rollback(bare.target)
    assert bare.seen() == "một"


@pytest.mark.parametrize("inside", ["content", "content/phat-hanh", "by-link/phat-hanh"])
def test_target_inside_the_content_is_refused(tmp_path: Path, inside: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "by-link").symlink_to("content")
    site = Site(tmp_path / inside)
    with pytest.raises(ReleaseError, match="nơi chứa nguồn của trang"):
        site.deploy("một", sources=[tmp_path / "theme", tmp_path / "content"])
    assert list((tmp_path / "content").iterdir()) == []


def test_target_with_a_name_like_the_content_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    site = Site(tmp_path / "content-releases")
    site.deploy("một", sources=[tmp_path / "content"])
    assert site.seen() == "một"


def test_target_that_is_a_file_is_refused(site: Site) -> None:
    site.target.write_text("")
    with pytest.raises(ReleaseError, match="không phải thư mục"):
        site.deploy("một")


def test_target_that_is_a_link_to_a_folder_is_followed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    site.target.symlink_to("disk")
    assert site.deploy("một").path.is_relative_to(tmp_path / "disk")
    assert site.seen() == "một"
