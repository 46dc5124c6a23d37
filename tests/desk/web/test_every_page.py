"""Every page of the desk, by its template: axe-core, the keyboard alone, narrow screens, dark and forced colours."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.web import application, call
from plugins.desk.web.rendering import FOLDER, render
from tests.browser.test_every_page import OF_COLOUR
from tests.browser.test_keyboard import FOCUSED, walked
from tests.conversion.test_draft import NOTICE
from tests.desk.conftest import Clock, Staff
from tests.desk.office import PASSWORD, TEXT, Office
from tests.desk.web import test_browser
from tests.desk.web.test_browser import context_of, sign_in, watched
from tests.images.photos import photo
from tests.machine import AXE

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.tools]
running = test_browser.running
EVERY_RIGHT = (Role.WRITER, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR)
LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)
REJECTED = [FilePayload(name="b.exe", mimeType="x/y", buffer=b"MZ")]
PARTS = {"decisions", "forms", "layout", "agency/macros", "texts/rows"}  # which pages include
# All that Tab reaches: of a group of choices only the one that is chosen, and only the dialog while one is open.
REMEMBER = """() => {
    const place = document.querySelector("dialog[open]") ?? document;
    const all = place.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
    const stops = (e) => !e.disabled && e.tabIndex >= 0 && (e.type !== "radio" || e.checked);
    const isWritten = (e) => e.parentElement?.isContentEditable; // a link in a text that is being written is text
    window.reachable = [...all].filter((e) => stops(e) && !isWritten(e) && !e.closest("[inert]") && e.checkVisibility({ visibilityProperty: true }));
    return window.reachable.map((e) => e.outerHTML.slice(0, 120));
}"""
FORM_OF_AN_ENDED_SESSION = """() => {
    const form = document.createElement("form"), area = document.createElement("textarea");
    [form.method, form.action, area.name, area.value] = ["post", "/bai/1/viet", "noi-dung", "Hai giờ gõ."];
    form.append(area);
    document.body.append(form);
    form.submit();
}"""
FROM_THE_START = """() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
}"""


class Look:
    """Looks at whatever page is open, and collects what is wrong with it."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self.page, self.found = page, list[Any]()
        self._desk = desk

    def at(self, path: str) -> None:
        """Open a page of the desk and look at it."""
        assert self.page.goto(self._desk.address + path).status in (200, 404, 422), path
        self()

    def __call__(self) -> None:
        page = self.page
        page.set_viewport_size({"width": 360, "height": 800})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for look in LOOKS:
            page.emulate_media(**look)
            options = {"resultTypes": ["violations"]} | ({} if look is LOOKS[0] else {"runOnly": OF_COLOUR})
            result = page.evaluate("(options) => axe.run(options)", options)
            self.found += [
                (page.url, look, item["id"], node["html"])
                for item in result["violations"]
                for node in item["nodes"]
            ]
        page.emulate_media(**LOOKS[0])
        self._walk()
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                self.found.append((page.url, width))

    def _walk(self) -> None:
        page = self.page
        if page.locator("dialog[open]").count() == 0:
            page.evaluate(FROM_THE_START)
        names = page.evaluate(REMEMBER)
        before = page.evaluate(FOCUSED)["place"]  # in a dialog
        steps = walked(page, len(names))
        reached = {before, *(step["place"] for step in steps)}
        if page.locator("iframe").count() == 0:  # the focus goes on in the frame
            self.found += [
                (page.url, "not reached", name) for n, name in enumerate(names) if n not in reached
            ]
        self.found += [
            (page.url, "focus not seen", names[step["place"]])
            for step in steps
            if not (step["outlined"] and step["inView"])
        ]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the templates that were shown."""
    names = set[str]()

    def note_and_render(template: str, **values: Any) -> str:
        names.add(template.removesuffix(".html"))
        return render(template, **values)

    for module in (application, call):
        monkeypatch.setattr(module, "render", note_and_render)
    return names


def test_every_page_is_accessible_in_every_look(
    running: Desk, browser: Browser, clock: Clock, rendered: set[str]
) -> None:
    mai = Staff(running, "mai", *EVERY_RIGHT)
    page, problems = watched(context_of(browser))
    look = Look(page, running)
    look.at("/vao")
    page.fill("#ten", "mai")
    page.fill("#mat-khau", PASSWORD)
    page.click("main form button")
    look()
    page.context.clear_cookies()
    sign_in(page, running, mai)
    for path in (
        "/",
        "/bai",
        "/bai/da-giu",
        "/nhat-ky",
        f"/nguoi/{mai.person.id}",
        "/loi-canh-bao",
        "/khong-co",
    ):
        look.at(path)
    look_at_texts(look, running, Office(running, clock))
    look_at_agency(look, running)
    look_at_people(look, running)
    look_at_what_was_not_saved(look, running)
    assert look.found == [], "\n".join(map(str, look.found))
    assert problems == []
    folder = FOLDER / "templates"
    every = {file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.html")}
    assert every - PARTS - rendered == set()


def look_at_texts(look: Look, running: Desk, office: Office) -> None:
    page, site = look.page, running.content.site
    public = office.publish(TEXT)
    office.publish(TEXT.replace("Nội dung họp.", "Họp lúc 15 giờ."), public)
    waiting = office.submitted(TEXT.replace("Họp thôn", "Tiêm phòng"))
    commit = running.content.history.versions(public.path or "")[-1].commit
    for path in (f"/bai/{waiting.id}", f"/bai/{public.id}", f"/bai/{public.id}/ban/{commit}"):
        look.at(path)

    look.at("/bai/moi")
    page.click("main form button")
    own = page.url.split("/")[-2]
    page.fill("#title", "Bài chưa xong")
    page.click(".bar [value=luu]")
    picture: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(60, 40)}
    word: FilePayload = {"name": "a.docx", "mimeType": "", "buffer": NOTICE}
    page.set_input_files("#chon-tep", [picture, word, *REJECTED])
    expect(page.locator("[data-said]")).to_contain_text("Đã nhận")
    look()
    page.get_by_role("button", name="Liên kết tới bài").click()
    expect(page.locator("[data-found]")).not_to_be_empty()
    look()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Lấy chữ vào bài").click()
    expect(page.locator("[data-said]")).to_contain_text("Đã lấy chữ")
    look()
    for link in ("Đối chiếu", "Cắt ảnh"):
        page.goto(f"{running.address}/bai/{own}/viet")
        look.at(str(page.get_by_role("link", name=link).first.get_attribute("href")))
    for path in (f"/bai/{own}/lien-ket-toi", f"/bai/{own}/xem"):
        look.at(path)
    site.failing = "chưa dựng được"  # type: ignore[attr-defined]
    look.at(f"/bai/{own}/trang")
    site.failing = ""  # type: ignore[attr-defined]

    page.goto(f"{running.address}/bai/{public.id}/viet")
    page.fill("#noi-dung", "Họp lúc 16 giờ.")
    page.click(".bar [value=luu]")
    look.at(f"/bai/{public.id}/hai-ban")
    page.goto(f"{running.address}/bai/{public.id}/viet")
    page.get_by_role("button", name="Bỏ bản đang viết của tôi").click()
    page.click("main a[href*='/ban-giu/']")
    look()
    page.goto(f"{running.address}/bai/{public.id}")
    page.get_by_role("button", name="Tạo liên kết xem trước").click()
    look()
    look.at(page.inner_text(".secret").removeprefix(running.address))
    page.click("main form button")
    look()


def look_at_agency(look: Look, running: Desk) -> None:
    page = look.page
    for path in ("", "/viet", "/viet/giao-dien", "/viet/menu", "/viet/menu/1", "/xem"):
        look.at(f"/co-quan{path}")
    page.goto(f"{running.address}/co-quan/viet/menu/1")
    page.fill("#url", "sai")
    page.get_by_role("button", name="Lưu", exact=True).click()
    look.at("/co-quan/viet/menu/1")
    commit = running.content.history.versions("agency.yaml")[-1].commit
    for path in ("/viet", "/hai-ban", f"/ban/{commit}"):
        look.at(f"/co-quan{path}")


def look_at_people(look: Look, running: Desk) -> None:
    page = look.page
    look.at("/tai-khoan")
    page.fill("#cu-2", PASSWORD)
    page.get_by_role("button", name="Cài trên điện thoại khác").click()
    look()
    look.at("/nguoi")
    page.fill("#ho-ten", "Trần Văn Tư")
    page.fill("#ten", "tu")
    page.click("main form button")
    look()
    first = page.inner_text(".secret")
    page.context.clear_cookies()
    page.goto(running.address)
    page.fill("#ten", "tu")
    page.fill("#mat-khau", first)
    page.click("main form button")
    look()
    own = "cánh đồng lúa chín vàng"
    page.fill("#mat-khau", own)
    page.fill("#nhap-lai", own)
    page.click("main form button")
    look()
    page.fill("#ma", pyotp.TOTP(page.inner_text(".secret")).at(int(running.clock())))
    page.click("main form button")
    look()


def look_at_what_was_not_saved(look: Look, running: Desk) -> None:
    page = look.page
    page.context.clear_cookies(name="phien")  # the browser stays known
    page.goto(f"{running.address}/vao")
    page.evaluate(FORM_OF_AN_ENDED_SESSION)
    expect(page.locator("h1")).to_have_text("Chưa lưu được")
    look()
