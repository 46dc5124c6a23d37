"""Alerts as a reader with a browser meets them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.alert.alert import Alert
from plugins.alert.fragment import markup
from plugins.alert.places import DATA, LocalPlace
from plugins.urls.patterns import ALERT_DATA
from tests.alert.served import TEXT, Served, open_folder, released, serving
from tests.conftest import IDLE
from tests.machine import AXE

pytestmark = [pytest.mark.browser, pytest.mark.tools, pytest.mark.long]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ARTICLE = "/2024/03/bai-1/"
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"},
    {"color_scheme": "dark"},
    {"contrast": "more"},
    {"color_scheme": "dark", "contrast": "more"},
    {"forced_colors": "active"},
]
# What has moved, but for the counter's own part, which says late that the counter is down here.
SHIFTS = """new Promise((done) => {
    const moved = [];
    const observer = new PerformanceObserver((list) => {
        const nodes = list.getEntries().flatMap((entry) => entry.sources.map((source) => source.node));
        const elements = nodes.map((node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node));
        moved.push(...elements.filter((element) => !element?.closest("aside, footer")).map((element) => element?.outerHTML));
    });
    observer.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(moved), 200);
})"""


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    with open_folder() as folder, serving(folder, released(folder, 3)) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 800}, service_workers="block")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


def shifts(page: Page, url: str) -> Any:
    """Open a page and return the elements that were moved after they were shown."""
    page.goto(url)
    page.evaluate(IDLE)
    return page.evaluate(SHIFTS)


def test_reload_of_a_cached_page_shows_alert_and_its_end(served: Served, page: Page) -> None:
    page.goto(served.url + ARTICLE)
    alert = page.get_by_role("region", name="Khẩn cấp")
    expect(alert).to_have_count(0)
    served.show(seconds=3)
    page.reload()
    expect(alert).to_contain_text(TEXT)
    deadline = time.monotonic() + 10
    while alert.count():
        assert time.monotonic() < deadline
        page.wait_for_timeout(200)
        page.reload()
    assert page.locator("h1").is_visible()
    page.goto(served.url + "/")
    page.goto(served.url + ARTICLE)
    expect(alert).to_have_count(0)


def test_alert_is_a_landmark_after_the_skip_link(served: Served, page: Page) -> None:
    served.show(link="/2024/03/bai-2/")
    page.goto(served.url + "/")
    found = page.locator("body").aria_snapshot().split("\n")
    assert found[0].startswith('- link "Đến thẳng nội dung chính"')
    start = found.index('- region "Khẩn cấp":')
    assert start <= 2
    inside = "\n".join(found[start : found.index("- banner:")])
    assert TEXT in inside
    assert 'link "Đọc chi tiết về thông báo này"' in inside
    assert page.locator(".alert[role], .alert[aria-live], .alert [role], .alert [aria-live]").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đọc chi tiết về thông báo này"
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") >= 44


def test_without_alert_nothing_shifts(served: Served, page: Page) -> None:
    for url in ("/", "/luu-tru/"):
        assert shifts(page, served.url + url) == []
        assert page.evaluate("document.querySelector('header').getBoundingClientRect().top") == 0


def test_with_alert_nothing_shifts_either(served: Served, page: Page) -> None:
    served.show(text="Nước lên. " * 30)
    for url in ("/", "/luu-tru/"):
        assert shifts(page, served.url + url) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_alert_needs_no_script(served: Served, browser: Browser) -> None:
    served.show(level="important")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(served.url + "/")
    alert = page.get_by_role("region", name="Quan trọng")
    expect(alert).to_be_visible()
    box = alert.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1280)
    context.close()


def test_nothing_in_the_alert_violates_the_policy(served: Served, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    served.show()
    page.goto(served.url + ARTICLE)
    page.evaluate(IDLE)
    assert page.evaluate("getComputedStyle(document.querySelector('.alert')).borderTopWidth") != "0px"
    assert [text for text in said if "Policy" in text or "canh-bao" in text] == []


@pytest.mark.parametrize("level", ["emergency", "important", "notice"])
def test_every_level_is_accessible_in_every_scheme(served: Served, page: Page, level: Any) -> None:
    served.show(level=level, link=ARTICLE)
    page.goto(served.url + ARTICLE)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for look in LOOKS:
        page.emulate_media(**(LOOKS[0] | look))
        part = "html" if look is LOOKS[0] else ".alert"
        found = page.evaluate("(part) => axe.run(part, { resultTypes: ['violations'] })", part)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], look
        if "forced_colors" not in look or look["forced_colors"] == "none":
            ground = colour(page, ".alert", "backgroundColor")
            for part in (".alert p", ".alert-end", ".alert a"):
                assert ratio(ground, colour(page, part, "color")) >= 7, (part, look)


def test_alert_is_not_printed(served: Served, page: Page) -> None:
    served.show()
    page.goto(served.url + ARTICLE)
    expect(page.locator(".alert")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".alert")).to_be_hidden()


def colour(page: Page, selector: str, kind: str) -> list[float]:
    found = page.evaluate(
        "([selector, kind]) => getComputedStyle(document.querySelector(selector))[kind]", [selector, kind]
    )
    return [int(part) / 255 for part in found[found.index("(") + 1 : -1].split(",")[:3]]


def ratio(one: list[float], other: list[float]) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: list[float]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Hosts without includes


@pytest.fixture(scope="module")
def fetching() -> Iterator[Served]:
    """Serve pages that fetch the alert."""
    with open_folder() as folder:
        target = released(folder, 3, ALERT_FETCH=True)
        with serving(folder, target) as served:
            yield served


def put(served: Served, content: bytes) -> None:
    """Put the data of an alert where pages fetch them, and nothing that nginx would include."""
    LocalPlace(served.target).write(DATA, content)


@pytest.mark.parametrize(("url", "name"), [(ARTICLE, "Khẩn cấp"), ("/en/", "Emergency")])
def test_fetched_alert_has_the_same_markup(fetching: Served, page: Page, url: str, name: str) -> None:
    alert = Alert("emergency", f"<b>{TEXT}", datetime.now(ZONE) + timedelta(hours=1), "/2024/03/bai-2/")
    put(fetching, alert.to_json())
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(fetching.url + url)
    shown = page.get_by_role("region", name=name)
    expect(shown).to_be_visible()
    assert page.evaluate("document.querySelector('.skip-link + .alert + header') !== null")
    html = shown.evaluate("(section) => section.outerHTML")
    assert html == markup(alert, "vi" if name == "Khẩn cấp" else "en")
    assert [text for text in said if "Policy" in text or "canh-bao" in text] == []


def test_fetched_alert_goes_at_its_end(fetching: Served, page: Page) -> None:
    put(fetching, Alert("notice", TEXT, datetime.now(ZONE) + timedelta(seconds=3)).to_json())
    page.goto(fetching.url + "/")
    shown = page.get_by_role("region", name="Thông báo", exact=True).and_(page.locator(".alert"))
    expect(shown).to_be_visible()
    expect(shown).to_have_count(0)
    page.reload()
    page.evaluate(IDLE)
    expect(shown).to_have_count(0)


def test_without_a_fetched_alert_the_page_is_as_built(fetching: Served, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for data in (b"{}", b"[]", None):
        LocalPlace(fetching.target).remove(DATA)
        if data is not None:
            put(fetching, data)
        with page.expect_response(lambda response: response.url.endswith(ALERT_DATA)):
            page.goto(fetching.url + "/")
        page.evaluate(IDLE)
        assert page.locator(".alert").count() == 0, data
    assert errors == []
    assert shifts(page, fetching.url + "/") == []


def test_only_pages_of_such_hosts_fetch(served: Served, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.url + ARTICLE)
    page.evaluate(IDLE)
    assert asked
    assert [url for url in asked if "canh-bao" in url or "fetched" in url] == []
