"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.static_server import serving
from tests.conftest import AGENCY, TinySite
from tests.theme.conftest import Show


def test_leads_to_main_content(example: Show) -> None:
    """The skip link leads to the main content."""
    assert example("bo-qua-menu").a["href"] == "#noi-dung"


def test_comes_into_view_with_the_focus(style: str) -> None:
    """The skip link is hidden by its place, not from screen readers, and comes into view with the focus."""
    hidden, rest = style.split(".skip-link:focus {")
    assert "position: absolute" in hidden
    assert "display" not in hidden
    assert "visibility" not in hidden
    assert "top: var(--space-2)" in rest


def test_is_a_named_landmark_with_a_list(example: Show) -> None:
    """The menu is a navigation landmark with a name, and a list."""
    menu = example("trang-khac").nav
    assert menu["aria-label"] == "Menu chính"
    assert len(menu.ul.find_all("li")) == 7


def test_button_is_the_browsers_own(example: Show) -> None:
    """The button is the browser's own disclosure, so keyboard, touch and screen reader know it without script."""
    button = example("trang-khac").select_one("details > summary:first-child")
    assert button.text == "Danh mục"
    assert not button.select("*")


def test_list_follows_the_button(example: Show) -> None:
    """The list follows the button at once, in the order of reading and of the Tab key."""
    assert example("trang-khac").details.find_next_sibling() == example("trang-khac").ul


def test_current_page_is_told(example: Show, style: str) -> None:
    """The current page is marked by aria-current and by a bar, not by colour alone."""
    (current,) = example("trang-hien-tai").select("[aria-current]")
    assert (current.text, current["aria-current"]) == ("Thông báo", "page")
    assert not example("trang-khac").select("[aria-current]")
    assert re.search(r"\[aria-current\], [^{]+\{\s+border", style)


def test_is_a_named_landmark_that_begins_at_home(example: Show) -> None:
    """The breadcrumb is a navigation landmark with a name, and an ordered list that begins with the home page."""
    trail = example("bai-viet").nav
    assert trail["aria-label"]
    assert [(step.text, step["href"]) for step in trail.ol.find_all("a")] == [
        ("Trang chủ", "/"),
        ("Kinh tế", "/chuyen-muc/kinh-te/"),
    ]


def test_signs_are_not_read(example: Show) -> None:
    """The separators between the steps are drawn by the style sheet, so they are not read aloud."""
    assert example("bai-viet").text.split() == ["Trang", "chủ", "Kinh", "tế"]


def test_step_without_page_is_text(example: Show) -> None:
    """A step without a page of its own is text, not a dead link."""
    assert example("don-vi").find_all("li")[1].a is None


def test_entries_below_another_open_by_a_disclosure(example: Show) -> None:
    """The entries below another open by its own disclosure, without script too, one list at a time."""
    shown = example("muc-con")
    opener = shown.select_one(".menu-list > li > details")
    assert opener.summary.text == "Giới thiệu"
    assert [link.text for link in opener.find_next_sibling("ul").find_all("a")] == [
        "Giới thiệu",
        "Lịch sử hình thành",
        "Cơ cấu tổ chức",
    ]
    assert {one["name"] for one in shown.select(".menu-list > li > details")} == {"menu"}


def test_what_does_not_fit_stands_below_the_last_entry(macro: Show) -> None:
    """What does not fit into a row stands below its last entry, and each screen shows it once."""
    items = [{"label": f"Chỉ đạo điều hành {number}", "url": f"/{number}/"} for number in range(8)]
    entries = macro("main_menu", items=items).select(".menu-list > li")
    assert [entry.get("class") for entry in entries] == [None] * 4 + [["menu-wide"], ["menu-more"]]
    below = entries[-1].select("ul > li")
    assert [entry.a["href"] for entry in below] == ["/4/", "/5/", "/6/", "/7/"]
    assert [entry.get("class") for entry in below] == [["menu-narrow"], None, None, None]
    only_wide = macro("main_menu", items=items[:5]).select_one(".menu-more")
    assert only_wide["class"] == ["menu-more", "menu-narrow"]


def test_category_of_an_article_is_marked(example: Show, style: str) -> None:
    """The category of an article is marked as the current section, and so is the entry above a marked one."""
    (marked,) = example("muc-con").select("[aria-current]")
    assert (marked.text, marked["aria-current"]) == ("Kinh tế", "true")
    assert ".menu li:has(> ul [aria-current]) > details > summary {\n  border" in style


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = TinySite(tmp_path_factory.mktemp("menu"))
    menu = [
        "{label: Trang chủ, url: /}",
        "{label: Tin, children: [{label: Tin tức, url: /chuyen-muc/tin-tuc/}, {label: Năm 2024, url: /2024/}]}",
        *(f"{{label: Thông tin số {number}, url: /luu-tru/}}" for number in range(6)),
        "{label: Khác, children: [{label: Sơ đồ, url: /so-do-cong/}]}",
    ]
    before = AGENCY.partition("menu:")[0]
    site.write("agency.yaml", f"{before}menu:\n" + "".join(f"  - {entry}\n" for entry in menu))
    site.article(category="Tin tức")
    site.build()
    with serving(site.output) as served:
        yield served


@pytest.mark.browser
@pytest.mark.parametrize("width", [896, 1152, 1280, 1920])
def test_menu_stays_in_one_row(address: str, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    boxes = page.locator(".menu-list > li").evaluate_all(
        "all => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())"
    )
    assert len(boxes) == (7 if width < 1152 else 8)
    assert len({box["top"] for box in boxes}) == 1
    assert max(box["right"] for box in boxes) <= width
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_lists_open_by_keyboard_one_at_a_time(
    address: str, browser: Browser, width: int, *, script: bool
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=script)
    page.goto(address)
    if width == 360:
        page.locator(".menu-switch summary").press("Enter")
    entry = page.get_by_role("link", name="Năm 2024")
    expect(entry).to_be_hidden()
    page.locator(".menu summary", has_text="Tin").last.press("Enter")
    expect(entry).to_be_visible()
    if width == 1280:
        expect(page.get_by_role("link", name="Thông tin số 5")).to_be_hidden()
        page.locator(".menu-more > details > summary").press("Enter")
        expect(entry).to_be_hidden()
    expect(page.get_by_role("link", name="Thông tin số 5")).to_be_visible()
    page.get_by_text("Khác").press("Enter")
    expect(page.get_by_role("link", name="Sơ đồ", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Thông tin số 5")).to_be_visible()
    page.close()


@pytest.mark.browser
def test_escape_closes_a_list_and_leads_back(address: str, browser: Browser) -> None:
    """Escape closes an open list and leads back to its button."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.locator(".menu li summary").first.press("Enter")
    page.get_by_role("link", name="Năm 2024").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Năm 2024")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Tin"
    page.locator(".menu li summary").first.click()
    expect(page.get_by_role("link", name="Năm 2024")).to_be_visible()
    page.locator("h1, .masthead-superior").first.click(force=True)
    expect(page.get_by_role("link", name="Năm 2024")).to_be_hidden()
    page.close()
