"""The desk in a real browser: with script, with passkeys, on a phone, in every look."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.desk.desk import Desk
from plugins.desk.people.passkeys import passkeys_of
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.drafts import drafts_of_person
from plugins.desk.web.application import desk_application
from tests.desk.conftest import Staff
from tests.desk.office import PASSWORD
from tests.machine import AXE, free_port

pytestmark = [pytest.mark.browser, pytest.mark.long]
EVERY_RIGHT = (Role.WRITER, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR)
LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)

PATH = "articles/2026/09/hop-thon.md"


@pytest.fixture
def running(desk: Desk) -> Iterator[Desk]:
    """A desk that listens on this machine."""
    port = free_port()
    opened = replace(desk, address=f"http://localhost:{port}")
    server = uvicorn.Server(
        uvicorn.Config(
            desk_application(opened),
            host="localhost",
            port=port,
            log_level="error",
            ws="none",
            lifespan="off",
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield opened
    server.should_exit = True
    thread.join(10)


def context_of(browser: Browser, width: int = 1280) -> BrowserContext:
    """Return a new browser context, with no cookies from another one."""
    return browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN")


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a new page, and a list of its script errors and of what its content security policy blocks."""
    page, problems = context.new_page(), list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    return page, problems


def sign_in(page: Page, desk: Desk, person: Staff) -> None:
    page.goto(desk.address)
    page.fill("#ten", person.person.name)
    page.fill("#mat-khau", PASSWORD)
    page.click("main form button")
    page.fill("#ma", person.code())
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Việc của tôi")


def begin_text(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.address}/bai/moi")
    page.click("main form button")
    page.fill("#title", "Họp thôn")
    page.fill("#date", "20/9/2026")
    page.fill("#author", "Ban Biên tập")
    page.select_option("#department", "Văn phòng")


def test_text_goes_from_a_computer_to_a_phone_to_the_portal(running: Desk, browser: Browser) -> None:
    lan, an = Staff(running, "lan", Role.WRITER), Staff(running, "an", Role.APPROVER, Role.PUBLISHER)
    page, problems = watched(context_of(browser))
    sign_in(page, running, lan)
    begin_text(page, running)
    page.focus("#noi-dung")
    page.keyboard.type("Mời bà con.")
    page.click("[data-insert=list]")
    page.keyboard.type("Bàn việc làng")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=5_000)
    page.reload()
    expect(page.locator("#noi-dung")).to_have_value(
        re.compile(r"Mời bà con\.\n\n- Bàn việc làng\n- Mục thứ hai")
    )
    page.click("button[value=gui]")
    expect(page.locator(".note").first).to_contain_text("Đã gửi duyệt")
    phone, more = watched(context_of(browser, 390))
    sign_in(phone, running, an)
    phone.click("text=Họp thôn")
    phone.click('button:text-is("Duyệt")')
    expect(phone.locator(".note").first).to_contain_text("Đã duyệt và đăng")
    assert "Bàn việc làng" in (running.content.history.read(PATH, PUBLISHED) or b"").decode()
    assert problems + more == []


def test_typing_survives_a_lost_connection(running: Desk, browser: Browser) -> None:
    lan = Staff(running, "lan", Role.WRITER)
    context = context_of(browser)
    page, _ = watched(context)
    sign_in(page, running, lan)
    begin_text(page, running)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=5_000)
    context.set_offline(True)
    page.fill("#noi-dung", "Viết khi mất mạng.")
    expect(page.locator("[data-saved]")).to_contain_text("Chưa lưu được", timeout=5_000)
    context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=10_000)
    ((_, draft),) = drafts_of_person(running.database, lan.person.id)
    assert "Viết khi mất mạng." in draft.content.decode()


def test_errors_appear_at_their_fields_while_typing(running: Desk, browser: Browser) -> None:
    page, _ = watched(context_of(browser))
    sign_in(page, running, Staff(running, "lan", Role.WRITER))
    begin_text(page, running)
    page.fill("#date", "30/2/2026")
    expect(page.locator("[data-field=date] .wrong")).to_be_visible(timeout=5_000)
    page.fill("#date", "20/9/2026")
    expect(page.locator("[data-field=date] .wrong")).to_have_count(0, timeout=5_000)


def test_passkey_takes_the_place_of_password_and_code(running: Desk, browser: Browser) -> None:
    lan = Staff(running, "lan", Role.WRITER)
    context = context_of(browser)
    page, problems = watched(context)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, running, lan)
    page.goto(f"{running.address}/tai-khoan")
    page.fill("[data-passkey-add] [name=ten]", "điện thoại của tôi")
    page.fill("[data-passkey-add] [name=mat-khau-cu]", PASSWORD)
    page.click("[data-passkey-add] button")
    expect(page.locator(".rows")).to_contain_text("điện thoại của tôi")
    page.click("text=Đăng xuất")
    page.click("[data-passkey-sign-in] button")
    expect(page.locator("h1")).to_have_text("Việc của tôi")
    page.goto(f"{running.address}/tai-khoan")
    page.click("text=Xóa")
    expect(page.locator(".note").first).to_contain_text("Đã xóa khóa")
    assert passkeys_of(running.database, lan.person) == []
    assert problems == []


@pytest.mark.tools
def test_axe_finds_nothing_and_nothing_overflows(running: Desk, browser: Browser) -> None:
    person = Staff(running, "lan", *EVERY_RIGHT)
    page, problems = watched(context_of(browser))
    found: list[object] = []

    def look(address: str) -> None:
        page.goto(running.address + address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for look in LOOKS:
            page.emulate_media(**look)
            result = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
            found.extend(
                (address, look, item["id"], node["html"])
                for item in result["violations"]
                for node in item["nodes"]
            )
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((address, width))

    look("/vao")
    sign_in(page, running, person)
    begin_text(page, running)
    page.fill("#noi-dung", "Nội dung.")
    page.click("button[value=luu]")
    number = page.url.split("/")[-2]
    for address in ("/", "/bai", "/bai/moi", f"/bai/{number}", f"/bai/{number}/viet", f"/bai/{number}/xem", "/tai-khoan", "/nguoi", "/nguoi/1", "/nhat-ky", "/loi-canh-bao", "/khong-co"):  # fmt: skip
        look(address)
    assert found == [], "\n".join(map(str, found))
    assert problems == []
