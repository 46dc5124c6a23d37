import unicodedata

import pytest

from plugins.vietnamese.text import closest, fold, normalise, slug_of


def test_semi_decomposed_vietnamese_becomes_composed() -> None:
    assert normalise("Tiê\u0301ng Vi\u00ea\u0323t") == "Tiếng Việt"


def test_invisible_signs_inside_words_are_removed() -> None:
    assert normalise("Tánh\u00ad Linh\u200b\ufeff") == "Tánh Linh"


def test_line_ends_become_one_kind() -> None:
    assert normalise("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Phòng Văn hóa và Thông tin", "phong-van-hoa-va-thong-tin"),
        ("Đình Sơn", "dinh-son"),
        ("Phòng Tài chính - Kế hoạch", "phong-tai-chinh-ke-hoach"),
        ("Quý I/2024: 100 % đạt!", "quy-i-2024-100-dat"),
        ("…", ""),
    ],
)
def test_a_name_becomes_an_address_without_accents(text: str, slug: str) -> None:
    assert slug_of(text) == slug
    assert slug_of(unicodedata.normalize("NFD", text)) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of("nhiệm vụ " * 40)
    assert len(slug) <= 120
    assert slug.endswith(("-vu", "-nhiem"))


def test_folding_maps_d_with_stroke() -> None:
    assert fold("ĐỒNG KHO") == "dong kho"


@pytest.mark.parametrize(
    "typed",
    [
        "phong van hoa va thong tin",
        "Phòng Văn hoá và Thông tin",
        "văn hóa và thông",
        "Phòng Văn hóa Thông tin",
    ],
)
def test_the_name_that_was_meant_is_found(typed: str) -> None:
    names = ["Phòng Văn hóa và Thông tin", "Phòng Y tế", "Văn phòng HĐND và UBND"]
    assert closest(typed, names) == "Phòng Văn hóa và Thông tin"


def test_nothing_is_guessed_where_nothing_is_near() -> None:
    assert closest("xyz", ["Phòng Y tế"]) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020\u00ad2024, \u00ad5 độ, 21\u00ad3\u00ad2024", "2020-2024, -5 độ, 21-3-2024"),
        ("86/QĐ\u00adUBND", "86/QĐ-UBND"),
        ("quy\u00adđịnh", "quyđịnh"),
        ("quyê\u0301t\u00adđịnh", "quyếtđịnh"),
        ("\uf0fc Căn cước \uf0fb Vũ khí \uf0b3 80", "✓ Căn cước ✗ Vũ khí ≥ 80"),
    ],
)
def test_signs_of_pdf_and_word_are_those_that_were_seen(written: str, meant: str) -> None:
    assert normalise(written) == meant
