"""Blocks as editors set them, each kind as small as it can be: lists, headings, quotations, HTML, line breaks."""

from __future__ import annotations

import time

import pytest

from tests.contract.test_as_written import outline, page, render


def blocks(text: str) -> list[str]:
    """Return the blocks of a page, each with its name and its lines."""
    return [
        f"{block.name}: {' / '.join(' '.join(part.split()) for part in block.get_text().strip().split(chr(10)))}"
        for block in page(text).find_all(recursive=False)
    ]


@pytest.mark.parametrize("indent", ["\t", "    ", "        "])
@pytest.mark.parametrize(
    ("first", "second"), [("- ", "- "), ("+ ", "+ "), ("• ", "• "), ("1. ", "2. "), ("a) ", "b) ")]
)
def test_indented_list_directly_below_text_is_a_list(indent: str, first: str, second: str) -> None:
    shown = page(f"Kính gửi:\n{indent}{first}Phòng A;\n{indent}{second}Phòng B.")
    assert [tag.name for tag in shown.find_all(recursive=False)] in (["p", "ul"], ["p", "ol"])
    assert len(shown.select("li")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Thôn 1:\n- A\nThôn 2:\n- B",
        "Ngày 12/3\n- A\nNgày 13/3\n- B",
        "Bước 1: Nộp\n- A\nBước 2: Nhận\n- B",
        "Bước 1: Nộp.\n- A.\nBước 2: Nhận.\n- B.",
        "8h15: Khai mạc\n- A\n11h30: Bế mạc\n- B",
        "Thứ Hai:\n\n- A\nThứ Ba:\n\n- B",
        "Ông A:\n1. A\n2. B\nÔng B\n1. C",
        "Sáng\n- a\nChiều\n- b",
    ],
)
def test_line_between_two_lists_belongs_to_no_item(text: str) -> None:
    shown = [tag.name.replace("o", "u") for tag in page(text).find_all(recursive=False)]
    assert shown == ["p", "ul", "p", "ul"]


def test_line_that_ends_a_programme_belongs_to_no_item() -> None:
    assert blocks("8h15: Khai mạc\n- Chào cờ\n11h30: Bế mạc")[-1] == "p: 11h30: Bế mạc"


@pytest.mark.parametrize(
    "text",
    [
        "Danh sách\n- Xã A\nTổ 1\n- Xã B\nTổ 2",
        "Gồm:\n- Họp về Chương trình mục tiêu quốc gia và công tác chuẩn bị của\nPhòng A:\n- Hai",
        "Gồm có:\n- một việc\nhai việc:\n- ba",
    ],
)
def test_line_that_goes_on_with_an_item_stays_in_it(text: str) -> None:
    assert [tag.name for tag in page(text).find_all(recursive=False)] == ["p", "ul"]


@pytest.mark.parametrize(
    "text", ["- Họp\n    -\n- Tiếp dân", "- Họp\n- Tiếp dân\n- ", "- Họp\n-\n- Tiếp dân\n-\n\n"]
)
def test_bullet_without_text_is_no_heading_and_no_item(text: str) -> None:
    assert outline(text) == [(1, "Họp"), (1, "Tiếp dân")]


def test_two_dashes_below_an_item_make_no_heading() -> None:
    assert not page("- Họp\n    --\n- Tiếp dân").select("h2")
    assert len(page("- Họp\n    ---\n- Tiếp dân").select("li")) == 2


def test_other_bullet_below_a_colon_is_nested() -> None:
    expected = [(1, "cá nhân:"), (2, "Đơn"), (1, "tổ chức:"), (2, "Giấy phép")]
    assert outline("* cá nhân:\n- Đơn\n* tổ chức:\n- Giấy phép") == expected


