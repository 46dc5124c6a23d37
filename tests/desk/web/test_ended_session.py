"""What becomes of what was typed while the session has ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.responses import Response

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.people.sessions import IDLE_SECONDS
from plugins.desk.web.application import MOST_KEPT
from plugins.desk.web.turns import Turns
from tests.desk.conftest import Browser, Clock, Staff, new, words, write
from tests.desk.office import PASSWORD

JSON = {"Accept": "application/json"}
TYPED = "Hai giờ gõ <b>không</b> có script."


@pytest.fixture
def staff(desk: Desk) -> Staff:
    return Staff(desk, "lan", Role.WRITER)


@pytest.fixture
def lan(staff: Staff) -> Browser:
    """A writer with a form open."""
    return new(staff.signed_in())


def sign_in_again(lan: Browser, staff: Staff) -> None:
    """Sign in in another tab of the browser in which a form is open."""
    other = Browser(lan.desk)
    other.client.cookies = lan.client.cookies
    other.open("/vao").send(ten=staff.person.name, mat_khau=PASSWORD).send(ma=staff.code())
    assert other.title == "Việc của tôi"
    lan.client.cookies = other.client.cookies


def kept(lan: Browser) -> list[str]:
    return [one.get_text().removeprefix("\n") for one in lan.page.select("textarea[readonly]")]


def test_open_page_gets_the_token_of_the_new_session(lan: Browser, staff: Staff, clock: Clock) -> None:
    address = lan.response.url.path.replace("viet", "luu")
    old = lan.page.select_one("[name=ma-bieu-mau]")
    body = lan.page.body
    assert old is not None
    assert body is not None
    clock.now += IDLE_SECONDS + 1
    assert lan.client.get("/ma-bieu-mau", follow_redirects=False).status_code == 303
    sign_in_again(lan, staff)
    fields = {"noi-dung": "Gõ tiếp."}
    headers = {"Origin": lan.desk.address} | JSON
    sent = lan.client.post(address, data=fields | {"ma-bieu-mau": str(old["value"])}, headers=headers)
    assert sent.status_code == 403
    found = lan.client.get("/ma-bieu-mau").json()
    assert found["person"] == body["data-person"] == "lan"
    sent = lan.client.post(address, data=fields | {"ma-bieu-mau": found["token"]}, headers=headers)
    assert sent.status_code == 200
    assert "Gõ tiếp." in words(lan.open(address.replace("luu", "viet")))


def test_form_token_is_for_the_desk_alone(lan: Browser) -> None:
    for site in ("cross-site", "same-site", "none"):
        assert lan.client.get("/ma-bieu-mau", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert lan.client.get("/ma-bieu-mau", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_form_without_script_outlives_the_session(lan: Browser, clock: Clock) -> None:
    clock.now += IDLE_SECONDS + 1
    write(lan, TYPED)
    assert (lan.response.status_code, lan.title) == (403, "Chưa lưu được")
    assert "phiên đã hết" in lan.problem
    assert TYPED in kept(lan)
    assert "Họp thôn tháng 12" in kept(lan)
    assert not lan.page.select("main b")


def test_long_form_with_files_outlives_the_session(lan: Browser, clock: Clock) -> None:
    clock.now += IDLE_SECONDS + 1
    address, long = lan.response.url.path, "Đoạn văn dài. " * 20_000
    headers = {"Origin": lan.desk.address}
    sent = lan.client.post(address, data={"noi-dung": long}, headers=headers)
    assert (sent.status_code, long.strip() in sent.text) == (403, True)
    files = [("tep", ("a.csv", b"a,b"))]
    to = address.replace("viet", "tep")
    sent = lan.client.post(to, data={"noi-dung": TYPED}, files=files, headers=headers)
    assert (sent.status_code, "Hai giờ gõ" in sent.text) == (403, True)
    headers |= {"Content-Type": "multipart/form-data; boundary=x; charset=punycode"}
    assert lan.client.post(to, content=b"--x--", headers=headers).status_code == 415


def test_account_that_is_closed_while_a_form_waits_acts_not(
    desk: Desk, lan: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(new(lan), "Câu đầu.")
    turn = Turns.take

    async def late(self: Turns, work: Callable[[], Response], person: int | None) -> Response:
        desk.database.write("UPDATE people SET active = 0")
        return await turn(self, work, person)

    monkeypatch.setattr(Turns, "take", late)
    write(lan, "Câu sau.", lam="gui")
    assert desk.database.rows("SELECT 1 FROM steps") == []


def test_form_of_an_earlier_session_is_shown_once_more(lan: Browser, staff: Staff, clock: Clock) -> None:
    clock.now += IDLE_SECONDS + 1
    sign_in_again(lan, staff)
    write(lan, TYPED)
    assert (lan.response.status_code, lan.title) == (403, "Chưa lưu được")
    assert "từ phiên trước" in lan.problem
    assert TYPED in kept(lan)


def test_stranger_gets_nothing_shown_once_more(desk: Desk, visitor: Browser) -> None:
    visitor.client.follow_redirects = False
    visitor.client.cookies.set("may", "x" * 43)
    answer = visitor.client.post("/bai/1/viet", data={"noi-dung": TYPED}, headers={"Origin": desk.address})
    assert (answer.status_code, answer.headers["location"]) == (303, "/vao")


def test_nothing_of_others_is_shown_once_more(lan: Browser, clock: Clock) -> None:
    form = lan.response
    clock.now += IDLE_SECONDS + 1
    lan.client.follow_redirects = False
    address = form.url.path
    for headers in ({"Origin": "https://xau.example"}, {}, {"Origin": lan.desk.address} | JSON):
        sent = lan.client.post(address, data={"noi-dung": TYPED}, headers=headers)
        assert (sent.status_code, TYPED in sent.text) == (303, False)
    headers = {"Origin": lan.desk.address}
    sent = lan.client.post("/tai-khoan/mat-khau", data={"mat-khau": PASSWORD}, headers=headers)
    assert (sent.status_code, PASSWORD in sent.text) == (303, False)
    sent = lan.client.post(address, data={"noi-dung": "a " * MOST_KEPT}, headers=headers)
    assert sent.status_code == 303
