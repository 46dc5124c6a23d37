"""The forms of the office's facts in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from tests.desk.conftest import Staff
from tests.desk.web import test_browser
from tests.desk.web.test_browser import context_of, sign_in, watched

pytestmark = [pytest.mark.browser, pytest.mark.long]
running = test_browser.running
FORM = "/co-quan/viet"


def test_menu_is_edited_by_keyboard_and_saved_while_typing(running: Desk, browser: Browser) -> None:
    page, problems = watched(context_of(browser))
    sign_in(page, running, Staff(running, "hoa", Role.PUBLISHER))
    page.goto(f"{running.address}{FORM}/menu/1")
    page.fill("#url", "thong-bao")
    expect(page.locator("[data-field=url] .wrong")).to_contain_text("không dùng được", timeout=5_000)
    page.fill("#url", "/gioi-thieu/")
    expect(page.locator("[data-field=url] .wrong")).to_have_count(0, timeout=5_000)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    page.get_by_role("button", name="Lưu", exact=True).press("Enter")
    page.get_by_role("button", name="Thụt vào: Thông báo").press("Enter")
    page.get_by_role("button", name="Ra ngoài: Thông báo").press("Enter")
    page.get_by_role("button", name="Lên: Thông báo").press("Enter")
    expect(page.locator(".items a")).to_have_text(["Thông báo", "Trang chủ"])
    expect(page.locator("#muc-0")).to_contain_text("/gioi-thieu/")
    assert page.url.endswith("#muc-0")
    assert problems == []
