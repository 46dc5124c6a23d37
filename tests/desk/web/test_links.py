"""Secret links: one version, three days, no account, and nothing for programs that load links."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from plugins.desk.database.journal import Act, entries
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import change_person, person_by_name
from plugins.desk.people.roles import Role
from plugins.desk.texts import links
from plugins.desk.texts.links import HOURS, NOTED_SECONDS
from tests.conversion.pdfs import pdf
from tests.desk.conftest import Browser, Clock, Staff, new, published, submitted, words, write

PLAN = pdf(["Ke hoach"])


def link_to(browser: Browser, page: str) -> str:
    browser.open(page).send(f"{page}/lien-ket")
    found = browser.page.select_one(".secret")
    assert found is not None
    return found.get_text()


def test_link_shows_the_version_of_its_moment_without_an_account(lan: Browser, visitor: Browser) -> None:
    page = submitted(lan)
    link = link_to(lan, page)
    write(lan.open(f"{page}/viet"), "Bản sau.", lam="luu")
    visitor.open(link)
    assert "Họp thôn" not in words(visitor)
    visitor.send()
    assert "Bản xem trước, chưa đăng" in words(visitor)
    shown = visitor.client.get("/lien-ket/trang")
    assert "Nội dung họp." in shown.text
    assert "Bản sau." not in shown.text
    assert shown.headers["content-security-policy"].startswith("sandbox")
    assert "/lien-ket/tep/anh/a.jpg" in shown.text


def test_programs_that_load_links_open_nothing(desk: Desk, lan: Browser, visitor: Browser) -> None:
    link = link_to(lan, submitted(lan))
    for _ in range(3):
        visitor.open(link)
    assert Act.LINK_OPENED not in {entry.act for entry in entries(desk.database)}
    assert visitor.client.get("/lien-ket/trang").status_code == 404
    visitor.send()
    (opened,) = [entry for entry in entries(desk.database) if entry.act is Act.LINK_OPENED]
    assert opened.details == {}


def test_one_link_does_not_flood_the_journal(
    desk: Desk, lan: Browser, visitor: Browser, clock: Clock
) -> None:
    visitor.open(link_to(lan, submitted(lan)))
    other = Browser(desk).open(link_to(lan, submitted(lan, title="Tiêm phòng")))
    button, of_other = visitor.response, other.response

    def openings() -> int:
        return [entry.act for entry in entries(desk.database)].count(Act.LINK_OPENED)

    for _ in range(10):
        visitor.response, other.response = button, of_other
        assert "Bản xem trước" in words(visitor.send())
        assert "Bản xem trước" in words(other.send())
    assert openings() == 2
    clock.now += NOTED_SECONDS
    visitor.response = button
    visitor.send()
    assert openings() == 3


def test_link_ends_after_three_days(lan: Browser, visitor: Browser, clock: Clock) -> None:
    link = link_to(lan, submitted(lan))
    visitor.open(link).send()
    clock.now += HOURS * 3600
    assert visitor.client.get("/lien-ket/trang").status_code == 404
    assert "quá hạn" in words(visitor.open(link))


def test_link_can_be_revoked(lan: Browser, visitor: Browser) -> None:
    page = submitted(lan)
    link = link_to(lan, page)
    visitor.open(link).send()
    lan.open(page).send(f"{page}/huy-lien-ket")
    assert "Đã hủy các liên kết" in words(lan)
    assert visitor.client.get("/lien-ket/trang").status_code == 404
    assert visitor.open(link).response.status_code == 404


def test_links_of_a_dropped_new_text_end(lan: Browser, visitor: Browser) -> None:
    write(new(lan), "Đoạn nháp.", lam="luu")
    page = lan.response.url.path.rpartition("/")[0]
    link = link_to(lan, page)
    lan.open(f"{page}/viet").send(f"{page}/bo")
    assert visitor.open(link).response.status_code == 404


def test_links_of_who_has_left_end(desk: Desk, lan: Browser, visitor: Browser) -> None:
    link = link_to(lan, submitted(lan))
    an, person = Staff(desk, "quan", Role.ADMINISTRATOR).person, person_by_name(desk.database, "lan")
    assert person is not None
    change_person(desk.database, desk.clock(), an.id, person, roles=[Role.APPROVER], is_active=True)
    assert visitor.open(link).response.status_code == 200
    change_person(desk.database, desk.clock(), an.id, person, roles=[Role.WRITER], is_active=False)
    assert visitor.open(link).response.status_code == 404


def test_link_that_is_made_during_a_withdrawal_shows_nothing(
    desk: Desk, lan: Browser, an: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, made = published(lan, an), desk.content.site.page

    def slow(path: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
        an.open(page).send(f"{page}/thu-hoi", ly_do="Lộ số điện thoại.")
        return made(path, files)

    monkeypatch.setattr(desk.content.site, "page", slow)
    lan.open(page).send(f"{page}/lien-ket")
    assert "Bài vừa đổi trên cổng." in words(lan)
    assert desk.database.rows("SELECT 1 FROM preview_links") == []


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "../bai", "%00"])
def test_guessed_links_lead_nowhere(visitor: Browser, token: str) -> None:
    visitor.open(f"/lien-ket/{token}")
    assert visitor.title in {"Liên kết không còn dùng được", "Không có trang này", "Đăng nhập"}


def test_token_is_stored_nowhere(desk: Desk, lan: Browser) -> None:
    token = link_to(lan, submitted(lan)).rpartition("/")[2]
    for table in ("preview_links", "journal"):
        assert token not in repr([tuple(row) for row in desk.database.rows(f"SELECT * FROM {table}")])


def test_link_to_an_own_draft_needs_no_submission(lan: Browser, visitor: Browser) -> None:
    write(new(lan), "Đoạn nháp.", lam="luu")
    page = lan.response.url.path.rpartition("/")[0]
    visitor.open(link_to(lan, page)).send()
    assert "Đoạn nháp." in visitor.client.get("/lien-ket/trang").text


def test_link_has_the_documents_of_its_version(lan: Browser, visitor: Browser) -> None:
    page = with_plan(lan)
    visitor.open(link_to(lan, page)).send()
    (document,) = visitor.page.select("main a[href*='/lien-ket/tep/']")
    answer = visitor.client.get(str(document["href"]))
    assert (answer.content, answer.headers["content-type"]) == (PLAN, "application/octet-stream")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_links_of_a_person_fill_no_disk(
    desk: Desk, lan: Browser, an: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, other = with_plan(lan), submitted(lan, title="Tiêm phòng")
    link_to(lan, page)
    ((size,),) = desk.database.rows(
        "SELECT length(html) + (SELECT sum(length(content)) FROM preview_files) FROM preview_links"
    )
    monkeypatch.setattr(links, "MOST_BYTES", size + 10)
    lan.open(other).send(f"{other}/lien-ket")
    assert "chiếm quá nhiều chỗ" in words(lan)
    link_to(an, other)
    lan.open(page).send(f"{page}/huy-lien-ket")
    link_to(lan, other)


def test_approver_reads_the_files_that_are_approved(desk: Desk, lan: Browser, an: Browser) -> None:
    page = with_plan(lan)
    desk.database.write("UPDATE uploads SET content = ?", pdf(["Khac"]))  # of the same name
    (document,) = an.open(page).page.select("main a[href*='/tep-da-gui/']")
    assert an.client.get(str(document["href"])).content == PLAN
    assert an.client.get(f"{page}/tep-da-gui/agency.yaml").status_code == 404


def with_plan(browser: Browser) -> str:
    """Submit a text with a document; return the path of its page."""
    write(new(browser))
    page = browser.response.url.path.removesuffix("/viet")
    browser.send(f"{page}/viet", to=f"{page}/tep", files=[("tep", ("Kế hoạch.pdf", PLAN))])
    link = browser.page.select_one("#tep a[href*='/tep/']")
    assert link is not None
    write(browser, f"Xem [kế hoạch năm 2027]({link.get_text()}).", lam="gui")
    assert "Đã gửi duyệt" in words(browser), words(browser)
    return page
