import json
import re

import pytest
from feedparser.api import parse
from feedparser.util import FeedParserDict

from tests.conftest import TinySite
from tests.feeds.json_feed import JSON_FEED
from tests.images.photos import photo


def parsed(text: str) -> FeedParserDict:
    feed: FeedParserDict = parse(text)
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_every_department_and_category_with_news_has_its_feed(site: TinySite) -> None:
    site.article(category="Tin tức")
    feeds = [path for path in site.build().paths() if path.startswith("rss/") and path.endswith(".xml")]
    assert feeds == ["rss/tin-moi.xml", "rss/tin-tuc.xml", "rss/van-phong.xml"]


def test_an_entry_says_what_the_article_says(site: TinySite) -> None:
    site.article(
        title='"A < B & C"',
        summary='"1 < 2 & 3"',
        author="Đình Sơn; Ban Biên tập",
        date="21/3/2024 08:00",
        modified="25/3/2024 09:00",
        body="[Lưu trữ](/luu-tru/)",
    )
    (entry,) = parsed(site.build().text("/rss/tin-moi.xml")).entries
    assert entry.title == "A < B & C"
    assert entry.summary == "1 &lt; 2 &amp; 3"
    assert entry.author == "Đình Sơn; Ban Biên tập"
    assert entry.link == "https://xathu.example/2024/03/bai/"
    assert entry.published == "2024-03-21T08:00:00+07:00"
    assert entry.updated == "2024-03-25T09:00:00+07:00"
    assert 'href="https://xathu.example/luu-tru/"' in entry.content[0].value


def test_each_feed_has_an_id_of_its_own_and_names_itself(site: TinySite) -> None:
    site.article(category="Tin tức")
    built = site.build()
    for name in ("tin-moi", "tin-tuc", "van-phong"):
        feed = parsed(built.text(f"/rss/{name}.xml")).feed
        assert feed.id == f"https://xathu.example/rss/{name}.xml"
        assert feed.id in [link.href for link in feed.links if link.rel == "self"]


def test_a_feed_holds_the_newest_twenty(site: TinySite) -> None:
    for day in range(1, 26):
        site.article(f"articles/2024/03/bai-{day}.md", date=f"{day}/3/2024")
    entries = parsed(site.build().text("/rss/tin-moi.xml")).entries
    assert [entry.link[-7:] for entry in entries][:2] == ["bai-25/", "bai-24/"]
    assert len(entries) == 20


def test_without_articles_there_is_no_feed(site: TinySite) -> None:
    assert not [path for path in site.build().paths() if path.startswith("rss/") and path.endswith(".xml")]


def test_feeds_are_grouped_by_what_they_hold(site: TinySite) -> None:
    site.article(category="Tin tức")
    groups = site.build().page("/rss/").select("main > section")
    assert {group.h2.text: [str(link["href"]) for link in group.select("a")] for group in groups} == {
        "Toàn cổng": ["/rss/tin-moi.xml", "/rss/tin-moi.json"],
        "Phòng, ban, đơn vị": ["/rss/van-phong.xml", "/rss/van-phong.json"],
        "Chuyên mục": ["/rss/tin-tuc.xml", "/rss/tin-tuc.json"],
    }


def test_pages_announce_their_feeds(site: TinySite) -> None:
    site.article(category="Tin tức")
    built = site.build()
    announced = 'link[rel="alternate"][type="application/atom+xml"]'
    assert built.page("/").select_one(announced)["href"] == "/rss/tin-moi.xml"
    assert "/rss/van-phong.xml" in [
        link["href"] for link in built.page("/don-vi/van-phong/").select(announced)
    ]
    listed = {str(link["href"]) for link in built.page("/rss/").select("main a")}
    assert {"/rss/tin-moi.xml", "/rss/tin-tuc.xml", "/rss/van-phong.xml"} <= listed


@pytest.mark.parametrize("name", ["tin-moi", "van-phong"])
def test_atom_says_what_rfc_4287_requires(site: TinySite, name: str) -> None:
    site.article()
    text = site.build().text(f"/rss/{name}.xml")
    feed = re.sub(r"<entry>.*</entry>", "", text, flags=re.DOTALL)
    entry = re.search(r"<entry>.*</entry>", text, flags=re.DOTALL)
    assert entry is not None
    for element in ("<id>", "<title>", "<updated>"):
        assert feed.count(element) == 1
        assert entry[0].count(element) == 1
    assert "<author><name>" in entry[0]


