"""One person with the form open twice, or while something else happens to the text: nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import History
from plugins.desk.texts.drafts import draft_of, kept_draft, kept_moments, text_by_id
from tests.desk.conftest import FIELDS, Browser, Staff, new, published, submitted, words, write

JSON = {"Accept": "application/json"}


def typed(desk: Desk, person: int = 1) -> tuple[str, list[str]]:
    """Return what a person's draft of the first text says, and what is kept beside it."""
    text = text_by_id(desk.database, 1)
    assert text is not None
    draft = draft_of(desk.database, text, person)
    numbers = kept_moments(desk.database, text, person)
    found = [kept_draft(desk.database, text, person, number) for number in numbers]
    kept = [one.content.decode() for one in found if one is not None]
    return draft.content.decode() if draft is not None else "", kept


def test_older_page_takes_the_place_of_nothing(desk: Desk, lan: Browser) -> None:
    write(new(lan), "Câu đầu.")
    form = lan.response.url.path
    phone = lan.open(form).response
    write(lan.open(form), "Ba trang viết trên máy tính.")
    lan.response = phone
    write(lan, "Câu gõ trên điện thoại.")
    assert "Ba trang" in typed(desk)[0]
    assert "Câu gõ trên điện thoại." in typed(desk)[1][0]
    assert "được giữ riêng" in words(lan)
    assert [part.get_text() for part in lan.page.select(".compared ins")] != []
    lan.send(str(lan.response.url.path))
    assert "Câu gõ trên điện thoại." in typed(desk)[0]
    assert ["Ba trang" in one for one in typed(desk)[1]] == [True]


def test_script_keeps_what_is_typed_on_an_older_page(desk: Desk, lan: Browser) -> None:
    write(new(lan), "Câu đầu.")
    form = lan.response.url.path
    phone = lan.open(form).response
    write(lan.open(form), "Ba trang viết trên máy tính.")
    for body in ("Gõ", "Gõ tiếp."):
        lan.response = phone
        fields: dict[str, Any] = {**FIELDS, "noi_dung": body}
        lan.send(form, JSON, **fields)
    assert "Ba trang" in typed(desk)[0]
    assert len(typed(desk)[1]) == 1
    assert "Gõ tiếp." in typed(desk)[1][0]


def test_page_that_saves_again_and_again_is_no_other_page(desk: Desk, lan: Browser) -> None:
    new(lan)
    opened = lan.response
    for body in ("Một.", "Một hai.", "Một hai ba."):
        lan.response = opened
        write(lan, body)
    assert "Một hai ba." in typed(desk)[0]
    assert typed(desk)[1] == []


def test_save_that_arrives_late_takes_the_place_of_nothing(desk: Desk, lan: Browser) -> None:
    """A page that is hidden saves once more while a save is under way, and a network may deliver both in the other order."""
    new(lan)
    opened, form = lan.response, lan.response.url.path
    for sent, body in ((1_000, "Một."), (3_000, "Một, hai, ba."), (2_000, "Một, hai.")):
        lan.response = opened
        fields: dict[str, Any] = {**FIELDS, "noi_dung": body, "luc_gui": str(sent)}
        lan.send(form, JSON, **fields)
    assert "Một, hai, ba." in typed(desk)[0]
    assert ["Một, hai." in one for one in typed(desk)[1]] == [True]
    lan.response = opened
    write(lan, "Bốn.")  # without script, on a page that was opened again
    assert "Bốn." in typed(desk)[0]


