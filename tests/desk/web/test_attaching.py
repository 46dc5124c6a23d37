"""Pictures and documents in the form, as a browser without script sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.desk.desk import Desk
from plugins.desk.people.accounts import person_by_name
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts import attaching
from plugins.desk.texts.drafts import Draft, Text, kept_draft, kept_moments, save_draft, text_by_id
from plugins.desk.texts.editing import change_draft
from plugins.desk.uploads import opening
from plugins.desk.uploads.child import kept_picture
from plugins.desk.uploads.store import listed_uploads
from plugins.desk.web.call import Call
from tests.desk.conftest import FIELDS, Browser, Staff, new, submitted, words, write
from tests.images.photos import opened, photo

CSV = ("Số liệu quý I.csv", b"a,b\n1,2\n")
BROKEN = ("c.jpg", b"x")
WORDS = "Bà con họp ở nhà văn hóa"


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Open pictures in this process: `tests/desk/uploads` does it in the confined one."""

    def quick(name: str, ending: str, content: bytes) -> tuple[bytes, bytes]:
        file = tmp_path / f"anh{ending}"
        file.write_bytes(content)
        return kept_picture(file) if content != BROKEN[1] else picture(name, ending, content)

    picture = opening._picture
    monkeypatch.setattr(opening, "_picture", quick)


def send(browser: Browser, *files: tuple[str, bytes], **fields: Any) -> Browser:
    """Send files with the form that is open."""
    form = browser.page.select_one("form.writing")
    assert form is not None
    action = str(form["action"])
    given = [("tep", file) for file in files]
    return browser.send(action, to=action.replace("/viet", "/tep"), files=given, **{**FIELDS, **fields})


def names(browser: Browser) -> list[str]:
    return [str(one["data-file"]) for one in browser.page.select("li.file")]


def act(browser: Browser, button: str, name: str, said: str | None = None) -> Browser:
    """Press a button of a file, after writing words for it."""
    form = browser.page.select_one("form.writing")
    assert form is not None
    action = str(form["action"])
    fields: dict[str, Any] = {"ten": name} | ({f"mo-ta:{name}": said} if said is not None else {})
    return browser.send(action, to=action.replace("/viet", f"/{button}"), **fields)


def body(browser: Browser) -> str:
    area = browser.page.select_one("textarea#noi-dung")
    assert area is not None
    return area.get_text().strip("\n")


def value(browser: Browser, name: str) -> str:
    found = browser.page.select_one(f"#{name}")
    assert found is not None
    return str(found.get("value", found.get_text())).strip()


@pytest.fixture
def with_picture(lan: Browser) -> tuple[Browser, str]:
    """A writer whose new text has one picture, and the name of it."""
    send(new(lan), ("IMG_1.jpg", photo(400, 300)))
    (name,) = names(lan)
    return lan, name


def test_files_are_sent_with_what_was_typed(lan: Browser) -> None:
    send(new(lan), ("a.jpg", photo(40, 20)), CSV, noi_dung="Đang gõ dở.")
    assert "Đã nhận 2 tệp" in words(lan)
    assert [name.rpartition("-")[0] for name in names(lan)] == ["a", "so-lieu-quy-i"]
    assert body(lan) == "Đang gõ dở."
    assert lan.page.select(f"[name='mo-ta:{names(lan)[1]}']")[0]["value"] == "Số liệu quý I"


def test_files_that_are_rejected_leave_the_others(lan: Browser) -> None:
    send(new(lan), ("a.jpg", photo(40, 20)), ("b.exe", b"MZ"), BROKEN, CSV, noi_dung="Một.")
    assert lan.response.status_code == 422
    assert "Đã nhận 2 tệp" in lan.problem
    assert "b.exe: không nhận loại tệp này" in lan.problem
    assert "c.jpg: " in lan.problem
    assert len(names(lan)) == 2
    assert body(lan) == "Một."


