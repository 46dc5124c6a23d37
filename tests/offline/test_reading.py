"""Reading without a network, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from plugins.offline.publication import LIMITS
from plugins.urls.patterns import OFFLINE, OFFLINE_LIST
from tests.browser.serving import start_serving
from tests.conftest import IDLE, TinySite
from tests.images.photos import photo
from tests.machine import free_port
from tests.offline.host import Host
from tests.offline.reader import REGISTERED, Reader

pytestmark = pytest.mark.browser

READ, UNREAD, NEWEST = "/2024/03/bai-1/", "/2024/03/bai-2/", "/2024/03/bai-13/"


def test_read_page_opens_offline_with_its_date(reader: Reader) -> None:
    reader.visit(READ)
    reader.leave_network()
    assert reader.open(READ).status == 200
    reader.sees("Nội dung 1.")
    notice = reader.page.locator("main > :first-child")
    expect(notice).to_have_text(
        re.compile(
            r"^Đang xem bản lưu lúc \d\d giờ \d\d phút, ngày \d\d/\d+/20\d\d, .* có thể đã có bản mới hơn\.$"
        )
    )
    # What a screen reader speaks first when a page has come; a live region that is there from the start is not spoken.
    assert reader.page.title() == "Bản lưu: Bài số 1 - UBND xã Thử"
    color = reader.evaluate("getComputedStyle(document.querySelector('main > p')).backgroundColor")
    assert color != "rgba(0, 0, 0, 0)"  # the style sheet is there too


def test_stored_english_page_says_it_in_english(portal: TinySite, reader: Reader) -> None:
    portal.article("articles/2024/03/bai-en.md", title="An article", slug="bai-en", lang="en", body="Text.")
    portal.build()
    reader.visit("/en/2024/03/bai-en/")
    reader.leave_network()
    reader.open("/en/2024/03/bai-en/")
    reader.sees("You are reading a copy stored at ")
    assert reader.page.title().startswith("Stored copy: An article")


def test_first_page_of_a_first_visit_is_stored_with_its_pictures(portal: TinySite, reader: Reader) -> None:
    portal.write("articles/2024/03/cho.jpg", photo(900, 600))
    portal.article("articles/2024/03/anh.md", title="Có ảnh", body="![Chợ xã buổi sáng](cho.jpg)")
    portal.build()
    reader.visit("/2024/03/anh/")
    reader.leave_network()
    reader.open("/2024/03/anh/")
    reader.page.wait_for_load_state("networkidle")
    assert reader.evaluate("document.querySelector('main .prose img').naturalWidth") > 0


def test_latest_news_open_offline_before_they_are_read(reader: Reader) -> None:
    reader.visit(READ)
    reader.leave_network()
    for number in (13, 4):
        reader.open(f"/2024/03/bai-{number}/")
        reader.sees(f"Nội dung {number}.")
    reader.open("/")
    expect(reader.page.locator(f'main a[href="{NEWEST}"]').first).to_be_visible()


def test_unread_page_is_answered_by_a_list_of_stored_pages(reader: Reader) -> None:
    reader.visit(READ)
    reader.leave_network()
    assert reader.open(UNREAD).status == 503
    reader.sees_no_page()
    assert reader.page.url == reader.host.url + UNREAD
    links = reader.page.locator("main section a")
    assert links.first.get_attribute("href") == "/"
    assert links.all_text_contents()[1:] == [
        "Tìm kiếm",
        *(f"Bài số {number}" for number in (*range(13, 3, -1), 1)),
    ]
    expect(reader.page.locator("[data-owed]")).to_be_hidden()
    links.last.click()
    reader.sees("Nội dung 1.")


def test_with_a_network_every_page_is_the_portals_own_and_new(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    portal.article("articles/2024/03/bai-1.md", title="Bài số 1", date="1/3/2024", body="Nội dung đã sửa.")
    portal.build()
    reader.open(READ)
    reader.sees("Nội dung đã sửa.")
    assert "Bản lưu" not in reader.page.title()


def test_silent_network_is_waited_for_five_seconds(reader: Reader) -> None:
    reader.visit(READ)
    reader.host.slow = lambda path: 9 if path.endswith("/") else 0
    began = reader.evaluate("Date.now()")
    reader.open(READ)
    assert 4500 < reader.evaluate("Date.now()") - began < 8000
    reader.sees("Đang xem bản lưu lúc")
    began = reader.evaluate("Date.now()")
    reader.open(UNREAD)  # it has no copy, so it is waited for
    assert reader.evaluate("Date.now()") - began > 8000
    reader.sees("Nội dung 2.")


def test_live_figures_are_never_stored(host: Host, reader: Reader) -> None:
    figures = b'{"online": 7, "today": 7, "week": 7, "month": 7, "total": 7, "as_of_text": "x"}'
    live = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    host.answers.append(lambda path: (200, live, figures) if path.endswith("so-lieu.json") else None)
    for path in ("/", "/dang-nhap/", "/thong-ke-truy-cap/"):
        reader.visit(path)
    held = [*reader.stored(), *reader.stored("tep")]
    assert [path for path in held if re.match("/(luot-truy-cap|dang-nhap)/", path)] == []
    reader.leave_network()
    assert not reader.open("/dang-nhap/").from_service_worker
    reader.open("/thong-ke-truy-cap/")
    expect(reader.page.locator(".visits [data-visits-time]").first).to_have_text(
        "Trang này là bản lưu. Hiện chưa có số liệu truy cập.", timeout=10_000
    )
    assert set(reader.page.locator(".visits dd").all_text_contents()) == {"–"}


def test_reader_who_saves_data_stores_only_what_was_read(portal: TinySite, reader: Reader) -> None:
    file = portal.output / "service-worker.js"
    saving = 'Object.defineProperty(navigator.connection, "saveData", { value: true });'
    file.write_text(saving + file.read_text(encoding="utf-8"), encoding="utf-8")
    reader.visit(READ)
    reader.visit("/tim-kiem/")
    reader.visit("/luu-tru/")
    assert set(reader.stored()) == {OFFLINE, READ, "/luu-tru/"}
    assert reader.asked_for(NEWEST) == 0
    reader.leave_network()
    reader.open(READ)
    reader.sees("Nội dung 1.")


def test_store_has_an_end_and_the_oldest_goes_first(portal: TinySite, reader: Reader) -> None:
    file = portal.output / "service-worker.js"
    text = file.read_text(encoding="utf-8")
    for name, small in (("pages", 14), ("pictures", 2)):
        assert f'"{name}": {LIMITS[name]}' in text
        text = text.replace(f'"{name}": {LIMITS[name]}', f'"{name}": {small}')
    file.write_text(text, encoding="utf-8")
    for number in range(3):
        (portal.output / "anh").mkdir(exist_ok=True)
        (portal.output / "anh" / f"{number}.png").write_bytes(photo(3, 2, "PNG"))
    reader.visit(READ)
    reader.visit(UNREAD)
    assert (
        len(reader.stored()) == 1 + 14
    )  # beside the page for no network: home, search with a list, ten of the news, the page read last
    assert READ not in reader.stored()
    assert UNREAD in reader.stored()
    for number in range(3):
        reader.evaluate(
            f"new Promise((done) => {{ const p = new Image(); p.onload = done; p.src = '/anh/{number}.png'; }})"
        )
        reader.becomes(f"caches.match('/anh/{number}.png').then((found) => found ? 1 : 0)", 1)
    reader.settle()
    assert [path for path in reader.stored("tep") if path.startswith("/anh/")] == ["/anh/1.png", "/anh/2.png"]


def test_files_named_by_their_digest_are_asked_for_once(reader: Reader) -> None:
    reader.visit(READ)
    reader.visit(UNREAD)
    reader.visit("/luu-tru/")
    parts = [path for path in reader.host.paths() if re.fullmatch(r"/theme/.*\.(css|js)", path)]
    # Style sheet and script of all pages; the scripts that read aloud and save an article; the style sheets of the home
    # page and the archive; style sheet and script of the search page.
    assert len(parts) == len(set(parts)) == 8


BROKEN = 'CacheStorage.prototype.open = () => Promise.reject(new DOMException("", "UnknownError"));'


def replace_worker(portal: TinySite, reader: Reader, first: str) -> None:
    """Give the portal a worker that starts with these lines and installs without a store, because the quota is exhausted."""
    file = portal.output / "service-worker.js"
    text = file.read_text(encoding="utf-8")
    assert 'addEventListener("install"' in text
    text = text.replace('addEventListener("install"', 'addEventListener("never"')
    text = text.replace('addEventListener("activate"', 'addEventListener("never"')
    installs = 'addEventListener("install", () => skipWaiting());'
    file.write_text(first + installs + text, encoding="utf-8")
    reader.update_worker()


def test_store_that_fails_stops_no_page(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    replace_worker(portal, reader, BROKEN)
    assert reader.open(UNREAD).from_service_worker
    reader.sees("Nội dung 2.")
    color = reader.evaluate("getComputedStyle(document.querySelector('.old-notice')).backgroundColor")
    assert color != "rgba(0, 0, 0, 0)"


def test_full_store_blocks_no_page_and_shows_nothing_unverified(portal: TinySite, reader: Reader) -> None:
    full = 'Cache.prototype.put = () => Promise.reject(new DOMException("", "QuotaExceededError"));'
    reader.visit(READ)
    replace_worker(portal, reader, full)
    assert reader.open(UNREAD).from_service_worker
    reader.sees("Nội dung 2.")
    reader.settle()
    reader.leave_network()
    reader.open(READ)
    reader.sees_no_page()


def test_preview_unregisters_workers(
    portal: TinySite, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    served = start_serving(tmp_path_factory.mktemp("preview"), port, "--content", str(portal.content))
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(served.url + READ)
        page.evaluate(IDLE)
        assert page.evaluate(REGISTERED) == 0
        # As a static server on the same port would have left it.
        page.evaluate(
            "ServiceWorkerContainer.prototype.register.call(navigator.serviceWorker, '/service-worker.js').then(() => 1)"
        )
        assert page.evaluate(REGISTERED) == 1
        page.goto(served.url + UNREAD)
        page.wait_for_function(f"{REGISTERED}.then((number) => number === 0)")
        answer = page.goto(served.url + READ)
        assert answer is not None
        assert not answer.from_service_worker
        page.wait_for_function(f"{REGISTERED}.then((number) => number === 0)")
        assert context.request.get(served.url + OFFLINE_LIST).ok
    finally:
        context.close()
        served.stop()
