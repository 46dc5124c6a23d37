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
    """A feed is named once, and its links by the form and what the feed holds."""
    names = [entry.b.text for entry in example("nguon-tin").select("ul > li")]
    assert names == ["Mọi tin mới", "Phòng Văn hóa và Thông tin"]
    assert [(link["href"], link.text) for link in example("nguon-tin").select("ul > li a")] == [
        ("/rss/tin-moi.xml", "RSS: Mọi tin mới"),
        ("/rss/tin-moi.json", "JSON: Mọi tin mới"),
        ("/rss/phong-van-hoa-va-thong-tin.xml", "RSS: Phòng Văn hóa và Thông tin"),
        ("/rss/phong-van-hoa-va-thong-tin.json", "JSON: Phòng Văn hóa và Thông tin"),
    ]


def test_full_address_is_text(example: Show) -> None:
    """The full address of a feed stands there as text, for those who copy it."""
    address = example("nguon-tin").li.p
    assert address.text == "https://tanhlinh.example/rss/tin-moi.xml"
    parts = ["https://", "tanhlinh.example/", "rss/", "tin-moi.xml"]
    assert [part.text for part in address.find_all("span")] == parts


def test_current_term_is_marked(macro: Show) -> None:
    """The term whose page this is says so."""
    terms = [{"name": name, "url": f"chuyen-muc/{name}/"} for name in ("a", "b")]
    links = macro("term_list", terms=terms, current="/chuyen-muc/b/").find_all("a")
    assert [link.get("aria-current") for link in links] == [None, "page"]


def test_begins_with_its_heading(example: Show) -> None:
    """A panel is a section that begins with its heading."""
    assert example("o-cot-ben").section.select_one("*").name == "h2"
