"""Keyboard only: every kind of page from the skip link to the last link with Tab."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_every_page import at_width

pytestmark = pytest.mark.browser
Portal = tuple[str, tuple[str, ...]]

# All visible controls and links, in the order of the page.
REMEMBER = """() => {
    const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
    window.reachable = [...all].filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }));
    return window.reachable.map((e) => e.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
    const e = document.activeElement;
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    return {
        place: window.reachable.indexOf(e),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        player: e.matches("audio, video"),
        inView: box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


CONTROLS = 12  # at most, in one player


def walked(page: Page, most: int) -> list[dict[str, Any]]:
    """Press Tab through the page, at most once more than it has stops, and return what had the focus."""
    steps: list[dict[str, Any]] = []
    while len(steps) <= most:
        for _ in range(1 + CONTROLS):  # the browser's own, within a video or sound
            page.keyboard.press("Tab")
            step = page.evaluate(FOCUSED)
            if not step["player"]:
                break
        if step["place"] < 0 or (
            steps and step["place"] == steps[0]["place"]
        ):  # the focus left the page, or is at the start again
            break
        steps.append(step)
    return steps


@pytest.mark.parametrize("width", [360, 1280])
def test_tab_visits_everything_once_in_order_with_focus_shown(
    each_portal: Portal, browser: Browser, width: int
) -> None:
    address, kinds = each_portal
    page = browser.new_page(viewport={"width": width, "height": 800})
    for kind in at_width(kinds, width):
        page.goto(address + kind)
        names = page.evaluate(REMEMBER)
        steps = walked(page, len(names))
        reached = [step["place"] for step in steps]
        assert reached == list(range(len(names))), (kind, names[len(reached) :])
        unseen = [names[step["place"]] for step in steps if not (step["outlined"] and step["inView"])]
        assert unseen == [], kind
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_skip_link_comes_first_and_leads_past_head_and_menu(
    each_portal: Portal, browser: Browser, width: int
) -> None:
    address, kinds = each_portal
    page = browser.new_page(viewport={"width": width, "height": 800})
    for kind in at_width(kinds, width):
        page.goto(address + kind)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link", kind
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.localName") == "main", kind
        page.keyboard.press("Tab")
        inside = "document.activeElement.closest('main, aside, footer') !== null"
        assert page.evaluate(inside), kind
    page.close()


def test_a_page_opened_by_enter_is_the_one_that_had_the_focus(everything: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(everything + "/luu-tru/")
    link = page.locator("main .months a").first
    link.focus()
    address = link.get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{everything}{address}"
    page.close()
