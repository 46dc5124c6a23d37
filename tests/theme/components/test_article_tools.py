"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from tests.browser.static_server import serving
from tests.conftest import TinySite

Show = Callable[..., BeautifulSoup]
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


def test_nothing_is_shown_without_script(example: Show) -> None:
    """Without script no button is shown that could not work, and the links are."""
    shown = example("duoi-bai")
    assert all(button.find_parent("div", hidden=True) for button in shown.find_all("button"))
    assert len(shown.find_all("button")) == 5
    assert not [link for link in shown.find_all("a") if link.find_parent(hidden=True)]


def test_button_is_large_and_says_what_it_does(example: Show, style: str) -> None:
    """Every button and link is 44 pixels high and says what it does."""
    assert all(tool.text.strip() for tool in example("duoi-bai").find_all(["a", "button"]))
    assert "min-height: var(--target)" in style


def test_link_to_save_names_its_format(example: Show) -> None:
    """A link to save says in which format."""
    links = {link.text: link["href"] for link in example("duoi-bai").select("a[download]")}
    assert links == {
        "Lưu bài (HTML)": "/2024/03/hop-xa/hop-xa.html",
        "Lưu bài (Markdown)": "/2024/03/hop-xa/hop-xa.md",
    }
    assert not example("bai-khong-luu").find_all("a")


def test_contrast_says_whether_it_is_on(example: Show) -> None:
    """The button for contrast says whether it is on."""
    assert example("duoi-bai").select_one("[data-contrast]")["aria-pressed"] == "false"


def test_outcome_is_announced(example: Show) -> None:
    """What became of a press is announced."""
    assert example("duoi-bai").select_one("p[role=status]")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = TinySite(tmp_path_factory.mktemp("tools"))
    site.article(title="Họp xã", summary="Một câu.", body=BODY)
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
def test_size_grows_stays_on_other_pages_and_comes_back(page: Page) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)"
    before = page.evaluate(size)
    button = page.get_by_role("button", name="Cỡ chữ")
    button.click()
    button.click()
    assert page.evaluate(size) == pytest.approx(before * 1.25)
    expect(page.locator(".article-tools [role=status]")).to_have_text("Cỡ chữ 125%")
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
    button = page.get_by_role("button", name="Tương phản cao")
    button.click()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    button.click()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.browser
def test_article_is_read_in_a_vietnamese_voice_and_can_be_stopped(page: Page) -> None:
    page.get_by_role("button", name="Nghe bài").click()
    said = [" ".join(text.split()) for _, text in page.evaluate("spoken")]
    lines = ["Đoạn một.", "Mục một Của mục một.", "Mục hai", "Xã", "Hộ", "La Ngâu", "12", "Từ", "Nghĩa."]
    assert said == ["Họp xã", "Một câu.", *lines]
    assert {voice for voice, _ in page.evaluate("spoken")} == {"vi-VN"}
    page.get_by_role("button", name="Dừng đọc").click()
    assert page.evaluate("silent") is True
    expect(page.get_by_role("button", name="Nghe bài")).to_be_visible()


@pytest.mark.browser
def test_without_a_vietnamese_voice_nothing_is_offered(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="In bài")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe bài")).to_be_hidden()
    page.close()


@pytest.mark.browser
def test_address_is_shared_or_copied(page: Page) -> None:
    page.evaluate("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    page.get_by_role("button", name="Chia sẻ").click()
    assert page.evaluate("shared.url") == "https://xathu.example/2024/03/bai/"
    page.evaluate("navigator.share = undefined")
    page.evaluate(
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"
    )
    page.get_by_role("button", name="Chia sẻ").click()
    expect(page.locator(".article-tools [role=status]")).to_have_text("Đã sao chép địa chỉ của bài.")
    assert page.evaluate("copied") == "https://xathu.example/2024/03/bai/"
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Chia sẻ").click()
    expect(page.locator(".article-tools [role=status]")).to_have_text("https://xathu.example/2024/03/bai/")


@pytest.mark.browser
def test_without_script_there_are_no_buttons(address: str, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_role("button", name="In bài")).to_be_hidden()
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_article_is_saved_with_script_and_without(address: str, browser: Browser, *, script: bool) -> None:
    page = browser.new_page(java_script_enabled=script, viewport={"width": 360, "height": 800})
    page.goto(address)
    for kind, ending in (("HTML", "html"), ("Markdown", "md")):
        link = page.get_by_role("link", name=f"Lưu bài ({kind})")
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
        with page.expect_download() as saving:
            link.click()
        assert saving.value.suggested_filename == f"bai.{ending}"
        assert "Họp xã" in Path(saving.value.path()).read_text(encoding="utf-8")
    page.close()
