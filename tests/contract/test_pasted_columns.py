"""Columns, labels and blocks whose text once vanished or moved without a word."""

from __future__ import annotations

import re
import time

import pytest

from plugins.contract.body.render import Body, BodyRenderer
from plugins.contract.settings import MARKDOWN

RENDERER = BodyRenderer(MARKDOWN)


def render(text: str) -> Body:
    """Return what a text becomes."""
    return RENDERER.render(text)


def errors(text: str) -> list[str]:
    """Return the errors of a text."""
    return [problem.message for problem in render(text).problems if not problem.is_warning]


@pytest.mark.parametrize("sign", ["1.\t", "1. ", "• ", "– ", "-\t", "a) ", "+ "])
def test_item_that_begins_with_brackets_keeps_its_text(sign: str) -> None:
    html = render(f"Danh mục năm 2025:\n\n{sign}[Máy tính]: 25\n{sign.replace('1', '2')}[Máy in]: 5").html
    assert "[Máy tính]: 25" in html
    assert "[Máy in]: 5" in html


def test_number_does_not_move_to_another_column() -> None:
    assert render("Thu:\t\t10\nChi:\t8").html == "<p>Thu: 10<br>\nChi: 8</p>"
    assert errors("Xã A:\t\t10\t5\nXã B:\t8\t\t6\nXã C:\t7\t9") != []


def test_labels_aligned_by_tabs_are_a_table() -> None:
    html = render("Họ tên:\t\tNguyễn Văn A\nNăm sinh:\t1980, tại Đông Kho").html
    assert "<th>Nguyễn Văn A</th>" in html
    assert "<td>1980, tại Đông Kho</td>" in html


def test_columns_of_a_document_keep_marks_of_markdown() -> None:
    html = render(
        "UBND XÃ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 15/TB<br>2024\t*Tánh Linh, ngày 4 tháng 3 năm 2024*\n"
        "A \\& B &amp; C\t***Kính gửi***, 5 * 3, ten_tep, \\*5 triệu\\*"
    ).html
    assert "<em>Tánh Linh, ngày 4 tháng 3 năm 2024</em>" in html
    assert "Số: 15/TB<br>2024<br>A &amp; B &amp; C" in html
    assert "<strong><em>Kính gửi</em></strong>, 5 * 3, ten_tep, *5 triệu*" in html


def test_recipients_in_bold_italics_are_two_columns() -> None:
    html = render("***Nơi nhận:***\t**CHỦ TỊCH**\n- Như trên;\t*(Đã ký)*\n- Lưu: VT.\tNguyễn Văn A").html
    assert 'class="sides recipients"' in html
    assert "<em>(Đã ký)</em>" in html


@pytest.mark.parametrize("sign", ["-", "1.", "*"])
def test_code_may_begin_in_the_line_of_its_item(sign: str) -> None:
    pad = " " * (len(sign) + 1)
    html = render(f"{sign} ```\n{pad}a = 1\n{pad}```\n\nGiữa.\n\n{sign} ```\n{pad}b < 2\n{pad}```").html
    assert html.count("<pre>") == 2
    assert "<pre>a = 1</pre>" in html
    assert "<pre>b &lt; 2</pre>" in html
    assert "<p>Giữa.</p>" in html


@pytest.mark.parametrize(
    "text",
    [
        "|---|\n" * 10_000,
        "| a | b |\n" + "| - | - |\n" * 6_000,
        "- ## a\n" * 8_000,
        "| a |\n|---|\n\n" * 4_000,
    ],
)
def test_rules_and_headings_take_linear_time(text: str) -> None:
    start = time.process_time()
    render(text)
    assert time.process_time() - start < 5


def test_backslash_at_the_end_of_a_text_is_no_fault() -> None:
    assert not any("không dựng được" in message for message in errors("a ** b \\\\"))


def test_same_headings_are_numbered() -> None:
    html = render("## Mục 1\n\nA.\n\n## Mục 1\n\nB.\n\n## Mục\n\nC.\n\n## Mục 1\n\nD.").html
    assert re.findall(r'id="([^"]*)"', html) == ["muc-1", "muc-2", "muc", "muc-3"]


def test_address_of_several_lines_may_be_quoted() -> None:
    text = "Gửi về:\n\n> 50 Nguyễn Trãi<br/>\n> Xã Thử<br/>\n> Lâm Đồng"
    assert errors(text) == []
    assert "<blockquote>" in render(text).html
    assert errors("Giỏi:\n\n> 80 điểm") != []


def test_bullets_of_word_directly_above_a_table_stay_a_list() -> None:
    html = render("•\tNâng cao nhận thức\n•\tKiểm tra\nCột A\tCột B\n1\t2").html
    assert "<li>Nâng cao nhận thức</li>" in html
    assert "<th>Cột A</th>" in html
    assert "•" not in html