def test_older_page_cannot_take_back_what_others_published(desk: Desk, lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    opened = lan.open(f"{page}/viet").response
    hung = Staff(desk, "hung", Role.WRITER).signed_in()
    write(hung.open(f"{page}/viet"), "Họp lúc 15 giờ.", lam="gui", khong_ghi_chu="1")
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    lan.response = opened
    write(lan, "Nội dung họp!", lam="gui", khong_ghi_chu="1")
    assert lan.response.url.path == f"{page}/hai-ban"
    assert "15 giờ" in (desk.content.history.read("articles/2026/09/hop-thon-thang-12.md") or b"").decode()


def test_what_is_typed_during_a_submission_stays(
    desk: Desk, lan: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(new(lan), "Câu đầu.")
    form = lan.response.url.path
    opened, submit = lan.open(form).response, History.submit

    def type_meanwhile(*given: Any, **more: Any) -> str:
        commit = submit(*given, **more)
        monkeypatch.undo()
        other = Browser(desk)
        other.client.cookies, other.response = lan.client.cookies, opened
        write(other, "Câu đầu. Ba trang gõ thêm.")
        return commit

    monkeypatch.setattr(History, "submit", type_meanwhile)
    write(lan, "Câu đầu.", lam="gui")
    assert "Đã gửi duyệt" in words(lan)
    assert "Ba trang gõ thêm." in typed(desk)[0]
    write(lan.open(form), "Câu đầu. Ba trang gõ thêm.", lam="gui")
    assert "Đã gửi duyệt" in words(lan), words(lan)


@pytest.mark.parametrize("way", ["earlier version", "dropped"])
def test_replaced_draft_can_be_had_again(desk: Desk, lan: Browser, way: str) -> None:
    page = submitted(lan)
    write(lan.open(f"{page}/viet"), "Bản hai.", lam="gui")
    write(lan.open(f"{page}/viet"), "Một giờ gõ.")
    ways: dict[str, Callable[[], object]] = {
        "earlier version": lambda: lan.open(_version(lan, page)).send(lan.response.url.path),
        "dropped": lambda: lan.open(f"{page}/viet").send(f"{page}/bo"),
    }
    ways[way]()
    assert "Một giờ gõ." not in typed(desk)[0]
    kept = lan.open("/").page.select_one("a[href*='/ban-giu/']")
    assert kept is not None
    lan.open(str(kept["href"])).send(str(kept["href"]))
    assert "Một giờ gõ." in typed(desk)[0]


def _version(lan: Browser, page: str) -> str:
    return str(lan.open(page).page.select("a[href*='/ban/']")[-1]["href"])


def test_notes_of_an_older_window_are_kept_beside_the_draft(desk: Desk, lan: Browser) -> None:
    write(new(lan), "Câu đầu.")
    form = lan.response.url.path
    older = lan.open(form).response
    write(lan.open(form), "Câu đầu.", loi_nhan_gui="Cần đăng trước 17 giờ.")
    lan.response = older
    write(lan, "Câu đầu.", loi_nhan_gui="Không gấp.")
    text = text_by_id(desk.database, 1)
    assert text is not None
    draft = draft_of(desk.database, text, 1)
    assert draft is not None
    assert draft.notes.remark == "Cần đăng trước 17 giờ."
    kept = [kept_draft(desk.database, text, 1, number) for number in kept_moments(desk.database, text, 1)]
    assert [one.notes.remark for one in kept if one is not None] == ["Không gấp."]


def test_text_that_was_dropped_elsewhere_is_shown_to_be_copied(lan: Browser) -> None:
    form = new(lan).response.url.path
    opened = lan.response
    lan.open(form).send(form.replace("viet", "bo"))
    lan.response = opened
    write(lan, "Ba trang gõ thêm.")
    assert "Không còn gì ở đây để lưu vào" in lan.problem
    assert "Ba trang gõ thêm." in [one.get_text().strip() for one in lan.page.select("textarea[readonly]")]


def test_what_cannot_be_read_is_shown_to_be_copied(lan: Browser) -> None:
    write(new(lan), "Ba trang\x1a gõ cả buổi.")
    assert "U+001A" in lan.problem
    assert any("gõ cả buổi." in one.get_text() for one in lan.page.select("textarea[readonly]"))


def test_notes_and_texts_have_a_limit(desk: Desk, lan: Browser) -> None:
    write(new(lan), "Chữ.", loi_nhan_gui="x " * 1_100)
    assert "Viết ngắn lại" in lan.problem
    write(lan.open("/bai/1/viet"), "ậ" * 700_000)
    assert "quá dài" in lan.problem
    assert len(typed(desk)[0]) < 1_000
