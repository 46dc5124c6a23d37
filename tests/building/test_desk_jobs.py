"""The jobs of an office at the desk, in a real browser: from the desk to the public page, each built and deployed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from plugins.alert.places import SHOWN
from plugins.building import places
from plugins.building.places import ROOT
from plugins.building.portal import portal_at
from plugins.building.verbs import desk as verb
from plugins.desk.database.database import Database
from plugins.desk.database.files import DATABASE
from plugins.desk.people.accounts import create_person, set_up_codes
from plugins.desk.people.one_time_codes import new_secret
from plugins.desk.people.roles import Role
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import begin_history
from plugins.desk.visual.bundle import BUNDLES
from tests.conftest import TinySite
from tests.conversion.pdfs import pdf
from tests.desk.office import PASSWORD
from tests.desk.visual.bundle import EDITOR, built_bundle
from tests.images.photos import photo_of_a_camera
from tests.machine import free_port

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.posix]
PEOPLE = {
    "lan": (Role.WRITER,),
    "minh": (Role.WRITER,),
    "an": (Role.APPROVER, Role.PUBLISHER),
    "binh": (Role.APPROVER, Role.PUBLISHER),
}
GUIDE = ROOT / "docs" / "huong-dan-ban-bien-tap.md"
WAIT = 60_000  # milliseconds: a deploy on a busy machine
NOW = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY, MONTH = f"{NOW:%d/%m/%Y}", f"{NOW:%Y/%m}"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Office:
    """A desk that runs as its operator starts it, people who have signed in, and the portal that readers see."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.site, self.target = TinySite(folder), folder / "cong"
        self.site.article("articles/2024/03/bai.md", title="Bài cũ")
        begin_history(self.site.content)
        self.address = f"http://localhost:{free_port()}"
        self.portal = ""
        self._folder, self._browser = folder, browser
        self._secrets = dict.fromkeys(PEOPLE, "")
        self._reader: Page | None = None
        self._contexts: dict[tuple[str, int, bool], BrowserContext] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the desk, and a web server for what it deploys."""
        state = self._folder / "state"
        self._create_people(state)
        if (script := built_bundle()) is not None:  # as the desk itself makes it, at its first start
            (state / BUNDLES).mkdir()
            shutil.copy(script, state / BUNDLES)
        command = [sys.executable, "-m", "invoke", "desk.run", "--port", self.address.rpartition(":")[2]]
        command += ["--content", str(self.site.content), "--to", str(self.target)]
        handler = partial(_Quiet, directory=str(self.target / "current"))
        with (self._folder / "log").open("wb") as log, ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
            self.portal = f"http://127.0.0.1:{web.server_port}"
            threading.Thread(target=web.serve_forever, daemon=True).start()
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "TRANG_TIN_STATE": str(state)},
                stdout=log,
                stderr=log,
            )
            try:
                while not (self.target / "current" / "index.html").exists():
                    assert process.poll() is None, (self._folder / "log").read_text(encoding="utf-8")
                    time.sleep(0.1)
                yield
            finally:
                process.terminate()
                process.wait()
                web.shutdown()

    def _create_people(self, state: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(places, "STATE", state)
            database = Database(verb.desk_folder(portal_at(self.site.content)) / DATABASE)
        earlier = time.time() - 600
        for name, roles in PEOPLE.items():
            self._secrets[name] = secret = new_secret()
            full_name = f"Nguyễn Thị {name.title()}"
            person = create_person(database, earlier, None, name, full_name, roles=roles, password=PASSWORD)
            database.write("UPDATE people SET must_change = 0 WHERE id = ?", person.id)
            set_up_codes(database, earlier, person, secret, pyotp.TOTP(secret).at(int(earlier)))
        database.close()

    def page(self, name: str, width: int = 1280, *, script: bool = True) -> Page:
        """Return a page of a person who has signed in: once, since a code is accepted once."""
        key = name, width, script
        if key not in self._contexts:
            known = next((one for (who, *_), one in self._contexts.items() if who == name), None)
            self._contexts[key] = self._browser.new_context(
                viewport={"width": width, "height": 800},
                locale="vi-VN",
                java_script_enabled=script,
                storage_state=known.storage_state() if known is not None else None,
            )
            if known is None:
                self._sign_in(self._contexts[key].new_page(), name)
        page = self._contexts[key].new_page()
        page.set_default_timeout(WAIT)
        return page

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto(self.address)
        page.fill("#ten", name)
        page.fill("#mat-khau", PASSWORD)
        page.click("main form button")
        page.fill("#ma", pyotp.TOTP(self._secrets[name]).now())
        page.click("main form button")
        expect(page.locator("h1")).to_have_text("Việc của tôi")
        page.close()

    def picture(self, page: Page, name: str) -> None:
        """Take a picture for the guide if the environment has PICTURES; without it the guide has to have one."""
        file = GUIDE.parent / "images" / "ban-bien-tap" / f"{name}.webp"
        if os.environ.get("PICTURES"):
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.open(BytesIO(page.screenshot())).convert("RGB").save(file, quality=60, method=6)
        assert f"](images/ban-bien-tap/{name}.webp)" in GUIDE.read_text(encoding="utf-8")
        assert file.exists()

    def begin(self, page: Page, title: str, body: str) -> None:
        """Begin a new text, and fill in what every text needs."""
        page.goto(f"{self.address}/bai/moi")
        page.click("main form button")
        page.fill("#title", title)
        page.fill("#date", TODAY)
        page.fill("#author", "Ban Biên tập")
        page.select_option("#department", "Văn phòng")
        self.write(page, body)

    def write(self, page: Page, body: str) -> None:
        """Write a paragraph in place of what is there: as in Word, or in the text area without script."""
        if page.locator("[data-mode]").is_visible():
            page.locator(EDITOR).click()
            page.keyboard.press("Control+a")
            page.keyboard.type(body)
            expect(page.locator("#noi-dung")).to_have_value(re.compile(re.escape(body)))
        else:
            page.fill("#noi-dung", body)

    def submit(self, page: Page) -> str:
        """Submit what is written; return the address of the text at the desk."""
        page.click("button[value=gui]")
        expect(page.locator(".note").first).to_contain_text("Đã gửi duyệt")
        return page.url

    def approve(self, text: str, *, script: bool = True) -> None:
        """Approve and publish a text, as a second person does on a phone."""
        phone = self.page("an", 390, script=script)
        phone.goto(text)
        if script:
            self.picture(phone, "duyet")
        phone.click('button:text-is("Duyệt")')
        expect(phone.locator(".note").first).to_contain_text(
            re.compile("Đã duyệt và đăng|Đã duyệt, chờ đến giờ. Sẽ hiện lúc")
        )
        phone.close()

    def published(self, url: str, words: str) -> Locator:
        """Return the main part of a public page as soon as it has these words."""
        if self._reader is None:
            self._reader = self._browser.new_context(java_script_enabled=False).new_page()
        page, end = self._reader, time.monotonic() + WAIT / 1000
        while time.monotonic() < end:
            page.goto(self.portal + url)
            if words in page.inner_text("body"):
                return page.locator("main")
            time.sleep(0.2)
        raise AssertionError(f"{url} does not say {words!r}: {page.inner_text('body')}")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    if not is_installed():
        pytest.skip("git is not installed")
    made = Office(tmp_path_factory.mktemp("office"), browser)
    with made.running():
        yield made


@pytest.mark.parametrize("script", [True, False])
def test_notice_is_corrected_moved_and_withdrawn(office: Office, script: bool) -> None:
    slug = f"hop-thon-{'co' if script else 'khong'}-ma-lenh"
    page = office.page("lan", script=script)
    office.begin(page, f"Họp thôn {'có' if script else 'không'} mã lệnh", "Họp lúc 14 giờ.")
    text = office.submit(page)
    office.approve(text, script=script)
    office.published(f"/{MONTH}/{slug}/", "Họp lúc 14 giờ.")

    page.goto(text)
    page.click("text=Sửa")
    office.write(page, "Họp lúc 15 giờ.")
    page.click("button[value=gui]")
    expect(page.locator(".problem").first).to_contain_text("Ghi cho người đọc biết đã sửa gì")
    page.fill("#ghi-chu-sua", "Sửa giờ họp từ 14 giờ thành 15 giờ.")
    office.approve(office.submit(page), script=script)
    public = office.published(f"/{MONTH}/{slug}/", "Họp lúc 15 giờ.")
    expect(public).to_contain_text("Sửa giờ họp từ 14 giờ thành 15 giờ.")

    page.goto(text)
    page.click("text=Sửa")
    page.click("summary:has-text('địa chỉ')")
    page.fill("#slug", f"{slug}-moi")
    page.check("[name=khong-ghi-chu]")
    office.approve(office.submit(page), script=script)
    office.published(f"/{MONTH}/{slug}-moi/", "Họp lúc 15 giờ.")
    redirect = (office.target / "current" / MONTH / slug / "index.html").read_text(encoding="utf-8")
    assert f"/{MONTH}/{slug}-moi/" in redirect

    other = office.page("an", script=script)
    other.goto(text)
    other.click("summary:has-text('Thu hồi bài này')")
    other.fill("#ly-do", "Hoãn họp.")
    other.click('button:text-is("Thu hồi")')
    public = office.published(f"/{MONTH}/{slug}-moi/", "Hoãn họp.")
    expect(public).not_to_contain_text("Họp lúc")


def test_news_has_eight_pictures_of_a_phone_and_a_plan(office: Office) -> None:
    page = office.page("lan", 390)
    office.begin(page, "Ra quân làm đường", "Bà con cùng làm đường.")
    photos: list[FilePayload] = [
        {"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_camera(width=1200 + n)}
        for n in range(8)
    ]
    page.set_input_files("#chon-tep", photos)
    expect(page.locator("[data-file]")).to_have_count(8, timeout=WAIT)
    for number in range(8):
        file = page.locator("[data-file]").nth(number)
        file.locator("input").fill(f"Bà con san đất, đoạn thứ {number + 1}")
        file.get_by_text("Chèn vào bài").click()
        expect(page.locator("#noi-dung")).to_have_value(re.compile(f"đoạn thứ {number + 1}"))
    plan: FilePayload = {
        "name": "Kế hoạch.pdf",
        "mimeType": "application/pdf",
        "buffer": pdf(["Ke hoach"]),
    }
    page.set_input_files("#chon-tep", plan)
    expect(page.locator("[data-file]")).to_have_count(9, timeout=WAIT)
    file = page.locator("[data-file]").nth(8)
    file.locator("input").fill("Kế hoạch làm đường")
    file.get_by_text("Đính kèm dưới bài").click()
    office.approve(office.submit(page))
    public = office.published(f"/{MONTH}/ra-quan-lam-duong/", "Bà con cùng làm đường.")
    expect(public.locator("img[alt^='Bà con san đất']")).to_have_count(8)
    link = public.get_by_role("link", name="Kế hoạch làm đường").first
    name = str(link.get_attribute("href"))
    assert (office.target / "current" / name.lstrip("/")).read_bytes().startswith(b"%PDF")
    pictures = [file.read_bytes() for file in (office.target / "current").rglob("*.jp*g")]
    assert pictures
    assert not any("Máy ảnh bí mật".encode() in picture for picture in pictures)


def test_text_for_tomorrow_waits(office: Office) -> None:
    page = office.page("lan")
    office.begin(page, "Tiêm phòng cho trẻ", "Tiêm ở trạm y tế.")
    page.fill("#date", "30/2/2026")
    expect(page.locator("[data-field=date] .wrong")).to_be_visible()
    office.picture(page, "viet")
    page.click("text=07:00 sáng mai")
    tomorrow = NOW + timedelta(days=1)
    expect(page.locator("#date")).to_have_value(re.compile("0?7:00"))
    text = office.submit(page)
    office.approve(text)
    page.goto(text)
    expect(page.locator("main")).to_contain_text(re.compile("Sẽ hiện lúc 0?7:00"))
    expect(page.locator("main")).to_contain_text("Trang công khai", timeout=WAIT)
    assert not (office.target / f"current/{tomorrow:%Y/%m}/tiem-phong-cho-tre").exists()


def test_two_people_write_one_text_and_lose_nothing(office: Office) -> None:
    lan, minh = office.page("lan"), office.page("minh")
    office.begin(lan, "Lịch cắt nước", "Cắt nước thứ ba.")
    text = office.submit(lan)
    lan.goto(f"{text}/viet")
    office.write(lan, "Cắt nước thứ tư.")
    expect(lan.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=WAIT)
    minh.goto(f"{text}/viet")
    expect(minh.locator(".note").first).to_contain_text("Nguyễn Thị Lan đang viết bài này")
    overview = office.page("lan")
    overview.goto(office.address)
    office.picture(overview, "viec-cua-toi")
    minh.click("text=Nhận viết bài này")
    office.write(minh, "Cắt nước thứ năm.")
    office.submit(minh)
    lan.click("button[value=gui]")
    expect(lan.locator("main")).to_contain_text("Không bản nào bị mất")
    expect(lan.locator(".compared")).to_contain_text("năm")
    expect(lan.locator(".compared")).to_contain_text("tư")
    lan.click("button[value=cua-toi]")
    office.submit(lan)
    office.approve(text)
    office.published(f"/{MONTH}/lich-cat-nuoc/", "Cắt nước thứ tư.")


def test_alert_needs_two_people_with_their_phones(office: Office) -> None:
    writer, other = office.page("an", 390), office.page("binh", 390)
    writer.goto(f"{office.address}/loi-canh-bao")
    writer.fill("#text", "Lũ về, bà con thôn Hạ di dời ngay.")
    until = NOW + timedelta(hours=3)
    writer.fill("#until", f"{until:%H:%M %d/%m/%Y}")
    writer.click("text=Ghi, chờ người khác xác nhận")
    alert = office.target / SHOWN
    assert not alert.exists()
    other.goto(f"{office.address}/loi-canh-bao")
    other.click("text=Xác nhận, hiện lên mọi trang")
    expect(other.locator(".note").first).to_be_visible()
    assert "Lũ về" in alert.read_text(encoding="utf-8")
    other.click("text=Gỡ cảnh báo")
    expect(other.locator(".note").first).to_contain_text("Đã gỡ cảnh báo")
    assert not alert.exists()
