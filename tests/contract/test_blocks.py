"""Blocks as editors set them, each kind as small as it can be: lists, headings, quotations, HTML, line breaks."""

from __future__ import annotations

import pytest

from tests.contract.test_as_written import outline, page


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
