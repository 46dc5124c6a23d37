"""A link to an own text, found by its title, is one that the contract accepts."""

from __future__ import annotations

import pytest

from plugins.desk.desk import Desk
from tests.conftest import TinySite
from tests.desk.conftest import Browser, PlainSite, new, published, submitted, words, write
from tests.desk.texts.test_catalogue import commit


def open_search(browser: Browser, query: str = "") -> Browser:
    """Go from the form that is open to the search."""
    form = browser.page.select_one("form.writing")
    assert form is not None
    action = str(form["action"])
    browser.send(action, to=action.replace("/viet", "/tim-bai"))
    return browser.open(f"{browser.response.url.path}?tim={query}")


@pytest.fixture
def texts(desk: Desk, site: TinySite) -> Desk:
    site.article("articles/2024/03/le-hoi.md", title="Lễ hội [đua] thuyền *Tứ Linh*")
    site.article("articles/2024/03/het.md", title="Lễ hội đã qua", expires="1/4/2024")
    site.article("articles/2024/03/co-han.md", title="Lễ hội có hạn", expires="1/4/2027")
    site.article(
        "articles/2024/03/thu-hoi.md", title="Lễ hội thu hồi", status="thu hồi", withdrawn_reason="Sai."
    )
    site.article("articles/2026/10/mai.md", title="Lễ hội sắp tới", date="1/10/2026 07:00")
    commit(desk)
    desk.content.checks.take_in(desk.content.blobs(), None)
    for path in desk.content.blobs():
        if path.endswith(".md"):
            entry = desk.content.checks.check(path, {}, desk.clock()).entry
            assert entry is not None
            desk.content.checks.take_in([], entry)
    return desk


def test_link_is_found_inserted_and_accepted(texts: Desk, lan: Browser) -> None:
    del texts
    write(new(lan), "Đoạn một.")
    open_search(lan, "le hoi dua")
    (line,) = [one.get_text() for one in lan.page.select(".targets code")]
    assert line == r"[Lễ hội \[đua\] thuyền \*Tứ Linh\*]({filename}/articles/2024/03/le-hoi.md)"
    lan.send(str(lan.response.url.path), tep="articles/2024/03/le-hoi.md")
    assert lan.page.select_one("#noi-dung").get_text().strip() == f"Đoạn một.\n\n{line}"
    write(lan, f"Xem {line}.", lam="gui")
    assert "Đã gửi duyệt" in words(lan), words(lan)


def test_search_keeps_what_was_typed(texts: Desk, lan: Browser) -> None:
    del texts
    new(lan)
    form = lan.page.select_one("form.writing")
    assert form is not None
    action = str(form["action"])
    lan.send(action, to=action.replace("/viet", "/tim-bai"), title="Đang gõ", noi_dung="Dở dang")
    assert "Đang gõ" in words(lan)
    assert lan.open(action).page.select_one("#noi-dung").get_text().strip() == "Dở dang"


def test_texts_that_cannot_be_linked_to_say_why(texts: Desk, lan: Browser, site: TinySite) -> None:
    site.article("articles/2024/03/chua.md", title="Lễ hội chưa đăng")
    commit(texts, publish=False)
    write(new(lan))
    open_search(lan, "le hoi")
    said = {
        one.strong.get_text(): one.select_one(".hint").get_text() for one in lan.page.select(".targets li")
    }
    assert "chưa đăng" in said["Lễ hội chưa đăng"]
    assert "đã hết hạn" in said["Lễ hội đã qua"]
    assert "đã thu hồi" in said["Lễ hội thu hồi"]
    assert "Hết hạn lúc 00:00, Thứ Năm, 01/4/2027" in said["Lễ hội có hạn"]
    assert "Sẽ hiện lúc 07:00, Thứ Năm, 01/10/2026" in said["Lễ hội sắp tới"]
    offered = {str(one["value"]) for one in lan.page.select(".targets button")}
    assert len(offered) == 3
    lan.send(str(lan.response.url.path), tep="articles/2024/03/chua.md")
    assert lan.problem == "Chưa dẫn tới “Lễ hội chưa đăng” được: bài ấy chưa đăng."


def test_script_gets_the_same_as_the_page(texts: Desk, lan: Browser) -> None:
    del texts
    write(new(lan))
    path = lan.response.url.path.replace("/viet", "/lien-ket-toi")
    found = lan.client.get(f"{path}?tim=thuyen", headers={"Accept": "application/json"}).json()
    assert found == [
        {
            "title": "Lễ hội [đua] thuyền *Tứ Linh*",
            "link": r"[Lễ hội \[đua\] thuyền \*Tứ Linh\*]({filename}/articles/2024/03/le-hoi.md)",
            "note": "Đăng ngày Thứ Năm, 21/3/2024",
            "why_not": "",
        }
    ]


def test_text_that_was_just_submitted_may_be_linked_to(lan: Browser, an: Browser) -> None:
    published(lan, an, title="Bài kia")
    write(new(lan), "Xem [bài kia]({filename}/articles/2026/09/bai-kia.md).", lam="gui")
    assert "Đã gửi duyệt" in words(lan), lan.problem


def test_text_does_not_link_to_itself(lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    lan.open(f"{page}/lien-ket-toi")
    assert not lan.page.select(".targets li")


def test_search_in_the_text_of_another_is_not_found(lan: Browser, an: Browser) -> None:
    number = new(lan).response.url.path.split("/")[2]
    assert an.open(f"/bai/{number}/lien-ket-toi").response.status_code == 404


@pytest.mark.parametrize("written", ["{filename}/articles/2026/09/bai-kia.md", "/2026/09/bai-kia/"])
def test_text_is_not_published_before_what_it_leads_to(
    desk: Desk, lan: Browser, an: Browser, written: str
) -> None:
    other = submitted(lan, title="Bài kia")
    entry = desk.content.checks.check("articles/2026/09/bai-kia.md", {}, desk.clock()).entry
    assert isinstance(desk.content.site, PlainSite)
    assert entry is not None
    desk.content.site.entries = [entry]
    write(new(lan), f"Xem [bài kia]({written}).", lam="gui")
    page = lan.response.url.path
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    assert "Bài dẫn tới “Bài kia”, là bài chưa đăng" in words(an)
    an.open(other).send(f"{other}/duyet", dang_luon="1")
    an.open(page).send(f"{page}/dang")
    assert "Đã đăng" in words(an)
