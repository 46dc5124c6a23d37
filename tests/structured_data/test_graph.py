import json
from typing import Any

from bs4 import BeautifulSoup

from plugins.structured_data.graph import graph, in_brief
from tests.conftest import TinySite


def reported(page: BeautifulSoup) -> list[dict[str, Any]]:
    """Return the things that a page tells of itself."""
    scripts = page.select('head script[type="application/ld+json"]')
    things: list[dict[str, Any]] = [
        thing for script in scripts for thing in json.loads(script.text)["@graph"]
    ]
    return things


def test_an_article_is_a_news_article_of_the_agency(site: TinySite) -> None:
    site.article(
        title='"A < B & \\"C\\" </script><script>alert(1)</script>"',
        author="Đình Sơn; Văn phòng",
        summary="Tóm tắt của bài.",
        modified="25/3/2024 09:00",
        category="Tin tức",
    )
    article, trail = reported(site.build().page("/2024/03/bai/"))
    assert article == {
        "@type": "NewsArticle",
        "headline": 'A < B & "C" </script><script>alert(1)</script>',
        "inLanguage": "vi",
        "datePublished": "2024-03-21T00:00:00+07:00",
        "dateModified": "2024-03-25T09:00:00+07:00",
        "mainEntityOfPage": "https://xathu.example/2024/03/bai/",
        "author": [
            {"@type": "Person", "name": "Đình Sơn"},
            {"@type": "Organization", "name": "Văn phòng"},
        ],
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": "Ủy ban nhân dân xã Thử",
            "url": "https://xathu.example/",
        },
        "description": "Tóm tắt của bài.",
        "articleSection": "Tin tức",
    }
    assert trail["@type"] == "BreadcrumbList"
    assert [step["item"] for step in trail["itemListElement"]] == [
        "https://xathu.example/",
        "https://xathu.example/chuyen-muc/tin-tuc/",
        "https://xathu.example/2024/03/bai/",
    ]


def test_home_page_describes_the_agency_without_placeholders(site: TinySite) -> None:
    site.article()
    (portal,) = reported(site.build().page("/"))
    assert portal["@type"] == "WebSite"
    assert portal["publisher"]["@type"] == "GovernmentOrganization"
    assert "telephone" not in portal["publisher"]


def test_a_withdrawn_article_is_no_news_article(site: TinySite) -> None:
    site.article(status="withdrawn", withdrawn_reason="Sai số liệu.")
    page = site.build().page("/2024/03/bai/")
    assert reported(page) == []
    assert page.select_one('meta[name="DC.title"]')


def test_nothing_in_a_text_ends_the_script_element() -> None:
    written = graph([{"name": "</script><!-- & \u2028"}])
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["@graph"] == [{"name": "</script><!-- & \u2028"}]


def test_a_long_headline_is_cut_between_words() -> None:
    assert in_brief("một hai ba", 10) == "một hai ba"
    assert in_brief("một hai, ba bốn", 10) == "một hai…"
