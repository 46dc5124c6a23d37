"""The widget in a real browser, on two small pages that carry it as the portal's pages do."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.assets.joining import join_scripts, join_styles
from plugins.visitor_counter.figures import Figures
from plugins.visitor_counter.picture import picture_of
from plugins.visitor_counter.service import PREFIX, Settings, create_app

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
LINUX = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
)
WINDOWS = LINUX.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css">
<script src="/site.js" defer></script></head><body><aside class="side">{widget}</aside>
<main><p>Dưới bộ đếm.</p><a href="/hai/">Trang hai</a></main></body></html>"""


class Portal:
    """Two pages and the statistics page with the counter on the same origin; the counter can be taken away."""

    def __init__(self, database: Path) -> None:
        self.counter = create_app(Settings(database=database))
        self.down = False
        self.written: dict[
            str, tuple[str, str]
        ] = {}  # what a web server has of the counter's while it is down
        self.port = 0
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "plugins"), autoescape=True)
        widget: Any = environment.get_template("visitor_counter/widget/template.html").module
        statistics: Any = environment.get_template("visitor_counter/statistics/template.html").module
        pages = {path: PAGE.format(widget=widget.visitor_counter(path)) for path in ("/", "/hai/")}
        path = "/thong-ke-truy-cap/"
        pages[path] = PAGE.format(widget=statistics.visit_statistics())
        pages["/hai-lan/"] = PAGE.format(
            widget=widget.visitor_counter("/hai-lan/") + widget.visit_figures("/hai-lan/")
        )
        style, script = (
            join_styles(ROOT / "theme", ROOT / "plugins"),
            join_scripts(ROOT / "theme", ROOT / "plugins"),
        )
        self.files = {path: ("text/html; charset=utf-8", text) for path, text in pages.items()}
        self.files |= {"/site.css": ("text/css", style.text), "/site.js": ("text/javascript", script.text)}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or (scope["path"].startswith(PREFIX) and not self.down):
            await self.counter(scope, receive, send)
            return
        kind, text = (self.files | self.written).get(scope["path"], ("text/plain", ""))
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": 200 if text else 502, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    site = Portal(tmp_path / "dem.sqlite3")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    site.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site, lifespan="on", log_level="warning", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    yield site
    server.should_exit = True
    thread.join(15)
    listening.close()


