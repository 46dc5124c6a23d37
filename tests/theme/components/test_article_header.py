"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_title_is_the_only_first_heading(example: Show) -> None:
    """The title is the only heading of the first level."""
    (heading,) = example("bai-goc").find_all(["h1", "h2", "h3"])
    assert heading.name == "h1"


def test_facts_are_a_list(example: Show) -> None:
    """The facts are a list, so that a screen reader says how many there are."""
    facts = [fact.text.strip() for fact in example("cap-nhat").ul.find_all("li")]
    assert facts == [
        "Thứ Sáu, 20/11/2026, 08:00",
        "Cập nhật: Thứ Bảy, 21/11/2026, 14:30",
        "Văn phòng HĐND và UBND",
        "Tác giả: Đình Sơn, Ban Biên tập",
    ]


def test_links_are_named_by_where_they_lead(example: Show) -> None:
    """Every link is named by where it leads."""
    assert {link["href"]: link.text for link in example("bai-goc").find_all("a")} == {
        "/chuyen-muc/chi-dao-dieu-hanh/": "Chỉ đạo điều hành",
        "/don-vi/phong-van-hoa-va-thong-tin/": "Phòng Văn hóa và Thông tin",
        "/tac-gia/dinh-son/": "Đình Sơn",
    }


def test_names_of_sections_say_their_language(example: Show) -> None:
    """On a page in another language, the names of sections say that they are Vietnamese."""
    header = example("tieng-anh").header
    assert [tag.text for tag in header.select("[lang=vi]")] == ["Văn phòng HĐND và UBND"]
    assert header.time.text == "Friday, 20 November 2026, 08:00"
    assert not example("bai-goc").select("[lang]")


def test_versions_are_among_the_facts(example: Show) -> None:
    """Another language's version is among the facts, named in its language."""
    link = example("co-ban-dich").select_one(".facts > li > a[hreflang=en]")
    assert link.text == "English: Reception of citizens"


def test_section_without_page_is_text(example: Show) -> None:
    """A section without a page is text, not a dead link."""
    withdrawn = example("da-thu-hoi")
    assert withdrawn.select("a") == []
    for name in ("Tin tức", "Công an huyện", "Đình Sơn"):
        assert name in withdrawn.text
