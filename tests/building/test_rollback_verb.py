"""A rollback brings nothing back that has been taken out of the portal since."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.building.earlier import earlier_of
from plugins.release.folder import ReleaseFolder
from plugins.release.history import is_held, releases
from tests.building.verbs import Outcome, verb
from tests.conftest import TinySite

OTHER = "articles/2024/03/bai-khac.md"


def run(name: str, site: TinySite, *flags: str) -> Outcome:
    return verb(name, "--to", str(target(site)), "--content", str(site.content), *flags)


def target(site: TinySite) -> Path:
    return site.content.parent / "dich"


def page(site: TinySite, name: str) -> str:
    file = target(site) / "current/2024/03" / name / "index.html"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def texts_of_current(site: TinySite) -> str:
    """Return all pages and feeds that readers see."""
    files = (target(site) / "current").rglob("*.*")
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in files
        if file.suffix in {".html", ".xml", ".json", ".txt"}
    )


def two_releases(site: TinySite) -> None:
    """Deploy two articles, and then a changed version of the first one."""
    site.article(title="Bản một")
    site.article(OTHER, title="Bài khác")
    assert run("deploy", site).status == 0
    site.article(title="Bản hai")


@pytest.mark.long
@pytest.mark.parametrize("at_once", [False, True])
def test_deleted_text_does_not_come_back(site: TinySite, *, at_once: bool) -> None:
    two_releases(site)
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    back = run("rollback", site, *(["--at-once"] if at_once else []))
    assert back.status == 0, back.said
    assert "Bản một" in page(site, "bai")
    assert "Bài khác" not in texts_of_current(site)
    assert "/bai-khac/" not in texts_of_current(site)
    assert not (target(site) / ".withheld").exists()
    assert ("410" in back.said) == at_once
    if at_once:
        assert "  /2024/03/bai-khac/\n" in back.said
        assert "\n  /\n" in back.said, "the home page named it"
    assert is_held(target(site))
    assert run("deploy", site).status == 1
    assert "Bản một" in page(site, "bai")
    assert run("deploy", site, "--force").status == 0
    assert "Bản hai" in page(site, "bai")


@pytest.mark.long
def test_withdrawn_text_comes_back_as_withdrawn(site: TinySite) -> None:
    two_releases(site)
    site.article(OTHER, title="Bài khác", status="withdrawn", withdrawn_reason="Nhầm số liệu.")
    assert run("deploy", site).status == 0
    assert run("rollback", site).status == 0
    assert "Bản một" in page(site, "bai")
    assert "Nhầm số liệu." in page(site, "bai-khac")


@pytest.mark.long
def test_text_that_is_withdrawn_but_not_deployed_stays_out(site: TinySite) -> None:
    two_releases(site)
    assert run("deploy", site).status == 0
    site.article(OTHER, title="Bài khác", status="draft")
    assert run("rollback", site).status == 0
    assert "Bản một" in page(site, "bai")
    assert not page(site, "bai-khac")


@pytest.mark.long
def test_moved_text_is_not_taken_for_deleted(site: TinySite) -> None:
    two_releases(site)
    (site.content / "articles/2024/04").mkdir()
    (site.content / OTHER).rename(site.content / "articles/2024/04/bai-khac.md")
    assert run("deploy", site).status == 0
    assert run("rollback", site).status == 0
    assert page(site, "bai-khac")


@pytest.mark.long
def test_rollback_after_a_rollback_goes_further_back(site: TinySite) -> None:
    site.article(title="Bản không")
    assert run("deploy", site).status == 0
    two_releases(site)
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    assert run("rollback", site).status == 0
    assert "Bản một" in page(site, "bai")
    assert run("rollback", site).status == 0
    assert "Bản không" in page(site, "bai")


@pytest.mark.long
def test_release_comes_back_as_it_was_if_asked_for(site: TinySite) -> None:
    two_releases(site)
    first = releases(target(site))[0].name
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    assert run("rollback", site, "--as-it-was").status == 0
    assert (target(site) / "current").readlink().name == first
    assert page(site, "bai-khac")


@pytest.mark.long
def test_gone_urls_answer_410_though_the_build_fails(site: TinySite) -> None:
    two_releases(site)
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    for file in (target(site) / ".sources/files").iterdir():
        file.unlink()
    back = run("rollback", site, "--at-once")
    assert back.status == 1
    assert "bị mất hoặc hỏng" in " ".join(back.said.split())
    assert "Bản một" in page(site, "bai")
    assert (target(site) / ".withheld/2024/03/bai-khac/index.html").is_file()
    assert is_held(target(site))
    shown = (target(site) / "current").readlink()
    for name in ("", shown.name):
        again = run("rollback", site, *(["--release", name] if name else []))
        assert "bị mất hoặc hỏng" in " ".join(again.said.split()), "the same rollback goes on"
        assert (target(site) / "current").readlink() == shown


@pytest.mark.long
def test_incomplete_content_folder_stops_a_rollback(site: TinySite) -> None:
    for number in range(12):
        site.article(f"articles/2024/03/bai-{number}.md", title=f"Bài {number}")
    assert run("deploy", site).status == 0
    for number in range(11):
        (site.content / f"articles/2024/03/bai-{number}.md").unlink()
    assert run("deploy", site, "--force").status == 0
    stopped = run("rollback", site)
    assert stopped.status == 1
    assert "--as-it-was" in stopped.said
    assert run("rollback", site, "--as-it-was").status == 0
    assert page(site, "bai-3")


@pytest.mark.long
def test_release_without_its_content_says_what_to_do(site: TinySite) -> None:
    two_releases(site)
    shutil.rmtree(target(site) / ".sources")
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    back = run("rollback", site)
    assert back.status == 1
    assert "--as-it-was" in back.said
    assert "Bản hai" in page(site, "bai")


@pytest.mark.long
def test_content_of_releases_is_kept_once_and_private(site: TinySite) -> None:
    two_releases(site)
    assert run("deploy", site).status == 0
    sources = target(site) / ".sources"
    assert sources.stat().st_mode & 0o777 == 0o700
    kept = sorted(file.read_bytes() for file in (sources / "files").iterdir())
    present = [file.read_bytes() for file in site.content.rglob("*") if file.is_file()]
    assert set(present) < set(kept)
    assert len(kept) == len(set(present)) + 1, "only the first version of one article is added"


def test_text_that_expires_by_time_alone_is_built_again(site: TinySite) -> None:
    site.article(title="Bản một", expires=f"1/1/{datetime.now(UTC).year + 3}")
    site.article(OTHER, title="Bài khác")
    assert run("deploy", site).status == 0
    name = releases(target(site))[0].name
    for days, expected in ((0, False), (365 * 4, True)):
        now = datetime.now(UTC) + timedelta(days=days)
        earlier = earlier_of(target(site), name, site.content, now, ZoneInfo("UTC"))
        assert earlier.has_changed == expected
    assert ReleaseFolder(target(site)).sources.read(name) is not None


@pytest.mark.long
def test_notice_of_the_same_name_is_another_text(site: TinySite) -> None:
    two_releases(site)
    (site.content / OTHER).unlink()
    site.article("articles/2024/04/bai-khac.md", title="Bài tháng tư", date="3/4/2024")
    assert run("deploy", site).status == 0
    assert run("rollback", site).status == 0
    assert not page(site, "bai-khac")


@pytest.mark.long
def test_files_of_deleted_texts_are_withheld_too(site: TinySite) -> None:
    site.write("articles/2024/03/so-lieu.csv", "năm,số\n" * 100)
    site.article(title="Bản một")
    site.article(OTHER, title="Bài khác", attachments="\n  - so-lieu.csv | Số liệu")
    assert run("deploy", site).status == 0
    for path in (OTHER, "articles/2024/03/so-lieu.csv"):
        (site.content / path).unlink()
    assert run("deploy", site).status == 0
    name = releases(target(site))[1].name
    earlier = earlier_of(target(site), name, site.content, datetime.now(UTC), ZoneInfo("UTC"))
    assert {"/2024/03/bai-khac/", "/articles/2024/03/so-lieu.csv"} <= earlier.gone
    assert not any(url.endswith((".css", ".js")) for url in earlier.gone)


@pytest.mark.long
def test_rollback_that_changes_nothing_says_so(site: TinySite) -> None:
    site.article(title="Bản một")
    site.article(OTHER, title="Bài khác")
    assert run("deploy", site).status == 0
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    back = run("rollback", site)
    assert "giống hệt" in back.said
    assert not is_held(target(site))
    assert run("deploy", site).status == 0


@pytest.mark.long
def test_deleted_draft_costs_no_build(site: TinySite) -> None:
    site.article(OTHER, title="Bài khác", status="draft")
    two_releases(site)
    site.article(OTHER, title="Bài khác", status="draft")
    assert run("deploy", site).status == 0
    site.article(title="Bản ba")
    assert run("deploy", site).status == 0
    (site.content / OTHER).unlink()
    name = releases(target(site))[1].name
    assert not earlier_of(target(site), name, site.content, datetime.now(UTC), ZoneInfo("UTC")).has_changed


@pytest.mark.long
def test_second_rollback_never_leads_to_the_bad_release(site: TinySite) -> None:
    two_releases(site)
    (site.content / OTHER).unlink()
    assert run("deploy", site).status == 0
    assert run("rollback", site).status == 0
    run("rollback", site, "--as-it-was")
    assert "Bản một" in page(site, "bai"), "the first release, and not the one that was left"


@pytest.mark.long
def test_scheduled_text_does_not_appear_by_a_rollback(site: TinySite, tmp_path: Path) -> None:
    year = datetime.now(UTC).year
    site.article(OTHER, title="Bài hẹn giờ", date=f"1/3/{year + 2} 07:00")
    site.article(title="Bản một")
    assert run("deploy", site).status == 0
    site.article(title="Bản hai")
    assert run("deploy", site).status == 0
    first, zone = releases(target(site))[-1].name, ZoneInfo("Asia/Ho_Chi_Minh")
    earlier = earlier_of(target(site), first, site.content, datetime(year + 3, 1, 1, tzinfo=UTC), zone)
    assert earlier.has_changed
    restored = earlier.restore(tmp_path / "restored").content
    assert (restored / "articles/2024/03/bai.md").is_file()
    assert not (restored / OTHER).exists()
