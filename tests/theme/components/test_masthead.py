"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from plugins.images.masthead import HEIGHTS, contrast, luminance, space_of_name
from tests.browser.static_server import serving
from tests.conftest import AGENCY, TinySite
from tests.theme.conftest import Show


def test_is_one_link_home(example: Show) -> None:
    """It is one link to the home page, named by the words in it."""
    (link,) = example("chu-viet-tat").find_all("a")
    assert link["href"] == "/"
    assert not link.has_attr("aria-label")
    assert "Ủy ban nhân dân huyện Tánh Linh" in " ".join(link.text.split())


def test_name_breaks_between_words_only(example: Show) -> None:
    """The name never breaks within a word such as “Ủy ban” or “xã Mẫu”."""
    name = example("chu-viet-tat").select_one(".masthead-name").text
    assert name.split(" ") == ["Ủy\xa0ban", "nhân\xa0dân", "huyện\xa0Tánh\xa0Linh"]


def test_emblem_and_mark_are_silent(example: Show) -> None:
    """The emblem and the mark are silent, since the name beside them says what they show."""
    assert example("chu-viet-tat").select_one(".masthead-mark")["aria-hidden"] == "true"
    assert example("bieu-trung").img["alt"] == ""


def test_name_is_no_heading(example: Show) -> None:
    """The name is no heading: a page's own stands in its main content, where the skip link leads."""
    assert example("chu-viet-tat").find(["h1", "h2"]) is None


def test_emblem_has_its_size(example: Show) -> None:
    """The emblem has its size before it is loaded, so nothing moves."""
    assert example("bieu-trung").img["width"] == example("bieu-trung").img["height"] == "72"


def test_no_superior_leaves_nothing_empty(example: Show) -> None:
    assert not example("bieu-trung").select(".masthead-superior")


def test_no_initials_leave_no_empty_mark(example: Show) -> None:
    assert not example("chi-co-ten").select(".masthead-emblem")


def drawn(ground: str, patch: str) -> bytes:
    picture = Image.new("RGB", (1920, 240), ground)
    picture.paste(patch, (700, 60, 1100, 180))  # behind the name
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


PICTURES = {
    "light": drawn("#dfe8dc", "#9db39a"),
    "dark": drawn("#1b2a33", "#3d5561"),
    "mixed": drawn("#e8efe4", "#101820"),
}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with ExitStack() as servers:
        found = {}
        for name, data in {"none": b"", **PICTURES}.items():
            site = TinySite(tmp_path_factory.mktemp(name))
            site.article()
            if data:
                site.write("nen.png", data)
                site.write("agency.yaml", f"{AGENCY}initials: XT\nmasthead_picture: nen.png\n")
            site.build()
            found[name] = servers.enter_context(serving(site.output))
        yield found


@dataclass
class Shown:
    """A page, and the pictures that were loaded for it."""

    page: Page
    loaded: list[str]

    def style(self, selector: str, name: str) -> str:
        """Return a computed style."""
        got: str = self.page.locator(selector).evaluate("(e, name) => getComputedStyle(e)[name]", name)
        return got

    def box(self, selector: str) -> dict[str, float]:
        """Return where an element stands."""
        got: dict[str, float] = self.page.locator(selector).evaluate(
            "e => e.getBoundingClientRect().toJSON()"
        )
        return got


def show(browser: Browser, address: str, width: int = 1280, *, broken: bool = False, **options: Any) -> Shown:
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if "/anh/" in request.url else None)
    if broken:
        page.route("**/anh/*", lambda route: route.abort())
    page.goto(address, wait_until="networkidle")
    return Shown(page, loaded)


