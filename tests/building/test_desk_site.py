"""The builds and deploys behind the desk, on a real site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugins.building.desk_site import DeskSite
from plugins.building.live import Builder
from plugins.building.portal import portal_at
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import History, begin_history
from plugins.desk.texts.frame import for_frame, without_others
from plugins.errors.issue import ContentError, UserError
from plugins.incremental.api import Summary
from tests.conftest import TinySite

pytestmark = [pytest.mark.long, pytest.mark.posix]
PATH = "articles/2024/03/bai.md"


@pytest.fixture
def made(site: TinySite, tmp_path: Path) -> Iterator[tuple[DeskSite, History, Path]]:
    """The site of a desk, the history behind it, and the folder that it deploys to."""
    if not is_installed():
        pytest.skip("git is not installed")
    site.article(PATH, title="Bài đã đăng")
    begin_history(site.content)
    history = History(site.content, tmp_path / "da-duyet")
    history.prepare()
    target = tmp_path / "cong"
    published = portal_at(history.published_content)
    desk_site = DeskSite(portal_at(site.content), tmp_path / "ban-bien-tap", published, ["--to", str(target)])
    with desk_site.running():
        yield desk_site, history, target


def draft(site: TinySite, body: str, **fields: str) -> bytes:
    """Return the bytes of an article without leaving it in the content folder."""
    file = site.article("articles/2024/03/nhap.md", body=body, **fields)
    data = file.read_bytes()
    file.unlink()
    return data


def test_preview_is_the_page_as_it_would_be(site: TinySite, made: tuple[DeskSite, History, Path]) -> None:
    desk_site, _, _ = made
    for body in ("Đoạn thứ nhất.", "Đoạn thứ hai."):
        name, html = desk_site.page(PATH, {PATH: draft(site, body, title="Bài sửa", slug="bai")})
        assert name == "2024/03/bai/index.html"
        assert body in html.decode()
    assert "Nội dung bài." in desk_site.page(PATH, {})[1].decode()
    assert (site.content / PATH).read_text(encoding="utf-8").endswith("Nội dung bài.\n")


def test_secret_links_name_no_other_text(site: TinySite, made: tuple[DeskSite, History, Path]) -> None:
    desk_site, _, _ = made
    for day in range(1, 5):
        site.article(
            f"articles/2024/03/khac-{day}.md",
            title=f"Chưa duyệt {day}",
            date=f"{day}/3/2024",
            tags="họp, dân",
        )
    desk_site.prepare()
    fields = {"title": "Bài gửi chủ tịch", "slug": "bai", "date": "3/3/2024", "tags": "họp, dân"}
    html = desk_site.page(PATH, {PATH: draft(site, "Đoạn thứ nhất.", **fields)})[1]
    assert "Chưa duyệt" in html.decode()
    shown = without_others(for_frame(html)).decode()
    assert "Chưa duyệt" not in shown
    for part in ("Bài gửi chủ tịch", "Đoạn thứ nhất.", "</main>", "</footer>", "</html>"):
        assert part in shown


def test_new_text_has_a_preview_and_leaves_nothing(
    site: TinySite, made: tuple[DeskSite, History, Path]
) -> None:
    desk_site, _, _ = made
    path = "articles/ban-thao/7.md"
    name, html = desk_site.page(path, {path: draft(site, "Đoạn mới.", slug="moi", title="Bài mới")})
    assert name == "2024/03/moi/index.html"
    assert "Đoạn mới." in html.decode()
    desk_site.refresh()
    desk_site.page(PATH, {})
    assert desk_site.file(name) is None
    assert {entry.path for entry in desk_site.texts() or ()} == {PATH}


def test_new_text_is_built_once_and_seen_by_its_writer_alone(
    site: TinySite, made: tuple[DeskSite, History, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk_site, _, _ = made
    desk_site.prepare()
    builds, build = [0], Builder.__call__

    def count(builder: Builder) -> Summary:
        builds[0] += 1
        return build(builder)

    monkeypatch.setattr(Builder, "__call__", count)
    path = "articles/ban-thao/7.md"
    for body in ("Một.", "Một hai.", "Một hai ba."):
        _, html = desk_site.page(path, {path: draft(site, body, slug="moi", title="Bài chưa gửi")})
        assert body in html.decode()
        assert {entry.path for entry in desk_site.texts() or ()} == {PATH}
    assert builds == [1]
    assert "Bài chưa gửi" not in desk_site.page(PATH, {})[1].decode()
    home = desk_site.file("index.html")
    assert home is not None
    assert "Bài chưa gửi" not in home.read_text(encoding="utf-8")


def test_submission_during_a_build_is_in_the_next_one(
    site: TinySite, made: tuple[DeskSite, History, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk_site, _, _ = made
    desk_site.prepare()
    build, submitted = Builder.__call__, list[Path]()

    def submit_meanwhile(builder: Builder) -> Summary:
        done = build(builder)
        if not submitted:
            submitted.append(site.article("articles/2024/03/moi.md", title="Bài mới"))
            desk_site.refresh()
        return done

    monkeypatch.setattr(Builder, "__call__", submit_meanwhile)
    desk_site.refresh()
    desk_site.prepare()
    assert {entry.path for entry in desk_site.texts() or ()} == {PATH}
    desk_site.prepare()
    assert {entry.path for entry in desk_site.texts() or ()} == {PATH, "articles/2024/03/moi.md"}


def test_build_that_failed_is_tried_again(
    made: tuple[DeskSite, History, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk_site, _, _ = made

    def fail(_: Builder) -> Summary:
        raise UserError("Đĩa đầy.")

    monkeypatch.setattr(Builder, "__call__", fail)
    for _ in range(2):
        with pytest.raises(UserError, match="Đĩa đầy"):
            desk_site.prepare()
    monkeypatch.undo()
    desk_site.prepare()
    assert {entry.path for entry in desk_site.texts() or ()} == {PATH}


def test_text_that_cannot_be_built_is_reported(site: TinySite, made: tuple[DeskSite, History, Path]) -> None:
    desk_site, _, _ = made
    with pytest.raises(ContentError, match="chưa có trang để xem trước"):
        desk_site.page(PATH, {PATH: draft(site, "x", department="Phòng Lạ")})
    assert "Nội dung bài." in desk_site.page(PATH, {})[1].decode()


def test_files_outside_the_preview_are_not_given(made: tuple[DeskSite, History, Path]) -> None:
    desk_site, _, _ = made
    desk_site.prepare()
    assert desk_site.file("index.html") is not None
    assert desk_site.file("../noi-dung/agency.yaml") is None
    assert desk_site.file("khong-co.css") is None


def test_only_what_is_published_is_released(site: TinySite, made: tuple[DeskSite, History, Path]) -> None:
    desk_site, history, target = made
    new = draft(site, "Đoạn chưa duyệt.", slug="moi", title="Bài chưa duyệt")
    commit = history.submit({"articles/2024/03/moi.md": new}, "Lan", "x", before={})
    said: list[str] = []
    assert desk_site.release(said.append).startswith("Đã phát hành bản")
    assert said
    assert (target / "current/2024/03/bai/index.html").is_file()
    assert not (target / "current/2024/03/moi").exists()
    history.publish(["articles/2024/03/moi.md"], commit, "An", "x")
    history.update_published()
    desk_site.release(said.append)
    assert "Đoạn chưa duyệt." in (target / "current/2024/03/moi/index.html").read_text(encoding="utf-8")


def test_failed_release_says_why(made: tuple[DeskSite, History, Path]) -> None:
    desk_site, history, target = made
    (history.published_content / PATH).write_text("---\ntitle: x\n---\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"bai\.md"):
        desk_site.release(lambda _said: None)
    assert not (target / "current").exists()


def test_text_with_errors_stops_no_other_preview(
    site: TinySite, made: tuple[DeskSite, History, Path]
) -> None:
    desk_site, _, _ = made
    folder = "articles/2024/03"
    site.article(f"{folder}/hong.md", department="Phòng Lạ")
    site.article(f"{folder}/dan.md", slug="dan", body="[Bài hỏng]({filename}hong.md)")
    site.article(f"{folder}/trung.md", slug="bai", title="Trùng địa chỉ")
    site.article(f"{folder}/thieu.md", slug="thieu", body="![Cờ trên nóc nhà](khong-co.jpg)")
    desk_site.refresh()  # as after a commit that was made outside the desk
    assert "Nội dung bài." in desk_site.page(PATH, {})[1].decode()
    assert {entry.path for entry in desk_site.texts() or ()} == {PATH, f"{folder}/dan.md"}
    assert (site.content / folder / "trung.md").exists()


def test_words_of_an_alert_are_no_options(
    made: tuple[DeskSite, History, Path],
) -> None:
    desk_site, _, _ = made
    desk_site.release(lambda _said: None)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    shown = desk_site.show_alert(
        {"text": "--off", "level": "notice", "until": f"23:00 {tomorrow:%d/%m/%Y}", "link": ""}
    )
    assert "Thông báo: --off Đến" in desk_site.alert(), (shown, desk_site.alert())
    desk_site.show_alert(None)
    assert desk_site.alert() == ""
