"""Signing in, as a browser without script does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.desk.database.database import Database
from plugins.desk.database.journal import Act, entries
from plugins.desk.desk import Desk
from plugins.desk.people import account, accounts, signing_in
from plugins.desk.people.accounts import Person, create_person, person_by_name, reset_person, set_up_codes
from plugins.desk.people.roles import Role
from plugins.desk.people.throttle import FREE, FREE_BY_ORIGIN, WINDOW_SECONDS
from plugins.errors.issue import UserError
from tests.desk.conftest import ADDRESS, Browser, Clock, Staff, words
from tests.desk.office import PASSWORD

SESSION = "__Host-phien"


def test_password_and_code_open_the_desk(desk: Desk, visitor: Browser) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    visitor.open("/")
    assert visitor.title == "Đăng nhập"
    visitor.send(ten="LAN", mat_khau=PASSWORD)
    assert visitor.title == "Nhập mã trên điện thoại"
    assert visitor.open("/").title == "Đăng nhập"
    visitor.open("/vao/ma").send(ma=lan.code())
    assert visitor.title == "Việc của tôi"
    assert entries(desk.database)[0].act is Act.SIGNED_IN


@pytest.mark.parametrize(
    ("name", "password"), [("lan", "sai"), ("khong-co", PASSWORD), ("", ""), ("lan", "")]
)
def test_wrong_sign_ins_look_alike(desk: Desk, visitor: Browser, name: str, password: str) -> None:
    Staff(desk, "lan", Role.WRITER)
    visitor.open("/vao").send(ten=name, mat_khau=password)
    assert (visitor.response.status_code, visitor.problem) == (422, "Tên đăng nhập hoặc mật khẩu không đúng.")
    assert SESSION not in visitor.client.cookies
    entry = entries(desk.database)[0]
    # What is no name may be a password, typed into the wrong field.
    assert (entry.act, entry.subject) == (Act.SIGN_IN_FAILED, "lan" if name == "lan" else "(tên không có)")


def test_first_sign_in_sets_password_and_codes(desk: Desk, visitor: Browser, clock: Clock) -> None:
    create_person(desk.database, clock.now, None, "an", "Lê An", roles=[Role.WRITER], password=PASSWORD)
    visitor.open("/vao").send(ten="an", mat_khau=PASSWORD)
    assert visitor.title == "Đặt mật khẩu của bạn"
    assert visitor.open("/vao/ma").send(ma="000000").response.status_code == 422
    visitor.open("/vao/mat-khau").send(mat_khau=PASSWORD, nhap_lai=PASSWORD)
    assert "phải khác" in visitor.problem
    new = "chín con rồng bay lượn"
    visitor.send(mat_khau=new, nhap_lai=new + "!")
    assert "không giống nhau" in visitor.problem
    visitor.send(mat_khau=new, nhap_lai=new)
    assert visitor.title == "Cài mã trên điện thoại"
    secret = visitor.page.select_one(".secret")
    assert secret is not None
    assert visitor.client.get("/vao/cai-ma/qr.png").content.startswith(b"\x89PNG")
    visitor.send(ma="000000")
    assert "Mã không đúng" in visitor.problem
    lan = Staff(desk, "lan")
    lan.secret = secret.get_text()
    visitor.send(ma=lan.code())
    assert visitor.title == "Mã dự phòng"
    assert len(visitor.page.select(".codes li")) == 8
    assert visitor.open("/").title == "Việc của tôi"
    assert visitor.client.get("/vao/cai-ma/qr.png").status_code == 404


def test_recovery_code_opens_the_desk_once(desk: Desk, visitor: Browser) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    code, *_ = set_up_codes(desk.database, desk.clock() - 300, lan.person, lan.secret, lan.code(-300))
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD).send(ma=code)
    assert visitor.title == "Việc của tôi"
    other = Browser(desk).open("/vao").send(ten="lan", mat_khau=PASSWORD).send(ma=code)
    assert "đã dùng rồi" in other.problem


def test_guessing_codes_is_held_up(desk: Desk, visitor: Browser, clock: Clock) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD)
    for _ in range(FREE):
        visitor.send(ma="000000")
    visitor.send(ma=lan.code())
    assert "nhiều lần" in visitor.problem
    clock.now += WINDOW_SECONDS
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD).send(ma=lan.code())
    assert visitor.title == "Việc của tôi"


def test_guesses_of_others_do_not_lock_out_a_person(desk: Desk) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    own = lan.signed_in()
    own.send("/dang-xuat")
    for number in range(60):
        Browser(desk, f"10.1.0.{number}").open("/vao").send(ten="lan", mat_khau="đoán bừa")
    assert "nhiều lần" in Browser(desk, "10.2.0.1").open("/vao").send(ten="lan", mat_khau=PASSWORD).problem
    assert own.open("/vao").send(ten="lan", mat_khau=PASSWORD).title == "Nhập mã trên điện thoại"


def test_guesses_from_the_office_hold_up_nobody_known_there(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    Staff(desk, "an", Role.WRITER)
    own = lan.signed_in()
    with_key = Browser(desk)
    own.send("/dang-xuat")
    clock.now += 60  # another code
    for number in range(FREE_BY_ORIGIN):
        Browser(desk).open("/vao").send(ten="lan" if number < FREE else f"ten-{number}", mat_khau="đoán bừa")
    assert "nhiều lần" in Browser(desk).open("/vao").send(ten="lan", mat_khau=PASSWORD).problem
    own.open("/vao").send(ten="lan", mat_khau=PASSWORD).send(ma=lan.code())
    assert own.title == "Việc của tôi", own.problem
    own.open("/tai-khoan").send("/tai-khoan/doi-dien-thoai", mat_khau_cu=PASSWORD)
    assert own.title == "Cài mã trên điện thoại khác", own.problem
    monkeypatch.setattr(signing_in, "person_who_signed", lambda *_: person_by_name(desk.database, "an"))
    assert answered(with_key) == {"to": "/"}
    assert with_key.open("/").title == "Việc của tôi"


def answered(browser: Browser) -> Any:
    """Answer the challenge of a passkey."""
    options = browser.client.post("/vao/khoa", headers={"Origin": ADDRESS})
    data = {"ma-bieu-mau": options.json()["token"], "tra-loi": "{}"}
    return browser.client.post("/vao/bang-khoa", data=data, headers={"Origin": ADDRESS}).json()


def test_guesses_in_a_known_browser_are_held_up(desk: Desk) -> None:
    own = Staff(desk, "lan", Role.WRITER).signed_in()
    own.send("/dang-xuat")
    for _ in range(FREE):
        own.open("/vao").send(ten="lan", mat_khau="đoán bừa")
    assert "nhiều lần" in own.open("/vao").send(ten="lan", mat_khau=PASSWORD).problem


def test_guess_counts_before_the_password_is_looked_at(
    desk: Desk, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def verified_password(*_: object) -> str:
        counted.append(len(desk.database.rows("SELECT 1 FROM failures")))
        return ""

    Staff(desk, "lan", Role.WRITER)
    monkeypatch.setattr(signing_in, "verified_password", verified_password)
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD)
    assert counted == [1]


def test_session_of_before_is_worth_nothing_after(desk: Desk, visitor: Browser) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD)
    planted = visitor.client.cookies[SESSION]
    visitor.send(ma=lan.code())
    assert visitor.client.cookies[SESSION] != planted
    other = Browser(desk)
    other.client.cookies.set(SESSION, planted)
    assert other.open("/").title == "Đăng nhập"


def test_signing_out_ends_the_session(desk: Desk) -> None:
    browser = Staff(desk, "lan", Role.WRITER).signed_in()
    token = browser.client.cookies[SESSION]
    assert browser.send("/dang-xuat").title == "Đăng nhập"
    browser.client.cookies.set(SESSION, token)
    assert browser.open("/").title == "Đăng nhập"


def test_cookies_are_for_this_host_alone(desk: Desk) -> None:
    Staff(desk, "lan", Role.WRITER)
    found = Browser(desk).open("/vao")
    found.client.follow_redirects = False
    cookie = found.send(ten="lan", mat_khau=PASSWORD).response.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_page_asked_for_is_opened_after_signing_in(desk: Desk, visitor: Browser) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    visitor.open("/tai-khoan").send(ten="lan", mat_khau=PASSWORD).send(ma=lan.code())
    assert visitor.title == "Tài khoản của tôi"


@pytest.mark.parametrize(
    "path", ["https://xau.example/", "//xau.example/", "/\\xau.example/", "xau", "/a\nb"]
)
def test_no_other_site_is_opened_after_signing_in(desk: Desk, visitor: Browser, path: str) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    visitor.response = visitor.client.get("/vao", params={"tiep": path})
    visitor.send(ten="lan", mat_khau=PASSWORD, tiep=path)
    visitor.client.follow_redirects = False
    assert visitor.send(ma=lan.code(), tiep=path).response.headers["location"] == "/"


@pytest.mark.parametrize("origin", ["https://xau.example", "null", "", ADDRESS.replace("https", "http")])
def test_form_of_another_site_is_rejected(desk: Desk, origin: str) -> None:
    browser = Staff(desk, "lan", Role.WRITER).signed_in().open("/tai-khoan")
    browser.send("/tai-khoan/doi-dien-thoai", headers={"Origin": origin}, mat_khau_cu=PASSWORD)
    assert browser.response.status_code == 403
    assert browser.open("/").title == "Việc của tôi"


def test_form_without_the_token_of_the_session_is_rejected(desk: Desk) -> None:
    lan, an = Staff(desk, "lan", Role.WRITER).signed_in(), Staff(desk, "an", Role.WRITER).signed_in()
    stolen = an.open("/tai-khoan").page.select_one("input[name=ma-bieu-mau]")
    assert stolen is not None
    for token in ("", str(stolen["value"])):
        lan.open("/tai-khoan").send("/tai-khoan/doi-dien-thoai", ma_bieu_mau=token, mat_khau_cu=PASSWORD)
        assert lan.response.status_code == 403


def test_link_from_a_chat_opens_with_the_session(visitor: Browser) -> None:
    visitor.open("/tai-khoan", **{"Sec-Fetch-Site": "cross-site"})
    refresh = visitor.page.select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    assert refresh["content"] == "0"


def test_other_names_of_the_server_are_not_answered(visitor: Browser) -> None:
    assert visitor.open("/vao", Host="xau.example").response.status_code == 421
    assert visitor.open("/vao", Host="ban-bien-tap.xathu.example:444").response.status_code == 421


@pytest.mark.parametrize(
    "address",
    [
        "http://xathu.example",
        "http://10.0.0.1:8000",
        "https://10.0.0.1",
        "https://[::2]",
        "ftp://xathu.example",
    ],
)
def test_unsafe_addresses_are_rejected(desk: Desk, address: str) -> None:
    with pytest.raises(UserError, match="không dùng được"):
        replace(desk, address=address)


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_this_machine_needs_no_certificate(desk: Desk, address: str) -> None:
    assert not replace(desk, address=address).is_secure


def test_demonstration_account_signs_in_on_this_machine_only(desk: Desk, clock: Clock) -> None:
    create_person(
        desk.database,
        clock.now,
        None,
        "thu",
        "Người dùng thử",
        roles=[Role.WRITER],
        password=PASSWORD,
        is_demo=True,
    )
    here = replace(desk, address="http://localhost:8000")
    assert Browser(here).open("/vao").send(ten="thu", mat_khau=PASSWORD).title == "Việc của tôi"
    assert Browser(desk).open("/vao").send(ten="thu", mat_khau=PASSWORD).title == "Cài mã trên điện thoại"


def test_every_answer_has_the_headers_of_security(desk: Desk) -> None:
    browser = Staff(desk, "lan", Role.WRITER).signed_in()
    for path in ("/", "/khong-co", "/nguoi", "/tep/khong-co.css", "/vao/cai-ma/qr.png"):
        headers = browser.open(path).response.headers
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["strict-transport-security"].startswith("max-age=")


def test_styles_are_kept_for_ever_under_a_name_that_changes(visitor: Browser) -> None:
    link = visitor.open("/vao").page.select_one("link[rel=stylesheet]")
    assert link is not None
    response = visitor.open(str(link["href"])).response
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert response.headers["content-type"].startswith("text/css")


def test_names_are_shown_as_text(desk: Desk) -> None:
    admin = Staff(desk, "quan-tri", Role.ADMINISTRATOR).signed_in()
    admin.open("/nguoi").send(ho_ten="<script>alert(1)</script> {{ 7*7 }}", ten="xau")
    admin.open("/nguoi")
    assert not admin.page.select("main script")
    assert "<script>alert(1)</script> {{ 7*7 }}" in words(admin)


def test_administrator_adds_resets_and_retires_people(desk: Desk, visitor: Browser) -> None:
    admin = Staff(desk, "quan-tri", Role.ADMINISTRATOR).signed_in()
    admin.open("/nguoi").send(ho_ten="Lê An", ten="an", vai_tro="WRITER")
    secret = admin.page.select_one(".secret")
    assert secret is not None
    assert visitor.open("/vao").send(ten="an", mat_khau=secret.get_text()).title == "Đặt mật khẩu của bạn"
    person = person_by_name(desk.database, "an")
    assert person is not None
    admin.open(f"/nguoi/{person.id}").send(f"/nguoi/{person.id}/dat-lai")
    assert visitor.open("/vao/mat-khau").title == "Đăng nhập"
    admin.open(f"/nguoi/{person.id}").send(f"/nguoi/{person.id}", dang_lam_viec="")
    assert "Đã lưu tài khoản an" in words(admin)
    assert "đã nghỉ" in words(admin.open("/nguoi"))
    assert {"tạo tài khoản", "sửa tài khoản", "đặt lại cách đăng nhập"} <= {
        entry.act.value for entry in entries(desk.database)
    }


def test_own_password_is_changed_with_the_present_one(desk: Desk) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    browser, new = lan.signed_in().open("/tai-khoan"), "chín con rồng bay lượn"
    browser.send("/tai-khoan/mat-khau", mat_khau_cu="sai", mat_khau=new, nhap_lai=new)
    assert "hiện tại không đúng" in browser.problem
    browser.send("/tai-khoan/mat-khau", mat_khau_cu=PASSWORD, mat_khau=new, nhap_lai=new)
    assert "Đã đổi mật khẩu" in words(browser)
    assert Browser(desk).open("/vao").send(ten="lan", mat_khau=new).title == "Nhập mã trên điện thoại"


def test_codes_are_moved_to_another_phone(desk: Desk, clock: Clock) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    browser = lan.signed_in().open("/tai-khoan")
    browser.send("/tai-khoan/doi-dien-thoai", mat_khau_cu=PASSWORD)
    secret = browser.page.select_one(".secret")
    assert secret is not None
    lan.secret = secret.get_text()
    assert browser.send(ma=lan.code()).title == "Mã dự phòng"
    clock.now += 60
    assert lan.signed_in().title == "Việc của tôi"


def test_malformed_answer_of_a_passkey_is_rejected(visitor: Browser) -> None:
    visitor.open("/vao")
    options = visitor.client.post("/vao/khoa", headers={"Origin": ADDRESS})
    for answer in ("[" * 6_000, "{}", "null", "x"):
        data = {"ma-bieu-mau": options.json()["token"], "tra-loi": answer}
        sent = visitor.client.post("/vao/bang-khoa", data=data, headers={"Origin": ADDRESS})
        assert sent.status_code == 422


def test_strangers_hold_nobody_up_who_has_a_passkey(desk: Desk) -> None:
    for number in range(60):
        Browser(desk, f"10.1.{number}.1").open("/vao").send(ten="", mat_khau="x")
    assert "Thử lại sau" not in answered(Browser(desk, "10.0.0.1"))["problem"]


def test_password_is_checked_for_a_name_that_does_not_exist(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def verified_password(_database: object, person: object, _written: str) -> str:
        asked.append(person)
        return ""

    monkeypatch.setattr(signing_in, "verified_password", verified_password)
    visitor.open("/vao").send(ten="khong-ai", mat_khau=PASSWORD)
    assert asked == [None]


def test_password_that_was_copied_with_a_space_is_right(desk: Desk, visitor: Browser) -> None:
    Staff(desk, "lan", Role.WRITER)
    visitor.open("/vao").send(ten="lan", mat_khau=f" {PASSWORD} \n")
    assert visitor.title == "Nhập mã trên điện thoại"


def test_reset_during_a_change_of_the_password_wins(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lan = Staff(desk, "lan", Role.WRITER)
    browser, known = lan.signed_in().open("/tai-khoan"), accounts.has_password

    def late(database: Database, person: Person | None, written: str) -> bool:
        found = known(database, person, written)
        reset_person(desk.database, desk.clock(), None, lan.person, "mật khẩu mới cấp lại")
        return found

    monkeypatch.setattr(account, "has_password", late)
    new = "bốn từ không liên quan"
    browser.send("/tai-khoan/mat-khau", mat_khau_cu=PASSWORD, mat_khau=new, nhap_lai=new)
    assert accounts.has_password(desk.database, lan.person, "mật khẩu mới cấp lại")


def test_reset_during_a_sign_in_ends_it(
    desk: Desk, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, verified = Staff(desk, "lan", Role.WRITER), accounts.verified_password

    def late(database: Database, person: Person | None, written: str) -> str:
        found = verified(database, person, written)
        reset_person(desk.database, desk.clock(), None, lan.person, "mật khẩu mới cấp lại")
        return found

    monkeypatch.setattr(signing_in, "verified_password", late)
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD)
    assert "Tài khoản vừa thay đổi. Đăng nhập lại từ đầu." in words(visitor)
    assert desk.database.rows("SELECT 1 FROM sessions WHERE person IS NOT NULL") == []


def test_reset_between_code_and_session_ends_a_sign_in(
    desk: Desk, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, accepted = Staff(desk, "lan", Role.WRITER), accounts.accepts_code

    def late(database: Database, now: float, person: Person, written: str) -> bool:
        found = accepted(database, now, person, written)
        reset_person(desk.database, desk.clock(), None, lan.person, "mật khẩu mới cấp lại")
        return found

    monkeypatch.setattr(signing_in, "accepts_code", late)
    visitor.open("/vao").send(ten="lan", mat_khau=PASSWORD).send(ma=lan.code())
    assert desk.database.rows("SELECT 1 FROM sessions WHERE person IS NOT NULL") == []
