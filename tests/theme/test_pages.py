"""What every kind of page says and leads to, on tiny sites."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from tests.conftest import AGENCY, ROOT, TinySite
from tests.images.photos import photo

KINDS = {
    "home": "/",
    "article": "/2024/03/bai/",
    "standing page": "/gioi-thieu/",
    "department": "/don-vi/van-phong/",
    "category": "/chuyen-muc/tin-tuc/",
    "author": "/tac-gia/dinh-son/",
    "topic": "/chu-de/du-lich/",
    "year": "/2024/",
    "month": "/2024/03/",
    "archive": "/luu-tru/",
    "site tree": "/so-do-cong/",
    "feeds": "/rss/",
    "statistics": "/thong-ke-truy-cap/",
    "sign in": "/dang-nhap/",
    "not found": "/404.html",
    "gone": "/410.html",
    "server error": "/500.html",
}
ROUND_TRIP = 14_600  # what a server sends before it first waits for the reader: ten packets


def only(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


@pytest.fixture
def full(site: TinySite) -> TinySite:
    """A site with a page of every kind."""
    site.article(title="Một bài", category="Tin tức", tags="du lịch", summary="Tóm tắt “một” bài.")
    site.article("articles/2024/02/truoc.md", title="Bài trước", date="04/02/2024")
    site.page()
    return site


def test_every_kind_of_page_has_its_frame(full: TinySite) -> None:
    built = full.build()
    for kind, address in KINDS.items():
        page = built.page(address)
        assert only(page, "html")["lang"] == "vi", kind
        assert only(page, "title").text.endswith(" - UBND xã Thử"), kind
        assert only(page, "link[rel=canonical]")["href"] == f"https://xathu.example{address}", kind
        assert only(page, "meta[name=viewport]")["content"] == "width=device-width, initial-scale=1"
        assert only(page, "meta[name=color-scheme]")["content"] == "light dark"
        assert page.select_one("link[rel=alternate]")["href"] == "/rss/tin-moi.xml"
        assert built.folder.joinpath(only(page, "link[rel=icon]")["href"].lstrip("/")).is_file()
        assert built.folder.joinpath(only(page, 'link[href^="/theme/site."]')["href"].lstrip("/")).is_file()
        assert only(page, "main")["id"] == "noi-dung"
        assert page.body.find("a")["href"] == "#noi-dung", kind
        assert only(page, "main h1").text.strip(), kind
        assert len(page.select("h1")) == 1, kind
        assert len(page.select("body > footer")) == 1
        assert len(page.select("nav[aria-label='Đường dẫn đến trang']")) == (kind != "home")


def test_headings_never_skip_a_level(full: TinySite) -> None:
    built = full.build()
    for kind, address in KINDS.items():
        levels = [int(heading.name[1]) for heading in built.page(address).find_all(["h1", "h2", "h3", "h4"])]
        assert levels[0] == 1, kind
        assert all(after - before <= 1 for before, after in pairwise(levels)), kind


def test_nothing_empty_is_shown(full: TinySite) -> None:
    """No list, section or landmark without anything in it, on any page, but what is hidden or speaks later."""
    built = full.build()
    for kind, address in KINDS.items():
        for tag in built.page(address).select("ul, ol, section, nav, aside, p, figure, h2, h3, div"):
            kept_for_figures = tag.find_parent(class_="visitor-counter") or tag.find_parent(class_="visits")
            filled_later = tag.has_attr("hidden") or tag.get("role") == "status" or kept_for_figures
            assert tag.text.strip() or tag.find("img") or filled_later or tag.find_parent(hidden=True), (
                kind,
                tag,
            )


def test_title_and_description_are_those_of_the_article(full: TinySite) -> None:
    page = full.build().page("/2024/03/bai/")
    assert only(page, "title").text == "Một bài - UBND xã Thử"
    assert only(page, "meta[name=description]")["content"] == "Tóm tắt “một” bài."


def test_article_reads_in_order(full: TinySite) -> None:
    full.write("articles/2024/03/anh.png", photo(3, 2))
    full.article(
        category="Tin tức",
        summary="Điều chính.",
        cover="anh.png",
        cover_alt="Cánh đồng",
        cover_caption="Ảnh của Đình Sơn",
        body="Nội dung.\n\n| Xã | Số |\n|---|---|\n| A | 1 |",
    )
    page = full.build().page("/2024/03/bai/")
    parts = [
        "nav.breadcrumb",
        "h1",
        ".facts",
        ".standfirst",
        ".cover",
        ".prose",
        ".byline",
        ".article-nav",
        "aside",
        ".visitor-counter",
        "footer",
    ]
    found = [page.select_one(part) for part in parts]
    every = list(page.select("*"))
    places = [next(number for number, tag in enumerate(every) if tag is part) for part in found]
    assert places == sorted(places)
    assert only(page, ".byline").text.strip() == "Đình Sơn"
    assert only(page, ".table > table").td.text == "A"


def test_department_and_category_pages_offer_their_own_feed(full: TinySite) -> None:
    built = full.build()
    for address, feed in (("/don-vi/van-phong/", "van-phong"), ("/chuyen-muc/tin-tuc/", "tin-tuc")):
        links = [link["href"] for link in built.page(address).select("link[rel=alternate]")]
        own = [f"/rss/{feed}.xml", f"/rss/{feed}.json"]
        assert links == ["/rss/tin-moi.xml", "/rss/tin-moi.json", *own]
        assert all((built.folder / address.lstrip("/")).is_file() for address in own)
    assert len(built.page("/tac-gia/dinh-son/").select("link[rel=alternate]")) == 2


def test_demonstration_says_so_and_stays_out_of_search(full: TinySite) -> None:
    built = full.build()
    assert not built.page("/").select("meta[name=robots], .demo-notice")
    for address in ("/404.html", "/410.html", "/500.html"):
        assert only(built.page(address), "meta[name=robots]")["content"] == "noindex"
    full.write("agency.yaml", (full.content / "agency.yaml").read_text(encoding="utf-8") + "demo: true\n")
    demo = full.build(OUTPUT_PATH=str(full.output) + "2")
    for address in KINDS.values():
        page = demo.page(address)
        assert only(page, "meta[name=robots]")["content"] == "noindex"
        assert (
            "không phải cổng thông tin chính thức của UBND xã Thử" in only(page, "header .demo-notice").text
        )


def test_withdrawn_article_says_why_above_its_text(full: TinySite) -> None:
    full.article(
        "articles/2024/03/rut.md",
        status="withdrawn",
        category="Tin tức",
        withdrawn_reason="Số liệu sai.",
        body="Văn bản.",
    )
    page = full.build().page("/2024/03/rut/")
    assert "Số liệu sai." in only(page, ".withdrawn").text
    assert only(page, ".withdrawn").find_next(class_="prose")
    assert [link["href"] for link in page.select(".breadcrumb a")] == ["/", "/luu-tru/"]
    assert not page.select(".kicker")
    assert only(page, "meta[name=robots]")["content"] == "noindex"


def test_lists_show_their_newest_and_lead_on_by_time(site: TinySite) -> None:
    for number in range(1, 33):
        site.article(f"articles/2024/bai-{number:02}.md", date=f"{number % 28 + 1}/{1 + number // 28}/2024")
    built = site.build()
    assert len(built.page("/").select(".lead-story, .beside > section > .article-list > li")) == 9
    assert len(built.page("/don-vi/van-phong/").select("main .article-list > li")) == 20
    assert len(built.page("/2024/").select("main .article-list > li")) == 20
    assert len(built.page("/2024/01/").select("main .article-list > li")) == 27
    older = [a["href"] for a in built.page("/don-vi/van-phong/").select(".older a")]
    assert older == ["/2024/01/", "/2024/", "/luu-tru/"]
    assert only(built.page("/"), ".beside > section .onward")["href"] == "/luu-tru/"
    assert "20 tin mới nhất" in only(built.page("/don-vi/van-phong/"), ".older p").text
    assert "Tin mới nhất trong năm 2024" in built.page("/2024/").main.text


def test_a_list_that_is_whole_leads_to_no_older_ones(site: TinySite) -> None:
    for number in range(1, 21):
        site.article(
            f"articles/2024/bai-{number:02}.md",
            date=f"{number % 28 + 1}/{1 + number // 28}/2024",
            category="Thông báo" if number < 6 else "Tin tức",
            department="Văn phòng" if number < 15 else "Công an xã",
        )
    site.article("articles/2025/bai.md", date="1/1/2025", author="Người Khác")
    built = site.build()
    for address in (
        "/don-vi/van-phong/",
        "/don-vi/cong-an-xa/",
        "/tac-gia/dinh-son/",
        "/chuyen-muc/tin-tuc/",
    ):
        assert not built.page(address).select(".older"), address
    assert "Tất cả tin năm 2025" in built.page("/2025/").main.text


def test_standing_pages_are_in_the_footer_only_if_there_are_any(full: TinySite) -> None:
    assert not full.build().page("/").select('footer a[href="/tro-nang/"]')
    full.page("pages/tro-nang.md", title="Trợ năng")
    built = full.build(OUTPUT_PATH=str(full.output) + "2")
    assert built.page("/").select_one('footer a[href="/tro-nang/"]').text == "Trợ năng"
    assert not built.page("/").select('footer a[href="/gioi-thieu/"]')


def test_a_new_portal_without_articles_is_complete(site: TinySite) -> None:
    page = site.build().page("/")
    assert "chưa có tin nào" in only(page, "main").text
    assert not page.select(".lead-story, .notices, .article-list, link[rel=alternate]")


def test_statistics_show_the_figures_once(full: TinySite) -> None:
    assert len(full.build().page("/thong-ke-truy-cap/").select("dl[data-visits]")) == 1


def test_new_article_changes_only_its_neighbour(full: TinySite) -> None:
    """Nothing on an article's page lists the newest ones: law 2, work follows the change."""
    before = full.build().files()
    full.article("articles/2024/04/moi.md", title="Bài mới", date="04/4/2024", department="Công an xã")
    after = full.build(OUTPUT_PATH=str(full.output) + "2").files()
    changed = {path for path in before if path.startswith("2024/0") and before[path] != after[path]}
    assert changed == {"2024/03/bai/index.html", "2024/03/index.html"}  # the month leads to the new one