@pytest.mark.parametrize("marker", ["- ", "* ", "1. "])
def test_heading_within_an_item_is_a_heading(marker: str) -> None:
    shown = page(f"{marker}#### Trước\n\n   Văn bản.\n\n{marker.replace('1', '2')}# Sau")
    assert [heading.get_text() for heading in shown.select("li > h2")] == ["Trước", "Sau"]
    assert page("- # 5").select_one("li").get_text() == "# 5"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## B\n\n# C\n\n## D", "2323"),
        ("# A\n\n## B\n\n### C", "223"),
        ("# A\n\n# B\n\n## C\n\n### D\n\n#### E\n\n##### F\n\n###### G", "2234566"),
    ],
)
def test_several_parts_keep_their_sections_below_them(text: str, levels: str) -> None:
    assert "".join(heading.name[1] for heading in page(text).select("h2, h3, h4, h5, h6")) == levels


def test_blank_line_ends_a_quotation() -> None:
    assert [quote.get_text(strip=True) for quote in page("> A\n\n> B").select("blockquote")] == ["A", "B"]
    assert len(page("> A\n>\n> B").select("blockquote")) == 1
    assert len(page("- x\n\n  > A\n\n  > B").select("li > blockquote")) == 2


@pytest.mark.parametrize(("kind", "name"), [("NOTE", "Lưu ý"), ("warning", "Cảnh báo")])
def test_alert_of_github_is_a_quotation_with_its_name(kind: str, name: str) -> None:
    assert page(f"> [!{kind}]\n> Nội dung").select_one("blockquote > p > strong").get_text() == name


@pytest.mark.parametrize("tag", ["u", "b", "code", "i", "br"])
def test_paragraph_that_begins_with_a_tag_stays_in_its_item(tag: str) -> None:
    begin = "<br>Chữ" if tag == "br" else f"<{tag}>Chữ</{tag}>"
    (only,) = page(f"- Một\n\n  {begin} **hai**\n\n- Ba").find_all(recursive=False)
    assert only.select_one("li > p > strong").get_text() == "hai"


@pytest.mark.parametrize("end", ["<br>", "<br/>", "<br />", "<BR/> "])
def test_written_line_break_counts_once(end: str) -> None:
    assert len(page(f"Thôn 1{end}\nThôn 2").select("br")) == 1


@pytest.mark.parametrize(
    "line",
    ["=> đạt", "= 700 đồng", "~ 500 người", "! Mang CCCD", "#1 Nguyễn A", "`A` là mã", "<b>Điều 1</b>", "--> khen", "    ĐT: 0252", "\tĐT: 0252", "![Toàn cảnh](a.jpg)"],
)  # fmt: skip
def test_line_that_begins_with_a_sign_keeps_its_line_break(line: str) -> None:
    assert (
        len(
            page(f"Dòng đầu\n{line}\n{line.replace('1', '2').replace('a.jpg', 'b.jpg')}\nDòng cuối").select(
                "br"
            )
        )
        >= 2
    )


def test_lines_of_a_paragraph_in_an_item_keep_their_breaks() -> None:
    assert page("- Một\n\n  ĐT: 0252\n  Thư: a@b.vn\n- Hai").select_one("li > p > br")
    shown = page(f"- Một\n\n  {'Chữ dài ' * 20}\n  Dòng hai\n- Hai")
    assert len(shown.select_one("li").select("p")) == 3


@pytest.mark.parametrize("word", ["của", "và", "tại", "theo", "cho", "với", "the", "of", "and", "to"])
def test_line_that_cannot_end_there_goes_on(word: str) -> None:
    assert not page(f"Thực hiện theo hướng dẫn {word}\nSở Tài chính").select("br")
    assert page("Họ tên: Lê An\nChức vụ: A").select("br")


def test_lines_of_code_within_a_paragraph_stay_as_they_are() -> None:
    assert page("`a {\n    B: c;\n    }`").select_one("code").get_text() == "a {\n    B: c;\n    }"


def test_centred_lines_stay_two_lines() -> None:
    html = render("<center>QUỐC HIỆU</center>\n<center>Tiêu ngữ</center>").html
    assert html == "<div>QUỐC HIỆU</div>\n<div>Tiêu ngữ</div>"


