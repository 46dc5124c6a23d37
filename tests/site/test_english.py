import json
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tests.conftest import TinySite
from tests.site.links import dead_links

VIETNAMESE = re.compile(
    r"[ăâđêôơưàáạảãằắặẳẵầấậẩẫèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]", re.IGNORECASE
)
READ_ALOUD = (
    "data-said",
    "data-visits-time",
    "data-visits-by-missing",
    "alt",
    "aria-label",
    "title",
    "placeholder",
    "data-thanks",
    "data-failed",
    "data-stopped",
    "data-listen",
)
ENGLISH = "/en/2024/03/bai/"


@pytest.fixture
def bilingual(site: TinySite) -> TinySite:
    """A portal with an English name, an article in both languages, one in English alone, and a standing page."""
    agency = site.content / "agency.yaml"
    english_name = "english_name: People's Committee of Thu commune\n"
    site.write("agency.yaml", agency.read_text(encoding="utf-8") + english_name)
    site.article(title="Một bài", category="Tin tức", tags="du lịch")
    site.article(
        "articles/2024/03/bai-en.md",
        title="An article",
        slug="bai",
        lang="en",
        summary="One.",
        source="Newspaper",
        modified="22/3/2024 09:00",
        updates="[25/3/2024 14:30: Figures corrected.]",
        body="Text.\n\n<table><tbody><tr><th>A</th><td>1</td></tr></tbody></table>",
    )
    site.article(
        "articles/2019/05/alone.md", title="Alone", date="1/5/2019", lang="en", author="Jane", body="Text."
    )
    site.article(
        "articles/2020/05/gone.md",
        title="Gone",
        date="1/5/2020",
        lang="en",
        status="withdrawn",
        withdrawn_reason="Wrong.",
        body="Text.",
    )
    site.page(title="Trợ năng", slug="tro-nang")
    site.page("pages/accessibility.md", title="Accessibility", slug="tro-nang", lang="en", body="Text.")
    return site


def unmarked(page: BeautifulSoup) -> Iterator[str]:
    """Yield what a screen reader would read as English although it is written in Vietnamese."""
    for tag in page.body.select("*"):
        said = [str(tag[name]) for name in READ_ALOUD if tag.has_attr(name)]
        said += [str(text) for text in tag.children if isinstance(text, NavigableString)]
        if tag.name not in {"script", "style"} and language(tag) == "en":
            yield from (text.strip() for text in said if VIETNAMESE.search(text))


def language(tag: Tag) -> str:
    marked = tag if tag.has_attr("lang") else tag.find_parent(lang=True)
    return str(marked["lang"])


def test_english_page_marks_every_vietnamese_text(bilingual: TinySite) -> None:
    built = bilingual.build()
    for address in (
        "/en/",
        ENGLISH,
        "/en/2019/05/alone/",
        "/en/2020/05/gone/",
        "/en/tro-nang/",
        "/en/tim-kiem/",
        "/en/thong-ke-truy-cap/",
    ):
        page = built.page(address)
        assert page.html["lang"] == "en", address
        assert set(unmarked(page)) - {"Đình Sơn", "RSS"} == set(), address


def test_an_unmarked_vietnamese_text_would_be_found() -> None:
    html = '<html lang="en"><body><p>Tiếng Việt</p><p lang="vi">Tiếng Việt</p><a title="Tải về">x</a></body></html>'
    assert list(unmarked(BeautifulSoup(html, "html.parser"))) == ["Tiếng Việt", "Tải về"]


def test_machines_are_told_the_language_too(bilingual: TinySite) -> None:
    bilingual.page("pages/about.md", title="About", lang="en", slug="gioi-thieu")
    page = bilingual.build().page("/en/gioi-thieu/")
    meta = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert meta["og:site_name"] == "People's Committee of Thu commune"
    (trail,) = json.loads(page.select('script[type="application/ld+json"]')[0].get_text())["@graph"]
    assert (trail["itemListElement"][0]["name"], trail["itemListElement"][0]["item"]) == (
        "Home",
        "https://xathu.example/en/",
    )


def test_english_home_page_lists_english_articles(bilingual: TinySite) -> None:
    page = bilingual.build().page("/en/")
    assert [link["href"] for link in page.select("main .article-list h3 a")] == [
        ENGLISH,
        "/en/2019/05/alone/",
    ]
    assert [link.text for link in page.select(".menu a")] == ["Home", "Accessibility"]
    assert page.h1.text == "People's Committee of Thu commune"


def test_every_page_leads_to_the_other_language(bilingual: TinySite) -> None:
    built = bilingual.build()

    def leads(address: str) -> str:
        return str(built.page(address).select_one(".language-link")["href"])

    assert leads("/") == "/en/"
    assert leads("/luu-tru/") == "/en/"
    assert leads("/2024/03/bai/") == ENGLISH
    assert leads("/tro-nang/") == "/en/tro-nang/"
    assert leads("/en/") == "/"
    assert leads(ENGLISH) == "/2024/03/bai/"
    assert leads("/en/2019/05/alone/") == "/"


def test_english_footer_links_to_english_pages(bilingual: TinySite) -> None:
    links = bilingual.build().page(ENGLISH).select(".footer-links a")
    assert [(link.text, link["href"]) for link in links][2] == ("Accessibility", "/en/tro-nang/")


def test_a_portal_without_english_texts_has_no_english_home_page(site: TinySite) -> None:
    site.article()
    site.article("articles/2024/03/en.md", lang="en", status="draft", slug="khac")
    built = site.build()
    assert not (built.folder / "en" / "index.html").exists()
    assert not built.page("/").select(".language-link")


@pytest.mark.parametrize("slug", ["khac", "bai"])  # of its own, or a translation
def test_withdrawn_only_english_text_has_no_dead_links(site: TinySite, slug: str) -> None:
    site.article()
    site.article("articles/2024/03/en.md", lang="en", status="withdrawn", slug=slug)
    assert dead_links(site.build().folder, "https://xathu.example") == []


def test_a_bilingual_portal_leads_nowhere_dead(bilingual: TinySite) -> None:
    bilingual.page("pages/lien-ket.md", body="[English](/en/)")
    assert dead_links(bilingual.build().folder, "https://xathu.example") == []


def test_sections_have_their_english_names(bilingual: TinySite) -> None:
    agency = (bilingual.content / "agency.yaml").read_text(encoding="utf-8")
    bilingual.write(
        "agency.yaml",
        agency.replace("[Văn phòng,", "[{name: Văn phòng, english_name: Head Office},"),
    )
    built = bilingual.build()
    page = built.page("/en/2024/03/bai/")
    assert page.select_one(".facts a[href='/don-vi/van-phong/']").text == "Head Office"
    assert "Head Office" in built.page("/en/").main.text
    assert "Head Office" not in built.text("/2024/03/bai/")
