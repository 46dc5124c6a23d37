"""`invoke alert`, as the operator calls it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.alert.alert import Alert
from plugins.alert.places import SHOWN, LocalPlace, current_alert, show_alert
from plugins.building import alerts
from plugins.release.deploy import Built, deploy
from tests.alert.served import open_folder, serving
from tests.building.verbs import Outcome, verb
from tests.conftest import TinySite
from tests.machine import free_port


@pytest.fixture
def target(tmp_path: Path) -> Path:
    for page in ("", "2026/12/lu/"):
        (tmp_path / "built" / page).mkdir(parents=True)
        (tmp_path / "built" / page / "index.html").write_text("<header>", encoding="utf-8")
    target = tmp_path / "cong"
    deploy(
        target,
        lambda: Built(tmp_path / "built"),
        now=datetime(2026, 11, 23, tzinfo=UTC),
        portal="xathu.example",
    )
    return target


def alert(site: TinySite, target: Path, *arguments: str) -> Outcome:
    return verb("alert", "--to", str(target), "--content", str(site.content), *arguments)


def tomorrow() -> str:
    soon = datetime.fromtimestamp(datetime.now(UTC).timestamp() + 86_400, ZoneInfo("Asia/Ho_Chi_Minh"))
    return f"{soon:%d/%m/%Y %H:%M}"


def test_alert_is_shown_printed_and_removed(site: TinySite, target: Path) -> None:
    assert "Không có cảnh báo nào." in alert(site, target).said
    until = tomorrow()
    done = alert(
        site,
        target,
        "--text",
        "Nước lên.",
        "--level",
        "emergency",
        "--until",
        until,
        "--link",
        "/2026/12/lu/",
    )
    assert done.status == 0, done.said
    assert "Đã hiện trên mọi trang: Khẩn cấp: Nước lên. Đến " in done.said
    assert f"uv run invoke alert --to {target}" in done.said
    found = current_alert(LocalPlace(target))
    assert found is not None
    assert f"{found.until:%d/%m/%Y %H:%M}" == until
    assert found.link == "/2026/12/lu/"
    assert "Đang hiện trên mọi trang: Khẩn cấp: Nước lên." in alert(site, target).said
    assert "Đã gỡ cảnh báo: Khẩn cấp: Nước lên." in alert(site, target, "--off").said
    assert not (target / SHOWN).exists()
    assert alert(site, target, "--off").status == 0


def test_rejected_alert_leaves_the_one_before(site: TinySite, target: Path) -> None:
    assert alert(site, target, "--text", "Một.", "--level", "notice", "--until", tomorrow()).status == 0
    before = (target / SHOWN).read_bytes()
    done = alert(
        site, target, "--text", "Hai.", "--level", "urgent", "--until", tomorrow(), "--link", "/khong-co/"
    )
    assert done.status == 1
    assert "--level: không có mức “urgent”" in done.said
    assert "--link: cổng đang phục vụ không có trang /khong-co/" in done.said
    assert (target / SHOWN).read_bytes() == before


def test_present_alert_that_has_ended_is_cleared_away(site: TinySite, target: Path) -> None:
    show_alert(LocalPlace(target), Alert("notice", "Cũ.", datetime(2026, 1, 1, tzinfo=UTC)))
    assert "Không có cảnh báo nào." in alert(site, target).said
    assert not (target / SHOWN).exists()


def test_folder_without_a_release_is_rejected(site: TinySite, tmp_path: Path) -> None:
    done = alert(site, tmp_path / "trong", "--text", "Một.", "--level", "notice", "--until", tomorrow())
    assert done.status == 1
    assert "chưa có bản phát hành nào" in done.said
    assert not (tmp_path / "trong").exists()


def test_alert_for_another_portal_is_rejected(site: TinySite, target: Path) -> None:
    agency = site.content / "agency.yaml"
    agency.write_text(
        agency.read_text(encoding="utf-8").replace("xathu.example", "khac.example"), encoding="utf-8"
    )
    done = alert(site, target, "--text", "Một.", "--level", "notice", "--until", tomorrow())
    assert done.status == 1
    assert "của cổng xathu.example" in done.said


def test_error_in_agency_yaml_does_not_hold_up_an_alert(site: TinySite, target: Path) -> None:
    site.write("agency.yaml", "name: [")
    done = alert(site, target, "--text", "Một.", "--level", "notice", "--until", tomorrow())
    assert done.status == 0, done.said


def test_off_with_a_text_is_a_usage_error(site: TinySite, target: Path) -> None:
    done = alert(site, target, "--off", "--text", "Một.")
    assert done.status == 2
    assert "bỏ --text" in done.said
    assert verb("alert").status == 2


@pytest.mark.tools
def test_live_address_without_the_alert_is_reported(
    site: TinySite, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "PATIENCE", 0.2)
    live = ("--live", f"http://xathu.example:{free_port()}", "--connect", "127.0.0.1")
    written = ("--text", "Một.", "--level", "notice", "--until", tomorrow())
    done = alert(site, target, *written, *live)
    assert done.status == 1
    assert "trang chủ tải từ địa chỉ thật vẫn như trước" in done.said
    with open_folder() as folder:
        shutil.copytree(target, folder / "cong", symlinks=True)
        with serving(folder, folder / "cong") as served:
            live = ("--live", served.url, "--connect", "127.0.0.1")
            assert alert(site, folder / "cong", *written, *live).status == 0
            assert alert(site, folder / "cong", "--off", *live).status == 0


@pytest.mark.long
def test_deploy_removes_an_alert_that_has_ended(site: TinySite, tmp_path: Path) -> None:
    target = tmp_path / "dich"
    site.article()
    now = datetime.now(UTC)
    for moment, is_kept in ((now + timedelta(days=1), True), (now - timedelta(minutes=1), False)):
        target.mkdir(exist_ok=True)
        assert verb("deploy", "--to", str(target), "--content", str(site.content)).status == 0
        show_alert(LocalPlace(target), Alert("notice", "Nước lên.", moment))
        assert verb("deploy", "--to", str(target), "--content", str(site.content)).status == 0
        assert (target / SHOWN).exists() == is_kept
