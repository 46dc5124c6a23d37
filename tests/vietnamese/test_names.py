"""Names of agencies do not break within a word."""

from __future__ import annotations

import pytest

from plugins.vietnamese.names import LONGEST, NO_BREAK, unbroken


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ủy ban nhân dân xã Mẫu", ["Ủy ban", "nhân dân", "xã Mẫu"]),
        ("Ủy ban nhân dân huyện Tánh Linh", ["Ủy ban", "nhân dân", "huyện Tánh Linh"]),
        ("Hội đồng nhân dân Quận 1", ["Hội đồng", "nhân dân", "Quận 1"]),
        ("ỦY BAN NHÂN DÂN XÃ MẪU", ["ỦY", "BAN", "NHÂN DÂN", "XÃ MẪU"]),
        ("UBND thị xã La Gi", ["UBND", "thị xã La Gi"]),
        ("UBND thị trấn Lạc Tánh", ["UBND", "thị trấn", "Lạc Tánh"]),
        ("UBND thành phố Hồ Chí Minh", ["UBND", "thành phố", "Hồ Chí Minh"]),
        ("UBND tỉnh Bà Rịa - Vũng Tàu", ["UBND", "tỉnh Bà Rịa -", "Vũng", "Tàu"]),
        ("Sở Giáo dục và Đào tạo tỉnh Lâm Đồng", ["Sở Giáo dục", "và", "Đào tạo", "tỉnh Lâm Đồng"]),
        ("Sở Y tế", ["Sở Y tế"]),
        ("Phòng Văn hóa và Thông tin", ["Phòng", "Văn hóa", "và", "Thông tin"]),
        ("Công an xã", ["Công an", "xã"]),
        ("xã", ["xã"]),
    ],
)
def test_words_of_a_name_hold_together(name: str, words: list[str]) -> None:
    joined = unbroken(name)
    assert joined.replace(NO_BREAK, " ") == name
    assert [word.replace(NO_BREAK, " ") for word in joined.split(" ")] == words
    assert max(map(len, joined.split(" "))) <= LONGEST


def test_unbroken_name_needs_no_second_pass() -> None:
    once = unbroken("Ủy ban nhân dân phường Phan Thiết")
    assert unbroken(once) == once