@pytest.fixture
def reader(portal: Portal, browser: Browser) -> Iterator[Any]:
    """Makes readers: each a browser of its own, with script or without."""
    contexts: list[BrowserContext] = []

    def make(user_agent: str = LINUX, **options: Any) -> Page:
        address = f"http://127.0.0.1:{portal.port}"
        contexts.append(browser.new_context(base_url=address, user_agent=user_agent, **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def figures(page: Page) -> list[str]:
    expect(page.locator("[data-visits-time]").first).to_contain_text("Số liệu truy cập lúc")
    return page.locator("[data-visits] dd").all_inner_texts()


def counted(page: Page) -> int:
    return int(page.request.get("/luot-truy-cap/so-lieu.json").json()["total"])


def test_the_first_reader_sees_one_and_still_one_after_reload_and_on_the_next_page(reader: Any) -> None:
    page = reader()
    page.goto("/")
    assert figures(page) == ["1", "1", "1", "1", "1"]
    page.reload()
    assert figures(page) == ["1", "1", "1", "1", "1"]
    page.get_by_role("link", name="Trang hai").click()
    page.wait_for_url("**/hai/")
    assert figures(page) == ["1", "1", "1", "1", "1"]


def test_another_browser_is_a_second_visit(reader: Any) -> None:
    first, second = reader(LINUX), reader(WINDOWS)
    first.goto("/")
    figures(first)
    second.goto("/")
    assert figures(second) == ["2", "2", "2", "2", "2"]


def test_without_script_the_picture_counts_the_view(reader: Any) -> None:
    page = reader(java_script_enabled=False)
    page.goto("/")
    picture = page.locator("noscript img")
    assert picture.bounding_box()["height"] == pytest.approx(204)
    assert counted(page) == 1
    page.reload()
    assert counted(page) == 1
    page.get_by_role("link", name="Xem số liệu bằng chữ").click()
    expect(page.locator("dd")).to_have_text(["1", "1", "1", "1", "1"])


@pytest.mark.parametrize("stopped", [False, True])
def test_nothing_in_the_picture_is_cut_off(browser: Browser, *, stopped: bool) -> None:
    moment = datetime(2028, 10, 28, 20, 58, tzinfo=UTC)
    picture = picture_of(Figures(888, 88_888, 888_888, 8_888_888, 888_888_888, moment), stopped=stopped)
    page = browser.new_page(viewport={"width": 400, "height": 300})
    page.set_content(picture.decode())
    ends = page.evaluate(
        "[...document.querySelectorAll('text')].map((t) => { const b = t.getBBox(); return [b.x, b.x + b.width, b.y + b.height] })"
    )
    assert len(ends) == 11 + stopped
    assert all(left >= 0 and right <= 300 and bottom <= 204 for left, right, bottom in ends)
    page.close()


def test_one_reader_with_and_without_script_is_one_visit(reader: Any) -> None:
    with_script, without = reader(), reader(java_script_enabled=False)
    without.goto("/")
    with_script.goto("/")
    assert figures(with_script)[4] == "1"


STORED = {"online": 12, "today": 999, "week": 1000, "month": 65_536, "total": 7_448_251}
STORED |= {"as_of": "2024-03-21T08:05:00+07:00", "as_of_text": "Số liệu truy cập lúc 08:05, 21/3/2024"}


@pytest.mark.parametrize("after", ["missing", "cut off"])
def test_when_the_service_is_down_the_widget_says_so_and_shows_no_empty_room(
    reader: Any, portal: Portal, after: str
) -> None:
    portal.down = True
    page = reader()
    if after == "cut off":
        page.route("**/xem", lambda route: route.abort())
    page.goto("/")
    said = "Bộ đếm đang tạm ngừng. Hiện chưa có số liệu truy cập."
    expect(page.get_by_role("status")).to_have_text(said, timeout=10_000)
    expect(page.locator(".visitor-counter dl")).to_be_visible()
    assert page.locator(".visitor-counter dd").all_inner_texts() == ["–"] * 5
    expect(page.get_by_text("Dưới bộ đếm.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_when_the_service_is_down_the_last_figures_stand_there_with_their_time_and_nothing_moves(
    reader: Any, portal: Portal, width: int
) -> None:
    portal.down = True
    portal.written["/luot-truy-cap/so-lieu.json"] = ("application/json", json.dumps(STORED))
    page = reader(viewport={"width": width, "height": 800})
    page.goto("/")
    before = page.get_by_text("Dưới bộ đếm.").bounding_box()
    said = "Bộ đếm đang tạm ngừng. Số liệu truy cập lúc 08:05, 21/3/2024"
    expect(page.get_by_role("status")).to_have_text(said, timeout=10_000)
    assert figures(page) == ["12", "999", "1.000", "65.536", "7.448.251"]
    assert page.get_by_text("Dưới bộ đếm.").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_reader_does_not_wait_for_a_counter_that_is_slow(reader: Any) -> None:
    page = reader()
    held: list[Any] = []
    page.route("**/xem", lambda route: held.append(route) or None)
    page.goto("/")
    assert figures(page) == ["0"] * 5
    held[0].continue_()
    expect(page.locator("[data-visits] dd").first).to_have_text("1")
    page.wait_for_timeout(200)
    assert figures(page) == ["1"] * 5
    assert len(held) == 1


def test_figures_that_were_kept_never_take_the_place_of_newer_ones(reader: Any) -> None:
    page = reader()
    held: list[Any] = []
    page.route("**/xem", lambda route: held.append(route) or None)
    page.route("**/so-lieu.json", lambda route: held.append(route) or None)
    page.goto("/")
    page.wait_for_timeout(1700)
    held[0].continue_()
    assert figures(page) == ["1"] * 5
    held[1].fulfill(json=STORED)
    page.wait_for_timeout(200)
    assert figures(page) == ["1"] * 5


def test_a_lost_reply_is_asked_for_again_and_counts_once(reader: Any) -> None:
    page = reader()
    sent: list[Any] = []

    def lose_the_first_reply(route: Any) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/xem", lose_the_first_reply)
    with page.expect_response("**/xem"):
        page.goto("/")
    assert figures(page)[4] == "1"
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_a_browser_that_says_it_is_driven_sees_the_figures_but_does_not_count(reader: Any) -> None:
    page = reader()
    page.add_init_script("Object.defineProperty(navigator, 'webdriver', {get: () => true})")
    page.goto("/")
    assert figures(page) == ["0", "0", "0", "0", "0"]


def test_a_prerendered_page_counts_when_it_is_shown(reader: Any) -> None:
    page = reader()
    page.add_init_script(
        "window.ahead = true; Object.defineProperty(document, 'prerendering', {get: () => ahead})"
    )
    page.goto("/", wait_until="networkidle")
    assert counted(page) == 0
    page.evaluate("ahead = false; document.dispatchEvent(new Event('prerenderingchange'))")
    assert figures(page)[4] == "1"


def test_a_page_that_comes_back_from_history_is_a_view_but_is_not_announced_again(reader: Any) -> None:
    page = reader()
    page.goto("/")
    figures(page)
    with page.expect_request("**/xem") as again:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    again.value.response()
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.locator("[data-visits-time]")).to_contain_text("Số liệu truy cập lúc")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_moves_when_the_figures_come(reader: Any, width: int) -> None:
    page = reader(viewport={"width": width, "height": 800})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/xem", hold)
    page.goto("/")
    page.wait_for_timeout(150)
    before = page.get_by_text("Dưới bộ đếm.").bounding_box()
    held[0].continue_()
    figures(page)
    assert page.get_by_text("Dưới bộ đếm.").bounding_box() == before
    assert page.evaluate("moved") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_large_numbers_have_dots(reader: Any) -> None:
    page = reader()
    page.route("**/xem", lambda route: route.fulfill(json={**STORED, "counted": True}))
    page.goto("/")
    assert figures(page) == ["12", "999", "1.000", "65.536", "7.448.251"]
    expect(page.get_by_role("status")).to_have_text("Số liệu truy cập lúc 08:05, 21/3/2024")


def test_a_page_that_shows_the_figures_twice_sends_one_view_and_is_announced_once(reader: Any) -> None:
    page = reader()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/xem") else None)
    page.goto("/hai-lan/")
    assert figures(page) == ["1"] * 10
    assert len(sent) == 1
    expect(page.get_by_role("status")).to_have_count(1)


def test_the_statistics_page_shows_the_figures_and_announces_them(reader: Any) -> None:
    page = reader()
    page.goto("/thong-ke-truy-cap/")
    assert figures(page) == ["1"] * 5
    expect(page.get_by_role("status")).to_contain_text("Số liệu truy cập lúc")


def test_nothing_is_kept_in_the_readers_browser(reader: Any) -> None:
    page = reader()
    page.goto("/")
    figures(page)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
