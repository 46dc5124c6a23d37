"""The lists of the first page, the search among all texts, and dates."""

from __future__ import annotations

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.texts import heads, writing
from plugins.desk.texts.listing import KEPT, MOST_SHOWN, MOST_WAITING
from tests.conftest import TinySite
from tests.desk.conftest import Browser, Clock, Staff, new, published, submitted, words, write
from tests.desk.texts.test_catalogue import commit

LARGEST_PAGE = 100_000  # bytes


def lists(browser: Browser) -> dict[str, list[str]]:
    """Return the titles of the texts in each list of the first page."""
    browser.open("/")
    found = {}
    for heading in browser.page.select("main h2"):
        rows = heading.find_next("ul")
        assert rows is not None
        found[heading.get_text()] = [one.get_text() for one in rows.select("a")]
    return found


def test_each_text_stands_in_the_lists_that_it_waits_in(lan: Browser, an: Browser) -> None:
    write(new(lan), title="Đang viết")
    submitted(lan, title="Chờ duyệt")
    returned = submitted(lan, title="Trả lại")
    an.open(returned).send(f"{returned}/tra-lai", nhan_xet="Thiếu giờ.")
    approved = submitted(lan, title="Đã duyệt")
    an.open(approved).send(f"{approved}/duyet", dang_luon="")
    published(lan, an, title="Đã đăng")
    published(lan, an, title="Hẹn giờ", date="22/9/2026 07:00")
    published(lan, an, title="Có hạn", expires="30/9/2026")
    assert lists(lan) == {
        "Bạn đang viết": ["Đang viết"],
        "Trả lại để sửa": ["Trả lại"],
        "Bạn đã gửi, đang chờ duyệt": ["Chờ duyệt"],
        "Hẹn đăng": ["Hẹn giờ"],
        "Người đọc sắp không còn thấy": ["Có hạn"],
        "Vừa đăng": ["Có hạn", "Đã đăng"],
    }
    assert "Hiện lúc 07:00, Thứ Ba, 22/9/2026" in words(lan)
    assert "Hết hạn lúc 00:00, Thứ Tư, 30/9/2026" in words(lan)
    found = lists(an)
    assert found["Chờ bạn duyệt"] == ["Chờ duyệt"]
    assert found["Đã duyệt, chờ đăng"] == ["Đã duyệt"]
    assert "Bạn đang viết" not in found


def test_administrator_alone_sees_no_texts(desk: Desk, lan: Browser, an: Browser) -> None:
    published(lan, an)
    admin = Staff(desk, "minh", Role.ADMINISTRATOR).signed_in()
    assert lists(admin) == {}


def test_first_page_stays_small_with_many_texts(desk: Desk, lan: Browser, site: TinySite) -> None:
    for number in range(200):
        site.article(
            f"articles/2026/09/bai-{number}.md",
            title=f"Kế hoạch số {number} của Ủy ban nhân dân xã về phòng, chống thiên tai và tìm kiếm cứu nạn",
            date=f"22/9/2026 {number % 24:02}:00",
            expires="30/9/2026",
        )
    commit(desk)
    person = lan.desk.database.rows("SELECT id FROM people WHERE name = 'lan'")[0]["id"]
    rows = [(1_000 + n, f"articles/2026/09/bai-{n}.md", "article") for n in range(200)]
    with desk.database.transaction() as connection:
        connection.executemany("INSERT INTO texts (id, path, kind) VALUES (?, ?, ?)", rows)
        connection.executemany(
            "INSERT INTO drafts (text, person, content, base, saved) VALUES (?, ?, ?, NULL, 0)",
            [(row[0], person, b"---\ntitle: " + row[1].encode() + b"\n---\n") for row in rows],
        )
    found = lists(lan)
    assert [len(found[name]) for name in ("Bạn đang viết", "Hẹn đăng", "Người đọc sắp không còn thấy")] == [
        MOST_WAITING, MOST_SHOWN, MOST_SHOWN,
    ]  # fmt: skip
    assert "Còn 190 bài nữa" in words(lan)
    assert len(lan.response.content) < LARGEST_PAGE
    lan.open("/bai")
    assert len(lan.response.content) < LARGEST_PAGE
    following = str(lan.page.select("main a.button")[-1]["href"])
    assert len(lan.open(following).page.select(".texts a")) == 50


def test_everything_that_was_dropped_is_found(lan: Browser) -> None:
    for number in range(MOST_SHOWN + 2):
        write(new(lan), f"Bài {number}.", title=f"Bài số {number}")
        lan.send(str(lan.response.url.path).replace("viet", "bo"))
    assert len(lists(lan)[KEPT]) == MOST_SHOWN
    more = lan.page.select_one("main a[href='/bai/da-giu']")
    assert more is not None
    assert more.get_text() == "Còn 2 bản nữa"
    shown = [one.get_text() for one in lan.open("/bai/da-giu").page.select(".texts a")]
    assert shown == [f"Bài số {number}" for number in reversed(range(MOST_SHOWN + 2))]


