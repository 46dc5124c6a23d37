"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_title_is_a_second_heading(example: Show) -> None:
    """The title of the lead story is a heading of the second level, below that of the page."""
    assert example("co-anh").h2.a["href"] == "/2026/11/cach-doc-tin-tren-cong/"


def test_picture_is_not_a_second_link(example: Show) -> None:
    """Its picture is not a second link to the same page."""
    assert example("co-anh").img.find_parent("a") is None


def test_nothing_empty(example: Show) -> None:
    """What an article does not have (category, picture, summary) leaves nothing empty."""
    least = example("toi-thieu")
    assert not least.select(".kicker, figure")
    assert all(tag.text.strip() for tag in least.select("*"))


def test_foreign_title_says_so(example: Show) -> None:
    """A title in another language says so."""
    assert example("tieng-anh").h2["lang"] == "en"


def test_heading_leads_to_all_notices(example: Show) -> None:
    """The notices have a heading, which leads to all of them."""
    assert example("thong-bao").select_one("section > h2 > a")["href"] == "/chuyen-muc/thong-bao/"


def test_onward_link_says_of_what(example: Show) -> None:
    """The link that leads on says of what it shows more, and is there only if there is more."""
    assert example("thong-bao").select_one(".onward").text == "Các tin khác trong mục Thông báo"
    assert not example("tron-ven").select(".onward")


def test_headings_descend(example: Show) -> None:
    """The department is a heading, which leads to its page; the first title is a heading below it."""
    block = example("ba-bai")
    assert block.h2.a["href"] == "/don-vi/phong-van-hoa-va-thong-tin/"
    assert [title.text for title in block.find_all("h3")] == ["Theo dõi bài mới bằng RSS"]


def test_no_empty_list(example: Show) -> None:
    """A department with one article leaves no empty list."""
    assert [len(found.find_all("li")) for found in example("mot-bai").find_all("ul")] == [1]
