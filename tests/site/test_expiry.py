"""Articles that time takes out of the news, or leads and pins on the home page."""

from __future__ import annotations

from tests.conftest import BuiltSite, TinySite
from tests.images.photos import photo


def news(built: BuiltSite, address: str = "/") -> list[str]:
    """Return the addresses in the list of news."""
    return [str(link["href"]) for link in built.page(address).select("main section:not(.notices) h3 a")]


def lead(built: BuiltSite) -> str:
    return str(built.page("/").select_one(".lead-story h2 a")["href"])


def test_expired_article_leaves_nothing(site: TinySite) -> None:
    site.article("articles/2024/03/a.md")
    clean = site.build().files()
    site.write("articles/2024/04/lich.jpg", photo(3, 2))
    site.article(
        "articles/2024/04/lich.md",
        title="Lịch cúp nước",
        date="1/4/2024",
        author="Người khác",
        tags="[nước sạch]",
        category="Thông báo",
        old_urls="/lich-cu/",
        expires="23/11/2026 08:00",
        featured="có",
        pinned_until="1/12/2026",
        body="![Bản đồ khu vực](lich.jpg)",
    )
    before = site.build(BUILD_MOMENT="2026-11-23 07:59", OUTPUT_PATH=f"{site.output}1")
    assert "2024/04/lich/index.html" in before.mentions("Lịch cúp nước")
    assert site.build(OUTPUT_PATH=f"{site.output}2").files() == clean


def test_expired_withdrawn_article_leaves_no_page_either(site: TinySite) -> None:
    site.article("articles/2024/03/a.md")
    clean = site.build().files()
    site.article(status="withdrawn", withdrawn_reason="Sai.", expires="1/4/2024")
    assert site.build(OUTPUT_PATH=f"{site.output}2").files() == clean


def test_translation_outlives_an_expired_original(site: TinySite) -> None:
    site.article(expires="1/4/2024")
    site.article("articles/2024/03/bai-en.md", title="News", slug="bai", lang="en")
    built = site.build()
    assert "2024/03/bai/index.html" not in built.paths()
    assert "/en/2024/03/bai/" in news(built, "/en/")


def test_newest_featured_article_leads_the_home_page(site: TinySite) -> None:
    for day in range(1, 7):
        site.article(
            f"articles/2024/03/bai-{day}.md",
            date=f"{day}/3/2024",
            department="Công an xã",
            featured="có" if day in (2, 4) else None,
        )
    built = site.build()
    assert lead(built) == "/2024/03/bai-4/"
    assert news(built)[:5] == [f"/2024/03/bai-{day}/" for day in (6, 5, 3, 2, 1)]


def test_home_page_leads_with_the_newest_otherwise(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", date="1/3/2024", featured="không")
    site.article("articles/2024/03/b.md", date="2/3/2024")
    assert lead(site.build()) == "/2024/03/b/"


def test_pinned_article_stands_first_in_the_latest(site: TinySite) -> None:
    for number in range(23):
        site.article(
            f"articles/2024/03/bai-{number}.md",
            date=f"{number + 1}/3/2024",
            featured="có" if number == 0 else None,
            pinned_until="1/1/2027" if number == 1 else None,
        )
    page = site.build().page("/")
    shown = [link["href"] for link in page.select(".article-list")[0].select("h3 a")]
    assert shown == [f"/2024/03/bai-{number}/" for number in (1, *range(22, 15, -1))]


def test_pinned_article_stands_first_until_its_time(site: TinySite) -> None:
    for day in range(1, 5):
        site.article(
            f"articles/2024/03/bai-{day}.md",
            date=f"{day}/3/2024",
            pinned_until="23/11/2026 08:00" if day == 1 else None,
        )
    pinned = site.build(BUILD_MOMENT="2026-11-23 07:59", OUTPUT_PATH=f"{site.output}1")
    after = site.build(OUTPUT_PATH=f"{site.output}2")
    items = pinned.page("/").select(".article-list")[0].find_all("li")
    assert [item.a["href"] for item in items] == [f"/2024/03/bai-{day}/" for day in (1, 3, 2)]
    assert ["Ghim" in item.get_text() for item in items] == [True, False, False]
    assert news(after)[:3] == [f"/2024/03/bai-{day}/" for day in (3, 2, 1)]
    assert after.mentions("Ghim") == []
    assert pinned.mentions("Ghim") == ["index.html"]


def test_english_home_page_says_pinned(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", date="1/3/2024")
    for slug, day, until in (("a", 1, "1/1/2027"), ("b", 2, None), ("c", 3, None)):
        site.article(
            f"articles/2024/03/{slug}-en.md",
            title=slug,
            slug=slug,
            date=f"{day}/3/2024",
            lang="en",
            pinned_until=until,
        )
    page = site.build().page("/en/")
    items = page.select_one(".article-list").find_all("li")
    assert [item.a.get_text() for item in items] == ["a", "c", "b"]
    assert ["Pinned" in item.get_text() for item in items] == [True, False, False]