def test_lists_read_no_drafts(lan: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A front matter of 100,000 characters takes 0.15 s to parse, and a home page shows 60."""
    write(new(lan), "Một.", title="Bài đã bỏ")
    lan.send(str(lan.response.url.path).replace("viet", "bo"))
    write(new(lan), "Hai.", title="Bài dài")
    monkeypatch.setattr(heads, "split", None)
    assert lists(lan)["Bạn đang viết"] == ["Bài dài"]
    assert lists(lan)[KEPT] == ["Bài đã bỏ"]


def test_number_of_drafts_is_limited(lan: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_DRAFTS", 2)
    new(lan)
    new(lan)
    assert "Bạn đang viết dở 2 bài" in words(new(lan))


def test_looking_at_lists_stores_nothing(desk: Desk, lan: Browser, site: TinySite) -> None:
    site.article("articles/2026/09/a b&c.md", title="Có dấu cách", date="22/9/2026")
    commit(desk)
    lan.open("/bai")
    lists(lan)
    assert desk.database.rows("SELECT * FROM texts") == []
    lan.open(str(lan.page.select(".texts a")[0]["href"]))
    assert lan.title == "Có dấu cách"


def test_search_says_where_published_texts_stand(desk: Desk, lan: Browser, site: TinySite) -> None:
    site.article("articles/2026/09/a.md", title="Hẹn giờ", date="22/9/2026 07:00")
    site.article("articles/2024/09/b.md", title="Hết hạn", expires="1/4/2024")
    site.article("articles/2024/09/c.md", title="Thu hồi", status="withdrawn", withdrawn_reason="Sai.")
    site.article("articles/2024/09/d.md", title="Đăng rồi")
    commit(desk)
    lan.open("/bai")
    found = {one.a.get_text(): one.select_one(".state").get_text() for one in lan.page.select(".texts li")}
    assert found == {
        "Hẹn giờ": "Sẽ hiện lúc 07:00, Thứ Ba, 22/9/2026",
        "Hết hạn": "Đã hết hạn",
        "Thu hồi": "Đã thu hồi",
        "Đăng rồi": "Đã đăng",
    }


def test_new_text_begins_with_todays_date_and_the_usual_author(lan: Browser) -> None:
    new(lan)
    assert lan.page.select_one("#date")["value"] == "21/9/2026 21:13"
    assert lan.page.select_one("#author")["value"] == "Ban Biên tập"
    assert "Hiểu là: 21:13, Thứ Hai, 21/9/2026" in words(lan)
    assert not lan.page.select(".wrong")


def test_date_of_tomorrow_morning_takes_one_button(lan: Browser) -> None:
    new(lan)
    form = lan.page.select_one("form.writing")
    assert form is not None
    action = str(form["action"])
    lan.send(action, to=action.replace("/viet", "/gio"), gio="mai", noi_dung="Đang gõ.")
    assert lan.page.select_one("#date")["value"] == "22/9/2026 07:00"
    assert "Hẹn đăng: bài hiện lúc 07:00, Thứ Ba, 22/9/2026" in words(lan)
    assert lan.page.select_one("#noi-dung").get_text().strip() == "Đang gõ."
    lan.send(action, to=action.replace("/viet", "/gio"), gio="bay-gio")
    assert lan.page.select_one("#date")["value"] == "21/9/2026 21:13"


def state(browser: Browser) -> str:
    return str(browser.page.select_one(".state strong").get_text())


def test_scheduled_text_says_when_it_will_appear(lan: Browser, an: Browser, clock: Clock) -> None:
    page = submitted(lan, date="22/9/2026 07:00", expires="30/9/2026 17:00")
    an.open(page)
    assert "Sẽ hiện" not in words(an)
    an.send(f"{page}/duyet", dang_luon="1")
    assert "Đã duyệt, chờ đến giờ. Sẽ hiện lúc 07:00, Thứ Ba, 22/9/2026. Hết hạn lúc 17:00" in words(an)
    assert state(lan.open(page)) == "Sẽ hiện lúc 07:00, Thứ Ba, 22/9/2026"
    assert "Hết hạn lúc 17:00" in words(lan)
    clock.now += 86_400
    lan = Staff(lan.desk, "binh", Role.WRITER).signed_in()
    assert state(lan.open(page)) == "Đã đăng"
    assert "Sẽ hiện" not in words(lan)
    clock.now += 20 * 86_400
    lan = Staff(lan.desk, "chi", Role.WRITER).signed_in()
    assert state(lan.open(page)) == "Đã hết hạn"
    assert "Đã hết hạn từ 17:00, Thứ Tư, 30/9/2026" in words(lan)


def test_times_are_those_of_the_agency(lan: Browser) -> None:
    page = submitted(lan)
    assert "gửi duyệt, 21:13 ngày 21/9/2026" in words(lan.open(page))
