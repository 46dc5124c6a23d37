from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.archives.periods import group
from tests.conftest import TinySite

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Dated:
    date: datetime


def dated(*days: tuple[int, int, int]) -> list[Dated]:
    return [Dated(datetime(*day, tzinfo=ZONE)) for day in days]


def test_years_and_months_are_counted_newest_first() -> None:
    years = group(dated((2026, 1, 2), (2024, 12, 31), (2024, 12, 1), (2024, 3, 5)))
    assert [(year.url, year.count) for year in years] == [("2026/", 1), ("2024/", 3)]
    assert [(month.url, month.count) for month in years[1].months] == [("2024/12/", 2), ("2024/03/", 1)]


def test_days_of_a_month_hold_their_articles() -> None:
    ((month,),) = [year.months for year in group(dated((2024, 3, 5), (2024, 3, 5), (2024, 3, 1)))]
    assert [(day.day, len(articles)) for day, articles in month.days] == [(5, 2), (1, 1)]


def test_month_and_year_lead_to_those_beside_them(site: TinySite) -> None:
    for number, date in enumerate(["5/3/2024", "6/3/2024", "1/10/2024", "1/1/2026"]):
        _, month, year = date.split("/")
        site.article(f"articles/{year}/{int(month):02}/bai-{number}.md", date=date)
    built = site.build()

    def beside(address: str) -> list[tuple[str, str, str]]:
        links = built.page(address).select("main > .article-nav:last-child a")
        return [(link["rel"][0], link.text, str(link["href"])) for link in links]

    older, newer = "Tin cũ hơn", "Tin mới hơn"
    assert beside("/2024/03/") == [("next", f"{newer} Tháng 10/2024", "/2024/10/")]
    assert beside("/2024/10/") == [
        ("prev", f"{older} Tháng 3/2024", "/2024/03/"),
        ("next", f"{newer} Tháng 01/2026", "/2026/01/"),
    ]
    assert beside("/2024/") == [("next", f"{newer} Năm 2026", "/2026/")]
    assert beside("/2026/") == [("prev", f"{older} Năm 2024", "/2024/")]
    assert built.page("/luu-tru/").select("main .article-nav") == []


def test_only_period_has_no_navigation(site: TinySite) -> None:
    site.article()
    built = site.build()
    assert built.page("/2024/03/").select("main > .article-nav") == []


def test_archive_and_year_name_all_news_alike(site: TinySite) -> None:
    site.article()
    built = site.build()
    link = built.page("/luu-tru/").select_one("main .year p a")
    assert link.text == built.page("/2024/").select_one("main section h2").text == "Tất cả tin năm 2024"


def test_the_overview_shows_every_year_and_month_with_its_number(site: TinySite) -> None:
    for number in range(3):
        site.article(f"articles/2024/03/bai-{number}.md")
    site.article("articles/2025/01/bai.md", date="1/1/2025")
    overview = site.build().page("/luu-tru/")
    month = overview.select_one('main a[href="/2024/03/"]')
    assert month is not None
    assert "3" in month.find_parent("li").get_text().replace("Tháng 3", "")
    assert overview.select_one('main a[href="/2025/"]')


def test_the_day_is_that_of_the_agencys_time_zone(site: TinySite) -> None:
    site.article(date="2024-03-31T20:00:00Z")
    assert "2024/04/bai/index.html" in site.build().files()
