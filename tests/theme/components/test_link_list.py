"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_a_list(example: Show) -> None:
    """It is a list."""
    assert len(example("lien-ket").select("ul > li > a")) == 2
    assert len(example("don-vi").select("ul > li > a")) == 2


def test_links_are_named_by_where_they_lead(example: Show) -> None:
    """Every link is named by where it leads."""
    assert example("lien-ket").a.text == "Cổng Dịch vụ công quốc gia"
    link = example("don-vi").a
    assert (link["href"], link.text) == ("/don-vi/phong-van-hoa-va-thong-tin/", "Phòng Văn hóa và Thông tin")


def test_term_without_page_is_text(example: Show) -> None:
    """A term without a page is text, not a dead link."""
    linked, unlinked = example("khong-co-trang").find_all("li")
    assert linked.a["href"] == "/chu-de/du-lich/"
    assert unlinked.a is None
    assert unlinked.text == "tourism"


def test_is_a_list_of_named_links(example: Show) -> None:
    """The link to a feed is named by what the feed holds."""
    assert [(link["href"], link.text) for link in example("nguon-tin").select("ul > li > a")] == [
        ("/rss/tin-moi.xml", "Mọi tin mới"),
        ("/rss/tin-moi.json", "Mọi tin mới, dạng JSON Feed"),
        ("/rss/phong-van-hoa-va-thong-tin.xml", "Phòng Văn hóa và Thông tin"),
        ("/rss/phong-van-hoa-va-thong-tin.json", "Phòng Văn hóa và Thông tin, dạng JSON Feed"),
    ]


def test_full_address_is_text(example: Show) -> None:
    """The full address of a feed stands there as text, for those who copy it."""
    assert "https://tanhlinh.example/rss/tin-moi.xml" in example("nguon-tin").text


def test_begins_with_its_heading(example: Show) -> None:
    """A panel is a section that begins with its heading."""
    assert example("o-cot-ben").section.select_one("*").name == "h2"
