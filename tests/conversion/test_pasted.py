"""What Word, Google Docs and web pages put on the clipboard becomes the text that was seen."""

from __future__ import annotations

import pytest

from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from plugins.conversion.draft import text_pasted
from plugins.conversion.pasted import read_pasted
from plugins.errors.issue import UserError

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body><!--StartFragment-->
<p class=MsoNormal align=center><b><span style='font-size:14.0pt'>THÔNG BÁO<o:p></o:p></span></b></p>
<p class=MsoNormal>Mời <i>bà con</i>
dự họp.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Hạ tầng</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>a)<span style='font:7.0pt'>&nbsp; </span></span><![endif]>Cáp quang</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span style='font-family:Symbol'><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span></span>Việc khác</p>
<table class=MsoTableGrid border=1><tr><td rowspan=2><p class=MsoNormal>Xã</p></td><td colspan=2><p>Số hộ</p></td></tr>
<tr><td><p>2025</p></td><td><p>2026</p></td></tr></table>
<p class=MsoNormal><span style='font-family:.VnTime'>Céng hoµ</span><span style='mso-hide:all'>ẩn</span>
<img width=10 src="file:///C:/Temp/a.png"></p><!--EndFragment--></body></html>"""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-weight:400">Mục tiêu</span></h2>
<p dir="ltr"><span style="font-weight:700;font-style:normal">Chín mươi</span><span style="font-weight:400"> phần trăm, xem </span><a
href="https://www.google.com/url?q=https://dichvucong.gov.vn/&amp;sa=D"><span>cổng</span></a></p>
<ol start="3"><li dir="ltr"><p dir="ltr"><span>Ba</span></p></li><ul><li><p><span style="font-style:italic">nhỏ</span></p></li></ul>
<li><p><span>Bốn</span></p></li></ol><br></b>"""
PAGE = """<div class="post"><script>alert(1)</script><h1>Tin</h1>Chữ rời <b>đậm</b><br>dòng hai<div>Đoạn <a href="javascript:alert(1)">xem</a>
<a href="/trong-trang">tiếp</a></div><ul><li>Một<ul><li>một một</li></ul></li><li>Hai</li></ul><blockquote><p>Trích</p></blockquote>
<img src="https://x.example/a.png"><p style="display:none">ẩn</p><table><tr><th>A</th><th>B</th></tr><tr><td><div>1</div></td><td>2</td></tr></table><p>1 * 2 * 3 &lt;b&gt;</p></div>"""


def test_word_is_taken_as_it_was_seen() -> None:
    found = read_pasted(WORD)
    assert found.text == (
        "**THÔNG BÁO**\n\nMời *bà con* dự họp.\n\n1. Hạ tầng\n  a) Cáp quang\n- Việc khác\n\n"
        '<table>\n<tr><th rowspan="2">Xã</th><th colspan="2">Số hộ</th></tr>\n<tr><td>2025</td><td>2026</td></tr>\n</table>\n\n'
        "Cộng hoà\n"
    )
    assert found.dropped == ["1 ảnh (kéo thả vào trang, hoặc tải lên ở mục “Ảnh và tệp”)"]


def test_google_docs_is_taken_as_it_was_seen() -> None:
    assert read_pasted(GOOGLE).text == (
        "### Mục tiêu\n\n**Chín mươi** phần trăm, xem [cổng](https://dichvucong.gov.vn/)\n\n3. Ba\n  - *nhỏ*\n4. Bốn\n"
    )


def test_page_of_the_web_is_taken_without_what_runs() -> None:
    found = read_pasted(PAGE)
    assert found.text == (
        "## Tin\n\nChữ rời **đậm**\ndòng hai\n\nĐoạn xem tiếp\n\n- Một\n  - một một\n- Hai\n\nTrích\n\n"
        "| A | B |\n| --- | --- |\n| 1 | 2 |\n\n1 \\* 2 \\* 3 \\<b>\n"
    )
    assert [one for one in BodyRenderer(MARKDOWN).render(found.text).problems if not one.is_warning] == []


@pytest.mark.parametrize(
    "html", ["", "chữ", "<", "<table>", "<ol start=x type=Z><li>a", "<td colspan=99999>a", "\ue010a"]
)
def test_anything_can_be_pasted(html: str) -> None:
    assert read_pasted(html).text


def test_clipboard_is_read_in_the_confined_process() -> None:
    assert text_pasted("<p>Mời <b>bà con</b></p>") == ("Mời **bà con**\n", ())
    with pytest.raises(UserError, match="dài quá"):
        text_pasted("<div>" * 200_000)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<table><tr><td><h3>Đề mục</h3><p>Chữ</p></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            "Đề mục<br>Chữ",
        ),
        (
            "<table><caption>Bảng 1</caption><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            "Bảng 1\n\n| a | b |",
        ),
        ("<form action=x><p>Trang cũ nằm trong biểu mẫu.</p></form>", "Trang cũ nằm trong biểu mẫu."),
        ("<p style='mso-hide:none;display : nonex'>Hiện.</p>", "Hiện."),
        ("<?xml version='1.0'?><p>Hiện.</p>", "Hiện."),
    ],
)
def test_words_in_odd_places_are_pasted(html: str, text: str) -> None:
    found = read_pasted(html)
    assert text in found.text
    assert found.dropped == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>A <math><mi>x</mi></math></p>", "1 công thức"),
        ("<p>Tên: <input value=Lan> <button>Gửi</button><input type=hidden value=x></p>", "2 ô và nút của biểu mẫu"),
        (
            "<table>Ngoài ô<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            "1 đoạn có chữ không mang sang được, như “Ngoài ô”",
        ),
    ],
)  # fmt: skip
def test_what_is_not_pasted_is_named(html: str, said: str) -> None:
    assert read_pasted(html).dropped == [said]
