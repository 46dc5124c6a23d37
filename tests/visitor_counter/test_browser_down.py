"""The widget in a real browser, while the counter is slow or down."""

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.visitor_counter.portal import LINUX, STORED, WIDTHS, WINDOWS, Portal, figures

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("after", ["missing", "cut off"])
def test_widget_while_service_down(reader: Any, portal: Portal, after: str) -> None:
    portal.down = True
    page = reader()
    if after == "cut off":
        page.route("**/xem?*", lambda route: route.abort())
    page.goto("/")
    said = "Bộ đếm đang tạm ngừng. Hiện chưa có số liệu truy cập."
    expect(page.locator("[data-visits-time]")).to_have_text(said, timeout=10_000)
    expect(page.locator(".visitor-counter dl")).to_be_visible()
    assert page.locator(".visitor-counter dd").all_inner_texts() == ["–"] * 5
    expect(page.get_by_text("Dưới bộ đếm.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_last_figures_while_service_down(reader: Any, portal: Portal, width: int) -> None:
    portal.down = True
    portal.written["/luot-truy-cap/so-lieu.json"] = ("application/json", json.dumps(STORED))
    page = reader(viewport={"width": width, "height": 800})
    page.goto("/")
    before = page.get_by_text("Dưới bộ đếm.").bounding_box()
    said = "Bộ đếm đang tạm ngừng. Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024"
    expect(page.locator("[data-visits-time]")).to_have_text(said, timeout=10_000)
    assert figures(page) == ["12", "999", "1.000", "65.536", "7.448.251"]
    assert page.get_by_text("Dưới bộ đếm.").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_before_during_and_after_downtime(reader: Any, portal: Portal, width: int) -> None:
    viewport = {"width": width, "height": 800}
    first = reader(LINUX, viewport=viewport)
    first.goto("/")
    assert figures(first) == ["1"] * 5
    second = reader(WINDOWS, viewport=viewport)
    second.goto("/")
    assert figures(second) == ["2"] * 5
    first.reload()
    assert figures(first) == ["2"] * 5
    portal.down = True
    first.reload()
    expect(first.locator("[data-visits-time]")).to_contain_text("Bộ đếm đang tạm ngừng.", timeout=10_000)
    portal.down = False
    third = reader(f"{LINUX} Khác/1", viewport=viewport)
    third.goto("/")
    assert figures(third) == ["3"] * 5
    for page in (first, second, third):
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_svg_counter_while_service_down(reader: Any, portal: Portal, width: int) -> None:
    def words(page: Any) -> list[str]:
        with page.expect_response(lambda reply: "so-lieu.svg" in reply.url) as asked:
            page.goto("/")
        picture = ET.fromstring(asked.value.body())
        return [node.text or "" for node in picture.iter("{http://www.w3.org/2000/svg}text")]

    without = {"java_script_enabled": False, "viewport": {"width": width, "height": 800}}
    first, second = reader(LINUX, **without), reader(WINDOWS, **without)
    assert words(first).count("1") == 5
    assert words(second).count("2") == 5
    assert words(first).count("2") == 5
    portal.down = True
    first.goto("/")
    picture = first.locator("noscript img")
    assert picture.evaluate("image => image.complete && image.naturalWidth === 0")
    assert "truy cập" in picture.get_attribute("alt")
    expect(first.get_by_role("link", name="Xem số liệu dạng bảng")).to_be_visible()
    portal.down = False
    assert words(first).count("2") == 5
    first.get_by_role("link", name="Xem số liệu dạng bảng").click()
    expect(first.locator("dd")).to_have_text(["2"] * 5)
    assert first.evaluate("document.documentElement.scrollWidth") <= width


def holding(page: Any, *addresses: str) -> list[Any]:
    """Hold all requests to the addresses; return the list to which they are added."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    for address in addresses:
        page.route(address, hold)
    return held


def test_reader_does_not_wait_for_a_counter_that_is_slow(reader: Any) -> None:
    page = reader()
    held = holding(page, "**/xem?*")
    page.goto("/")
    assert figures(page) == ["0"] * 5
    held[0].continue_()
    expect(page.locator("[data-visits] dd").first).to_have_text("1")
    page.wait_for_load_state("networkidle")
    assert figures(page) == ["1"] * 5
    assert len(held) == 1


def test_stored_figures_never_replace_newer_ones(reader: Any) -> None:
    page = reader()
    held = holding(page, "**/xem?*", "**/so-lieu.json")
    with page.expect_request("**/so-lieu.json"):
        page.goto("/")
    held[0].continue_()
    assert figures(page) == ["1"] * 5
    with page.expect_response("**/so-lieu.json"):
        held[1].fulfill(json=STORED)
    page.evaluate("new Promise((done) => setTimeout(done))")  # after the script has read the response
    assert figures(page) == ["1"] * 5