def test_every_tag_has_its_feed_and_its_page_names_it(site: TinySite) -> None:
    site.article(tags="du lịch, văn phòng")
    built = site.build()
    (entry,) = parsed(built.text("/rss/chu-de/du-lich.xml")).entries
    assert entry.link == "https://xathu.example/2024/03/bai/"
    assert built.page("/chu-de/du-lich/").select_one('link[href="/rss/chu-de/du-lich.xml"]')
    assert parsed(built.text("/rss/chu-de/van-phong.xml")).feed.title.endswith("văn phòng")
    assert parsed(built.text("/rss/van-phong.xml")).feed.title.endswith("Văn phòng")


def test_every_feed_is_there_as_json_feed_too(site: TinySite) -> None:
    site.article(category="Tin tức", tags="du lịch")
    files = site.build().files()
    atom = {name.removesuffix(".xml") for name in files if name.startswith("rss/") and name.endswith(".xml")}
    assert atom == {
        name.removesuffix(".json") for name in files if name.startswith("rss/") and name.endswith(".json")
    }
    for name in atom:
        JSON_FEED.validate(json.loads(files[f"{name}.json"]))


def test_json_feed_says_what_the_article_says(site: TinySite) -> None:
    site.write("articles/2024/03/cho.jpg", photo(30, 20))
    site.article(
        title='"A < B & C"',
        summary="Một câu.",
        author="Đình Sơn; Ban Biên tập",
        date="21/3/2024 08:00",
        modified="25/3/2024 09:00",
        tags="du lịch",
        cover="cho.jpg",
        cover_alt="Chợ xã",
        body="[Lưu trữ](/luu-tru/)",
    )
    feed = json.loads(site.build().text("/rss/van-phong.json"))
    assert feed["home_page_url"] == "https://xathu.example/don-vi/van-phong/"
    assert feed["feed_url"] == "https://xathu.example/rss/van-phong.json"
    (item,) = feed["items"]
    assert item.pop("content_html") == '<p><a href="https://xathu.example/luu-tru/">Lưu trữ</a></p>'
    assert item == {
        "id": "https://xathu.example/2024/03/bai/",
        "url": "https://xathu.example/2024/03/bai/",
        "title": "A < B & C",
        "summary": "Một câu.",
        "date_published": "2024-03-21T08:00:00+07:00",
        "date_modified": "2024-03-25T09:00:00+07:00",
        "image": "https://xathu.example/articles/2024/03/cho.jpg",
        "authors": [{"name": "Đình Sơn"}, {"name": "Ban Biên tập"}],
        "tags": ["du lịch"],
        "language": "vi",
    }


def test_address_that_a_text_shows_as_code_stays_as_it_is(site: TinySite) -> None:
    site.article(body='Viết `<a href="/luu-tru/">` và [lưu trữ](/luu-tru/).')
    feed = site.build().text("/rss/tin-moi.json")
    (item,) = json.loads(feed)["items"]
    assert '&lt;a href="/luu-tru/"&gt;' in item["content_html"]
    assert 'href="https://xathu.example/luu-tru/"' in item["content_html"]


def test_feeds_link_to_notes_and_headings_on_the_page(site: TinySite) -> None:
    for name in ("bai", "hai"):
        site.article(
            f"articles/2024/03/{name}.md",
            body="## Mục\n\nXem[^1] [mục](#muc) và [lưu trữ](/luu-tru/).\n\n[^1]: Ghi chú.",
        )
    built = site.build()
    items = json.loads(built.text("/rss/tin-moi.json"))["items"]
    for html, address in [
        *((entry.content[0].value, entry.link) for entry in parsed(built.text("/rss/tin-moi.xml")).entries),
        *((item["content_html"], item["url"]) for item in items),
    ]:
        links = re.findall(r'href="([^"]*)"', html)
        assert links == [
            f"{address}#fn:1",
            f"{address}#muc",
            "https://xathu.example/luu-tru/",
            f"{address}#fnref:1",
        ]
        assert " id=" not in html