def luminance_of(colour: str) -> float:
    return luminance("#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3]))


@pytest.mark.browser
@pytest.mark.parametrize("name", PICTURES)
def test_name_can_be_read_on_the_picture(addresses: dict[str, str], browser: Browser, name: str) -> None:
    """A picture behind the name leaves 4.5:1 to every part behind it: dark or light text, or a band of paper."""
    shown = show(browser, addresses[name])
    text = {luminance_of(shown.style(part, "color")) for part in (".masthead-name", ".masthead-superior")}
    band = shown.style(".masthead > :last-child", "backgroundColor")
    shown.page.add_style_tag(content=".masthead > * > *, .masthead-mark { visibility: hidden }")
    spot = shown.box(".masthead > :last-child")
    clip = {"x": spot["x"], "y": spot["y"], "width": spot["width"], "height": spot["height"]}
    behind = Image.open(BytesIO(shown.page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type] # a box
    pixels = behind.tobytes()
    found = {luminance(f"#{pixels[at : at + 3].hex()}") for at in range(0, len(pixels), 3)}
    assert shown.loaded
    assert len(found) > 1 or name == "mixed"
    assert min(contrast(one, other) for one in text for other in found) >= 4.5
    assert (band == "rgba(0, 0, 0, 0)") == (name != "mixed")


@pytest.mark.browser
@pytest.mark.parametrize("name", PICTURES)
def test_name_can_be_read_without_the_picture(addresses: dict[str, str], browser: Browser, name: str) -> None:
    """The name keeps its contrast while the picture loads, or if it never does."""
    shown = show(browser, addresses[name], broken=True)
    ground = luminance_of(shown.style(".head", "backgroundColor"))
    assert contrast(luminance_of(shown.style(".masthead-name", "color")), ground) >= 7
    assert contrast(luminance_of(shown.style(".masthead-superior", "color")), ground) >= 7


@pytest.mark.browser
@pytest.mark.parametrize(
    "wish", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"contrast": "more"}, {}], ids=str
)
def test_no_picture_for_who_wants_contrast(
    addresses: dict[str, str], browser: Browser, wish: dict[str, Any]
) -> None:
    """In dark mode, forced colours and more contrast, and when the reader switches contrast on, there is no picture."""
    shown = show(browser, addresses["dark"], **wish)
    assert bool(shown.loaded) == (not wish)
    shown.page.evaluate("document.documentElement.dataset.highContrast = ''")
    assert shown.style(".head", "backgroundImage") == "none"
    assert shown.style(".masthead", "color") == shown.style("body", "color")


@pytest.mark.browser
def test_picture_is_not_loaded_in_vain(addresses: dict[str, str], browser: Browser) -> None:
    """The picture is neither loaded on a phone nor for print."""
    assert show(browser, addresses["light"], 767).loaded == []
    (narrow,), (wide,) = (show(browser, addresses["light"], width).loaded for width in (768, 1281))
    assert (narrow[-10:], wide[-10:]) == ("-1280.avif", "-1920.avif")
    shown = show(browser, addresses["light"])
    shown.page.emulate_media(media="print")
    assert shown.style(".head", "backgroundImage") == "none"


@pytest.mark.browser
@pytest.mark.parametrize("width", [768, 1280])
def test_picture_moves_nothing(addresses: dict[str, str], browser: Browser, width: int) -> None:
    """The picture moves nothing when it comes."""
    heights = [
        show(browser, addresses[name], width, broken=broken).box(".head")["height"]
        for name, broken in (("light", False), ("light", True), ("none", False))
    ]
    assert heights[0] == heights[1] <= heights[2] + 32


@pytest.mark.browser
@pytest.mark.parametrize("name", PICTURES)
def test_focus_can_be_seen_on_the_picture(addresses: dict[str, str], browser: Browser, name: str) -> None:
    """Focus can be seen on any picture."""
    shown = show(browser, addresses[name])
    for selector in (".masthead", ".search-box input", ".search-box button"):
        shown.page.keyboard.press("Tab")
        while not shown.page.locator(selector).evaluate("e => e === document.activeElement"):
            shown.page.keyboard.press("Tab")
        line, ground = (shown.style(selector, part) for part in ("outlineColor", "backgroundColor"))
        assert contrast(luminance_of(line), luminance_of(ground)) >= 4.5
        assert float(shown.style(selector, "outlineOffset").removesuffix("px")) <= -3


@pytest.mark.browser
@pytest.mark.parametrize("width", [768, 807, 808, 840, 1024, 1280, 1920, 2560])
@pytest.mark.parametrize(
    "name", ["Ủy ban nhân dân xã Thử", "Ủy ban nhân dân " + "xã Mẫu thành phố " * 4], ids=len
)
def test_name_stands_where_the_picture_was_measured(
    addresses: dict[str, str], browser: Browser, width: int, name: str
) -> None:
    shown = show(browser, addresses["light"], width)
    shown.page.locator(".masthead-name").evaluate("(e, name) => e.textContent = name", name)
    head, text = shown.box(".head"), shown.box(".masthead > :last-child")
    tall = (head["height"] - float(shown.style(".head", "borderBottomWidth").removesuffix("px"))) / 16
    left, top, right, bottom = (16 * edge for edge in space_of_name(width / 16, tall))
    assert left <= text["left"]
    assert text["right"] <= right
    assert top <= text["top"] - head["top"]
    assert text["bottom"] - head["top"] <= bottom
    assert tall <= HEIGHTS[-1]
