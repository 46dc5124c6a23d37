"""The desk in a real browser: with script, with passkeys, on a phone, in every look."""

from __future__ import annotations

import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Request, Route, expect

from plugins.desk.desk import Desk
from plugins.desk.people.passkeys import passkeys_of
from plugins.desk.people.roles import Role
from plugins.desk.people.sessions import IDLE_SECONDS, start_session
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.drafts import drafts_of_person
from plugins.desk.web.application import desk_application
from tests.conftest import TinySite
from tests.conversion.test_draft import NOTICE
from tests.conversion.test_pasted import WORD
from tests.desk.conftest import Clock, Staff
from tests.desk.office import PASSWORD, typed
from tests.desk.texts.test_catalogue import commit
from tests.images.photos import photo
from tests.machine import free_port

pytestmark = [pytest.mark.browser, pytest.mark.long]
PATH = "articles/2026/09/hop-thon.md"


@pytest.fixture
def running(desk: Desk) -> Iterator[Desk]:
    with serving_desk(desk) as opened:
        yield opened


@contextmanager
def serving_desk(desk: Desk) -> Iterator[Desk]:
    """Yield a desk that listens on this machine."""
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


def writing(browser: Browser, desk: Desk, width: int = 1280, **options: Any) -> BrowserContext:
    """Return a new browser context in which a writer has signed in."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **({"locale": "vi-VN"} | options))
    lan = Staff(desk, "lan", Role.WRITER)
    token, _ = start_session(desk.database, desk.clock(), lan.person, is_complete=True)
    context.add_cookies([{"name": "phien", "value": token, "url": desk.address}])
    return context


def until(page: Page, reached: Callable[[], bool]) -> None:
    """Wait at most ten seconds for something that a page does."""
    end = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < end
        page.wait_for_timeout(20)


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
    page.keyboard.type("Mời bà con.\n\n")
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
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    assert "Viết khi mất mạng." in typed(running.database, lan.person.id)


def test_open_form_goes_on_after_signing_in_in_another_tab(
    running: Desk, browser: Browser, clock: Clock
) -> None:
    lan, binh = Staff(running, "lan", Role.WRITER), Staff(running, "binh", Role.WRITER)
    context = context_of(browser)
    page, problems = watched(context)
    sign_in(page, running, lan)
    begin_text(page, running)
    saved = page.locator("[data-saved]")
    expect(saved).to_contain_text("Đã lưu lúc", timeout=5_000)
    clock.now += IDLE_SECONDS + 1
    page.fill("#noi-dung", "Viết sau khi hết phiên.")
    expect(saved).to_contain_text("đã hết phiên", timeout=5_000)
    sign_in(context.new_page(), running, binh)
    expect(saved).to_contain_text("một người khác đã đăng nhập")
    context.clear_cookies()
    sign_in(context.new_page(), running, lan)
    expect(saved).to_contain_text("Đã lưu lúc")
    picture: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(60, 40)}
    page.evaluate("document.querySelector('.writing [name=ma-bieu-mau]').value = 'cu'")
    page.set_input_files("#chon-tep", picture)
    expect(page.locator("[data-said]")).to_contain_text("Đã nhận")
    page.fill("#noi-dung", "Chữ\x01 lạ.")
    expect(saved).to_contain_text("Chưa lưu được: Có ký tự điều khiển U+0001", timeout=5_000)
    page.fill("#noi-dung", "Viết sau khi hết phiên.")
    page.click("button[value=gui]")
    expect(page.locator(".note").first).to_contain_text("Đã gửi duyệt")
    assert drafts_of_person(running.database, binh.person.id, 9) == []
    assert problems == []


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
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    page.click("[data-passkey-sign-in] button")
    expect(page.locator("[data-passkey-sign-in] .problem")).to_contain_text("Chưa dùng được khóa")
    page.evaluate("() => { delete navigator.credentials.get }")
    page.click("[data-passkey-sign-in] button")
    expect(page.locator("h1")).to_have_text("Việc của tôi")
    page.goto(f"{running.address}/tai-khoan")
    page.click("text=Xóa")
    expect(page.locator(".note").first).to_contain_text("Đã xóa khóa")
    assert passkeys_of(running.database, lan.person) == []
    assert problems == []


def test_buttons_put_marks_in_and_undo_takes_them_back(running: Desk, browser: Browser) -> None:
    page, problems = watched(writing(browser, running))
    begin_text(page, running)
    area = page.locator("#noi-dung")

    def after(text: str, button: str, *, select: bool = False) -> str:
        """Return what stands in an area with a text, of which all may be selected, after a button was pressed and taken back."""
        area.fill("")
        area.press_sequentially(text)
        if select:
            area.press("Control+a")
        page.locator(f"[data-insert={button}]").focus()
        page.keyboard.press("Enter")
        found = area.input_value()
        assert found != text
        area.press("Control+z")
        assert area.input_value() == text, button
        return found

    assert after("Nội dung", "heading") == "## Nội dung\n"
    assert after("Một\nHai", "list", select=True) == "- Một\n- Hai\n"
    assert after("Một\n\nHai", "numbers", select=True) == "1. Một\n2. Hai\n"
    assert after("Ông nói", "quote") == "> Ông nói\n"
    assert after("quan trọng", "bold", select=True) == "**quan trọng**"
    assert after("Một", "bold") == "Một**chữ đậm**"
    assert after("xem ", "link") == "xem [chữ để bấm](https://)"
    assert after("Đoạn", "table").startswith("Đoạn\n\n| Cột một | Cột hai |\n| --- | --- |")
    area.fill("đậm")
    area.press("Control+a")
    for expected in ("**đậm**", "đậm"):
        area.press("Control+b")
        assert area.input_value() == expected
    page.press("#title", "Enter")  # presses the first button of the form, which only saves
    expect(page.locator("#date")).to_have_value("20/9/2026")
    expect(area).to_have_value("đậm\n")
    assert problems == []


def test_pictures_are_sent_described_and_inserted(running: Desk, browser: Browser) -> None:
    page, problems = watched(writing(browser, running, 390))
    begin_text(page, running)
    area, said = page.locator("#noi-dung"), page.locator("[data-said]")
    area.press_sequentially("Một.\n\nHai.")
    for _ in range(6):
        area.press("ArrowLeft")
    files = [("a.jpg", photo(60, 40)), ("b.exe", b"MZ"), ("c.jpg", b"x"), ("Kế hoạch.csv", b"a,b\n1,2\n")]
    page.set_input_files(
        "#chon-tep",
        [FilePayload(name=name, mimeType="application/octet-stream", buffer=data) for name, data in files],
    )
    expect(said).to_contain_text("Đã nhận 2 tệp")
    expect(page.locator(".files .wrong")).to_have_count(2)
    picture, document = page.locator("li.file").all()
    expect(picture.locator("input")).to_be_focused()
    assert picture.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    picture.get_by_text("Chèn vào bài").click()
    expect(picture.locator(".wrong")).to_contain_text("Viết mô tả trước")
    picture.locator("input").fill("Bà con họp ở nhà văn hóa")
    picture.get_by_text("Chèn vào bài").click()
    expect(area).to_have_value(re.compile(r"^Một\.\n\n!\[Bà con họp ở nhà văn hóa\]\(a-\w+\.jpg\)\n\nHai\.$"))
    area.press("Control+z")
    expect(area).to_have_value("Một.\n\nHai.")
    picture.get_by_text("Làm ảnh đầu bài").click()
    expect(page.locator("#cover_alt")).to_have_value("Bà con họp ở nhà văn hóa")
    document.get_by_text("Đính kèm dưới bài").click()
    expect(page.locator("#attachments")).to_have_value(re.compile(r"ke-hoach-\w+\.csv \| Kế hoạch"))
    picture.get_by_text("Bỏ tệp").click()
    expect(picture.locator(".wrong")).to_contain_text("đang dùng trong bài")
    page.fill("#attachments", "")
    document.get_by_text("Bỏ tệp").click()
    expect(page.locator("li.file")).to_have_count(1)
    assert problems == []


def test_submission_waits_until_files_are_attached(running: Desk, browser: Browser) -> None:
    page, problems = watched(writing(browser, running))
    begin_text(page, running)
    page.fill("#noi-dung", "Mời bà con.")
    documents = [
        FilePayload(name=f"{name}.csv", mimeType="text/csv", buffer=b"a,b\n1,2\n") for name in ("mot", "hai")
    ]
    page.set_input_files("#chon-tep", documents)
    expect(page.locator("li.file")).to_have_count(2)
    sent = list[Route]()
    page.route(re.compile("/dinh-kem$"), lambda route: route.continue_() if sent else sent.append(route))
    for button in page.locator("li.file").get_by_text("Đính kèm dưới bài").all():
        button.click()
    page.click("button[value=gui]")
    page.wait_for_timeout(300)
    assert len(sent) == 1
    expect(page.locator("#noi-dung")).to_be_visible()
    sent[0].continue_()
    expect(page.locator(".note").first).to_contain_text("Đã gửi duyệt")
    page.goto(f"{running.address}/bai/1/viet")
    expect(page.locator("#attachments")).to_have_value(re.compile(r"^mot-\w+\.csv.*\n.*hai-\w+\.csv"))
    assert problems == []


def test_text_of_a_document_is_taken_at_the_cursor(running: Desk, browser: Browser) -> None:
    page, problems = watched(writing(browser, running))
    begin_text(page, running)
    page.fill("#title", "")
    page.fill("#noi-dung", "Đầu.\n\nCuối.")
    page.evaluate("document.querySelector('#noi-dung').setSelectionRange(4, 4)")
    page.set_input_files("#chon-tep", FilePayload(name="Thông báo.docx", mimeType="", buffer=NOTICE))
    with page.expect_response(
        lambda one: one.url.endswith("/luu") and "TB-UBND" in (one.request.post_data or "")
    ):
        page.get_by_role("button", name="Lấy chữ vào bài").click()
        expect(page.locator("[data-said]")).to_contain_text("Đã lấy chữ từ thong-bao-")
    expect(page.locator("#title")).to_have_value("Thông báo về việc họp thôn tháng 12")
    text = page.input_value("#noi-dung")
    assert text.index("Đầu.") < text.index("Mời bà con dự họp.") < text.index("Cuối.")
    expect(page.locator("li.file img")).to_have_count(1)
    expect(page.locator("li.file input").last).to_have_value("Bà con họp thôn")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    page.reload()
    assert page.input_value("#noi-dung").strip() == text.strip()
    assert problems == []


def test_title_typed_while_a_document_is_read_stays(running: Desk, browser: Browser) -> None:
    page, _ = watched(writing(browser, running))
    begin_text(page, running)
    page.fill("#title", "")
    page.set_input_files("#chon-tep", FilePayload(name="a.docx", mimeType="", buffer=NOTICE))
    held = list[Route]()
    page.route("**/lay-chu", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at a function's signature
    page.get_by_role("button", name="Lấy chữ vào bài").click()
    until(page, lambda: bool(held))
    page.fill("#title", "Mời họp thôn Hai")
    held[0].continue_()
    expect(page.locator("[data-said]")).to_contain_text("Đã lấy chữ")
    expect(page.locator("#title")).to_have_value("Mời họp thôn Hai")


def test_words_typed_before_pasting_are_saved(running: Desk, browser: Browser) -> None:
    page, _ = watched(writing(browser, running))
    begin_text(page, running)
    page.set_input_files("#chon-tep", FilePayload(name="a.csv", mimeType="text/csv", buffer=b"a,b\n1,2\n"))
    page.locator("input[name^='mo-ta:']").fill("Bảng chi tiêu quý ba")
    page.evaluate(PASTE_HTML, ["<p><b>Nội dung</b> họp</p>", "Nội dung họp"])
    expect(page.locator("#noi-dung")).to_have_value("**Nội dung** họp")
    page.click(".bar [value=luu]")
    expect(page.locator(".note")).to_contain_text("Đã lưu")
    expect(page.locator("input[name^='mo-ta:']")).to_have_value("Bảng chi tiêu quý ba")


def test_save_without_an_answer_holds_up_no_other(running: Desk, browser: Browser) -> None:
    page, _ = watched(writing(browser, running))
    begin_text(page, running)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    held = list[Route]()
    page.route("**/luu", lambda route: route.continue_() if held else held.append(route))
    page.fill("#noi-dung", "Đoạn một.")
    until(page, lambda: bool(held))
    expect(page.locator("[data-saved]")).to_contain_text("Đang lưu")
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    with page.expect_response("**/luu"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    person = running.database.rows("SELECT id FROM people WHERE name = 'lan'")[0]["id"]
    assert "Đoạn một." in typed(running.database, person)


def test_late_autosave_replaces_nothing_a_button_saved(running: Desk, browser: Browser) -> None:
    page, _ = watched(writing(browser, running))
    begin_text(page, running)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    late = list[Request]()

    def hold(route: Route) -> None:
        late.append(route.request)
        route.abort()

    page.route("**/luu", hold)
    page.fill("#noi-dung", "Đoạn cũ.")
    until(page, lambda: bool(late))
    page.unroute("**/luu")
    page.fill("#noi-dung", "Đoạn mới.")
    page.evaluate("document.querySelector('.bar [value=luu]').click()")
    expect(page.locator(".note")).to_contain_text("Đã lưu")
    person = running.database.rows("SELECT id FROM people WHERE name = 'lan'")[0]["id"]
    assert "Đoạn mới." in typed(running.database, person)
    sent = late[0]
    page.request.post(sent.url, headers=sent.headers, data=sent.post_data)
    assert "Đoạn mới." in typed(running.database, person)


PASTE_HTML = """([html, text]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    return document.querySelector("#noi-dung").dispatchEvent(event);
}"""


def test_what_is_pasted_keeps_its_form(running: Desk, browser: Browser) -> None:
    page, problems = watched(writing(browser, running))
    begin_text(page, running)
    page.fill("#noi-dung", "Đầu.")
    assert not page.evaluate(PASTE_HTML, [WORD, "THÔNG BÁO Mời bà con"])
    page.click(".bar [value=luu]")  # waits until it has been pasted
    expect(page.locator("#noi-dung")).to_have_value(
        re.compile(r"Đầu\.\n\n\*\*THÔNG BÁO\*\*\n\nMời \*bà con\* dự họp\.")
    )
    expect(page.locator(".note")).to_contain_text("Đã lưu")
    assert page.evaluate(PASTE_HTML, ["<span>một chữ</span>", "một chữ"])  # the browser pastes words alone
    page.route("**/dan", lambda route: route.abort())
    page.fill("#noi-dung", "")
    page.evaluate(PASTE_HTML, ["<p>Một</p><p>Hai</p>", "Một\n\nHai"])
    expect(page.locator("#noi-dung")).to_have_value("Một\n\nHai")
    expect(page.locator("[data-saved]")).to_contain_text("không có định dạng")
    assert problems == []


def test_typing_is_saved_after_a_submission_that_failed(running: Desk, browser: Browser) -> None:
    page, _ = watched(writing(browser, running))
    begin_text(page, running)
    document = FilePayload(name="a.csv", mimeType="text/csv", buffer=b"a,b\n1,2\n")
    page.set_input_files("#chon-tep", document)
    page.locator("[data-file]").wait_for()
    page.route("**/luu", lambda route: route.abort())  # the network is away
    held = list[Route]()
    page.route("**/chen", lambda route: None if held else held.append(route))
    page.fill("#noi-dung", "Gõ trong lúc mất mạng.")
    page.locator("[data-file]").get_by_text("Chèn vào bài").click()
    page.click("button[value=gui]")
    page.wait_for_timeout(200)
    held[0].abort()
    page.unroute("**/luu")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    assert "Gõ trong lúc mất mạng." in typed(running.database, 1)


def test_typing_is_saved_as_soon_as_the_page_is_left(running: Desk, browser: Browser) -> None:
    page, _ = watched(writing(browser, running))
    begin_text(page, running)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=5_000)
    page.fill("#noi-dung", "Gõ rồi đóng trang ngay.")
    page.close()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if "Gõ rồi đóng trang ngay." in typed(running.database, 1):
            return
        time.sleep(0.05)
    raise AssertionError(typed(running.database, 1))


DROP = """(data) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0)), transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "anh.jpg", { type: "image/jpeg" }));
    const area = document.querySelector("#noi-dung");
    for (const name of ["dragenter", "dragover", "drop"]) {
        area.dispatchEvent(new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
}"""
PASTE = """([data, text]) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0)), clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
    if (text) clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    return document.querySelector("#noi-dung").dispatchEvent(event);
}"""


def test_pictures_are_dropped_and_pasted_also_after_a_failure(running: Desk, browser: Browser) -> None:
    context = writing(browser, running)
    page, _ = watched(context)
    begin_text(page, running)
    jpeg, png = (b64encode(photo(40, 20, kind)).decode() for kind in ("JPEG", "PNG"))
    context.set_offline(True)
    page.evaluate(DROP, jpeg)
    expect(page.locator(".files .wrong")).to_contain_text("mất mạng")
    context.set_offline(False)
    page.click("text=Gửi lại")
    expect(page.locator("li.file")).to_have_count(1)
    assert page.evaluate(PASTE, [png, "chữ của Word"]) is True
    assert page.evaluate(PASTE, [png, ""]) is False
    expect(page.locator("li.file")).to_have_count(2)
    expect(page.locator("[data-said]")).to_contain_text("Đã nhận 1 tệp")
    expect(page.locator("li.file input").last).to_be_focused()


def test_link_to_an_own_text_is_found_in_a_dialog(running: Desk, browser: Browser, site: TinySite) -> None:
    site.article("articles/2024/03/le-hoi.md", title="Lễ hội đua thuyền")
    site.article("articles/2024/03/hop.md", title="Lịch họp")
    commit(running)
    page, problems = watched(writing(browser, running, 360))
    begin_text(page, running)
    area, dialog = page.locator("#noi-dung"), page.locator("dialog")
    area.press_sequentially("Xem nhé.")
    for _ in range(4):
        area.press("ArrowLeft")
    page.get_by_role("button", name="Liên kết tới bài").click()
    expect(dialog.locator("input")).to_be_focused()
    page.keyboard.type("dua thuyen")
    expect(dialog.locator("li")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Liên kết tới bài").click()
    page.keyboard.type("dua thuyen")
    expect(dialog.locator("li")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(area).to_have_value("Xem [Lễ hội đua thuyền]({filename}/articles/2024/03/le-hoi.md)nhé.")
    expect(area).to_be_focused()
    area.press("Control+z")
    expect(area).to_have_value("Xem nhé.")
    assert problems == []


def test_date_is_picked_and_read_back(running: Desk, browser: Browser) -> None:
    context = writing(browser, running, locale="en-US", timezone_id="Asia/Ho_Chi_Minh")
    page, _ = watched(context)
    begin_text(page, running)
    reading = page.locator("[data-reading=date]")
    page.get_by_text("07:00 sáng mai").click()  # by the desk's clock, which is another one than the browser's
    expect(page.locator("#date")).to_have_value("22/9/2026 07:00")
    page.locator("[data-picked=date]").evaluate(
        "one => { one.value = '2026-12-03T08:30'; one.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(page.locator("#date")).to_have_value("3/12/2026 08:30")
    expect(reading).to_contain_text("Hẹn đăng: bài hiện lúc 08:30, Thứ Năm, 03/12/2026", timeout=5_000)


def test_older_window_leads_to_both_versions(running: Desk, browser: Browser) -> None:
    context = writing(browser, running)
    older = context.new_page()
    begin_text(older, running)
    older.fill("#noi-dung", "Câu đầu.")
    expect(older.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=5_000)
    newer = context.new_page()
    newer.goto(older.url)
    newer.fill("#noi-dung", "Ba trang viết ở cửa sổ mới.")
    expect(newer.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=5_000)
    older.fill("#noi-dung", "Câu gõ ở cửa sổ cũ.")
    expect(older.locator("[data-saved]")).to_contain_text("được giữ riêng", timeout=5_000)
    older.click("text=Xem cả hai")
    expect(older.locator(".compared ins").first).to_have_text("Câu")
    older.click("text=Viết tiếp bản đang viết")
    expect(older.locator("#noi-dung")).to_have_value(re.compile("Ba trang viết ở cửa sổ mới."))
    context.close()
