"""What every request has to pass, as somebody sends it who is no browser, and that no page makes others wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from itertools import islice

import httpx
import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.people.sessions import start_session
from plugins.desk.texts import writing
from plugins.desk.web.application import MOST_OF_STRANGERS, desk_application
from plugins.desk.web.fields import reject_unusable
from plugins.desk.web.routes import pages
from plugins.desk.web.turns import BUILDING, HASHING, Turns, turns_of
from plugins.errors.issue import UserError
from plugins.serving.listening import listening_on
from plugins.serving.process import serving
from tests.desk.conftest import ADDRESS, Browser, Staff, new, words, write
from tests.desk.office import Office
from tests.waiting import wait_until

CHARSETS = [
    "punycode",
    "idna",
    "undefined",
    "utf-7",
    "unicode_escape",
    "utf-16-le",
    "UTF-8; charset=punycode",
    "x",
]
# In the wrong order; with something invisible between them; one that is taken apart into two.
MARKS = ["\u0301\u0323", "\u200b\u0301\u200b\u0323", "\u0f73"]


def multipart(*fields: tuple[str, str]) -> bytes:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return ("".join(parts) + "--x--\r\n").encode()


def token_of(browser: Browser) -> str:
    found = browser.page.select_one("[name=ma-bieu-mau]")
    assert found is not None
    return str(found["value"])


def sent(browser: Browser, path: str, body: bytes, kind: str) -> int:
    headers = {"Origin": ADDRESS, "Content-Type": kind}
    return browser.client.post(path, content=body, headers=headers).status_code


@pytest.mark.parametrize("charset", CHARSETS)
def test_strangers_choose_no_encoding(visitor: Browser, charset: str) -> None:
    body = multipart(("ten", "a" * 5_000 + "-" + "a" * 5_000))
    assert sent(visitor, "/vao", body, f"multipart/form-data; charset={charset}; boundary=x") == 415
    assert sent(visitor, "/vao", b"ten=a", f"application/x-www-form-urlencoded; charset={charset}") == 415


def test_writers_choose_no_encoding_of_files(lan: Browser) -> None:
    page = new(lan).response.url.path.replace("viet", "tep")
    body = multipart(("ma-bieu-mau", token_of(lan)), ("noi-dung", "Họp thôn"))
    for charset, status in (("punycode", 415), ("utf-8", 422)):
        assert sent(lan, page, body, f"multipart/form-data; charset={charset}; boundary=x") == status


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/json"])
def test_forms_without_files_come_in_one_encoding(lan: Browser, kind: str) -> None:
    page = new(lan).response.url.path
    assert sent(lan, page, multipart(("ma-bieu-mau", token_of(lan))), kind) == 415


def test_forms_of_strangers_are_small(visitor: Browser) -> None:
    kind = "application/x-www-form-urlencoded"
    assert sent(visitor, "/vao", b"ten=" + b"a" * (MOST_OF_STRANGERS - 4), kind) == 422
    assert sent(visitor, "/vao", b"ten=" + b"a" * MOST_OF_STRANGERS, kind) == 413
    headers = {"Origin": ADDRESS, "Content-Type": kind}
    for length in ("", "-1", "x", "9" * 5_000):
        assert (
            visitor.client.post("/vao", content=b"ten=a", headers=headers | {"Content-Length": length})
        ).status_code == 413


def test_writers_send_long_texts(lan: Browser) -> None:
    body = "Họp thôn bàn việc làm đường.\n\n" * 20_000
    assert write(new(lan), body).response.status_code == 200


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("field", ["noi-dung", "title", "ten\u1ea1"])
def test_stacked_marks_reach_no_page(
    desk: Desk, lan: Browser, monkeypatch: pytest.MonkeyPatch, field: str, marks: str
) -> None:
    page = new(lan).response.url.path.replace("viet", "luu")
    token = token_of(lan)
    monkeypatch.setattr(writing, "saved_draft", no_page)
    headers = {"Origin": desk.address, "Accept": "application/json"}
    fields = {"ma-bieu-mau": token, field: "Họp thôn bàn á" + marks * 200}
    answer = lan.client.post(page, data=fields, headers=headers)
    assert answer.status_code == 422
    assert "dấu chồng lên một chữ sau “Họp thôn bàn" in answer.json()["problem"]
    assert (
        lan.client.post(page, data={"ma-bieu-mau": token, marks * 200: "a"}, headers=headers).status_code
        == 422
    )
    assert (
        lan.client.get(page.replace("luu", "lien-ket-toi"), params={"tim": "a" + marks * 200}).status_code
        == 422
    )


def no_page(*_: object) -> None:
    pytest.fail("a page was reached")


def test_marks_of_an_hour_are_looked_at_in_a_moment() -> None:
    begun = time.process_time()
    for marks in MARKS:
        with pytest.raises(UserError):
            reject_unusable(["á" + marks * 100_000])
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x08", "\x1b", "\x7f"])
def test_control_characters_lock_no_writer_out(lan: Browser, character: str) -> None:
    write(new(lan), "Ba trang đã viết.")
    page = lan.response.url.path
    write(lan, f"Ba trang đã viết. Thêm{character} chữ.")
    assert lan.response.status_code == 422
    assert f"U+{ord(character):04X}" in lan.problem
    assert "sau “Ba trang đã viết. Thêm”" in lan.problem
    assert "Ba trang đã viết." in words(lan.open(page))


@pytest.mark.parametrize(
    "character",
    ["\t", "\x02", "\x0b", "\x0c", "\r", "\x1e", "\x1f", "\x85", "\xad", "\u2028", "\u2029", "\u200b", "\u200d", "\u202e", "\ufeff"],
)  # fmt: skip
def test_what_people_paste_is_kept(lan: Browser, character: str) -> None:
    page = new(lan).response.url.path
    assert write(lan, f"Họp thôn{character} bàn việc ❤️❤️ 👨‍👩‍👧.").response.status_code == 200
    assert "bàn việc" in words(lan.open(page))


def test_slow_pages_of_one_person_leave_threads_for_others(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, may_go_on, entered = office.submitted(), threading.Event(), list[str]()
    page = desk.content.site.page

    def slow(path: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
        entered.append(path)
        may_go_on.wait(60)
        return page(path, files)

    monkeypatch.setattr(desk.content.site, "page", slow)
    listener = listening_on("localhost", 0)
    here = replace(desk, address=f"http://localhost:{listener.getsockname()[1]}")

    def preview(name: str) -> httpx.Response:
        token, _ = start_session(desk.database, desk.clock(), office.people[name], is_complete=True)
        headers = {"Cookie": f"phien={token}"}
        return httpx.get(f"{here.address}/bai/{text.id}/trang", headers=headers, timeout=60)

    threads, most = 60, Turns.PREVIEWS.value.most // 2
    with serving(desk_application(here), listener), ThreadPoolExecutor(threads + 1) as pool:
        asked = [pool.submit(preview, "lan") for _ in range(threads)]
        rejected = [one.result() for one in islice(as_completed(asked), threads - most)]
        try:
            wait_until(lambda: len(entered) == Turns.PREVIEWS.value.of_one)
            other = pool.submit(preview, "an")
            wait_until(lambda: len(entered) == Turns.PREVIEWS.value.of_one + 1)
            assert httpx.get(f"{here.address}/vao", timeout=10).status_code == 200
        finally:
            may_go_on.set()
        answers = [one.result().status_code for one in asked]
        assert other.result().status_code == 200
    listener.close()
    assert sorted(answers) == [200] * most + [503] * (threads - most)
    assert {one.headers["Retry-After"] for one in rejected} == {"10"}
    assert "Bàn biên tập đang bận" in rejected[0].text


def test_slow_pages_stand_in_the_table_of_routes() -> None:
    known = {page.path: page for page in pages()}
    assert known.keys() >= BUILDING | HASHING
    assert {turns_of(page, is_form=True) for page in known.values()} == set(Turns)
    assert turns_of(known["/vao"], is_form=False) is Turns.QUICK
    assert turns_of(known["/lien-ket/{token}"], is_form=True) is Turns.QUICK


@pytest.mark.parametrize("path", ["/vao", "/lien-ket/x"])
def test_strange_token_of_a_stranger_is_wrong(visitor: Browser, path: str) -> None:
    token = visitor.client.post("/vao/khoa", headers={"Origin": ADDRESS}).json()["token"]
    for sent_token in ("Ọ", "\ufffd", "Ọ" * len(token)):
        data = {"ma-bieu-mau": sent_token}
        assert visitor.client.post(path, data=data, headers={"Origin": ADDRESS}).status_code == 403


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5_000, "99999999999999999999"])
@pytest.mark.parametrize("path", ["/bai/{}", "/bai/{}/viet", "/bai/{}/tep/a.jpg", "/nguoi/{}"])
def test_numbers_that_no_database_has_lead_nowhere(desk: Desk, path: str, number: str) -> None:
    admin = Staff(desk, "mai", Role.WRITER, Role.ADMINISTRATOR).signed_in()
    assert admin.client.get(path.format(number)).status_code == 404
    assert admin.client.get(path.format("9" * 18)).status_code == 404
