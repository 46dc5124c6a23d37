"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.static_server import serving
from tests.conftest import TinySite
from tests.theme.conftest import Show

VOICE = """
    window.spoken = [];
    Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => [{ lang: "en-GB" }, { lang: "vi-VN" }],
        addEventListener: () => {},
        cancel: () => { window.silent = true; },
        speak: (said) => window.spoken.push([said.lang, said.text]),
    } });
    window.SpeechSynthesisUtterance = class {
        constructor(text) { this.text = text; }
    };
"""

BODY = """Đoạn một.

1. Mục một

    Của mục một.

2. Mục hai

| Xã | Hộ |
| --- | --- |
| La Ngâu | 12 |

<dl><dt>Từ</dt><dd><p>Nghĩa.</p></dd></dl>
"""


def test_contrast_says_whether_it_is_on(example: Show, style: str) -> None:
    """The button for contrast tells whether it is on, not by colour alone."""
    assert example("tieng-viet").select_one("[aria-pressed]")["aria-pressed"] == "false"
    assert "text-decoration: underline" in style.split("[aria-pressed=true]")[1].split("}", maxsplit=1)[0]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = TinySite(tmp_path_factory.mktemp("tools"))
    site.article(title="Họp xã", summary="Một câu.", body=BODY, category="Tin tức")
    site.page("pages/gioi-thieu.md", title="Giới thiệu", body="Về xã.")
    site.build()
    with serving(Path(site.output)) as served:
        yield f"{served}/2024/03/bai/"


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    opened = context.new_page()
    opened.add_init_script(VOICE)
    opened.goto(address)
    yield opened
    context.close()


@pytest.mark.browser
def test_without_script_the_line_is_empty_and_as_high(address: str, browser: Browser, page: Page) -> None:
    """Without script the line shows no button that could not work, and is as high."""
    plain = browser.new_page(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    plain.goto(address)
    expect(plain.locator(".top button:visible")).to_have_count(0)
    expect(page.locator(".top button:visible")).to_have_count(3)
    heights = [one.locator(".top").bounding_box()["height"] for one in (plain, page)]
    assert heights == [44, 44]
    plain.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_buttons_that_appear_move_nothing(address: str, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    late = VOICE.replace("getVoices: () =>", "getVoices: () => window.still ? [] :").replace(
        "addEventListener: () => {}", "addEventListener: (_, found) => { window.found = found; }"
    )
    page.add_init_script(f"window.still = true;{late}")
    page.goto(address)
    places = "[...document.querySelectorAll('.top > p, [data-size], [aria-pressed], .masthead')].map((e) => e.getBoundingClientRect().x)"
    before = page.evaluate(places)
    expect(page.get_by_role("button", name="Nghe")).to_be_hidden()
    page.evaluate("() => { window.still = false; found(); }")
    expect(page.get_by_role("button", name="Nghe")).to_be_visible()
    assert page.evaluate(places) == before
    assert page.evaluate("document.querySelector('.top').offsetHeight") == (44 if width < 896 else 36)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_buttons_are_large_and_say_what_they_do(page: Page, example: Show, lang: str) -> None:
    """Every button is 44 pixels high and wide on a phone and says what it does."""
    shown = example({"vi": "tieng-viet", "en": "tieng-anh"}[lang]).find_all("button")
    page.evaluate(
        "texts => document.querySelectorAll('.top button').forEach((one, n) => { one.textContent = texts[n]; })",
        [button.text for button in shown],
    )
    boxes = page.locator(".top button:visible").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    )
    assert len(boxes) == 3
    assert min(boxes) >= 44
    assert all(button.text.strip() for button in shown)


@pytest.mark.browser
def test_size_grows_stays_on_other_pages_and_comes_back(page: Page) -> None:
    """The size of letters is announced."""
    size = "parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)"
    before = page.evaluate(size)
    button = page.get_by_role("button", name="Cỡ chữ")
    button.click()
    button.click()
    assert page.evaluate(size) == pytest.approx(before * 1.25)
    expect(page.locator(".top [aria-live]")).to_have_text("Cỡ chữ 125%")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(page.url.replace("/2024/03/bai/", "/luu-tru/"))
    assert page.evaluate("document.documentElement.style.fontSize") == "125%"
    page.go_back()
    button.click()
    button.click()
    assert page.evaluate(size) == before
    assert page.context.cookies() == []


@pytest.mark.browser
def test_contrast_is_kept(page: Page) -> None:
    button = page.get_by_role("button", name="Tương phản")
    button.click()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    button.click()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.browser
def test_article_is_read_aloud_in_vietnamese(page: Page) -> None:
    page.get_by_role("button", name="Nghe").click()
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    said = [" ".join(text.split()) for _, text in page.evaluate("spoken")]
    lines = ["Đoạn một.", "Mục một Của mục một.", "Mục hai", "Xã", "Hộ", "La Ngâu", "12", "Từ", "Nghĩa."]
    assert said == ["Họp xã", "Một câu.", *lines]
    assert {voice for voice, _ in page.evaluate("spoken")} == {"vi-VN"}
    page.get_by_role("button", name="Dừng").click()
    assert page.evaluate("silent") is True
    expect(page.get_by_role("button", name="Nghe")).to_be_visible()


@pytest.mark.browser
def test_without_a_vietnamese_voice_nothing_is_offered(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Cỡ chữ")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe")).to_be_hidden()
    page.close()


@pytest.mark.browser
def test_standing_pages_and_lists_are_read_aloud_too(address: str, page: Page) -> None:
    for place, said in (
        ("/gioi-thieu/", ["Giới thiệu", "Về xã."]),
        ("/chuyen-muc/tin-tuc/", ["Tin tức", "Họp xã"]),
    ):
        page.goto(address.removesuffix("/2024/03/bai/") + place)
        page.get_by_role("button", name="Nghe").click()
        expect(page.get_by_role("button", name="Dừng")).to_be_visible()
        assert [" ".join(text.split()) for _, text in page.evaluate("spoken")][:2] == said
