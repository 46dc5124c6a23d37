"""The widget in a real browser, while the counter is slow or down."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.visitor_counter.portal import STORED, Portal, figures

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("after", ["missing", "cut off"])
def test_when_the_service_is_down_the_widget_says_so_and_shows_no_empty_room(
    reader: Any, portal: Portal, after: str
) -> None:
    portal.down = True
    page = reader()
    if after == "cut off":
        page.route("**/xem?*", lambda route: route.abort())
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


def holding(page: Any, *addresses: str) -> list[Any]:
    """Answer no request to the addresses; return the list to which they come."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    for address in addresses:
        page.route(address, hold)
    return held


def test_a_reader_does_not_wait_for_a_counter_that_is_slow(reader: Any) -> None:
    page = reader()
    held = holding(page, "**/xem?*")
    page.goto("/")
    assert figures(page) == ["0"] * 5
    held[0].continue_()
    expect(page.locator("[data-visits] dd").first).to_have_text("1")
    page.wait_for_timeout(200)
    assert figures(page) == ["1"] * 5
    assert len(held) == 1


def test_figures_that_were_kept_never_take_the_place_of_newer_ones(reader: Any) -> None:
    page = reader()
    held = holding(page, "**/xem?*", "**/so-lieu.json")
    page.goto("/")
    page.wait_for_timeout(1700)
    held[0].continue_()
    assert figures(page) == ["1"] * 5
    held[1].fulfill(json=STORED)
    page.wait_for_timeout(200)
    assert figures(page) == ["1"] * 5
