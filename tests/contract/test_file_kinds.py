"""A file to download is what its name says, or rejected with what to do."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from plugins.building.build import build
from plugins.contract.check import check
from plugins.contract.site.file_kinds import BEGINNINGS, DOCUMENTS, TEXTS, wrong_beginning
from tests.conftest import BuiltSite, TinySite
from tests.contract.test_check import errors, only
from tests.images.photos import photo

HERE = "articles/2024/03"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
RTF = b"{\\rtf1\\ansi Th\\u244?ng b\\u225?o}"
HTML = b"\xef\xbb\xbf\r\n<!-- x -->\n<HTML><body>x</body></HTML>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
RAR, SEVEN_ZIP = b"Rar!\x1a\x07\x01\0", b"7z\xbc\xaf\x27\x1c\0\4"
MP4 = b"\0\0\0\x20ftypisom\0\0\2\0"


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def open_document(kind: str) -> bytes:
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}".encode(), content=b"<x/>")


ZIP = zipped(word=b"<x/>")
FITTING = [
    (".m4a", MP4),
    (".vtt", b"WEBVTT\n"),
    (".pdf", PDF),
    (".pdf", b"\r\n" * 500 + PDF),
    (".doc", OLE),
    (".doc", RTF),
    (".xls", OLE),
    (".ppt", OLE),
    *((ending, ZIP) for ending in (".docx", ".xlsx", ".pptx", ".odt", ".zip")),
    (".zip", b"PK00" + ZIP),
    (".zip", open_document("text")),
    (".odt", open_document("text-template")),
    (".ods", open_document("spreadsheet")),
    (".odp", open_document("presentation")),
    (".rtf", RTF),
    (".rar", RAR),
    (".7z", SEVEN_ZIP),
    (".mp4", MP4),
    (".mp3", b"ID3\4\0\0"),
    (".mp3", bytes(9) + b"\xff\xfb\x90\x64"),
    (".webm", b"\x1a\x45\xdf\xa3\x9f"),
    (".ogg", b"OggS\0\2"),
    (".txt", "Số liệu quý I".encode()),
    (".txt", "Số liệu quý I".encode("utf-16")),
    (".txt", b"S\xe8 li\xd6u"),  # TCVN3
    (".csv", "năm;số\r\n2024;1\r\n".encode("utf-8-sig")),
    (".csv", b"<5;3\n"),
    (".csv", b"%;PDF-1.7\n"),
]
DISGUISED = [
    (".pdf", HTML, "trang web"),
    (".pdf", b"\r\n" * 600 + PDF, "hoặc đã hỏng"),
    (".pdf", ZIP, "tệp nén ZIP"),
    (".pdf", photo(30, 20), "mà là ảnh"),
    (".doc", ZIP, "Office đời mới"),
    (".doc", b"MIME-Version: 1.0\r\n", "trang web"),
    (".docx", OLE, "có mật khẩu"),
    (".docx", RTF, "RTF"),
    (".docx", open_document("text"), "OpenDocument"),
    (".ods", open_document("text"), "OpenDocument"),
    (".xls", HTML, "trang web"),
    (".xls", b"<table border=1><tr>", "trang web"),
    (".xlsx", b"n\xc4\x83m;s\n", "hoặc đã hỏng"),
    (".zip", RAR, "RAR"),
    (".rar", ZIP, "ZIP"),
    (".rar", SEVEN_ZIP, "7z"),
    (".mp4", b"\x1a\x45\xdf\xa3\x9f", "hoặc đã hỏng"),
    (".mp3", MP4, "hoặc đã hỏng"),
    (".txt", b"MZ\x90\0\3", "không phải là tệp chữ"),
    (".txt", PDF, "PDF"),
    (".csv", ZIP, "tệp nén ZIP"),
    (".csv", OLE, "Office đời cũ"),
    (".csv", HTML, "trang web"),
]


@pytest.mark.parametrize(("ending", "data"), FITTING)
def test_file_that_fits_its_name_passes(ending: str, data: bytes) -> None:
    assert wrong_beginning(ending, data) is None


@pytest.mark.parametrize(("ending", "data", "says"), DISGUISED)
def test_file_of_another_type_is_rejected(ending: str, data: bytes, says: str) -> None:
    wrong = wrong_beginning(ending, data)
    assert wrong
    assert says in wrong[0]
    assert wrong[1].endswith(".")


def test_every_type_has_a_file_that_fits() -> None:
    assert {ending for ending, _ in FITTING} == DOCUMENTS == BEGINNINGS.keys() | set(TEXTS)


@pytest.mark.parametrize("ending", sorted(DOCUMENTS))
def test_empty_file_is_rejected_at_its_line(site: TinySite, ending: str) -> None:
    site.write(f"{HERE}/tep{ending}", b"")
    site.article(body=f"Xem [tệp](tep{ending}).")
    issue = only(site)
    assert (issue.path, issue.message) == (f"{HERE}/bai.md", f"tệp “tep{ending}” rỗng (0 byte)")


def test_disguised_attachment_is_rejected_by_name(site: TinySite) -> None:
    site.write(f"{HERE}/tep.pdf", HTML)
    site.write(f"{HERE}/bang.xls", HTML)
    site.article(attachments='["tep.pdf | Tệp", "bang.xls | Bảng"]')
    assert [issue.message for issue in errors(site)] == [
        "tệp “bang.xls” không phải là tệp XLS mà là trang web (HTML)",
        "tệp “tep.pdf” không phải là tệp PDF mà là trang web (HTML)",
    ]


def test_disguised_attachment_of_a_draft_is_a_warning(site: TinySite) -> None:
    site.write(f"{HERE}/tep.pdf", b"")
    site.article()
    site.article(f"{HERE}/nhap.md", status="draft", attachments='["tep.pdf | Tệp"]')
    assert errors(site) == []
    assert any("rỗng" in issue.message for issue in check(site.settings())[1])
    site.build()


def test_unused_empty_file_stops_nothing(site: TinySite) -> None:
    site.write(f"{HERE}/tep.pdf", b"")
    site.article()
    assert errors(site) == []


def test_page_shows_type_and_size_of_attachments(site: TinySite) -> None:
    site.write(f"{HERE}/ke hoach.pdf", PDF.ljust(1_240_000))
    site.write(f"{HERE}/anh.png", photo(30, 20))
    files = '["ke hoach.pdf | Kế hoạch", "anh.png | Ảnh"]'
    site.article(attachments=files)
    site.article(f"{HERE}/en.md", lang="en", slug="plan", attachments=files)
    built = site.build()
    shown = {
        page: [link.text for link in built.page(page).select(".attachments a")]
        for page in ("/2024/03/bai/", "/en/2024/03/plan/")
    }
    assert shown == {
        "/2024/03/bai/": ["Kế hoạch (PDF, 1,2\u00a0MB)", "Ảnh (PNG)"],
        "/en/2024/03/plan/": ["Kế hoạch (PDF, 1.2\u00a0MB)", "Ảnh (PNG)"],
    }


def test_new_size_of_an_attachment_renders_its_page_again(site: TinySite) -> None:
    site.write(f"{HERE}/a.pdf", PDF.ljust(5_000))
    site.article(attachments='["a.pdf | Kế hoạch"]')
    site.article(f"{HERE}/khac.md", slug="khac")
    for size in (5_000, 7_000):
        site.write(f"{HERE}/a.pdf", PDF.ljust(size))
        build(site.content, site.output)
        link = BuiltSite(site.output).page("/2024/03/bai/").select_one(".attachments a")
        assert link is not None
        assert link.text == f"Kế hoạch (PDF, {size // 1000}\u00a0kB)"


def test_check_warns_of_heavy_attachments(site: TinySite) -> None:
    for name, size in (("nang.pdf", 12_300_000), ("vua.pdf", 10_000_000)):
        with site.write(f"{HERE}/{name}", PDF).open("r+b") as stream:
            stream.truncate(size)
    site.article(attachments='["nang.pdf | Nặng", "vua.pdf | Vừa", "khong-co.pdf | Không có"]')
    (issue,) = (issue for issue in check(site.settings())[1] if "nặng" in issue.message)
    assert issue.is_warning
    assert issue.line > 1
    assert "“nang.pdf” nặng 12,3\u00a0MB" in issue.message
    assert "150 dpi" in issue.hint
