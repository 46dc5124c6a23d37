"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from plugins.server.nginx import POLICY
from tests.browser.static_server import serving
from tests.conftest import TinySite
from tests.images.photos import photo
from tests.machine import AXE
from tests.theme.conftest import Show

GALLERY = """
![Chợ sáng](sang.jpg "Chợ lúc 6 giờ. Ảnh: Đình Sơn")
![Chợ trưa](trua.jpg)
![Chợ chiều](chieu.jpg)
"""


def test_words_of_the_dialog(example: Show) -> None:
    """The words are in the language of the page, and each new picture is announced."""
    own, english = (example(name).template.dialog for name in ("hop-thoai", "tieng-anh"))
    assert [button.string for button in own.find_all("button")] == ["Trước", "Sau", "Đóng"]
    assert [button.string for button in english.find_all("button")] == ["Previous", "Next", "Close"]
    assert (own["aria-label"], english["aria-label"]) == ("Bộ ảnh", "Gallery")
    assert own.select_one("[aria-live=polite] figcaption b").string == "Ảnh {number} trên {count}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # Under the portal's policy, and with Trusted Types.
    site = TinySite(tmp_path_factory.mktemp("galleries"))
    for name in ("sang", "trua", "chieu"):
        site.write(f"articles/2024/03/{name}.jpg", photo(900, 600))
    other = GALLERY.replace("Chợ chiều", "Chợ tối").replace("![Chợ trưa](trua.jpg)\n", "")
    link = '<a href="/luu-tru/"><img src="trua.jpg" alt="Chợ những năm trước"></a>'
    own = f'<div class="gallery"><figure>{link}</figure></div>'
    site.article(body=f"Đoạn một.\n{GALLERY}\nĐoạn hai.\n{other}\nĐoạn ba.\n\n{own}")
    policy = f"{POLICY}; require-trusted-types-for 'script'"
    with serving(site.build().folder, {"Content-Security-Policy": policy}) as served:
        yield f"{served}/2024/03/bai/"


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    # Violations of the policy fail the test.
    context = browser.new_context(viewport={"width": 320, "height": 480}, has_touch=True)
    opened = context.new_page()
    violations: list[str] = []
    opened.on(
        "console", lambda said: violations.append(said.text) if "Security Policy" in said.text else None
    )
    opened.goto(address)
    yield opened
    context.close()
    assert violations == []


def opened(page: Page, alt: str) -> Locator:
    page.locator(".gallery a", has=page.get_by_alt_text(alt)).first.press("Enter")
    return page.get_by_role("dialog", name="Bộ ảnh")


@pytest.mark.browser
def test_without_script_pictures_are_links(address: str, browser: Browser) -> None:
    """Without script, or in a browser without dialogs, a picture leads to its file."""
    for has_script in (False, True):
        page = browser.new_page(java_script_enabled=has_script)
        page.add_init_script("delete window.HTMLDialogElement")
        page.goto(address)
        with page.expect_navigation():
            page.locator(".gallery a").first.click()
        assert page.url.endswith("/2024/03/sang.jpg")
        page.close()


@pytest.mark.browser
def test_picture_opens_in_a_dialog(page: Page) -> None:
    """A picture opens in a dialog that has a name, with its alternative text, its caption and its position."""
    page.locator(".gallery a").first.click()
    dialog = page.get_by_role("dialog", name="Bộ ảnh")
    expect(dialog.locator("figcaption")).to_have_text("Ảnh 1 trên 3Chợ lúc 6 giờ. Ảnh: Đình Sơn")
    picture = dialog.get_by_alt_text("Chợ sáng")
    picture.evaluate("(picture) => picture.decode()")
    assert picture.evaluate("(picture) => picture.currentSrc").endswith("-900.avif")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert [(found["id"], found["nodes"][0]["html"]) for found in result["violations"]] == []
    page.keyboard.press("Escape")
    opened(page, "Chợ tối")
    expect(dialog.locator("figcaption")).to_have_text("Ảnh 2 trên 2")


@pytest.mark.browser
def test_keys_and_buttons_change_the_picture(page: Page) -> None:
    """Arrow keys, Home and End change the picture, and so do buttons that are 44 pixels high and wide."""
    dialog = opened(page, "Chợ sáng")
    for key, number in (("ArrowRight", 2), ("End", 3), ("ArrowRight", 1), ("ArrowLeft", 3), ("Home", 1)):
        page.keyboard.press(key)
        expect(dialog.locator("b")).to_have_text(f"Ảnh {number} trên 3")
    for button, alt in (("Sau", "Chợ trưa"), ("Sau", "Chợ chiều"), ("Trước", "Chợ trưa")):
        dialog.get_by_role("button", name=button).click()
        expect(dialog.get_by_role("img")).to_have_attribute("alt", alt)
    boxes = [button.bounding_box() for button in dialog.get_by_role("button").all()]
    assert len(boxes) == 3
    assert all(box and min(box["width"], box["height"]) >= 44 for box in boxes)
    dialog.get_by_role("button", name="Đóng").click()
    expect(dialog).to_be_hidden()


@pytest.mark.browser
def test_swipe_changes_the_picture(page: Page) -> None:
    """A swipe changes the picture; vertical scrolling and zooming stay the browser's."""
    dialog = opened(page, "Chợ sáng")
    touch = page.context.new_cdp_session(page)

    def swipe(across: int, down: int = 0) -> None:
        steps = [{"x": 160 + across * n // 4, "y": 150 + down * n // 4} for n in range(5)]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": steps[:1]})
        for step in steps[1:]:
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [step]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    for across, down, number in ((-100, 10, 2), (-100, -10, 3), (100, 0, 2), (-30, 0, 2), (-60, 90, 2)):
        swipe(across, down)
        expect(dialog.locator("b")).to_have_text(f"Ảnh {number} trên 3")
    assert dialog.evaluate("(dialog) => getComputedStyle(dialog).touchAction") == "pan-y pinch-zoom"


@pytest.mark.browser
def test_escape_returns_the_focus(page: Page) -> None:
    """Escape closes the dialog, and the focus returns to the picture that was open last."""
    dialog = opened(page, "Chợ sáng")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".gallery a").nth(1)).to_be_focused()


@pytest.mark.browser
def test_dialog_fits_and_is_not_printed(page: Page) -> None:
    """The dialog fits on the narrowest screen, and is not printed."""
    dialog = opened(page, "Chợ sáng")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (320, 480)
    assert dialog.evaluate("(one) => [one.scrollWidth, one.scrollHeight]") == [320, 480]
    page.emulate_media(media="print")
    expect(dialog).to_be_hidden()


@pytest.mark.browser
def test_other_presses_and_links_are_left_alone(page: Page) -> None:
    with page.context.expect_page() as tab:
        page.locator(".gallery a").first.click(modifiers=["ControlOrMeta"])
    assert tab.value.url.endswith("/2024/03/sang.jpg")
    expect(page.get_by_role("dialog", name="Bộ ảnh")).to_be_hidden()
    page.get_by_alt_text("Chợ những năm trước").click()
    page.wait_for_url("**/luu-tru/")