def test_indentation_of_code_is_no_nesting() -> None:
    assert page("```\n" + " " * 60 + "x\n```").select_one("pre").get_text().endswith("x")


@pytest.mark.parametrize("tag", ["div", "p", "blockquote", "details"])
def test_paragraphs_within_html_stay_apart(tag: str) -> None:
    begin = "<details><summary>Xem</summary>" if tag == "details" else f"<{tag}>"
    shown = page(f"Trước.\n\n{begin}\nĐoạn 1.\n\nĐoạn **2**.\n</{tag}>\nSau.")
    found = ["Trước.", "Đoạn 1.", "Đoạn 2.", "Sau."]
    assert [" ".join(paragraph.get_text().split()) for paragraph in shown.select("p")] == found
    assert len(shown.select("blockquote, details")) == (tag in {"blockquote", "details"})


def test_details_may_hold_markdown_and_others() -> None:
    text = (
        "- a\n\n  <details open>\n  <summary>X</summary>\n\n  - **b**\n\n  ```\n  <c>\n  ```\n\n  </details>\n"
        "- d\n\n<details><summary>Y</summary>\n\n<details><summary>Z</summary>\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "</details>\n\n</details>"
    )
    shown = page(text)
    assert shown.select_one("li > details > ul strong").get_text() == "b"
    assert shown.select_one("li > details > pre").get_text() == "<c>"
    assert shown.select_one("details > details > table")


@pytest.mark.parametrize(
    "summary", ['<img src="x" onerror="alert(1)">', "<script>alert(1)</script>", '<b onclick="x()">a</b>']
)
def test_summary_above_markdown_is_sanitised(summary: str) -> None:
    body = render(f"<details><summary>X {summary}</summary>\n\nĐoạn.\n\n</details>")
    assert any(not problem.is_warning for problem in body.problems)
    assert not any(word in body.html for word in ("onerror", "script", "onclick"))


def test_tab_behind_a_label_is_a_space() -> None:
    assert blocks("Kính gửi:\tCác phòng\n\nĐiện thoại:\t\t0252") == [
        "p: Kính gửi: Các phòng",
        "p: Điện thoại: 0252",
    ]


@pytest.mark.parametrize("second", ["- hai", "    + hai"])
def test_list_directly_below_the_first_line_of_a_note(second: str) -> None:
    shown = page(f"Chữ[^1].\n\n[^1]: Gồm:\n    - một\n    {second}\n\n    Đoạn.")
    assert [str(item.contents[0]).strip() for item in shown.select(".footnote ul li")] == ["một", "hai"]
    assert "Đoạn." in shown.select_one(".footnote > ol > li > p:last-child").get_text()


def test_recipient_without_anything_beside_it_stays_on_the_left() -> None:
    text = "Nơi nhận:\tTM. UBND\n- Như trên;\n- Lưu: VT.\tCHỦ TỊCH\n- Cổng."
    left, right = page(text).select("div.recipients > p")
    assert left.get_text("|") == "Nơi nhận:|- Như trên;|- Lưu: VT.|- Cổng."
    assert right.get_text("|") == "TM. UBND|CHỦ TỊCH"


@pytest.mark.parametrize(
    "pattern",
    [
        "A 1:\n- b\n",
        "- A.\nB:\n",
        "Sáng\n- a\n",
        "- b\n    - c\n",
        "[x](a'b)*. ",
        "_a ](b_c) ",
        "**:** ",
        "a**5** ",
        "> [!NOTE]\n",
        "5'7\" ",
        "[a]: /b\n",
        "~~~ a\n",
        "<details><summary>x</summary>\n\n",
        "<p>a\n\n",
        "a:\tb\n",
        "=> a\n",
    ],
)
def test_new_patterns_are_linear(pattern: str) -> None:
    start = time.process_time()
    render(pattern * min(60_000 // len(pattern), 1_900 if "<" in pattern else 60_000))
    assert time.process_time() - start < 5  # a guard against quadratic work; a tenth of it on a quiet machine
