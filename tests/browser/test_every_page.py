"""Every built page: valid HTML, no finding of axe-core, everything reachable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pypdfium2 import PdfDocument

from plugins.contract.body.markup import ATTRIBUTES, TAGS
from tests.browser.everything import PLACES, write_everything
from tests.conftest import FULL, TinySite
from tests.machine import AXE

PHONE = 360
WIDTHS = (PHONE, 768, 1280)
LIGHT: dict[str, Any] = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}
DARK, FORCED, MORE = {"color_scheme": "dark"}, {"forced_colors": "active"}, {"contrast": "more"}
EVERY_LOOK = (LIGHT, DARK, FORCED, MORE)
LOOKS = {360: EVERY_LOOK, 768: (LIGHT,), 1280: EVERY_LOOK} if FULL else {360: EVERY_LOOK, 1280: (LIGHT,)}
# Other colours change nothing that other rules look at; with --full they are asked all the same.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
SIZES = """() => Object.fromEntries([...document.querySelectorAll("main *")]
    .filter((e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((e) => [e.localName, parseFloat(getComputedStyle(e).fontSize)])
    .sort((one, other) => other[1] - one[1]))"""
OUT_OF_REACH = """() => [...document.querySelectorAll("a")]
    .filter((link) => !link.closest(".skip-link"))
    .filter((link) => {
        const box = link.getBoundingClientRect();
        return !link.checkVisibility() || box.left < 0 || box.right > innerWidth || link.tabIndex < 0;
    })
    .map((link) => link.outerHTML)"""


@pytest.mark.long
def test_full_site_has_every_accepted_element_and_attribute(
    site: TinySite,
) -> None:
    write_everything(site)
    text = site.build().page(PLACES["article with everything"]).select_one(".prose")
    assert text is not None
    pairs = [(tag, name) for tag, names in ATTRIBUTES.items() for name in names]
    assert TAGS - {tag.name for tag in text.select("*")} == set()
    assert [(tag, name) for tag, name in pairs if not text.select(f"{tag}[{name}]")] == []


@pytest.mark.browser
@pytest.mark.tools
@pytest.mark.parametrize("width", LOOKS)
def test_axe_finds_nothing_on_any_kind_of_page(
    each_portal: tuple[str, tuple[str, ...]], browser: Browser, width: int
) -> None:
    address, kinds = each_portal
    page = open_at(browser, width)
    found: list[Any] = []
    # One error ends the script that all pages share: no figures, no text size.
    page.on("pageerror", lambda error: found.append((page.url, str(error))))
    for kind in at_width(kinds, width):
        assert page.goto(address + kind).ok
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for look in LOOKS[width]:
            page.emulate_media(**{**LIGHT, **look})
            options: dict[str, Any] = {"resultTypes": ["violations"]}
            if look is not LIGHT and not FULL:
                options["runOnly"] = OF_COLOUR
            result = page.evaluate("(options) => axe.run(options)", options)
            found += [
                (kind, look, item["id"], node["html"])
                for item in result["violations"]
                for node in item["nodes"]
            ]
    page.close()
    assert found == []


@pytest.mark.browser
def test_no_kind_of_page_overflows(each_portal: tuple[str, tuple[str, ...]], browser: Browser) -> None:
    address, kinds = each_portal
    page = open_at(browser, 320)
    for kind in kinds:
        page.goto(address + kind)
        for width in (320, *WIDTHS):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_menu_archive_and_departments_work_without_script(
    everything: str, browser: Browser, width: int
) -> None:
    page = open_at(browser, width, java_script_enabled=False)
    for kind in ("home", "archive", "site tree", "department"):
        page.goto(everything + PLACES[kind])
        if not page.locator(".menu a").first.is_visible():
            page.locator(".menu summary").click(timeout=2000)
        for year in page.locator("main details").all():
            if year.get_attribute("open") is None:
                year.locator("summary").click(timeout=2000)
        assert page.evaluate(OUT_OF_REACH) == [], kind
        assert page.locator("main a").count() > 15, kind
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
    page.close()


@pytest.mark.browser
def test_no_text_is_smaller_than_seven_eighths_of_the_body(everything: str, browser: Browser) -> None:
    page = open_at(browser, 360)
    page.goto(everything + PLACES["article with everything"])
    sizes: dict[str, float] = page.evaluate(SIZES)
    assert len(sizes) > 30
    assert {name: size for name, size in sizes.items() if size < 0.875 * 18} == {}
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "screens"), [("archive", 2), ("site tree", 3)])
def test_eleven_years_can_be_seen_at_a_glance_on_a_phone(
    everything: str, browser: Browser, kind: str, screens: int
) -> None:
    page = open_at(browser, 360)
    page.goto(everything + PLACES[kind])
    years = page.locator("main details")
    assert years.count() == 10
    assert page.locator("main a[href='/2014/']").is_visible()  # of the eleventh, only the year's own page
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["height"] < screens * 800
    years.last.locator("summary").click()
    assert years.last.locator("a").first.is_visible()
    page.close()


@pytest.mark.browser
def test_menu_and_kickers_look_like_links_in_forced_colours(everything: str, browser: Browser) -> None:
    """Only their colour marks them as links, and the bars of the menu button must not be a background."""
    page = open_at(browser, 360, forced_colors="active")
    page.goto(everything + PLACES["article with everything"])
    link = computed(page, ".prose a", "color")
    text = computed(page, "h1", "color")
    assert link != text
    for place in (".menu a", ".menu summary"):
        assert computed(page, place, "color") == link, place
    bars = computed(page, ".menu summary", "border-top-style, border-top-color, background-image", "::before")
    assert bars == f"double {link} none"
    page.goto(everything + PLACES["English article"])
    assert computed(page, ".kicker a", "color") == link
    page.close()


@pytest.mark.browser
def test_nothing_is_printed_that_could_only_be_pressed(everything: str, browser: Browser) -> None:
    page = open_at(browser, 794)
    page.emulate_media(media="print")
    page.goto(everything + PLACES["article with everything"])
    for place in (".search-box", ".language-link", ".article-tools", ".helpful", ".menu"):
        assert not page.locator(place).first.is_visible(), place
    page.close()


@pytest.mark.browser
def test_what_belongs_together_is_printed_on_one_sheet(everything: str, browser: Browser) -> None:
    """The months of a year are not split, and no printed page has only the footer."""
    page = open_at(browser, 1280)
    page.goto(everything + PLACES["archive"])
    sheets = [sheet.get_textpage().get_text_bounded() for sheet in PdfDocument(page.pdf(format="A4"))]
    years = [sheet.count("Tháng 12") for sheet in sheets]
    assert len(sheets) > 1
    assert sum(years) == 10
    firsts = [[month.start() for month in re.finditer(r"Tháng 1\b", sheet)] for sheet in sheets]
    assert [len(first) for first in firsts] == years
    assert firsts[-1][0] < sheets[-1].index("Chịu trách nhiệm")
    page.close()


def at_width(kinds: Sequence[str], width: int) -> Sequence[str]:
    """Return the kinds of page to look at: all on a phone, elsewhere a third of them without --full."""
    return kinds if FULL or width == PHONE else kinds[::3]


def open_at(browser: Browser, width: int, **options: Any) -> Page:
    return browser.new_page(viewport={"width": width, "height": 800}, **options)


def computed(page: Page, selector: str, properties: str, pseudo: str | None = None) -> str:
    """Return the computed values of one element, joined by spaces."""
    values = page.eval_on_selector(
        selector,
        "(e, [names, pseudo]) => names.map((name) => getComputedStyle(e, pseudo).getPropertyValue(name)).join(' ')",
        [properties.split(", "), pseudo],
    )
    return str(values)
