"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from plugins.agency.values import ICONS
from tests.conftest import AGENCY, TinySite
from tests.theme.conftest import Show


def test_tasks_are_a_named_list(example: Show) -> None:
    """The tasks are a list in a navigation landmark with its own label."""
    navigation = example("sau-viec").nav
    assert navigation["aria-label"] == "Việc thường làm"
    assert len(navigation.select("ul > li > a")) == 6


def test_drawing_is_hidden(example: Show) -> None:
    """The drawing of a task is hidden from screen readers: the label says all."""
    for link in example("sau-viec").select("a"):
        assert link.svg["aria-hidden"] == "true"
        assert link.text
        assert link.svg.text == ""


def test_every_icon_has_a_drawing(example: Show) -> None:
    drawn = {link.svg.path["d"] for name in ("sau-viec", "tat-ca-hinh") for link in example(name).select("a")}
    assert len(drawn) == len(ICONS)
    assert all(drawn)


def test_target(style: str) -> None:
    """The targets of tasks are at least 44 pixels high."""
    assert "min-height: var(--target)" in style


def test_home_page_has_the_tasks_before_the_news(site: TinySite) -> None:
    site.write(
        "agency.yaml",
        AGENCY
        + "\ntasks: [{icon: thu, label: Liên hệ, url: /luu-tru/}, {icon: thu, label: Trống, url: /chuyen-muc/tin-tuc/}]\n",
    )
    site.article(slug="tin", title="Một bài")
    page = site.build().page("/")
    (link,) = page.select("main .tasks a")
    assert (link["href"], link.text) == ("/luu-tru/", "Liên hệ")
    assert page.main.find(["nav", "article"]) == page.select_one(".tasks")


def test_title_is_a_second_heading(example: Show) -> None:
    """The title of the lead story is a heading of the second level, below that of the page."""
    assert example("co-anh").h2.a["href"] == "/2026/11/khanh-thanh-cau-thon-6/"


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


def test_day_is_read_as_a_date(example: Show) -> None:
    """The day of a notice is read as a date, not as two numbers."""
    day = example("thong-bao").select_one("li > time")
    assert (day.text, day["datetime"]) == ("05/11/2026", "2026-11-05T08:00+07:00")


def test_notice_says_until_when(example: Show) -> None:
    """A notice that expires says until when it is valid."""
    assert example("thong-bao").li.p.text == "Còn hiệu lực đến 02/12/2026"


def test_notice_without_end_says_when_posted(example: Show) -> None:
    """Any other says on which day it was posted, so that it is not taken for one that is still valid."""
    last = example("thong-bao").select("li")[-1]
    assert [line.text for line in last.select("p")] == [f"Đăng ngày {last.select_one('time.leaf').text}"]


def test_onward_link_says_of_what(example: Show) -> None:
    """The link that leads on says of what it shows more, and is there only if there is more."""
    assert example("thong-bao").select_one(".onward").text == "Các tin khác trong mục Thông báo"
    assert not example("tron-ven").select(".onward")


def test_cards_have_a_heading(example: Show) -> None:
    """The cards have a heading, which is heard but not seen; their titles are headings below it."""
    cards = example("bon-tin-anh")
    assert cards.h2["class"] == ["unseen"]
    assert len(cards.select("li > h3 > a")) == 4


def test_pictures_of_cards_have_no_text(example: Show) -> None:
    """The pictures of cards have no text of their own: the title below says what they show."""
    assert [picture["alt"] for picture in example("bon-tin-anh").select("img")] == [""] * 4


def test_headings_descend(example: Show) -> None:
    """The category is a heading, which leads to its page; the first title is a heading below it."""
    block = example("chuyen-muc")
    assert block.h2.a["href"] == "/chuyen-muc/tin-tuc/"
    assert [title.text for title in block.find_all("h3")] == [
        "Ngày hội đại đoàn kết ở tám thôn qua mười hai bức tranh"
    ]


def test_no_empty_list(example: Show) -> None:
    """A category with one article leaves no empty list."""
    assert [len(found.find_all("li")) for found in example("mot-bai").find_all("ul")] == [1]


def test_departments_are_a_named_list(example: Show) -> None:
    """The departments are a list in a navigation landmark, named like its heading."""
    block = example("don-vi")
    assert block.nav["aria-label"] == block.h2.text
    assert block.select_one("nav > ul > li > a")["href"] == "/don-vi/phong-van-hoa-va-thong-tin/"


def test_picture_of_a_link_says_its_label(example: Show) -> None:
    """The picture of a link has the link's label as its text."""
    plain, pictured = example("lien-ket").select("a")
    assert plain.text == "Cơ sở dữ liệu quốc gia về văn bản pháp luật"
    assert pictured.img["alt"] == "Cổng Dịch vụ công quốc gia"
