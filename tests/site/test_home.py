"""What the home page shows: blocks in the order of `agency.yaml`, and each article once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.agency.agency import BLOCKS
from plugins.errors.issue import ContentError
from plugins.site_pages.home import Block, Row, home_rows, last_day
from tests.conftest import AGENCY, TinySite
from tests.images.photos import photo

News = SimpleNamespace
NEWS, NOTICES, CULTURE = (News(name=name) for name in ("Tin tức", "Thông báo", "Văn hóa"))


def article(number: int, category: News | None = NEWS, *, cover: bool = False, lang: str = "vi") -> News:
    picture = News(url="/anh.jpg", alt="") if cover else None
    return News(url=f"{number}/", category=category, cover=picture, lang=lang)


def rows(articles: Sequence[News], names: Sequence[str] = BLOCKS, **more: Any) -> list[Row]:
    """Return the rows for articles that stand newest first; the notices are the category `Thông báo`."""
    groups = [
        (category, [found for found in articles if found.category is category])
        for category in (NEWS, NOTICES, CULTURE)
    ]
    categories = [group for group in groups if group[1]]
    notices = next((group for group in categories if group[0] is NOTICES), None)
    given = {"featured": [], "pinned": [], **more}
    return home_rows(names, articles, notices=notices, categories=categories, **given)


def block(found: list[Row], name: str) -> Block:
    (only,) = [block for row in found for block in row.blocks if block.name == name]
    return only


def names(found: list[Row]) -> list[list[str]]:
    return [[block.name for block in row.blocks] for row in found]


def test_article_stands_once_on_the_page() -> None:
    articles = [
        article(number, (NEWS, NOTICES, CULTURE)[number % 3], cover=number % 2 == 0) for number in range(60)
    ]
    shown = [found.url for row in rows(articles) for each in row.blocks for found in each.articles]
    assert len(shown) == len(set(shown)) == 1 + 4 + 4 + 8 + 2 * 3


def test_blocks_stand_in_the_order_of_the_agency() -> None:
    order = ("links", "latest", "Văn hóa", "lead", "tasks")
    found = rows([article(1), article(2), article(3, CULTURE)], order)
    assert names(found) == [["links"], ["latest"], ["tasks"]]  # the latest have taken all that there is
    found = rows([article(number, CULTURE if number > 8 else NEWS) for number in range(10)], order)
    assert names(found) == [["links"], ["latest"], ["category"], ["lead"], ["tasks"]]


def test_narrow_blocks_stand_beside_the_wide_one_before_them() -> None:
    articles = [article(number, NOTICES if number < 2 else NEWS) for number in range(9)]
    found = rows(articles, ("notices", "tasks", "counter", "most_read", "lead", "counter"))
    assert names(found) == [["notices"], ["tasks"], ["counter", "most_read"], ["lead", "counter"]]
    assert [row.kind for row in found] == ["alone", "alone", "abreast", "beside"]


def test_lead_is_the_newest_with_a_picture_and_no_notice() -> None:
    articles = [
        article(0),
        article(1, NOTICES, cover=True),
        article(2, cover=True, lang="en"),
        article(3, cover=True),
    ]
    assert block(rows(articles), "lead").articles == [articles[3]]
    assert block(rows(articles, featured=[articles[0]]), "lead").articles == [articles[0]]
    assert block(rows(articles[:2]), "lead").articles == [articles[0]]


def test_cards_come_in_pairs() -> None:
    for illustrated, cards in ((1, 0), (2, 0), (3, 2), (4, 2), (5, 4), (9, 4)):
        found = rows([article(number, cover=number < illustrated) for number in range(20)])
        assert (
            sum(len(each.articles) for row in found for each in row.blocks if each.name == "cards") == cards
        )


def test_pinned_articles_head_the_latest() -> None:
    articles = [article(number, cover=True) for number in range(20)]
    latest = block(rows(articles, pinned=[articles[3], articles[18]]), "latest")
    assert latest.articles[:2] == [articles[3], articles[18]]
    assert (latest.pinned, len(latest.articles)) == (2, 8)


def test_block_of_a_category_begins_with_a_picture() -> None:
    articles = [article(number, CULTURE, cover=number == 2) for number in range(5)]
    assert [found.url for found in block(rows(articles, ["Văn hóa"]), "category").articles] == [
        "2/",
        "0/",
        "1/",
    ]


def test_text_in_another_language_stands_in_no_block() -> None:
    found = rows([article(0, lang="en"), article(1), article(2, NOTICES, lang="en")])
    assert [one.url for row in found for each in row.blocks for one in each.articles] == ["1/"]


def test_english_texts_take_no_place_of_vietnamese_ones() -> None:
    english = [article(number, NOTICES, lang="en") for number in range(70)]
    own = [article(100 + number, NOTICES if number < 3 else NEWS, cover=True) for number in range(20)]
    found = rows([*english, *own], featured=[*english, own[9]], pinned=[*english[:9], own[10]])
    assert block(found, "lead").articles == [own[9]]
    assert block(found, "notices").articles == own[:3]
    assert block(found, "latest").articles[0] == own[10]
    assert block(found, "latest").pinned == 1


def test_cards_show_no_moving_picture() -> None:
    moving = [article(number, cover=True) for number in range(8)]
    for each in moving:
        each.cover.url = "/anh.GIF"
    assert not any(each.name == "cards" for row in rows(moving) for each in row.blocks)


def test_notices_say_whether_there_are_others() -> None:
    four = [article(number, NOTICES) for number in range(4)]
    assert not block(rows(four, ["notices"]), "notices").more
    assert block(rows([*four, article(5, NOTICES)], ["notices"]), "notices").more


@pytest.mark.parametrize(
    ("expires", "day"),
    [
        (datetime(2024, 5, 1, tzinfo=UTC), "30/04/2024"),
        (datetime(2024, 4, 30, 17, tzinfo=UTC), "30/04/2024"),
    ],
)
def test_last_day_of_validity_is_before_midnight(expires: datetime, day: str) -> None:
    assert last_day(expires).strftime("%d/%m/%Y") == day


def test_home_page_follows_the_agency(site: TinySite) -> None:
    site.write("bo.png", photo(300, 100, "PNG"))
    site.write("articles/2024/03/anh.png", photo(600, 400, "PNG"))
    site.write(
        "agency.yaml",
        f"{AGENCY}\nhome: [links, lead, notices]\nlinks: [{{label: Cổng bộ, url: 'https://bo.example/', picture: bo.png}}]\n",
    )
    site.article(slug="tin", cover="anh.png", cover_alt="Cánh đồng")
    site.article("articles/2024/03/bao.md", category="Thông báo", expires="1/5/2030")
    page = site.build().page("/")
    assert [" ".join(row["class"]) for row in page.select("main > .home-row")] == [
        "home-row alone",
        "home-row beside",
    ]
    (banner,) = page.select(".banners img")
    assert banner["alt"] == "Cổng bộ"
    assert page.select_one(".notices .valid").text == "Còn hiệu lực đến 30/4/2030"
    assert not page.select(".visitor-counter")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("home: [lead, banner]", "mục “home”: không có khối và không có chuyên mục nào tên “banner”"),
        ("home: [lead, lead]", "mục “home”: ghi nhiều lần “lead”"),
        (
            "links: [{label: Bộ, url: 'https://bo.example/', picture: thieu.png}]",
            "không có tệp ảnh “thieu.png”",
        ),
    ],
)
def test_wrong_block_is_rejected(site: TinySite, line: str, problem: str) -> None:
    site.write("agency.yaml", f"{AGENCY}\n{line}\n")
    site.article()
    with pytest.raises(ContentError) as rejected:
        site.build()
    assert problem in str(rejected.value)
