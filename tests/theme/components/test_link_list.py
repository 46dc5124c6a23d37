"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


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
