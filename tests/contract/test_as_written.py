"""What the author wrote is what the page says: lists, line breaks, marks, and the comparison that guards them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.contract.body.inline import IDS_OF_THE_THEME
from plugins.contract.body.lines import normalise_lines
from plugins.contract.body.lists import CLOSE, OPEN, normalise_lists
from plugins.contract.body.render import Body, BodyRenderer
from plugins.contract.check import check
from plugins.contract.settings import MARKDOWN
from tests.building.verbs import real_verb
from tests.conftest import ROOT, TinySite


def render(text: str) -> Body:
    return BodyRenderer(MARKDOWN).render(text)


def page(text: str) -> BeautifulSoup:
    body = render(text)
    assert body.problems == ()
    return BeautifulSoup(body.html, "html.parser")


def outline(text: str) -> list[tuple[int, str]]:
    """Return (depth, words) of each item of the lists of a text."""
    found = []
    for item in page(text).find_all("li"):
        words = " ".join(str(part) for part in item.find_all(string=True, recursive=False)).split()
        inner = item.find("p", recursive=False)
        found.append((len(item.find_parents(["ul", "ol"])), " ".join(words) or inner.get_text(" ")))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Xã A\n  + Thôn 1\n  + Thôn 2\n- Xã B", [(1, "Xã A"), (2, "Thôn 1"), (2, "Thôn 2"), (1, "Xã B")]),
        ("1. Xã A\n  + Thôn 1\n2. Xã B", [(1, "Xã A"), (2, "Thôn 1"), (1, "Xã B")]),
        (
            "1. Xã A\n   - Thôn 1\n     - Tổ 1\n2. Xã B",
            [(1, "Xã A"), (2, "Thôn 1"), (3, "Tổ 1"), (1, "Xã B")],
        ),
        ("- Xã A:\n+ Thôn 1\n- Xã B", [(1, "Xã A:"), (2, "Thôn 1"), (1, "Xã B")]),
        ("Gồm có:\n- Một\n- Hai", [(1, "Một"), (1, "Hai")]),
        ("Gồm có:\n1. Một\n2. Hai", [(1, "Một"), (1, "Hai")]),
        ("• Một\n• Hai", [(1, "Một"), (1, "Hai")]),
        ("–\tMột\n–\tHai", [(1, "Một"), (1, "Hai")]),
        ("a) Một\nb) Hai\nđ) Ba", [(1, "a) Một"), (1, "b) Hai"), (1, "đ) Ba")]),
        ("1) Một\n2) Hai", [(1, "1) Một"), (1, "2) Hai")]),
        (
            "1. Điều một\n\na) Khoản a\n\nb) Khoản b\n\n2. Điều hai",
            [(1, "Điều một"), (2, "a) Khoản a"), (2, "b) Khoản b"), (1, "Điều hai")],
        ),
        ("a) Một\n\nb) Hai\n\n- Gạch\n\n+ Cộng", [(1, "a) Một"), (1, "b) Hai"), (2, "Gạch"), (3, "Cộng")]),
        ("- Một\n\n  Đoạn hai.\n- Hai", [(1, "Một"), (1, "Hai")]),
        ("> - Xã A\n>   - Thôn 1", [(1, "Xã A"), (2, "Thôn 1")]),
        ("- [ ] Việc một\n- [x] Việc hai", [(1, "☐ Việc một"), (1, "☑ Việc hai")]),
    ],
)
def test_list_is_what_the_markers_say(text: str, expected: list[tuple[int, str]]) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3. Ba\n7. Bảy\n8. Tám", [3, 7, 8]),
        ("1. A\n2. B\n5. C", [1, 2, 5]),
        ("1. A\n1. B\n1. C", [1, 1, 1]),
        ("1. A\n\nĐoạn văn.\n\n2. B", [1, 2]),
    ],
)
def test_clause_numbers_are_those_written(text: str, numbers: list[int]) -> None:
    found = []
    for ordered in page(text).find_all("ol"):
        number = int(str(ordered.get("start", "1")))
        for item in ordered.find_all("li", recursive=False):
            number = int(str(item.get("value", str(number))))
            found.append(number)
            number += 1
    assert found == numbers


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("CCCD 0790*****123 và 0360*****456", "0790*****123 và 0360*****456"),
        ("Kích thước 10*20*30 m", "10*20*30 m"),
        ("#12 đường A", "<p>#12 đường A</p>"),
        ("Số điện thoại:\n\n[Số điện thoại]: 02523.888.999", "[Số điện thoại]: 02523.888.999"),
        ("*[Nguồn]: Báo Bình Thuận", "*[Nguồn]: Báo Bình Thuận"),
        ("**Kính gửi: ** các xã", "<strong>Kính gửi:</strong>  các xã"),
        ("Một dòng\\\nhai dòng", "Một dòng<br>\nhai dòng"),
        ("## Mục một {#muc}", '<h2 id="muc">Mục một</h2>'),
        ("## Mục\n\n## Mục", '<h2 id="muc">Mục</h2>\n<h2 id="muc-2">Mục</h2>'),
        ("Giá ~~cũ~~ mới", "Giá <del>cũ</del> mới"),
        ("Xem https://a.example/b(c)?d=1, rồi.", '<a href="https://a.example/b(c)?d=1">https://a.example/b(c)?d=1</a>, rồi'),
        ("[Bản đồ](./ban-do.pdf)", '<a href="{static}ban-do.pdf">Bản đồ</a>'),
        ("`0790*****123` và `~~x~~`", "<code>0790*****123</code> và <code>~~x~~</code>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*[Nguồn]: Báo Bình Thuận\n\nCác nguồn nước.", "*[Nguồn]: Báo Bình Thuận"),
        ("*[Nguồn]: Nguồn tin từ Báo Bình Thuận", "*[Nguồn]: Nguồn tin từ Báo Bình Thuận"),
        ("Kích thước 4m*5m*6m, dài*rộng*cao", "4m*5m*6m, dài*rộng*cao"),
        ("(3)*(4)*(5) và 10 *20* 30", "(3)*(4)*(5) và 10 *20* 30"),
        ("01. Một\n02. Hai", '<ul class="marked">\n<li>01. Một</li>\n<li>02. Hai</li>'),
        ("<pre>\nx\n\na) xin\nb) yêu\n</pre>\n\na) một\nb) hai", "x\n\na) xin\nb) yêu\n</pre>\n\n<ul"),
        ("1. Một\n## Phần II\nNội dung\nc) Mục c", '<h2 id="phan-ii">Phần II</h2>\n<p>Nội dung'),
        ("1. x\n2. y\n**Điều 2.** def", "</ol>\n<p><strong>Điều 2.</strong> def</p>"),
        ("Chữ[^1].\n\n[^1]: Gồm:\na) một\nb) hai", "a) một<br>\nb) hai"),
        ("> Một  \n> hai\n\n- Ba", "Một<br>\nhai"),
        ("Họ tên (*): A; ngày sinh (*): B", "(*): A; ngày sinh (*): B"),
        ("Thu*, chi*, dư; khách sạn 3*, 4*", "Thu*, chi*, dư; khách sạn 3*, 4*"),
        ("Giá*/m2 và 5*, 6** và 7***", "Giá*/m2 và 5*, 6** và 7***"),
        ("**Đậm *nghiêng* đậm** và *nghiêng*.", "<strong>Đậm <em>nghiêng</em> đậm</strong> và <em>nghiêng</em>."),
        ("***Đậm nghiêng***: *“trích”*, **Điều 1**nội dung", "</em></strong>: <em>“trích”</em>, <strong>Điều 1</strong>nội"),
        ("a. Một\nb. Hai", "a. Một<br>\nb. Hai"),
        ("* Một\n* Hai\n\n* * *", "<li>Hai</li>\n</ul>\n<hr>"),
        ("Nguồn [1][2], [1] [2].\n\n[1]: https://a.example/\n[2]: https://b.example/", '<a href="https://a.example/">1</a><a href="https://b.example/">2</a>, <a'),
        ("- x[^n]\n\n    [^n]: trong mục[^m]\n\n[^m]: hai", "trong mục"),
        ("o\tMột\no\tHai", "<li>Một</li>"),
        ("·\tMột\n·\tHai", "<li>Một</li>"),
        ("1.\tMột\n2.\tHai", "<ol>\n<li>Một</li>"),
        ("Xem https://a.example/?a=1&section=5 và <https://a.example/?b&copy=5> &copy; nhé", "&amp;copy=5</a> © nhé"),
        ("Mức thu:\n> 5 triệu: 10%\n< 5 triệu: 5%", "Mức thu:<br>\n&gt; 5 triệu: 10%<br>\n&lt; 5 triệu: 5%"),
        ("## Ngôn ngữ C#", ">Ngôn ngữ C#</h2>"),
        ("- [Điện thoại]: 02523.888.999\n- *[Nguồn]: Báo", "<li>[Điện thoại]: 02523.888.999</li>\n<li>*[Nguồn]: Báo</li>"),
        ("Một ``1*2` 3*4`` hai", "<code>1*2` 3*4</code>"),
        ("Xem https://a.example/1*2*3/_x_/ nhé", ">https://a.example/1*2*3/_x_/</a>"),
        ("<p>10*20*30</p>", "<p>10*20*30</p>"),
        ("## Nội dung", '<h2 id="noi-dung-2">'),
        ("Điều 1. Một\n1. A.\n2. B.\nĐiều 2. Hai\n1. C.", "<p>Điều 2. Hai</p>\n<ol>\n<li>C.</li>"),
        ("Nơi nhận:\tTM. UBND\n\tCHỦ TỊCH", '<div class="sides recipients"><p>Nơi nhận:<br></p><p>TM. UBND<br>CHỦ TỊCH</p></div>'),
        ("Nơi nhận:\tTM. UBND\n- Như trên;\tCHỦ TỊCH", '<div class="sides recipients"><p>Nơi nhận:<br>- Như trên;</p>'),
        ("HTML và [a].\n\n<div>x</div>\n\n*[HTML]: Ngôn ngữ\n[a]: https://a.example/", '<abbr title="Ngôn ngữ">HTML</abbr> và <a href'),
        ("Hai sao \\*\\*ở đây", "Hai sao **ở đây"),
        ("- > 5 triệu\n- < 5 triệu", "<li>&gt; 5 triệu</li>"),
        ("Nồng độ\n> 80 mg: phạt 5\n> 90 mg: phạt 7", "&gt; 80 mg: phạt 5<br>\n&gt; 90 mg: phạt 7"),
        ("> Theo luật:\n> 5 triệu", "<p>Theo luật:<br>\n5 triệu</p>"),
        ("> 5. Điều khoản", "<blockquote>"),
        ("Xếp loại:\n>= 80 điểm: giỏi\n>= 65: khá", "&gt;= 80 điểm: giỏi<br>\n&gt;= 65: khá"),
        (">= 5 là đạt", "<p>&gt;= 5 là đạt"),
        ("1. > 5 ha\n2. < 5 ha", "<li>&gt; 5 ha</li>"),
        ("- >5 ha", "<li>&gt;5 ha</li>"),
        ("Xếp loại:\n  >= 80: giỏi\n  > 65: khá", "&gt;= 80: giỏi<br>\n  &gt; 65: khá"),
        ("● > 5 ha\n● <= 5 ha", "<li>&gt; 5 ha</li>"),
        ("- > -5 độ\n- > mức 1", "<li>&gt; -5 độ</li>\n<li>&gt; mức 1</li>"),
        ("Tỷ lệ:\n> ½ số đại biểu", "&gt; ½ số đại biểu"),
        ("1. Mức:\n   > 5 triệu", "&gt; 5 triệu"),
        ("> Trích:\n> >= 5 triệu", "&gt;= 5 triệu"),
        ("Ngày sinh: __/__/____", "<p>Ngày sinh: __/__/____</p>"),
        ("CCCD: ***/***; họp **/**/2024", "CCCD: ***/***; họp **/**/2024"),
        ("(__) Đạt (__) Không", "(__) Đạt (__) Không"),
        ("_nghiêng_, __đậm__, a_b_c", "<em>nghiêng</em>, <strong>đậm</strong>, a_b_c"),
        ("12\n-\n7", "12<br>\n-<br>\n7"),
        ("Xã A\n=", "Xã A<br>\n="),
        ("Mục\n---", '<h2 id="muc">Mục</h2>'),
        ("Cư M`gar, Ea H`leo", "<p>Cư M`gar, Ea H`leo</p>"),
        ("Dùng `mã` nhé", "<code>mã</code>"),
        ("| a | b |\n|---|---|\n| M`a | H`b |", "<td>M`a</td>\n<td>H`b</td>"),
        ("| a | b | c |\n|---|---|---|\n| ` | B | ` |", "<td>`</td>\n<td>B</td>"),
        ("**https://a.example/x**", '<strong><a href="https://a.example/x">'),
        ("Giải Nhất:\n1. An\nGiải Nhì:\n1. Bình", "<p>Giải Nhì:</p>\n<ol>\n<li>Bình</li>"),
        ("Công trình\tKinh phí\nDinh Độc lập\t5 tỷ", "<td>Dinh Độc lập</td>"),
        ("Họ tên\tĐịa chỉ\nAn\tQ. Tân Bình", "<td>Q. Tân Bình</td>"),
        ("1. - 5 triệu\n2. + 3 triệu", "<li>- 5 triệu</li>\n<li>+ 3 triệu</li>"),
        ("1. # 5", "<li># 5</li>"),
        ("○ Nam\n● Nữ", "<li>○ Nam</li>\n<li>● Nữ</li>"),
        ("“*” là số ước, “*” là số thật", "“*” là số ước, “*” là số thật"),
        ("Từ 7h~~8h và 9h~~10h", "Từ 7h~~8h và 9h~~10h"),
        ("Giá ~~5~~ 6", "<del>5</del>"),
        ("Khách sạn A\n*****", "<p>Khách sạn A<br>\n*****</p>"),
        ("A\n\n***\n\nB", "<hr>"),
        ("Một.\n\n\t", "<p>Một.</p>"),
        ("| `a|b` | x |\n|---|---|\n| 1 | 2 |", "<code>a|b</code>"),
        ("Nơi nhận:\t**TM. UBND**\n- Như trên;\tA", "<strong>TM. UBND</strong>"),
        ("Hạn\n: > 5 ngày", "<dd>&gt; 5 ngày</dd>"),
        ("Câu[^1].\n\n[^1]: > 5 ngày", "<p>&gt; 5 ngày"),
        ("Nếu a<b thì\n\nc > d", "<p>Nếu a&lt;b thì</p>"),
        ("Nhà 👨\u200d👩\u200d👧 vui", "👨\u200d👩\u200d👧"),
        (">\n> 5 triệu", "<blockquote>"),
        ("Xem https://a.example/Huế_(phố) nhé", ">https://a.example/Huế_(phố)</a> nhé"),
        ("(Xem https://a.example/b.)", ">https://a.example/b</a>.)"),
        ("https://a.example/x--y/b...c, a--b@x.example", ">https://a.example/x--y/b...c</a>, a--b@x.example"),
        ("Tệp ke-hoach--2.pdf năm 2020--2024...", "ke-hoach--2.pdf năm 2020&#8212;2024&#8230;"),
    ],
)  # fmt: skip
def test_marks_mean_what_an_editor_means(text: str, html: str) -> None:
    body = render(text)
    assert body.problems == ()
    assert html in body.html


@pytest.mark.parametrize(
    ("text", "breaks", "paragraphs"),
    [
        ("Điện thoại: 0252 3888 999\nThư điện tử: x@xathu.example\nĐịa chỉ: xã Thử", 2, 1),
        ("Một câu dài " * 12 + ".\nCâu thứ hai.", 0, 2),
        (
            "Một đoạn văn dài được người viết ngắt dòng ở cột thứ bảy mươi, như khi\nsoạn bằng chương trình của lập trình viên, nên các dòng ấy là của một\nđoạn.",
            0,
            1,
        ),
        ("Xem [kế hoạch\nnăm](https://a.example/) nhé", 0, 1),
    ],
)
def test_line_breaks_of_the_author_are_kept(text: str, breaks: int, paragraphs: int) -> None:
    shown = page(text)
    assert (len(shown.find_all("br")), len(shown.find_all("p"))) == (breaks, paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "Stt\tHọ tên\tXã\n1\tĐình Sơn\tXã Thử",
        "Stt\tHọ tên\tXã\n1.\tĐình Sơn\tXã Thử\n\t\t",
        "Bảng 1\nStt\tHọ tên\tXã\na)\tĐình Sơn\tXã Thử\nNguồn: xã",
    ],
)
def test_table_pasted_from_word_is_a_table(text: str) -> None:
    shown = page(text)
    assert [cell.get_text() for cell in shown.select("th")] == ["Stt", "Họ tên", "Xã"]
    assert [cell.get_text() for cell in shown.select("td")][1:] == ["Đình Sơn", "Xã Thử"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("\tĐạt\tKhông đạt\nAn\tx\t\nBình\t\tx", ["|Đạt|Không đạt", "An|x|", "Bình||x"]),
        ("\tSáng\tChiều\nThứ Hai\tHọp\t\nThứ Ba\t\t", ["|Sáng|Chiều", "Thứ Hai|Họp|", "Thứ Ba||"]),
        ("Tên\t\tSố\nAn\t\t5", ["Tên|Số", "An|5"]),
        ("Họ tên:\t\tAn\nChức vụ:\t\t\tCán bộ", ["Họ tên:|An", "Chức vụ:|Cán bộ"]),
    ],
)
def test_value_stays_in_its_column(text: str, rows: list[str]) -> None:
    shown = [
        "|".join(cell.get_text() for cell in row.find_all(["th", "td"])) for row in page(text).find_all("tr")
    ]
    assert shown == rows


def test_heading_of_a_document_stands_in_two_columns() -> None:
    text = "\nỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ THỬ\tĐộc lập - Tự do - Hạnh phúc"
    columns = page(text).select("div.sides > p")
    assert [column.get_text("|") for column in columns] == [
        "ỦY BAN NHÂN DÂN|XÃ THỬ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("| Xã | Số |\n|---|---|\n| A | B | 12 |", "nhiều ô hơn 2 ô của hàng tên cột"),
        ("Một[^1]. Hai[^1].\n\n[^1]: Nguồn A.\n\n[^1]: Nguồn B.", "Nguồn A"),
        ("[x][a] [y][a]\n\n[a]: https://a.example/\n[a]: https://b.example/", "không có trên trang"),
        ("Chữ\ue000riêng\ue001", "ký tự riêng"),
        ("<!-- a -- > Một đoạn. <!-- b -->", "không đóng bằng -->"),
        ("Stt\tTên\tĐiểm\n1\tA\t5\n2\tB", "phím Tab"),
        ("<div>a <!-- b</div>\n\nMột đoạn.", "không có trên trang"),
        ("Một.\n\n<!-- ghi chú nội bộ\n\nHai.", "chú thích mở bằng <!-- mà không đóng"),
        ("Câu[^9].", "dấu chú thích không có lời chú thích: “[^9]”"),
        ("{% include x %}", "mã của chương trình khác"),
        ("{{< youtube 1 >}}", "mã của chương trình khác"),
        ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x", "dấu xung đột của Git"),
        ("<div>[chữ](https://a.example/)</div>", "liên kết viết dở"),
        ("**chữ đậm chưa đóng", "dấu ** của chữ đậm"),
        ("\tĐạt\tTrượt\nAn\tx\nBình\t\tx", "phím Tab"),
        ("> 80 mg: phạt 7\n\n< 80 mg: phạt 3", "lớn hơn"),
        (" > 80 mg: phạt 7\n < 80 mg: phạt 3", "lớn hơn"),
        ("Họ tên\tBuổi\nAn\tx\t\nBình\t\tx", "phím Tab"),
        ("Học phí\t5 triệu\nĐiện\t\t3 triệu", "phím Tab"),
        ("| A | B |\n|---|---|\n| An | | ✗ |", "nhiều ô hơn 2 ô"),
        ("<tr><td>Xã A</td><td>12</td></tr>", "<td> đứng ngoài bảng"),
        ("Khoản 1, điểm <b> và <i>", "chữ đặt trong dấu < >"),
        ('10<span style="vertical-align:super">6</span>', "làm đổi nghĩa"),
        ('<span style="text-decoration:line-through">5</span>', "làm đổi nghĩa"),
        ('<p>A <span style="display: none">nội bộ</span></p>', "làm đổi nghĩa"),
        ('<ol style="list-style-type:lower-alpha"><li>A</li></ol>', "làm đổi nghĩa"),
        ('- ![Toàn cảnh](a.jpg "Ảnh: A")', "không hiện dưới ảnh"),
        ("Mã \uf0aa lạ", "ký tự riêng"),
    ],
)
def test_text_that_would_be_lost_or_left_over_is_rejected(text: str, message: str) -> None:
    assert message in " ".join(found.message for found in render(text).problems)


def test_lookalike_letters_are_published_as_meant(site: TinySite) -> None:
    site.article(body="Ðường ＡＢ và 𝐦𝐨̣̂𝐭 m² ﬁ.")
    warnings = [issue for issue in check(site.settings())[1] if "U+00D0" in issue.message]
    assert [(issue.line, issue.is_warning) for issue in warnings] == [(9, True)]
    page = site.build().page("2024/03/bai/")
    assert "Đường AB và một m² fi." in page.get_text()


@pytest.mark.long
def test_warnings_come_again_with_each_build(site: TinySite, tmp_path: Path) -> None:
    site.article(body='<p align="center">Giữa</p>')
    for title in ("Một", "Hai"):  # the second build reads the first text from the ledger
        site.article("articles/2024/03/khac.md", title=title)
        done = real_verb(tmp_path, "build", "--content", str(site.content), "--output", str(site.output))
        assert "bai.md, dòng 9: thuộc tính align của thẻ <p> không có tác dụng" in done.said


def test_title_of_a_lone_picture_is_its_caption() -> None:
    shown = page('Chữ.\n\n![Toàn cảnh](a.jpg "Quang cảnh. Ảnh: Đình Sơn")\n\nChữ ![khác](b.jpg) nữa.')
    assert shown.select_one("figure > figcaption").get_text() == "Quang cảnh. Ảnh: Đình Sơn"
    assert shown.select_one("figure > img")["alt"] == "Toàn cảnh"
    assert len(shown.select("figure")) == 1
    assert len(page("![Toàn cảnh](a.jpg)").select("p > img")) == 1


@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
def test_consecutive_pictures_are_a_gallery(between: str) -> None:
    text = between.join(["![Một](a.jpg)", '![Hai](b.jpg "Chú thích hai")', "![Ba](c.jpg)"])
    shown = page(f"Trước.\n\n{text}\n\nSau.")
    assert [link["href"] for link in shown.select("div.gallery > figure > a:has(img)")] == [
        "{static}a.jpg",
        "{static}b.jpg",
        "{static}c.jpg",
    ]
    assert [caption.get_text() for caption in shown.select("figcaption")] == ["Chú thích hai"]


def test_ids_of_the_theme_are_reserved() -> None:
    templates = [*ROOT.glob("theme/templates/*.html"), *ROOT.glob("theme/components/*/template.html")]
    written = {
        name
        for file in templates
        for name in re.findall(r'\bid="([a-z-]{3,})"', file.read_text(encoding="utf-8"))
    }
    assert written <= IDS_OF_THE_THEME


def test_tab_between_words_is_rejected() -> None:
    assert "phím Tab" in render("Một đoạn\tcó Tab.").problems[0].message


pieces = st.sampled_from(
    ["a", "Xã B", "1. c", "7. d", "- e", "  - f", "   + g", "a) h", "b) i", "  k", "", "> - m", "• n", "| o | p |", "q:"]
)  # fmt: skip


@given(st.lists(pieces, max_size=12))
def test_lists_and_lines_keep_every_word(lines: list[str]) -> None:
    text = "\n".join(lines)
    prepared = re.sub(f"{OPEN}\\d+{CLOSE}", "", normalise_lines(normalise_lists(text)))

    def words(of: str) -> list[str]:
        return re.findall(r"[^\W\d_]+", of)

    assert words(prepared) == words(text)


def test_names_of_notes_become_valid_ids() -> None:
    shown = page(
        "A[^ghi chú], B[^a-b], C[^a b], D[^số].\n\n[^ghi chú]: Một.\n[^a b]: Hai.\n[^a-b]: Ba.\n[^số]: Bốn."
    )
    ids = [str(element["id"]) for element in shown.select("[id]")]
    assert len(set(ids)) == len(ids) == 8
    assert {"fn:ghi-chu", "fn:a-b", "fn:a-b-2", "fn:số", "fnref:ghi-chu"} <= set(ids)
    assert not re.search(r"\s", "".join(ids))
    for link in shown.select("a"):
        assert str(link["href"])[1:] in ids
    second = shown.find(id="fn:a-b-2")
    assert "Hai." in second.text


def test_note_named_with_brackets_is_accepted_beside_html() -> None:
    assert page("A[^1)] <br> B[^1)].\n\n[^1)]: Một.").find(id="fnref2:1")


@pytest.mark.parametrize("name", sorted(IDS_OF_THE_THEME))
def test_id_of_the_frame_is_rejected_in_html(name: str) -> None:
    (problem,) = render(f'<h2 id="{name}">Mục</h2>\n\nChữ.').problems
    assert problem.message == f'khung của trang đã có id="{name}"'
