"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Route, expect

from plugins.server.nginx import POLICY
from tests.browser.everything import write_everything
from tests.browser.static_server import serving
from tests.conftest import TinySite
from tests.images.photos import photo
from tests.theme.conftest import Show


def test_nothing_is_shown_without_script(example: Show) -> None:
    """Without script no button is shown that could not work."""
    shown = example("duoi-bai")
    assert all(button.find_parent("div", hidden=True) for button in shown.find_all("button"))
    assert len(shown.find_all("button")) == 3


def test_unpublished_article_is_not_saved_or_shared(example: Show) -> None:
    """An article that is not published (a draft, or withdrawn) can be neither saved nor shared."""
    assert example("duoi-bai").select("[data-save], [data-share]")
    assert not example("bai-khong-luu").select("[data-save], [data-share]")


def test_outcome_is_announced(example: Show) -> None:
    """What became of a press is announced."""
    assert example("duoi-bai").select_one("p[role=status]")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = TinySite(tmp_path_factory.mktemp("tools"))
    site.article(title="Họp xã", summary="Một câu.")
    site.build()
    with serving(Path(site.output)) as served:
        yield f"{served}/2024/03/bai/"


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


@pytest.mark.browser
def test_button_is_large_and_says_what_it_does(page: Page) -> None:
    """Every button is 44 pixels high and says what it does."""
    buttons = page.locator(".article-tools button:visible")
    heights = buttons.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert len(heights) == 3
    assert min(heights) >= 44
    assert all(text.strip() for text in buttons.all_text_contents())


@pytest.mark.browser
def test_address_is_shared_or_copied(page: Page) -> None:
    page.evaluate("() => { navigator.share = async (what) => { window.shared = what; } }")
    page.get_by_role("button", name="Chia sẻ").click()
    assert page.evaluate("shared.url") == "https://xathu.example/2024/03/bai/"
    page.evaluate("navigator.share = undefined")
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; } }")
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


@contextmanager
def saving(folder: Path, browser: Browser) -> Iterator[Page]:
    # Served under the guide's policy; violations fail the test.
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Security Policy" in said.text else None)
    with serving(folder, {"Content-Security-Policy": POLICY}) as address:
        page.goto(f"{address}/2024/03/bai/", wait_until="networkidle")
        yield page
    context.close()
    assert violations == []


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = TinySite(tmp_path_factory.mktemp("everything"))
    write_everything(site)
    site.write("articles/2024/03/cho.jpg", photo(1600, 1000))
    text = (site.content / "articles/2024/03/bai.md").read_text(encoding="utf-8")
    site.write("articles/2024/03/bai.md", f'{text}\n\n![Chợ <xã> & "chợ"](cho.jpg)\n\n[Cùng trang](#fn:1)\n')
    site.write("agency.yaml", f"{(site.content / 'agency.yaml').read_text(encoding='utf-8')}demo: true\n")
    return site.build().folder


@pytest.mark.browser
@pytest.mark.long
def test_saved_file_needs_nothing_else(everything: Path, browser: Browser, tmp_path: Path) -> None:
    """The saved file holds only the article and needs no network."""
    with saving(everything, browser) as page:
        with page.expect_download() as download:
            page.get_by_role("button", name="Tải bài về máy").click()
        expect(page.locator(".article-tools [role=status]")).to_have_text("Đã tải về: bai.html")
        assert download.value.suggested_filename == "bai.html"
        file = tmp_path / "bai.html"
        download.value.save_as(file)
        text = page.locator("main > article .prose").inner_text()
        alternatives = page.evaluate("[...document.querySelectorAll('article img')].map((one) => one.alt)")
    saved = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    assert not saved.select(
        "script, link[rel=stylesheet], source, [srcset], [loading], button, form, iframe, nav, aside"
    )
    assert all(picture["src"].startswith("data:image/") for picture in saved.select("img"))
    assert [picture["alt"] for picture in saved.select("img")] == alternatives
    assert "data:image/avif" in file.read_text(encoding="utf-8")
    for link in saved.select("[href]"):
        assert re.match(r"https?://|mailto:|tel:|#fn", str(link["href"])), link
    assert saved.select_one("meta[name=robots]")["content"] == "noindex"
    said = saved.get_text(" ", strip=True)
    assert "cổng thông tin chính thức của UBND xã Thử" in said
    assert "đề nghị đối chiếu với văn bản mới nhất" in said
    assert said.endswith("Lưu từ: Ủy ban nhân dân xã Thử, https://xathu.example/2024/03/bai/")
    context = browser.new_context(viewport={"width": 360, "height": 800}, offline=True)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url[:30]))
    opened.goto(file.as_uri())
    opened.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
    assert opened.locator("main article .prose").inner_text() == text
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    context.close()


@pytest.mark.browser
def test_failure_to_save_is_announced(address: str, browser: Browser) -> None:
    """A failure to save is announced, and no file is made."""
    page = browser.new_page(service_workers="block")  # its requests pass no route
    page.goto(address)
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.url))
    status = page.locator(".article-tools [role=status]")
    page.route("**/theme/*.js", lambda route: route.abort())
    page.get_by_role("button", name="Tải bài về máy").click()
    expect(status).to_have_text("Chưa tải được bài, vui lòng thử lại.")
    page.unroute("**/theme/*.js")
    page.evaluate("window.served = fetch; window.fetch = async () => new Response('', { status: 404 })")
    page.evaluate("document.querySelector('.article-tools [role=status]').textContent = ''")
    page.get_by_role("button", name="Tải bài về máy").click()
    expect(status).to_have_text("Chưa tải được bài, vui lòng thử lại.")
    assert downloads == []
    page.evaluate("window.fetch = served")
    with page.expect_download():
        page.get_by_role("button", name="Tải bài về máy").click()
    page.close()


@pytest.mark.browser
def test_progress_of_saving_is_announced(address: str, browser: Browser) -> None:
    page = browser.new_page(service_workers="block")  # its requests pass no route
    page.goto(address)
    held: list[Route] = []
    page.route("**/theme/*.css", lambda route, _request: held.append(route))
    with page.expect_request("**/theme/*.css"):
        page.get_by_role("button", name="Tải bài về máy").click()
    status = page.locator(".article-tools [role=status]")
    expect(status).to_have_text("Đang tải bài về…")
    page.route("**/theme/*.css", lambda route: route.continue_())
    with page.expect_download():
        for route in held:
            route.continue_()
    expect(status).to_have_text("Đã tải về: bai.html")
    page.close()
