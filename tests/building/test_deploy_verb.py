from pathlib import Path

from tests.building.verbs import Outcome, real_verb, verb
from tests.conftest import TinySite


def deploy(site: TinySite, *flags: str) -> Outcome:
    return verb("deploy", "--to", str(site.content.parent / "dich"), "--content", str(site.content), *flags)


def rollback(site: TinySite) -> Outcome:
    return verb("rollback", "--to", str(site.content.parent / "dich"))


def shown(site: TinySite) -> str:
    return (site.content.parent / "dich/current/2024/03/bai/index.html").read_text(encoding="utf-8")


def inode(site: TinySite, path: str) -> int:
    return Path(site.content.parent, "dich/current", path).stat().st_ino


def test_deploy_publishes_and_rollback_goes_back(site: TinySite) -> None:
    site.article(title="Bản một")
    first = real_verb(site.content.parent, "deploy", "--to", "dich", "--content", "content")
    assert first.status == 0, first.said
    release = (site.content.parent / "dich/current").resolve()
    unchanged = inode(site, "404.html")
    site.article(title="Bản hai")
    done = deploy(site)
    assert done.status == 0, done.said
    assert "Bản hai" in shown(site)
    assert inode(site, "404.html") == unchanged, "what has not changed is linked, not built and written again"
    assert "Bản một" in (release / "2024/03/bai/index.html").read_text(encoding="utf-8")
    back = rollback(site)
    assert back.status == 0
    assert "Bản một" in shown(site)


def test_a_refused_article_changes_nothing_that_citizens_see(site: TinySite) -> None:
    site.article(title="Bản một")
    deploy(site)
    before = (site.content.parent / "dich/current").readlink()
    site.article(title="Bản hai", department="Phong Van hoa")
    done = deploy(site)
    assert done.status == 1
    assert "Ý bạn là “Phòng Văn hóa và Thông tin”?" in done.said
    assert (site.content.parent / "dich/current").readlink() == before
    assert "Bản một" in shown(site)


def test_a_scheduled_deploy_does_not_undo_a_rollback(site: TinySite) -> None:
    site.article(title="Bản một")
    deploy(site)
    site.article(title="Bản hỏng")
    deploy(site)
    rollback(site)
    refused = deploy(site)
    assert refused.status == 1
    assert "--force" in refused.said
    assert "Bản một" in shown(site)
    site.article(title="Bản đã sửa")
    assert deploy(site, "--force").status == 0
    assert "Bản đã sửa" in shown(site)


def test_unchanged_site_is_not_released_again(site: TinySite) -> None:
    site.article(title="Bản một")
    first = deploy(site)
    assert "Nhắc. agency.yaml" in first.said
    assert "“telephone” còn để trống" in first.said
    again = deploy(site)
    assert again.status == 0
    assert "không tạo bản mới" in again.said
    assert len(list((site.content.parent / "dich/releases").iterdir())) == 1
