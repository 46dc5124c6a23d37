"""Lists that lead on to smaller periods before they outgrow a page."""

from __future__ import annotations

import random

import pytest

from plugins.archives.periods import MOST_LISTED
from plugins.budget.weight import LIMIT, gzipped
from tests.conftest import BuiltSite, TinySite

WORDS = (
    "hội nghị triển khai kế hoạch phát triển kinh tế xã hội quý chương trình xây dựng nông thôn mới phòng chống thiên tai "
    "tuyên truyền cải cách hành chính chuyển đổi số tiếp công dân giải quyết khiếu nại vệ sinh môi trường trồng rừng đầu "
    "xuân thăm tặng quà gia đình chính sách khai giảng năm học tập huấn nghiệp vụ kiểm tra an toàn thực phẩm lễ hội mùa màng"
)


def write_articles(site: TinySite, count: int, days: int) -> None:
    """Write articles of one month with titles of some eighty letters, no two alike, as real ones are."""
    chance = random.Random(5)
    for number in range(count):
        title = " ".join(chance.choices(WORDS.split(), k=18)).capitalize()
        slug = f"{'-'.join(chance.choices(['tin', 'hoi', 'nghi', 'xay', 'dung', 'phong', 'chong'], k=6))}-{number}"
        moment = f"{1 + number % days}/3/2024 {8 + number // 60 % 12:02}:{number % 60:02}"
        site.article(f"articles/2024/{number}.md", title=title, slug=slug, date=moment)


def titles_of(built: BuiltSite, address: str) -> list[str]:
    return [link.text for link in built.page(address).select("main .article-list a")]


def test_month_that_fits_keeps_the_budget_without_day_pages(site: TinySite) -> None:
    write_articles(site, MOST_LISTED, days=20)
    built = site.build()
    assert len(titles_of(built, "/2024/03/")) == MOST_LISTED
    assert not [name for name in built.paths() if name.startswith("2024/03/01")]
    page = built.page("/2024/03/")
    brought = [str(link["href"]) for link in page.select("link[rel=stylesheet]")]
    brought += [str(script["src"]) for script in page.select("script[src]")]
    assert len(brought) == 3
    assert gzipped(built.text("/2024/03/")) + sum(gzipped(built.text(file)) for file in brought) <= LIMIT


@pytest.fixture(scope="module")
def long_month(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A month with one article more than fits."""
    site = TinySite(tmp_path_factory.mktemp("month"))
    write_articles(site, MOST_LISTED + 1, days=20)
    return site.build()


def links_in(built: BuiltSite, address: str) -> list[str]:
    return [str(link["href"]) for link in built.page(address).select("main .months a")]


def test_long_month_links_to_thirds_that_are_mapped_and_counted(long_month: BuiltSite) -> None:
    built = long_month
    thirds = links_in(built, "/2024/03/")
    assert thirds == ["/2024/03/11-20/", "/2024/03/01-10/"]
    found = [title for third in thirds for title in titles_of(built, third)]
    assert len(found) == len(set(found)) == MOST_LISTED + 1
    assert len(titles_of(built, "/2024/03/")) == 20
    assert "https://xathu.example/2024/03/11-20/" in built.text("/so-do/trang.xml")
    assert "/2024/03/11-20/" in built.text("/luot-truy-cap/cac-trang.txt").splitlines()
    heading = built.page("/2024/03/11-20/").select_one("h1").text
    assert heading.replace("\xa0", " ") == "Tin từ ngày 11 đến ngày 20/3/2024"


def test_long_third_links_to_its_days(site: TinySite) -> None:
    write_articles(site, MOST_LISTED + 1, days=3)
    site.article("articles/2024/cuoi.md", title="Ngày cuối tháng", date="31/3/2024")
    built = site.build()
    assert links_in(built, "/2024/03/") == ["/2024/03/21-31/", "/2024/03/01-10/"]
    days = links_in(built, "/2024/03/01-10/")
    assert days == ["/2024/03/03/", "/2024/03/02/", "/2024/03/01/"]
    assert len([title for day in days for title in titles_of(built, day)]) == MOST_LISTED + 1
    assert titles_of(built, "/2024/03/21-31/") == ["Ngày cuối tháng"]


@pytest.mark.long
def test_long_day_is_split_into_parts_that_stay_the_same(site: TinySite) -> None:
    write_articles(site, 2 * MOST_LISTED + 1, days=1)
    built = site.build()
    parts = [str(link["href"]) for link in built.page("/2024/03/01/").select("main .months a")]
    assert parts == ["/2024/03/01/3/", "/2024/03/01/2/", "/2024/03/01/1/"]
    assert [len(titles_of(built, part)) for part in parts] == [1, MOST_LISTED, MOST_LISTED]
    full = [titles_of(built, part) for part in parts[1:]]
    site.article("articles/2024/moi.md", title="Tin mới hơn cả", date="1/3/2024 23:59")
    built = site.build()
    assert [titles_of(built, part) for part in parts[1:]] == full
    assert titles_of(built, "/2024/03/01/3/")[0] == "Tin mới hơn cả"
