"""The widget in a real browser."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.rendering.svg import picture_of
from tests.visitor_counter.portal import STORED, WIDTHS, counted, figures

pytestmark = pytest.mark.browser


def test_one_visit_after_reload_and_next_page(reader: Any) -> None:
    page = reader()
    page.goto("/")
    assert figures(page) == ["1", "1", "1", "1", "1"]
    page.reload()
    assert figures(page) == ["1", "1", "1", "1", "1"]
    page.get_by_role("link", name="Trang hai").click()
    page.wait_for_url("**/hai/")
    assert figures(page) == ["1", "1", "1", "1", "1"]


def test_without_script_the_picture_counts_the_view(reader: Any) -> None:
    page = reader(java_script_enabled=False)
    page.goto("/")
    picture = page.locator("noscript img")
    assert picture.bounding_box()["height"] == pytest.approx(228)
    assert counted(page) == 1
    page.reload()
    assert counted(page) == 1
    page.get_by_role("link", name="Xem số liệu dạng bảng").click()
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
    assert len(ends) == 12 + stopped
    assert all(left >= 0 and right <= 300 and bottom <= 228 for left, right, bottom in ends)
    page.close()


def test_lost_reply_is_asked_for_again_and_counts_once(reader: Any) -> None:
    page = reader()
    sent: list[Any] = []

    def lose_the_first_reply(route: Any) -> None:
        sent.append(route.request.url)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/xem?*", lose_the_first_reply)
    with page.expect_response("**/xem?*"):
        page.goto("/")
    assert figures(page)[4] == "1"
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_automated_browser_sees_figures_uncounted(reader: Any) -> None:
    page = reader()
    page.add_init_script("Object.defineProperty(navigator, 'webdriver', {get: () => true})")
    page.goto("/")
    assert figures(page) == ["0", "0", "0", "0", "0"]


def test_prerendered_page_counts_when_it_is_shown(reader: Any) -> None:
    page = reader()
    page.add_init_script(
        "window.ahead = true; Object.defineProperty(document, 'prerendering', {get: () => ahead})"
    )
    page.goto("/", wait_until="networkidle")
    assert counted(page) == 0
    page.evaluate("ahead = false; document.dispatchEvent(new Event('prerenderingchange'))")
    assert figures(page)[4] == "1"


def test_page_from_bfcache_is_a_view_without_announcement(reader: Any) -> None:
    page = reader()
    page.goto("/thong-ke-truy-cap/")
    figures(page)
    with page.expect_request("**/xem?*") as again:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    again.value.response()
    expect(page.locator("[role=status][data-visits-time]")).to_have_count(0)
    expect(page.locator("[data-visits-time]")).to_contain_text("Số liệu tính đến")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_when_the_figures_come(reader: Any, width: int) -> None:
    page = reader(viewport={"width": width, "height": 800})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/xem?*", hold)
    with page.expect_request("**/xem?*"):
        page.goto("/")
    before = page.get_by_text("Dưới bộ đếm.").bounding_box()
    held[0].continue_()
    figures(page)
    assert page.get_by_text("Dưới bộ đếm.").bounding_box() == before
    assert page.evaluate("moved") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_large_numbers_have_dots(reader: Any) -> None:
    page = reader()
    page.route("**/xem?*", lambda route: route.fulfill(json={**STORED, "counted": True}))
    page.goto("/")
    assert figures(page) == ["12", "999", "1.000", "65.536", "7.448.251"]
    expect(page.locator("[data-visits-time]")).to_have_text("Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024")


def test_two_widgets_send_one_view(reader: Any) -> None:
    page = reader()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/xem?" in request.url else None)
    page.goto("/hai-lan/")
    assert figures(page) == ["1"] * 10
    assert len(sent) == 1
    expect(page.get_by_role("status")).to_have_count(0)


def test_statistics_page_announces_figures(reader: Any) -> None:
    page = reader()
    page.goto("/thong-ke-truy-cap/")
    assert figures(page) == ["1"] * 5
    expect(page.locator("[role=status][data-visits-time]")).to_contain_text("Số liệu tính đến")


def test_nothing_is_kept_in_the_readers_browser(reader: Any) -> None:
    page = reader()
    page.goto("/")
    figures(page)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
