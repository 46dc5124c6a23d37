"""What only a browser can tell: sizes, places and movement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from plugins.styleguide.render import render_style_guide
from tests.browser.everything import picture
from tests.browser.static_server import serving
from tests.conftest import TinySite
from tests.machine import AXE

pytestmark = pytest.mark.browser

Serve = Callable[[Path], str]

# WCAG 2.5.5 leaves out targets within a sentence or a block of text; names of authors in a row are as wide as they are.
TARGETS = """() => [...document.querySelectorAll("a, summary, button, input, select, textarea")]
    .filter((e) => e.checkVisibility() && !e.closest(".skip-link") && !e.closest(".visits"))
    .filter((e) => !(e.matches("a") && e.closest(".prose :is(p, li, dd, td)")))
    .map((e) => [e.textContent.trim(), e.getBoundingClientRect(), e.closest(".facts")])
    .map(([text, box, inRow]) => [text, inRow ? 44 : box.width, box.height])"""
LINE_LENGTHS = """() => {
    const lengths = [];
    for (const paragraph of document.querySelectorAll(".prose p, .standfirst")) {
        const text = paragraph.firstChild, range = document.createRange();
        let line = 0, before = null;
        for (let i = 0; i < text.length; i++) {
            range.setStart(text, i);
            range.setEnd(text, i + 1);
            const top = range.getBoundingClientRect().top;
            if (before !== null && top > before + 8) { lengths.push(line); line = 0; }
            line++;
            before = top;
        }
    }
    return lengths;
}"""
SHIFTS = """() => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().reduce((sum, e) => sum + e.value, 0)))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(0), 500);
})"""


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(serving(folder))


@pytest.fixture
def built(site: TinySite) -> Path:
    site.write("articles/2024/03/anh.png", picture())
    site.article(
        category="Thông báo",
        tags="du lịch",
        summary="Một câu tóm tắt dài vừa đủ để xuống dòng. " * 4,
        body="Rà soát và tham mưu UBND huyện chỉ đạo thực hiện Kế hoạch số 86/KH-UBND ngày 04/7/2022. " * 8
        + "\n\nCó ghi chú[^1] ở đây, và câu còn dài thêm một chút để xuống dòng.\n\n[^1]: Theo báo cáo."
        + "\n\n| Xã | Tháng 1 | Tháng 2 | Tháng 3 | Tháng 4 |\n|---|--:|:-:|---|---|\n| La Ngâu | 1 | 2 | 3 | 4 |"
        + '\n\n<ol type="a"><li>Một</li></ol>\n\n<details><summary>Xem</summary><p>Thêm.</p></details>',
        source="Báo Lâm Đồng",
        author="An; Bình",
        cover="anh.png",
        cover_alt="Cánh đồng",
        cover_caption="Ảnh của Đình Sơn",
    )
    site.article("articles/2024/02/khac.md", title="Bài khác", date="04/02/2024", category="Thông báo")
    site.article("articles/2024/02/tin.md", title="Một tin", date="03/02/2024")
    site.article(
        "articles/2024/03/rut.md", title="Bài rút", status="withdrawn", category="Thông báo", tags="x"
    )
    site.article("articles/2024/03/en.md", slug="bai", title="An article", lang="en", author="Bo")
    site.page("pages/tro-nang.md", title="Trợ năng")
    site.write(
        "agency.yaml",
        (site.content / "agency.yaml").read_text(encoding="utf-8")
        + "initials: XT\ntelephone: 0252 300 0000\nemail: a@xathu.example\ndemo: true\n"
        + "links: [{label: Cổng Dịch vụ công, url: 'https://dichvucong.gov.vn/'}]\n"
        + "badges: {ipv6: true, trust_url: 'https://tinnhiemmang.vn/'}\n",
    )
    return site.build().folder


def open_page(browser: Browser, address: str, width: int = 360, **options: object) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)  # type: ignore[arg-type] # passed through
    page.goto(address)
    return page


def test_menu_opens_without_script_by_touch_and_by_keyboard(
    built: Path, serve: Serve, browser: Browser
) -> None:
    page = open_page(browser, serve(built), java_script_enabled=False)
    entry = page.locator(".menu-list a").last
    assert not entry.is_visible()
    page.locator("summary").click()
    assert entry.is_visible()
    page.locator("summary").press("Enter")
    assert not entry.is_visible()


def test_menu_is_one_open_line_on_a_wide_screen(built: Path, serve: Serve, browser: Browser) -> None:
    page = open_page(browser, serve(built), width=1280)
    assert not page.locator("summary").is_visible()
    tops = page.eval_on_selector_all(".menu-list a", "links => links.map(e => e.getBoundingClientRect().top)")
    assert len(tops) == 2
    assert len(set(tops)) == 1


PAGES = (
    "/",
    "/2024/03/bai/",
    "/2024/03/rut/",
    "/2024/",
    "/2024/03/",
    "/luu-tru/",
    "/so-do-cong/",
    "/rss/",
    "/don-vi/van-phong/",
    "/404.html",
    "/500.html",
)


def too_small(page: Page) -> list[tuple[str, float, float]]:
    """Return the targets that stand alone and are less than 44 pixels high or wide."""
    page.eval_on_selector_all("summary", "all => all.forEach((e) => { e.parentElement.open = true; })")
    found = page.evaluate(TARGETS)
    assert len(found) > 10
    return [target for target in found if min(target[1:]) < 44]


@pytest.mark.parametrize("address", PAGES)
def test_targets_are_44_pixels_high_and_wide_on_a_phone(
    built: Path, serve: Serve, browser: Browser, address: str
) -> None:
    assert too_small(open_page(browser, serve(built) + address)) == []


@pytest.mark.parametrize(
    "place",
    [
        ".menu a",
        ".link-list a",
        ".footer-links a",
        ".breadcrumb a",
        ".facts a",
        ".prose summary",
    ],
)
def test_a_target_of_40_pixels_would_be_found(
    built: Path, serve: Serve, browser: Browser, place: str
) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    page.add_style_tag(
        content=f"{place} {{ min-height: 0 !important; height: 40px !important; padding: 0 !important }}"
    )
    assert too_small(page) != []


def test_the_way_back_from_a_note_is_24_pixels_high_and_wide(
    built: Path, serve: Serve, browser: Browser
) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    box = page.locator(".footnote-backref").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24


def test_a_note_does_not_push_the_lines_apart(built: Path, serve: Serve, browser: Browser) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    one = "e => e.getBoundingClientRect().height / Math.round(e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"
    line = page.eval_on_selector(".prose p:has(.footnote-ref)", one)
    assert line == pytest.approx(
        page.eval_on_selector(
            ".prose p:has(.footnote-ref)", "e => parseFloat(getComputedStyle(e).lineHeight)"
        ),
        abs=0.1,
    )


def test_author_and_source_end_at_one_line(built: Path, serve: Serve, browser: Browser) -> None:
    """Though the source is set smaller, and the measure is counted in letters."""
    page = open_page(browser, serve(built) + "/2024/03/bai/", width=1280)
    ends = page.eval_on_selector_all(".byline p", "all => all.map((e) => e.getBoundingClientRect().right)")
    assert len(ends) == 2
    assert ends[0] == ends[1]


def test_columns_of_numbers_stand_as_the_editor_set_them(built: Path, serve: Serve, browser: Browser) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    cells = page.eval_on_selector_all(
        "td", "all => all.slice(0, 3).map((e) => getComputedStyle(e).textAlign)"
    )
    assert cells == ["left", "right", "center"]
    marks = page.eval_on_selector_all(".prose ol", "all => all.map((e) => getComputedStyle(e).listStyleType)")
    assert marks == ["lower-alpha", "decimal"]


def test_no_line_of_text_is_longer_than_68_characters(built: Path, serve: Serve, browser: Browser) -> None:
    lengths = open_page(browser, serve(built) + "/2024/03/bai/", width=1920).evaluate(LINE_LENGTHS)
    assert len(lengths) > 8
    assert 55 < max(lengths) <= 68


def test_lead_takes_two_thirds_and_notices_one_on_a_wide_screen(
    built: Path, serve: Serve, browser: Browser
) -> None:
    page = open_page(browser, serve(built), width=1280)
    lead, notices = (page.locator(part).bounding_box() for part in (".lead-story", ".notices"))
    assert lead is not None
    assert notices is not None
    assert lead["width"] / notices["width"] == pytest.approx(2, abs=0.05)
    assert lead["y"] == notices["y"]


def test_phone_layout_is_one_column_in_reading_order(built: Path, serve: Serve, browser: Browser) -> None:
    page = open_page(browser, serve(built))
    parts = (".lead-story", ".notices", ".beside > section > .article-list", ".visitor-counter", ".footer")
    boxes = [page.locator(part).first.bounding_box() for part in parts]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == len(parts)
    assert tops == sorted(tops)


def test_nothing_moves_when_a_picture_comes_late(built: Path, serve: Serve, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})

    held: list[Route] = []
    page.route(re.compile(r"\.(png|avif)$"), lambda route: held.append(route))  # noqa: PLW0108 - no built-in method
    page.goto(serve(built) + "/2024/03/bai/", wait_until="domcontentloaded")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    assert held
    while held:
        held.pop().continue_()
    page.wait_for_load_state()
    assert page.evaluate("document.querySelector('.cover img').currentSrc").endswith("-300.avif")
    assert page.evaluate("document.querySelector('.cover img').naturalWidth") > 0
    assert page.evaluate(SHIFTS) == 0


def test_wide_table_scrolls_by_keyboard_and_the_page_does_not(
    built: Path, serve: Serve, browser: Browser
) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    page.locator(".table").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_printed_sheet_has_the_article_and_nothing_to_press(
    built: Path, serve: Serve, browser: Browser
) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/", width=794, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for shown in (".masthead", "h1", ".facts", ".prose", ".byline", ".printed-from", ".footer"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".skip-link", ".menu", ".breadcrumb", "aside", ".article-nav", ".footer nav", ".badges"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(30, 26, 21)"


def test_day_of_a_notice_is_beside_its_title_on_paper(built: Path, serve: Serve, browser: Browser) -> None:
    page = open_page(browser, serve(built), width=794)
    page.emulate_media(media="print")
    notice, day = (page.locator(f".notices li{part}").first.bounding_box() for part in ("", " .leaf"))
    assert notice is not None
    assert day is not None
    assert notice["y"] < day["y"] < notice["y"] + notice["height"]


def test_axe_finds_nothing_in_any_example_of_the_style_guide(
    tmp_path: Path, serve: Serve, browser: Browser
) -> None:
    """By the success criteria of WCAG, AAA contrast among them; rules about whole pages do not fit a page of examples."""
    page = open_page(browser, serve(render_style_guide(tmp_path).parent))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("async (tags) => (await axe.run({ runOnly: tags })).violations", tags)
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
