"""A PDF: what it says of itself is proposed, and one that runs or hides something is rejected with the reason."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from playwright.sync_api import Browser

from plugins.agency.reading import read_agency
from plugins.authoring.new_text import new_text
from plugins.contract.check import check
from plugins.conversion.draft import begin_from
from plugins.conversion.heading import heading_of
from plugins.desk.uploads.opening import open_upload
from plugins.errors.issue import UserError
from tests.authoring.test_authoring import NOW
from tests.conftest import TinySite
from tests.conversion.documents import document, paragraph
from tests.conversion.pdfs import assembled, pdf, with_object_stream

LINES = [
    "UBND XA THU", "So: 12/TB-UBND", "THONG BAO", "Ve viec hop thon", "Moi ba con du hop.", "CHU TICH", "Nguyen Van Mau",
]  # fmt: skip
SIGNED = pdf(
    LINES,
    b"<< /FT /Sig /T (a) /V 8 0 R /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /P 3 0 R >>",
    b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 1 2 3] /Contents <00> >>",
    catalog=b"/AcroForm << /Fields [7 0 R] /SigFlags 3 >>",
    page=b"/Annots [7 0 R]",
)
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
ACTIVE = {
    "opening": (pdf(LINES, SCRIPT, catalog=b"/OpenAction 7 0 R"), "JavaScript"),
    "leaving": (pdf(LINES, page=b"/AA << /C " + SCRIPT + b" >>"), "JavaScript"),
    "escaped name": (pdf(LINES, b"<< /S /#4AavaScript >>", catalog=b"/OpenAction 7 0 R"), "JavaScript"),
    "nothing leads to it": (pdf(LINES, SCRIPT), "JavaScript"),
    "launch": (
        pdf(LINES, b"<< /Type /Annot /Subtype /Link /A << /S /Launch /F (cmd.exe) >> >>", page=b"/Annots [7 0 R]"),
        "chạy chương trình khác",
    ),
    "in a stream of objects": (
        with_object_stream(pdf(LINES, catalog=b"/OpenAction 8 0 R"), b"<< /S /Launch /F (cmd.exe) >>"),
        "chạy chương trình khác",
    ),
    "hidden file": (
        pdf(
            LINES,
            b"<< /Type /Filespec /F (a.exe) /EF << /F 8 0 R >> >>",
            b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream",
            catalog=b"/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>",
        ),
        "giấu bên trong",
    ),
    "form": (pdf(LINES, b"<< /Length 1 >>\nstream\nx\nendstream", catalog=b"/AcroForm << /XFA 7 0 R >>"), "XFA"),
    "sends": (pdf(LINES, page=b"/AA << /O << /S /SubmitForm /F (http://x.example) >> >>"), "gửi dữ liệu"),
    "another generation": (
        pdf(LINES, SCRIPT, catalog=b"/OpenAction 7 5 R").replace(b"7 0 obj", b"7 5 obj").replace(b"00000 n \ntrailer", b"00005 n \ntrailer"),
        "JavaScript",
    ),
    "beyond the size": (pdf(LINES, SCRIPT, catalog=b"/OpenAction 7 0 R").replace(b"/Size 8", b"/Size 7"), "JavaScript"),
    "name that stands elsewhere": (
        pdf(LINES, b"<< /Type /Annot /Subtype 8 0 R /Movie << /F (a.avi) >> /A true >>", b"/Movie", page=b"/Annots [7 0 R]"),
        "phim, âm thanh nhúng",
    ),
    "body in 3D": (
        pdf(
            LINES,
            b"<< /Subtype /3D /Rect [0 0 99 99] /3DD 8 0 R >>",
            b"<< /Type /3D /Subtype /U3D /OnInstantiate 9 0 R /Length 1 >>\nstream\nx\nendstream",
            b"<< /Length 12 >>\nstream\napp.alert(1);\nendstream",
            page=b"/Annots [7 0 R]",
        ),
        "JavaScript",
    ),
    "film": (pdf(LINES, b"<< /Type /Annot /Subtype /RichMedia >>", page=b"/Annots [7 0 R]"), "phim, âm thanh nhúng"),
}  # fmt: skip
LAYOUT = """<!doctype html><meta charset=utf-8><style>td{vertical-align:top;width:50%}b{font-weight:700}</style>
<table><tr><td>ỦY BAN NHÂN DÂN<br><b>XÃ ĐÔNG KHO</b><br>Số: 86/KH-UBND<td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b><br>
<i>Đông Kho, ngày 04 tháng 7 năm 2026</i></table>
<p align=center><b>KẾ HOẠCH</b><br><b>Chuyển đổi số năm 2026<br>của xã Đông Kho</b><p>Căn cứ Luật Tổ chức chính quyền địa phương;
<table><tr><td><b>Nơi nhận:</b><br>- Các thôn;<td><b>KT. CHỦ TỊCH</b><br><b>PHÓ CHỦ TỊCH</b><br><br><b>Lê Thị Mẫu</b></table>"""


@pytest.mark.parametrize("kind", ACTIVE)
def test_what_runs_or_hides_something_is_rejected(kind: str) -> None:
    data, reason = ACTIVE[kind]
    with pytest.raises(UserError, match=rf"ke-hoach\.pdf: Tệp PDF có .*{reason}.*in lại ra PDF"):
        open_upload("ke-hoach.pdf", data)


@pytest.mark.parametrize("data", [b"%PDF-1.7\nhong", b"%PDF-1.4", assembled([b"<< /Type /Catalog >>"])])
def test_damaged_file_is_rejected(data: bytes) -> None:
    with pytest.raises(UserError, match=r"a\.pdf: Tệp PDF bị hỏng"):
        open_upload("a.pdf", data)


def test_file_is_what_its_name_says() -> None:
    behind = document(paragraph("Chữ của tệp Word"))
    with pytest.raises(UserError, match="không phải tệp PDF"):
        open_upload("a.pdf", b"\n" + ACTIVE["opening"][0] + behind)
    for content in (behind, pdf(LINES)):
        with pytest.raises(UserError, match=r"phải kết thúc bằng \.docx hoặc \.pdf"):
            begin_from("a.txt", content)


def test_signed_file_keeps_every_byte() -> None:
    assert open_upload("a.pdf", SIGNED).content == SIGNED
    begun = begin_from("a.pdf", SIGNED)
    assert begun.attachment == SIGNED
    assert "1 chữ ký số" in begun.remarks[0]


def test_scan_is_said_to_be_one() -> None:
    begun = begin_from("a.pdf", pdf([]))
    assert "bản quét" in begun.remarks[0]
    assert begun.text == "Toàn văn ở tệp đính kèm.\n"
    assert begin_from("a.pdf", pdf(LINES)).remarks == ()


@pytest.mark.browser
def test_title_number_date_and_signer_are_proposed(browser: Browser, site: TinySite) -> None:
    page = browser.new_page()
    page.set_content(LAYOUT)
    begun = begin_from("Kế hoạch.pdf", page.pdf())
    page.close()
    assert begun.title == "Kế hoạch Chuyển đổi số năm 2026 của xã Đông Kho"
    assert begun.text.startswith(
        "Kế hoạch số 86/KH-UBND ngày 4/7/2026: Chuyển đổi số năm 2026 của xã Đông Kho, do Lê Thị Mẫu ký.\n"
    )
    agency = read_agency(site.content / "agency.yaml")
    with mock.patch("builtins.input", side_effect=["", "1", "1", ""]):
        file = new_text(site.settings(), agency, NOW, begun)
    assert file.with_suffix(".pdf").read_bytes() == begun.attachment
    own = [
        issue
        for issue in check(site.settings())[1]
        if issue.path.endswith(file.name) and not issue.is_warning
    ]
    assert own == []
    assert f'attachments: ["{file.stem}.pdf | {begun.title}"]' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Số: 42/2022/NĐ-CP", "Hà Nội, ngày 24 tháng 6 năm 2022", "NGHỊ ĐỊNH", "Quy định việc cung cấp thông tin"],
         "Nghị định số 42/2022/NĐ-CP ngày 24/6/2022: Quy định việc cung cấp thông tin."),
        (["Số 877/QĐ-TTg", "QUYẾT ĐỊNH", "Về việc phê duyệt", "", "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Trần Văn Ví Dụ"],
         "Quyết định số 877/QĐ-TTg về việc phê duyệt, do Trần Văn Ví Dụ ký."),
        (["Số: 37-NQ/TW", "NGHỊ QUYẾT", "Về công tác cán bộ"], "Nghị quyết số 37-NQ/TW về công tác cán bộ."),
        (["Số:      /UBND-VP", "V/v mời họp"], ""),
        (["Điểm số 12/15 của lớp"], ""),
    ],
)  # fmt: skip
def test_document_is_said_in_one_sentence(lines: list[str], sentence: str) -> None:
    assert heading_of(lines).sentence == sentence


def test_file_of_the_terminal_is_rejected_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"a\.pdf: Tệp PDF có"):
        begin_from("a.pdf", ACTIVE["opening"][0])
    assert list(tmp_path.iterdir()) == []
