"""What an editor sees in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_page_reloads_shows_error_and_recovers(page: Page, served: Served) -> None:
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"http://localhost:{served.port}/2024/03/bai/")
    text, box = page.locator("#text"), page.locator("#xem-truoc-loi")
    expect(text).to_have_text("một")
    expect(box).to_have_count(0)

    page.evaluate("scrollTo(0, 700)")
    served.edit("hai")
    expect(text).to_have_text("hai")
    # The browser keeps the text in place, whose first line may have become a little lower.
    page.wait_for_function("Math.abs(scrollY - 700) < 20", timeout=5000)

    served.edit("LỖI bai.md dòng 3: <b>thiếu</b> tiêu đề\nÝ bạn là title?")
    expect(box).to_contain_text("bai.md dòng 3: <b>thiếu</b> tiêu đề")
    expect(box).to_contain_text("Trang đang xem là bản gần nhất không có lỗi")
    expect(text).to_have_text("hai")
    assert page.locator("body > *").first.get_attribute("id") == "xem-truoc-loi"

    served.edit("LỖI bai.md dòng 4")
    expect(box).to_contain_text("dòng 4")
    expect(box).to_have_count(1)

    page.reload()
    expect(box).to_be_visible()

    served.edit("ba")
    expect(text).to_have_text("ba")
    expect(box).to_have_count(0)
    assert errors == []


def test_open_page_reloads_after_restart(page: Page, start: object) -> None:
    first = start()  # type: ignore[operator]
    page.goto(f"http://localhost:{first.port}/")
    assert first.stop()[0] == 0
    first.edit("hôm nay")
    start(port=first.port)  # type: ignore[operator]
    expect(page.locator("#text")).to_have_text("hôm nay")


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_page_shown_before_its_build_reloads_once(page: Page, other: Page, served: Served) -> None:
    page.goto(f"http://localhost:{served.port}/2024/03/bai/")
    other.goto(f"http://localhost:{served.port}/")
    served.edit("NHANH hai")
    expect(page.locator("#text")).to_have_text("NHANH hai")
    expect(other.locator("#text")).to_have_text("một")
    page.evaluate("window.loadedOnce = true")
    (served.folder / "go").touch()
    expect(other.locator("#text")).to_have_text("NHANH hai")
    assert page.evaluate("window.loadedOnce")
    served.edit("ba")
    expect(page.locator("#text")).to_have_text("ba")
