import shlex
from pathlib import Path

import pytest

from tests.building.verbs import Outcome, real_verb, verb
from tests.conftest import TinySite


def deploy(site: TinySite, *flags: str) -> Outcome:
    return verb("deploy", "--to", str(site.content.parent / "dich"), "--content", str(site.content), *flags)


def rollback(site: TinySite) -> Outcome:
    return verb("rollback", "--to", str(site.content.parent / "dich"), "--content", str(site.content))


def shown(site: TinySite) -> str:
    return (site.content.parent / "dich/current/2024/03/bai/index.html").read_text(encoding="utf-8")


def inode(site: TinySite, path: str) -> int:
    return Path(site.content.parent, "dich/current", path).stat().st_ino


@pytest.mark.long
def test_deploy_publishes_and_rollback_goes_back(site: TinySite) -> None:
    site.article(title="Bản một")
    first = real_verb(site.content.parent, "deploy", "--to", "./dich", "--content", "content")
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


def test_reload_of_nginx_is_asked_for_when_old_urls_change(site: TinySite) -> None:
    asked = "systemctl reload nginx"
    site.article(title="Bản một")
    assert asked not in deploy(site).said
    site.article(title="Bản hai", old_urls="/cu/")
    assert asked in deploy(site).said
    site.article(title="Bản ba", old_urls="/cu/")
    assert asked not in deploy(site).said
    rollback(site)
    assert asked in rollback(site).said


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


@pytest.mark.long
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


def run_as_printed(said: str, verb_name: str) -> Outcome:
    (line,) = [line for line in said.splitlines() if f"uv run invoke {verb_name} " in line]
    return verb(*shlex.split(line.partition("uv run invoke ")[2]))


@pytest.mark.long
def test_printed_commands_can_be_run_as_they_are(site: TinySite, tmp_path: Path) -> None:
    agency = site.content / "agency.yaml"
    agency = agency.rename(tmp_path / "cơ quan.yaml")
    site.article(title="Bản một")
    flags = ("--content", str(site.content), "--agency", str(agency), "--to", str(tmp_path / "cổng xã"))
    assert verb("deploy", *flags).status == 0
    site.article(title="Bản hai")
    done = verb("deploy", *flags)
    back = run_as_printed(done.said, "rollback")
    assert "Đã quay lại" in back.said, back.said
    refused = verb("deploy", *flags)
    site.article(title="Bản ba")
    for said in (back.said, refused.said):
        assert run_as_printed(said, "deploy").status == 0, said
    page = tmp_path / "cổng xã/current/2024/03/bai/index.html"
    assert "Bản ba" in page.read_text(encoding="utf-8")


def test_release_folder_of_another_portal_is_rejected(site: TinySite, tmp_path: Path) -> None:
    site.article(title="Bản một")
    assert deploy(site).status == 0
    site.article(title="Bản hai")
    assert deploy(site).status == 0
    other = TinySite(tmp_path / "khac")
    other.article(title="Cổng khác")
    agency = other.content / "agency.yaml"
    agency.write_text(agency.read_text(encoding="utf-8").replace("xathu.", "xakhac."), encoding="utf-8")
    flags = ("--to", str(site.content.parent / "dich"), "--content", str(other.content))
    for words in (("deploy", "--force"), ("rollback",)):
        refused = verb(*words, *flags)
        assert refused.status == 1
        assert "thư mục phát hành của cổng xathu.example" in refused.said
        assert "của cổng xakhac.example" in refused.said
        assert "Bản hai" in shown(site)


def test_rollback_is_possible_while_agency_yaml_has_errors(site: TinySite) -> None:
    site.article(title="Bản một")
    deploy(site)
    site.article(title="Bản hai")
    deploy(site)
    site.write("agency.yaml", "name: [")
    assert rollback(site).status == 0
    assert "Bản một" in shown(site)


def many(site: TinySite, first: int = 0, **fields: str) -> None:
    for number in range(first, 12):
        site.article(f"articles/2024/03/bai-{number}.md", **fields)


@pytest.mark.long
def test_deploy_waits_when_most_texts_are_missing(site: TinySite) -> None:
    many(site)
    assert deploy(site).status == 0
    for number in range(4, 12):
        (site.content / f"articles/2024/03/bai-{number}.md").unlink()
    refused = deploy(site)
    assert refused.status == 1
    assert "chưa đủ tệp" in " ".join(refused.said.split())
    assert deploy(site, "--force").status == 0


@pytest.mark.long
def test_deploy_goes_on_when_most_texts_have_expired(site: TinySite) -> None:
    many(site)
    assert deploy(site).status == 0
    many(site, 4, expires="1/4/2024")
    done = deploy(site)
    assert done.status == 0, done.said
    articles = site.content.parent / "dich/current/2024/03"
    assert sorted(path.name for path in articles.glob("bai-*")) == [f"bai-{number}" for number in range(4)]


@pytest.mark.parametrize("name", ["build", "serve"])
@pytest.mark.parametrize("folder", ["current", "current/2024", "releases/new"])
def test_no_other_verb_writes_into_a_release(site: TinySite, name: str, folder: str) -> None:
    site.article()
    deploy(site)
    before = sorted((site.content.parent / "dich").rglob("*"))
    output = site.content.parent / "dich" / folder
    done = verb(name, "--content", str(site.content), "--output", str(output))
    assert done.status == 1
    assert "bạn đọc đang xem" in done.said
    assert sorted((site.content.parent / "dich").rglob("*")) == before


def test_releases_are_listed_with_their_times(site: TinySite) -> None:
    target = str(site.content.parent / "dich")
    assert "Chưa có bản phát hành nào" in verb("releases", "--to", target).said
    site.article(title="Bản một")
    deploy(site)
    site.article(title="Bản hai")
    deploy(site)
    rollback(site)
    newest, older = verb("releases", "--to", target).said.strip("\n").split("\n")
    assert newest.startswith("  20")
    assert older.startswith("→ 20")
    assert older.endswith("đang phục vụ")
    assert verb("releases").status == 2
