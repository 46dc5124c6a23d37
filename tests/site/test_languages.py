from typing import Any

from bs4 import BeautifulSoup

from plugins.urls.patterns import OFFLINE
from tests.conftest import BuiltSite, TinySite

ENGLISH, VIETNAMESE, ALONE = "/en/2024/03/bai/", "/2024/03/bai/", "/en/2024/05/alone/"


def write_pair(site: TinySite) -> None:
    site.article(title="Một bài", category="Tin tức", summary="Tóm tắt.")
    write_english(site)


def write_english(site: TinySite, **fields: object) -> None:
    written: dict[str, Any] = {"title": "An article", "slug": "bai", "lang": "en", **fields}
    site.article("articles/2024/03/bai-en.md", **written)


def languages(page: BeautifulSoup, address: str) -> set[str]:
    """Return the languages in which a page's links to an address are read aloud."""
    links = page.select(f'main a[href="{address}"]')
    marked = [
        link if link.has_attr("lang") else link.select_one("[lang]") or link.find_parent(lang=True)
        for link in links
    ]
    return {str(tag["lang"]) for tag in marked if tag}


def test_an_article_and_its_translation_lead_to_each_other(site: TinySite) -> None:
    write_pair(site)
    built = site.build()
    for here, there, lang, name in (
        (VIETNAMESE, ENGLISH, "en", "English: An article"),
        (ENGLISH, VIETNAMESE, "vi", "Tiếng Việt: Một bài"),
    ):
        link = built.page(here).select_one(f'main header a[href="{there}"]')
        assert link is not None
        assert (link["hreflang"], link["lang"], link.text) == (lang, lang, name)
        versions = {tag["hreflang"]: tag["href"] for tag in built.page(here).select("head link[hreflang]")}
        assert versions == {
            "vi": f"https://xathu.example{VIETNAMESE}",
            "en": f"https://xathu.example{ENGLISH}",
        }
    assert not built.page("/").select("link[hreflang]")


def test_a_translation_stands_below_its_original_in_every_list(site: TinySite) -> None:
    write_pair(site)
    site.article("articles/2024/06/moi.md", title="Mới nhất", date="1/6/2024", department="Công an xã")
    built = site.build()
    for address in (
        "/",
        "/2024/",
        "/2024/03/",
        "/don-vi/van-phong/",
        "/chuyen-muc/tin-tuc/",
        "/tac-gia/dinh-son/",
    ):
        page = built.page(address)
        entry = page.select_one(f'main li:has(a[href="{VIETNAMESE}"]) a[href="{ENGLISH}"]')
        assert entry is not None, address
        assert languages(page, ENGLISH) == {"en"}, address


def test_english_article_without_original_is_archived(site: TinySite) -> None:
    site.article(
        "articles/2024/05/alone.md",
        title="Alone",
        date="1/5/2024",
        lang="en",
        category="Tin tức",
        summary="One.",
    )
    site.article("articles/2024/04/truoc.md", date="1/4/2024")
    built = site.build()
    for address in ("/2024/", "/2024/05/", "/chuyen-muc/tin-tuc/", "/2024/04/truoc/"):
        assert languages(built.page(address), ALONE) == {"en"}, address
    for address in ("/", "/don-vi/van-phong/"):  # which have texts in Vietnamese
        assert not built.page(address).select(f"main a[href='{ALONE}']"), address
    page = built.page(ALONE)
    assert page.html["lang"] == "en"
    assert {tag.text for tag in page.select('main [lang="vi"]')} == {"Tin tức", "Văn phòng", "Một bài"}
    assert not page.select("link[hreflang]")


def test_what_becomes_of_a_translation_is_seen_on_its_original(site: TinySite) -> None:
    """The same in an incremental build as in a new one: both pages are looked at after each edit."""

    def leads(built: BuiltSite) -> tuple[bool, bool]:
        return ENGLISH in built.text(VIETNAMESE), ENGLISH in built.text("/don-vi/van-phong/")

    site.article(title="Một bài")
    assert leads(site.build()) == (False, False)
    write_english(site)
    assert leads(site.build()) == (True, True)
    write_english(site, title="Another title")
    built = site.build()
    assert "English: Another title" in built.text(VIETNAMESE)
    assert "English: Another title" in built.text("/don-vi/van-phong/")
    write_english(site, status="withdrawn")
    assert leads(site.build()) == (False, False)


def test_a_standing_page_and_its_translation_lead_to_each_other(site: TinySite) -> None:
    site.page(title="Giới thiệu")
    site.page("pages/about.md", title="About us", slug="gioi-thieu", lang="en")
    built = site.build()
    english = built.page("/en/gioi-thieu/")
    assert english.html["lang"] == "en"
    assert languages(english, "/gioi-thieu/") == {"vi"}
    assert languages(built.page("/gioi-thieu/"), "/en/gioi-thieu/") == {"en"}
    assert languages(built.page("/so-do-cong/"), "/en/gioi-thieu/") == {"en"}


def test_counted_pages_include_later_translations(site: TinySite) -> None:
    site.article(title="Một bài", category="Tin tức")
    site.article("articles/2024/04/rut.md", date="1/4/2024", status="withdrawn")
    site.article("articles/2024/04/rut-en.md", date="1/4/2024", status="withdrawn", slug="rut", lang="en")
    site.article("articles/2024/05/alone.md", date="1/5/2024", lang="en")
    site.build()
    write_english(site)
    built = site.build()
    lists = [built.text(name) for name in built.paths() if name.startswith("luot-truy-cap/cac-trang")]
    listed = [line.partition("\t")[0] for text in lists for line in text.splitlines()]
    pages = {"/" + name.removesuffix("index.html") for name in built.paths() if name.endswith("index.html")}
    pages.remove(OFFLINE)  # which is shown in place of others, without a network, and has no counter
    assert set(listed) == pages
    assert len(listed) == len(pages)
    assert {ENGLISH, ALONE, "/en/2024/04/rut/"} <= pages