def test_file_that_is_too_large_is_rejected(lan: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("texts.attaching", "uploads.store"):
        monkeypatch.setattr(f"plugins.desk.{module}.LARGEST", 1_000)
    send(new(lan), ("a.csv", b"a,b\n" * 1_000), CSV)
    assert "a.csv: lớn hơn" in lan.problem
    assert len(names(lan)) == 1


def test_files_that_were_chosen_but_not_sent_are_named(desk: Desk, lan: Browser) -> None:
    write(new(lan), "Một.", lam="gui", tep="anh.jpg")
    assert "chưa được gửi" in lan.problem
    assert "anh.jpg" in lan.problem
    assert body(lan) == "Một."
    assert desk.content.blobs().keys() == {"agency.yaml"}


def test_eight_pictures_are_published_with_their_words(desk: Desk, lan: Browser, an: Browser) -> None:
    send(new(lan), *[(f"IMG_{n}.jpg", photo(40 + n, 20)) for n in range(8)])
    for number, name in enumerate(names(lan)):
        act(lan, "chen", name, f"{WORDS} số {number}")
        assert lan.problem == ""
    act(lan, "anh-dau", names(lan)[0])
    write(lan, body(lan), lam="gui")
    page = lan.response.url.path
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    assert "Đã duyệt và đăng" in words(an)
    published = desk.content.published_blobs()
    assert len([path for path in published if path.endswith(".jpg")]) == 8
    text = (desk.content.history.read("articles/2026/09/hop-thon-thang-12.md", PUBLISHED) or b"").decode()
    assert text.count(f"![{WORDS}") == 8


def test_picture_is_inserted_only_with_words(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    for said, problem in (
        ("", "Viết mô tả trước"),
        ("ảnh 1", "không nói gì"),
        (FIELDS["title"], "nhắc lại tiêu đề"),
    ):
        for button in ("chen", "anh-dau"):
            act(lan, button, name, said)
            assert lan.response.status_code == 422
            assert problem in words(lan)
            assert problem in lan.page.select_one(f"[data-file='{name}'] .wrong").get_text()
            assert (body(lan), value(lan, "cover")) == ("", "")
    act(lan, "chen", name, WORDS)
    assert body(lan) == f"![{WORDS}]({name})"


def test_words_are_kept_while_typing(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    form = lan.page.select_one("form.writing")
    token = lan.page.select_one("[name=ma-bieu-mau]")
    assert form is not None
    assert token is not None
    lan.client.post(
        str(form["data-autosave"]),
        data={"ma-bieu-mau": str(token["value"]), f"mo-ta:{name}": f"  {WORDS}\n"},
        headers={"Origin": lan.desk.address},
    ).raise_for_status()
    lan.open(str(form["action"]))
    assert lan.page.select_one(f"[name='mo-ta:{name}']")["value"] == WORDS


def test_older_window_leaves_words_that_it_has_not_touched(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    lan.open(str(lan.response.url.path).replace("/tep", "/viet"))
    form, older = str(lan.response.url.path), lan.response
    described: dict[str, Any] = {**FIELDS, f"mo-ta:{name}": WORDS}
    lan.send(form, **described)
    lan.response = older
    typed: dict[str, Any] = {**FIELDS, "noi_dung": "Câu gõ ở cửa sổ cũ."}
    lan.send(form, **typed)
    lan.open(form)
    assert lan.page.select_one(f"[name='mo-ta:{name}']")["value"] == WORDS


def test_files_of_a_published_text_are_named(with_picture: tuple[Browser, str], an: Browser) -> None:
    lan, name = with_picture
    act(lan, "chen", name, WORDS)
    write(lan, body(lan), lam="gui")
    page = lan.response.url.path
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    assert f"Bài còn dùng {name}, đã có từ bản trước." in words(lan.open(f"{page}/viet"))
    assert "Hiện nay trang ở /2026/09/hop-thon-thang-12/" in words(lan)
    for known, status in ((name, 200), (name.replace(".", "-x."), 404), ("hop-thon-thang-12.md", 404)):
        assert lan.client.get(f"{page}/anh-nho/{known}").status_code == status


def test_words_typed_in_an_older_window_are_kept(lan: Browser) -> None:
    send(new(lan), CSV)
    older, (name,), form = lan.response, names(lan), lan.response.url.path
    write(lan.open(form.replace("/tep", "/viet")), "Hai, ở cửa sổ khác.")
    lan.response = older
    write(lan, "Ba, ở cửa sổ cũ.", **{f"mo-ta:{name}": "Bảng chi tiêu quý ba"})
    assert "ban-giu" in lan.response.url.path
    lan.open(form.replace("/tep", "/viet"))
    assert lan.page.select_one(f"[name='mo-ta:{name}']")["value"] == "Bảng chi tiêu quý ba"


def test_words_go_to_a_picture_that_a_document_brought(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    write(lan, f"Trước.\n\n![]({name})\n\nSau.", lam="luu")
    assert "Viết vào ô “Mô tả ảnh” của ảnh ấy" in words(lan)
    act(lan, "chen", name, WORDS)
    assert body(lan) == f"Trước.\n\n![{WORDS}]({name})\n\nSau."
    assert "đã có trong bài, với mô tả này" in words(lan)


def test_picture_becomes_the_lead_picture(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    act(lan, "anh-dau", name, WORDS)
    assert (value(lan, "cover"), value(lan, "cover_alt")) == (name, WORDS)


def test_document_is_attached_once(lan: Browser) -> None:
    send(new(lan), CSV)
    (name,) = names(lan)
    for _ in range(2):
        act(lan, "dinh-kem", name, "Biểu | số liệu")
    assert value(lan, "attachments") == f"{name} | Biểu / số liệu"
    act(lan, "dinh-kem", name, "Biểu mới")
    assert value(lan, "attachments") == f"{name} | Biểu mới"
    act(lan, "dinh-kem", name, "Biểu | số liệu")
    act(lan, "chen", name)
    assert body(lan) == f"[Biểu | số liệu]({name})"
    write(lan, body(lan), lam="gui")
    assert "Đã gửi duyệt" in words(lan), lan.problem


def test_what_is_saved_while_a_file_is_attached_is_kept(
    desk: Desk, lan: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(new(lan), CSV)
    (name,) = names(lan)
    text = text_by_id(desk.database, 1)
    assert text is not None

    def late(call: Call, text: Text, draft: Draft, fields: Mapping[str, str]) -> None:
        save_draft(desk.database, desk.clock(), replace(draft, content=b"Saved meanwhile."))
        change_draft(call, text, draft, fields)

    monkeypatch.setattr(attaching, "change_draft", late)
    act(lan, "chen", name, "Biểu")
    assert name in body(lan)
    (number,) = kept_moments(desk.database, text, 1)
    kept = kept_draft(desk.database, text, 1, number)
    assert kept is not None
    assert kept.content == b"Saved meanwhile."


def test_file_in_use_is_not_removed(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    act(lan, "chen", name, WORDS)
    act(lan, "bo-tep", name)
    assert "đang dùng trong bài" in lan.problem
    assert names(lan) == [name]
    write(lan, "Không ảnh.")
    act(lan, "bo-tep", name)
    assert names(lan) == []


def test_standing_page_has_no_lead_picture(lan: Browser) -> None:
    lan.open("/bai/moi").send(loai="page")
    send(lan, ("a.jpg", photo(40, 20)), CSV)
    buttons = {str(one["formaction"]).rpartition("/")[2] for one in lan.page.select("li.file [formaction]")}
    assert buttons == {"chen", "bo-tep"}


@pytest.mark.parametrize("button", ["chen", "anh-dau", "dinh-kem", "bo-tep"])
def test_script_gets_answers_to_change_the_page(with_picture: tuple[Browser, str], button: str) -> None:
    lan, name = with_picture
    number = lan.response.url.path.split("/")[2]
    token = lan.page.select_one("[name=ma-bieu-mau]")
    assert token is not None
    headers = {"Origin": lan.desk.address, "Accept": "application/json"}

    def answer(said: str) -> dict[str, object]:
        data = {"ma-bieu-mau": str(token["value"]), "ten": name, f"mo-ta:{name}": said, "noi-dung": "Một."}
        found: dict[str, object] = lan.client.post(
            f"/bai/{number}/{button}", data=data, headers=headers
        ).json()
        return found

    expected: dict[str, object] = {
        "chen": {"text": f"![{WORDS}]({name})", "is_block": True},
        "anh-dau": {"fields": {"cover": name, "cover_alt": WORDS}, "said": f"Đã đặt {name} làm ảnh đầu bài."},
        "dinh-kem": {"fields": {"attachments": f"{name} | {WORDS}"}, "said": f"Đã đính kèm {name} dưới bài."},
        "bo-tep": {"removed": name},
    }
    if button != "bo-tep":
        assert "Viết mô tả trước" in str(answer("")["problem"])
    assert answer(WORDS) == expected[button]


def test_script_sends_one_file_at_a_time(lan: Browser) -> None:
    new(lan)
    token, path = lan.page.select_one("[name=ma-bieu-mau]"), lan.response.url.path.replace("/viet", "/tep")
    assert token is not None
    headers = {"Origin": lan.desk.address, "Accept": "application/json"}
    found = lan.client.post(
        path, data={"ma-bieu-mau": str(token["value"])}, files={"tep": CSV}, headers=headers
    ).json()
    assert [(one["size"], one["words"], one["is_picture"]) for one in found["files"]] == [
        ("1\u00a0kB", "Số liệu quý I", False)
    ]
    bad = lan.client.post(
        path,
        data={"ma-bieu-mau": str(token["value"])},
        files={"tep": ("C:\\x\\b.exe", b"MZ")},
        headers=headers,
    ).json()
    assert bad["files"] == []
    assert bad["problems"][0].startswith("b.exe: ")


def test_pictures_are_shown_and_documents_are_downloads(with_picture: tuple[Browser, str]) -> None:
    lan, name = with_picture
    send(lan, CSV)
    number = lan.response.url.path.split("/")[2]
    picture = lan.client.get(f"/bai/{number}/tep/{name}")
    small = lan.client.get(f"/bai/{number}/anh-nho/{name}")
    document = lan.client.get(f"/bai/{number}/tep/{names(lan)[1]}")
    assert picture.headers["content-type"] == small.headers["content-type"] == "image/jpeg"
    assert document.headers["content-type"] == "application/octet-stream"
    assert document.headers["content-disposition"].startswith("attachment;")
    assert document.content == CSV[1]
    for answer in (picture, small, document):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"
    assert max(opened(small.content).size) <= 320
    assert isinstance(opened(picture.content), Image.Image)
    assert lan.client.get(f"/bai/{number}/anh-nho/{names(lan)[1]}").status_code == 404


@pytest.mark.parametrize("name", ["khong-co.jpg", "..%2f..%2fagency.yaml", "%00.jpg"])
def test_files_that_do_not_exist_are_not_found(with_picture: tuple[Browser, str], name: str) -> None:
    lan, _ = with_picture
    number = lan.response.url.path.split("/")[2]
    assert lan.client.get(f"/bai/{number}/tep/{name}").status_code == 404
    assert lan.client.get(f"/bai/{number}/anh-nho/{name}").status_code == 404


def test_files_of_a_new_text_are_its_writers_alone(
    desk: Desk, with_picture: tuple[Browser, str], an: Browser
) -> None:
    lan, name = with_picture
    number = lan.response.url.path.split("/")[2]
    for path in (f"/bai/{number}/tep/{name}", f"/bai/{number}/anh-nho/{name}"):
        assert an.client.get(path).status_code == 404
    token = new(an).page.select_one("[name=ma-bieu-mau]")
    assert token is not None
    data = {"ma-bieu-mau": str(token["value"]), "ten": name}
    for button in ("tep", "chen", "anh-dau", "dinh-kem", "bo-tep", "gio", "tim-bai", "nhan"):
        files = {"tep": CSV} if button == "tep" else None
        found = an.client.post(
            f"/bai/{number}/{button}", data=data, files=files, headers={"Origin": desk.address}
        )
        assert found.status_code == 404, button
    text = text_by_id(desk.database, int(number))
    assert text is not None
    person = person_by_name(desk.database, "lan")
    assert person is not None
    assert text.holder == person.id
    assert [one.name for one in listed_uploads(desk.database, text, person.id)] == [name]


def test_files_that_are_not_submitted_are_who_sent_thems_alone(desk: Desk, lan: Browser) -> None:
    page = submitted(lan)
    binh = Staff(desk, "binh", Role.WRITER).signed_in()
    send(lan.open(f"{page}/viet"), CSV)
    (name,) = names(lan)
    assert names(binh.open(f"{page}/viet")) == []
    write(binh, f"[Số liệu]({name})")
    assert "Không có tệp" in words(binh)
    for path in ("tep", "anh-nho"):
        assert binh.client.get(f"{page}/{path}/{name}").status_code == 404
    send(binh.open(f"{page}/viet"), CSV)
    assert names(binh) == [name]
    act(lan.open(f"{page}/viet"), "bo-tep", name)
    assert names(binh.open(f"{page}/viet")) == [name]


def test_unused_uploads_are_not_copied_for_checks(desk: Desk, lan: Browser) -> None:
    send(new(lan), CSV)
    number = int(lan.response.url.path.split("/")[2])
    (name,) = names(lan)
    write(lan, "Không dùng tệp.", lam="gui")
    assert f"Đã gửi duyệt. Không gửi kèm {name}, vì bài không dùng." in words(lan)
    assert not [path for path in desk.content.blobs() if path.endswith(".csv")]
    text = text_by_id(desk.database, number)
    assert text is not None
    assert len(listed_uploads(desk.database, text, 1)) == 1
