"""What only a browser can tell: sizes, places and movement."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from plugins.styleguide.render import render_style_guide
from tests.conftest import TinySite
from tests.machine import AXE

pytestmark = pytest.mark.browser

LINKS_OUTSIDE_SENTENCES = """() => [...document.querySelectorAll("a, summary")]
    .filter((e) => e.offsetParent && !e.closest(".skip-link, .prose p, .prose li, .visits"))
    .map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])"""
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


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[object]:
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def picture() -> bytes:
    """Return a plain PNG of 300 by 100 pixels, another shape than the frame it is shown in."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 300, 100, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 300) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def built(site: TinySite) -> Path:
    site.write("articles/2024/03/anh.png", picture())
    site.article(
        category="Thông báo",
        tags="du lịch",
        summary="Một câu tóm tắt dài vừa đủ để xuống dòng. " * 4,
        body="Rà soát và tham mưu UBND huyện chỉ đạo thực hiện Kế hoạch số 86/KH-UBND ngày 04/7/2022. " * 8
        + "\n\n| Xã | Tháng 1 | Tháng 2 | Tháng 3 | Tháng 4 |\n|---|---|---|---|---|\n| La Ngâu | 1 | 2 | 3 | 4 |",
        cover="anh.png",
        cover_alt="Cánh đồng",
        cover_caption="Ảnh của Đình Sơn",
    )
    site.article("articles/2024/02/khac.md", title="Bài khác", date="04/02/2024", category="Thông báo")
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


def test_menu_opens_without_script_by_touch_and_by_keyboard(built: Path, serve, browser: Browser) -> None:
    page = open_page(browser, serve(built), java_script_enabled=False)
    entry = page.locator(".menu-list a").last
    assert not entry.is_visible()
    page.locator("summary").click()
    assert entry.is_visible()
    page.locator("summary").press("Enter")
    assert not entry.is_visible()


def test_menu_is_one_open_line_on_a_wide_screen(built: Path, serve, browser: Browser) -> None:
    page = open_page(browser, serve(built), width=1280)
    assert not page.locator("summary").is_visible()
    tops = page.eval_on_selector_all(".menu-list a", "links => links.map(e => e.getBoundingClientRect().top)")
    assert len(tops) == 2
    assert len(set(tops)) == 1


@pytest.mark.parametrize(
    "address", ["/", "/2024/03/bai/", "/2024/", "/luu-tru/", "/so-do-cong/", "/rss/", "/404.html"]
)
def test_targets_are_44_pixels_high_on_a_phone(built: Path, serve, browser: Browser, address: str) -> None:
    page = open_page(browser, serve(built) + address)
    page.locator("summary").click()
    heights = page.evaluate(LINKS_OUTSIDE_SENTENCES)
    assert len(heights) > 10
    assert [link for link in heights if link[1] < 44] == []


def test_no_line_of_text_is_longer_than_68_characters(built: Path, serve, browser: Browser) -> None:
    lengths = open_page(browser, serve(built) + "/2024/03/bai/", width=1920).evaluate(LINE_LENGTHS)
    assert len(lengths) > 8
    assert 55 < max(lengths) <= 68


def test_lead_takes_two_thirds_and_notices_one_on_a_wide_screen(built: Path, serve, browser: Browser) -> None:
    page = open_page(browser, serve(built), width=1280)
    lead, notices = (page.locator(part).bounding_box() for part in (".lead-story", ".notices"))
    assert lead is not None
    assert notices is not None
    assert lead["width"] / notices["width"] == pytest.approx(2, abs=0.05)
    assert lead["y"] == notices["y"]


def test_one_column_on_a_phone_with_notices_early_and_the_counter_late(
    built: Path, serve, browser: Browser
) -> None:
    page = open_page(browser, serve(built))
    parts = (".lead-story", ".notices", ".department-block", ".visitor-counter", ".footer")
    boxes = [page.locator(part).first.bounding_box() for part in parts]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == len(parts)
    assert tops == sorted(tops)


def test_nothing_moves_when_a_picture_comes_late(built: Path, serve, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})

    def late(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    page.route("**/*.png", late)
    page.goto(serve(built) + "/2024/03/bai/")
    assert page.evaluate("document.querySelector('.cover img').naturalWidth") == 300
    assert page.evaluate(SHIFTS) == 0


def test_wide_table_scrolls_by_keyboard_and_the_page_does_not(built: Path, serve, browser: Browser) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    page.locator(".table").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_skip_link_is_the_first_stop_and_leads_to_the_text(built: Path, serve, browser: Browser) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/")
    page.keyboard.press("Tab")
    box = page.locator(".skip-link").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_printed_sheet_has_the_article_and_nothing_to_press(built: Path, serve, browser: Browser) -> None:
    page = open_page(browser, serve(built) + "/2024/03/bai/", width=794, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for shown in (".masthead", "h1", ".facts", ".prose", ".byline", ".printed-from", ".footer"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".skip-link", ".menu", ".breadcrumb", "aside", ".article-nav", ".footer nav", ".badges"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(30, 26, 21)"


def test_axe_finds_nothing_in_any_example_of_the_style_guide(tmp_path: Path, serve, browser: Browser) -> None:
    """By the success criteria of WCAG, AAA contrast among them; rules about whole pages do not fit a page of examples."""
    page = open_page(browser, serve(render_style_guide(tmp_path).parent))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("async (tags) => (await axe.run({ runOnly: tags })).violations", tags)
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