def test_category_is_marked_beside_its_own_list(site: TinySite) -> None:
    site.article(category="Tin tức")
    site.article("articles/2024/03/hai.md", category="Thông báo")
    built = site.build()

    def beside(address: str) -> dict[str, object]:
        links = built.page(address).select("aside .link-list a")
        return {link.text: link.get("aria-current") for link in links}

    assert beside("/chuyen-muc/tin-tuc/") == {"Tin tức": "page", "Thông báo": None}
    assert beside("/luu-tru/") == {"Tin tức": None, "Thông báo": None}
    assert beside("/so-do-cong/") == {}, "the tree itself has them"


def test_lost_readers_are_led_on(full: TinySite) -> None:
    built = full.build()
    for address, led in (
        ("/404.html", {"/", "/luu-tru/", "/so-do-cong/", "/don-vi/van-phong/"}),
        ("/410.html", {"/", "/luu-tru/", "/so-do-cong/"}),
        ("/500.html", {"/", "/luu-tru/"}),
    ):
        page = built.page(address)
        assert led <= {a["href"] for a in page.select("main a")}
        assert not page.select(".visitor-counter")


def test_article_with_style_and_script_fits_the_first_round_trip(site: TinySite) -> None:
    """The first 4,000 bytes of the seed article stand for any article's text."""
    source = (ROOT / "content/articles/2024/03/lam-viec-voi-phong-van-hoa-va-thong-tin.md").read_bytes()
    text = source.rpartition(b"---\n")[2][:4000].decode("utf-8", errors="ignore")
    site.article(category="Tin tức", tags="a, b, c, d, e", summary="Một câu tóm tắt. " * 10, body=text)
    built = site.build()
    page = built.page("/2024/03/bai/")
    brought = [page.select_one("link[rel=stylesheet]")["href"], page.script["src"]]
    addresses = ["/2024/03/bai/", *map(str, brought)]
    sizes = [len(gzip.compress(built.text(address).encode(), 6, mtime=0)) for address in addresses]
    assert sum(sizes) < ROUND_TRIP * 0.8, sizes


def test_sign_in_page_leads_to_the_desk_of_the_office(site: TinySite) -> None:
    site.article()
    assert site.build().page("/dang-nhap/").select("main a[href^=https]") == []
    site.write("agency.yaml", AGENCY + "desk: https://ban-bien-tap.xathu.example/\n")
    (link,) = site.build().page("/dang-nhap/").select("main a[href^=https]")
    assert (link["href"], link.get_text()) == ("https://ban-bien-tap.xathu.example", "bàn biên tập")
