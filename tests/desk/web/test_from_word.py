"""A Word document becomes a text of the desk: its words, its pictures, and a list of what was left out."""

from __future__ import annotations

import re

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from tests.conversion.documents import document, paragraph, run
from tests.conversion.test_draft import NOTICE
from tests.conversion.test_pdf import ACTIVE, SIGNED
from tests.desk.conftest import Browser, Staff, new, words, write

TITLE = "Thông báo về việc họp thôn tháng 12"
HOSTILE = document(
    paragraph(run("<script>alert(1)</script>")),
    paragraph('<w:r><w:object><o:OLEObject xmlns:o="urn:o" r:id="x"/></w:object></w:r>'),
)


def begin(browser: Browser, name: str, content: bytes) -> Browser:
    browser.open("/bai/moi")
    return browser.send("/bai/tu-word", files=[("tep", (name, content))], loai="article")


def body(browser: Browser) -> str:
    area = browser.page.select_one("textarea#noi-dung")
    assert area is not None, words(browser)
    return area.get_text().strip()


def value(browser: Browser, name: str) -> str:
    field = browser.page.select_one(f"#{name}")
    assert field is not None
    return str(field["value"])


def test_text_begins_with_a_document(lan: Browser) -> None:
    begin(lan, "Thông báo.docx", NOTICE)
    assert re.fullmatch(r"/bai/\d+/viet", lan.response.url.path), words(lan)
    assert (value(lan, "title"), value(lan, "author")) == (TITLE, "Ban Biên tập")
    assert "Mời bà con dự họp." in body(lan)
    names = [str(one["data-file"]) for one in lan.page.select("li.file[data-file]")]
    picture = next(one for one in names if one.endswith(".jpg"))
    assert f"![Bà con họp thôn]({picture})" in body(lan)
    assert value(lan, f"mo-ta-{picture.replace('.', chr(92) + '.')}") == "Bà con họp thôn"
    assert "Đã lấy chữ từ thong-bao-" in words(lan)
    write(lan, body(lan), title=TITLE, lam="gui")
    assert "Đã gửi duyệt" in words(lan)


def test_text_begins_with_a_pdf(lan: Browser) -> None:
    begin(lan, "Kế hoạch.pdf", SIGNED)
    attached = lan.page.select_one("textarea#attachments")
    assert attached is not None
    assert re.fullmatch(r"ke-hoach-\w{8}\.pdf \| Thông báo Ve viec hop thon.*", attached.get_text().strip())
    assert body(lan).endswith("Toàn văn ở tệp đính kèm.")
    assert "1 chữ ký số" in words(lan)
    begin(lan, "a.pdf", ACTIVE["opening"][0])
    assert (lan.response.status_code, "JavaScript" in lan.problem) == (422, True)


def test_document_stands_beside_the_text(lan: Browser, desk: Desk) -> None:
    begin(lan, "Thông báo.docx", NOTICE)
    link = next(str(one["href"]) for one in lan.page.select("a") if one.get_text() == "Đối chiếu")
    lan.open(link)
    shown = lan.page.select_one(".document")
    assert shown is not None
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in shown.get_text()
    assert lan.page.select_one("iframe[src$='trang?phan=bai']") is not None
    other = Staff(desk, "hung", Role.WRITER).signed_in()
    assert other.open(link).response.status_code == 404
    assert lan.open(link.replace(".docx", ".pdf")).response.status_code == 404


def test_words_of_a_document_are_no_markup(lan: Browser) -> None:
    begin(lan, "a.docx", HOSTILE)
    assert "Không mang sang được: 1 " in words(lan)
    assert r"\<script>" in body(lan)
    link = next(str(one["href"]) for one in lan.page.select("a") if one.get_text() == "Đối chiếu")
    lan.open(link)
    assert not lan.page.select("main script")
    assert "<script>alert(1)</script>" in lan.page.select(".document")[0].get_text()


def test_document_is_taken_into_a_text_that_was_begun(lan: Browser) -> None:
    write(new(lan), "Đoạn đầu.", title="")
    form = lan.response.url.path
    lan.send(form, to=f"{form.removesuffix('viet')}tep", files=[("tep", ("a.docx", NOTICE))])
    name = str(lan.page.select("li.file[data-file]")[0]["data-file"])
    lan.send(form, to=f"{form.removesuffix('viet')}lay-chu", ten=name)
    assert body(lan).startswith("Đoạn đầu.\n\n")
    assert "Mời bà con dự họp." in body(lan)
    assert value(lan, "title") == TITLE


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("cu.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "tệp Word kiểu cũ"),
        ("a.docx", b"khong phai", "a.docx:"),
        ("a.docx", b"", "a.docx:"),
        ("anh.JPG", b"\xff\xd8", "Đây là ảnh"),
    ],
)
def test_other_files_are_rejected_with_what_to_do(
    lan: Browser, desk: Desk, name: str, data: bytes, said: str
) -> None:
    begin(lan, name, data)
    assert lan.response.status_code == 422
    assert said in lan.problem
    assert desk.database.rows("SELECT * FROM texts") == []
