from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.serving import Served, start_serving
from tests.conftest import ROOT
from tests.machine import free_port

pytestmark = pytest.mark.browser

ARTICLE = "/2024/03/lam-viec-voi-phong-van-hoa-va-thong-tin/"
SMALL = "/2024/03/bai/"
WIDTHS = (360, 768, 1280)
READER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)


def open_page(browser: Browser, agent: str = READER, **options: Any) -> Page:
    """Return a page of a browser that does not call itself headless."""
    return browser.new_page(user_agent=agent, **options)


def expect_total(page: Page, number: int) -> None:
    """Wait until the last of the five figures is a number; on a busy machine a page shows the last known ones first."""
    expect(page.locator(".visitor-counter dd").last).to_have_text(str(number), timeout=15_000)


@pytest.mark.parametrize("width", WIDTHS)
def test_article_is_found_by_menu_archive_and_department(
    portal: Served, browser: Browser, width: int
) -> None:
    page = open_page(browser, viewport={"width": width, "height": 800})
    page.goto(portal.url)
    menu = page.get_by_role("navigation").first
    if not menu.get_by_role("link", name="Lưu trữ").is_visible():
        menu.locator("summary, button").first.click()
    menu.get_by_role("link", name="Lưu trữ").click()
    page.locator('main a[href="/2024/03/"]').click()
    page.locator(f'main a[href="{ARTICLE}"]').first.click()
    assert page.url == portal.url + ARTICLE
    expect(page.locator("h1")).to_contain_text("Làm việc với tập thể Lãnh đạo Phòng Văn hóa và Thông tin")
    expect(page.locator("article")).to_contain_text("giai đoạn.Nghiên cứu")
    page.locator('a[href="/don-vi/phong-van-hoa-va-thong-tin/"]').first.click()
    expect(page.locator(f'main a[href="{ARTICLE}"]').first).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    page.close()


def test_page_is_complete_while_the_counter_is_down(portal: Served, browser: Browser) -> None:
    page = open_page(browser)
    page.route("**/luot-truy-cap/**", lambda route: route.abort())
    page.goto(portal.url + ARTICLE)
    expect(page.locator("article")).to_contain_text("thanh toán trực tuyến")
    expect(page.get_by_text("Hiện chưa có số liệu truy cập")).to_be_visible(timeout=10_000)
    page.close()


def test_each_browser_is_one_visit_that_survives_a_restart(fresh: Served, browser: Browser) -> None:
    page = open_page(browser)
    page.goto(fresh.url + SMALL)
    expect_total(page, 1)
    page.reload()
    expect_total(page, 1)
    page.goto(fresh.url + "/luu-tru/")
    expect_total(page, 1)
    page.close()  # it would reload by itself when the preview is back
    other = open_page(browser, READER.replace("156", "155"))
    other.goto(fresh.url)
    expect_total(other, 2)
    other.close()
    assert fresh.stop() == 0
    started = start_serving(fresh.folder, fresh.port, *fresh.arguments)
    try:
        again = open_page(browser)
        again.goto(started.url)
        expect_total(again, 2)
        again.close()
    finally:
        started.stop()


def test_page_is_complete_and_counted_without_script(fresh: Served, browser: Browser) -> None:
    for number, width in enumerate(WIDTHS, 1):
        agent = READER.replace("156", str(100 + number))
        viewport: ViewportSize = {"width": width, "height": 800}
        page = open_page(browser, agent, java_script_enabled=False, viewport=viewport)
        page.goto(fresh.url + SMALL)
        expect(page.locator("article")).to_contain_text("Nội dung bài.")
        picture = page.locator('img[src^="/luot-truy-cap/so-lieu.svg"]')
        expect(picture).to_be_visible()
        with page.expect_response(lambda answer: "so-lieu.svg" in answer.url) as answer:
            page.reload()
        assert "no-store" in answer.value.headers["cache-control"]
        assert "Tổng lượt truy cập" in answer.value.text()
        page.close()
        again = open_page(browser, READER.replace("156", str(200 + number)))
        again.goto(fresh.url)
        expect_total(again, 2 * number)
        again.close()


def test_an_edit_is_seen_without_a_key_pressed(tmp_path: Path, browser: Browser) -> None:
    content = tmp_path / "content" / "articles"
    content.mkdir(parents=True)
    article = content / "bai.md"
    text = "---\ntitle: Tiêu đề cũ\ndate: 21/3/2024\nauthor: A\ndepartment: Phòng Y tế\nslug: bai\n---\nNội dung\n"
    article.write_text(text, encoding="utf-8")
    served = start_serving(
        tmp_path,
        free_port(),
        "--content",
        str(tmp_path / "content"),
        "--agency",
        str(ROOT / "content" / "agency.yaml"),
    )
    try:
        page = open_page(browser)
        page.goto(served.url + "/2024/03/bai/")
        expect(page.locator("h1")).to_have_text("Tiêu đề cũ")
        article.write_text(text.replace("cũ", "mới"), encoding="utf-8")
        expect(page.locator("h1")).to_have_text("Tiêu đề mới", timeout=10_000)
        article.write_text(text.replace("Phòng Y tế", "Phong Y te"), encoding="utf-8")
        expect(page.get_by_text("Ý bạn là “Phòng Y tế”?")).to_be_visible(timeout=10_000)
        expect(page.locator("h1")).to_have_text("Tiêu đề mới")
        page.close()
    finally:
        assert served.stop() == 0
