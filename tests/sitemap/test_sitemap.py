import xml.etree.ElementTree as ET

import pytest

from plugins.incremental.api import IncrementalPelican
from tests.browser.everything import write_everything
from tests.conftest import AGENCY, BuiltSite, TinySite

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOST = "https://xathu.example"


def locations(built: BuiltSite, address: str, of: str = "url") -> list[str]:
    """Return the addresses of a map's entries, without the host, in order."""
    root = ET.fromstring(built.text(address))
    found = [entry.findtext(f"{MAP}loc") or "" for entry in root.iter(f"{MAP}{of}")]
    assert all(location.startswith(f"{HOST}/") for location in found)
    return [location.removeprefix(HOST) for location in found]


def parts(built: BuiltSite) -> list[str]:
    return locations(built, "/sitemap.xml", "sitemap")


def all_locations(built: BuiltSite) -> list[str]:
    """Return the addresses of all parts but the news, whose articles stand in their months already."""
    return [
        location
        for part in parts(built)
        if part != "/so-do/tin-moi.xml"
        for location in locations(built, part)
    ]


@pytest.mark.long
def test_sitemap_lists_each_indexable_page_once(site: TinySite) -> None:
    write_everything(site)
    site.article("articles/2024/03/thu-hoi.md", status="withdrawn", withdrawn_reason="Sai.")
    site.article("articles/2024/03/nhap.md", status="draft")
    built = site.build()
    pages = {f"/{path}": built.page(f"/{path}") for path in built.paths() if path.endswith(".html")}
    open_pages = [
        str(page.select_one('link[rel="canonical"]')["href"]).removeprefix(HOST)
        for path, page in pages.items()
        if not page.select('meta[name="robots"][content*="noindex"]')
    ]
    assert sorted(all_locations(built)) == sorted(set(open_pages) - {"/dang-nhap/"})


def test_article_is_in_the_sitemap_of_its_month(site: TinySite) -> None:
    site.article("articles/2024/03/bai.md", modified="25/3/2024 09:00")
    site.article("articles/2024/03/hai.md", date="22/3/2024 10:00")
    site.article("articles/2023/12/cu.md", date="1/12/2023")
    built = site.build()
    assert parts(built) == ["/so-do/trang.xml", "/so-do/2024-03.xml", "/so-do/2023-12.xml"]
    assert locations(built, "/so-do/2024-03.xml") == ["/2024/03/hai/", "/2024/03/bai/"]
    times = [
        element.text for element in ET.fromstring(built.text("/so-do/2024-03.xml")).iter(f"{MAP}lastmod")
    ]
    assert times == ["2024-03-22T10:00:00+07:00", "2024-03-25T09:00:00+07:00"]


@pytest.mark.parametrize(
    ("moment", "known"), [("2024-03-23 07:59", True), ("2024-03-23 08:00", False), ("2024-03-21 08:00", True)]
)
def test_news_sitemap_has_articles_of_two_days(site: TinySite, moment: str, known: bool) -> None:
    site.article(title="'Một & hai'", date="21/3/2024 08:00")
    site.article("articles/2024/01/cu.md", date="1/1/2024")
    built = site.build(BUILD_MOMENT=moment)
    assert ("/so-do/tin-moi.xml" in parts(built)) is known
    assert ("so-do/tin-moi.xml" in built.files()) is known
    if known:
        assert locations(built, "/so-do/tin-moi.xml") == ["/2024/03/bai/"]
        news = ET.fromstring(built.text("/so-do/tin-moi.xml")).find(f"{MAP}url/{NEWS}news")
        assert news is not None
        assert news.findtext(f"{NEWS}title") == "Một & hai"
        assert news.findtext(f"{NEWS}publication_date") == "2024-03-21T08:00:00+07:00"
        assert news.findtext(f"{NEWS}publication/{NEWS}name") == "UBND xã Thử"


def test_a_demonstration_has_no_map(site: TinySite) -> None:
    site.article()
    site.write("agency.yaml", AGENCY + "demo: true\n")
    built = site.build()
    assert [path for path in built.paths() if path.startswith(("so-do/", "sitemap"))] == []
    assert "Sitemap" not in built.text("/robots.txt")


def test_old_news_leave_the_sitemap_without_edits(
    site: TinySite,
) -> None:
    site.article(date="21/3/2024 08:00")
    for moment in ("2024-03-22 08:00", "2024-03-24 08:00"):
        IncrementalPelican(site.settings(BUILD_MOMENT=moment)).run()
    built, fresh = BuiltSite(site.output), str(site.output.with_name("fresh"))
    assert parts(built) == ["/so-do/trang.xml", "/so-do/2024-03.xml"]
    assert built.files() == site.build(BUILD_MOMENT="2024-03-24 08:00", OUTPUT_PATH=fresh).files()
