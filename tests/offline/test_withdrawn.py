"""What was taken back is not shown by a browser that has heard of the portal since."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

import pelicanconf
from plugins.urls.patterns import OFFLINE, OFFLINE_LIST, SERVICE_WORKER
from tests.conftest import ROOT, TinySite
from tests.images.photos import photo
from tests.offline.host import Host
from tests.offline.reader import REGISTERED, Reader

pytestmark = pytest.mark.browser

READ, UNREAD, OTHER, MONTH = "/2024/03/bai-1/", "/2024/03/bai-2/", "/2024/03/bai-3/", "/2024/03/"


def withdraw(portal: TinySite, number: int = 1) -> None:
    portal.article(
        f"articles/2024/03/bai-{number}.md",
        title=f"Bài số {number}",
        date=f"{number}/3/2024",
        body="Đã gỡ nội dung.",
        status="withdrawn",
    )
    portal.build()


def not_shown(reader: Reader, path: str = READ) -> bool:
    """Whether a page is answered by the page for what is not stored."""
    return reader.open(path).status == 503 and "Nội dung" not in reader.page.locator("body").inner_text()


def test_withdrawn_article_is_hidden_after_the_next_contact(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    withdraw(portal)
    reader.visit("/")
    reader.leave_network()
    assert not_shown(reader)
    assert READ not in reader.stored()
    assert "Bài số 1" not in reader.page.locator("main").inner_text().splitlines()


def test_withdrawn_article_leaves_stored_lists_and_pictures(portal: TinySite, reader: Reader) -> None:
    portal.write("articles/2024/03/cho.jpg", photo(900, 600))
    portal.article("articles/2024/03/bai-1.md", title="Bài số 1", date="1/3/2024", body="![Chợ xã](cho.jpg)")
    portal.build()
    for path in (READ, MONTH, OTHER):
        reader.visit(path)
    assert [path for path in reader.stored("tep") if path.startswith("/anh/")]
    withdraw(portal)
    reader.visit("/")
    assert not {READ, MONTH, UNREAD} & set(reader.stored())
    assert OTHER in reader.stored()
    assert [path for path in reader.stored("tep") if path.startswith("/anh/")] == []


def test_old_response_after_the_list_is_not_shown(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    keep = "caches.open('ngoai-mang-trang-1').then(async (pages) => { window.old = await pages.match(location.pathname); })"
    reader.evaluate(keep)
    withdraw(portal)
    other = Reader(reader.host, reader.context)
    other.visit("/")
    assert READ not in reader.stored()
    reader.evaluate(f"caches.open('ngoai-mang-trang-1').then((pages) => pages.put('{READ}', window.old))")
    reader.leave_network()
    assert not_shown(reader)


def test_notice_of_a_withdrawn_article_is_shown_with_a_network(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    withdraw(portal)
    reader.visit(READ)
    reader.sees("Đã gỡ nội dung.")


def test_no_stored_page_is_shown_without_the_list(portal: TinySite, host: Host, reader: Reader) -> None:
    reader.visit(READ)
    withdraw(portal, 8)  # which the page that was read does not lead to
    host.fail(OFFLINE_LIST)
    reader.visit("/")
    assert not reader.settled
    reader.leave_network()
    assert not_shown(reader)
    expect(reader.page.locator("[data-owed]")).to_be_visible()
    assert reader.page.locator("main section a").count() == 0
    assert READ in reader.stored()  # kept, and shown once the list was read
    host.mend()
    reader.find_network()
    reader.visit("/")
    reader.leave_network()
    reader.open(READ)
    reader.sees("Nội dung 1.")


@pytest.mark.parametrize(
    "wrong", [b"{}", b"[]", b'{"withdrawn": [], "news": "/"}', b'{"withdrawn": [', b"<html>"]
)
def test_list_that_is_none_is_no_list(host: Host, reader: Reader, wrong: bytes) -> None:
    reader.visit(READ)
    host.answers.append(
        lambda path: (200, {"Content-Type": "application/json"}, wrong) if path == OFFLINE_LIST else None
    )
    reader.visit("/")
    reader.leave_network()
    assert not_shown(reader)


def test_killed_worker_still_reads_the_list_first(portal: TinySite, host: Host, reader: Reader) -> None:
    reader.visit(READ)
    withdraw(portal)
    host.slow = lambda path: 3 if path == OFFLINE_LIST else 0
    reader.open("/")
    reader.kill_worker()
    reader.leave_network()
    host.slow = lambda _path: 0
    assert not_shown(reader)


def test_answer_in_one_tab_binds_the_other(portal: TinySite, host: Host, reader: Reader) -> None:
    reader.visit(READ)
    second = Reader(host, reader.context)
    withdraw(portal)
    host.fail(OFFLINE_LIST)
    second.visit("/")
    reader.leave_network()
    assert not_shown(reader)
    assert not_shown(second)


def test_picture_from_the_network_is_an_answer_of_the_portal_too(
    portal: TinySite, host: Host, reader: Reader
) -> None:
    (portal.output / "anh").mkdir(exist_ok=True)
    (portal.output / "anh" / "1.png").write_bytes(photo(3, 2, "PNG"))
    reader.visit(READ)
    reads = reader.list_reads()
    host.fail(OFFLINE_LIST)
    reader.evaluate(
        "new Promise((done) => { const p = new Image(); p.onload = done; p.src = '/anh/1.png'; })"
    )
    reader.settle()
    assert reader.list_reads() > reads
    reader.leave_network()
    assert not_shown(reader)


def test_cached_picture_does_not_count_as_contact(portal: TinySite, reader: Reader) -> None:
    (portal.output / "anh").mkdir(exist_ok=True)
    (portal.output / "anh" / "1.png").write_bytes(photo(3, 2, "PNG"))
    reader.visit(READ)
    reader.evaluate("fetch('/anh/1.png').then((answer) => answer.blob()).then(() => true)")  # past the worker
    reader.leave_network()
    assert "/anh/1.png" not in reader.stored("tep")
    reader.evaluate(
        "new Promise((done) => { const p = new Image(); p.onload = done; p.src = '/anh/1.png'; })"
    )
    reader.open(READ)
    reader.sees("Nội dung 1.")


def test_deleted_article_leaves_the_store_when_requested(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    reader.visit(UNREAD)
    for number in (1, 2):
        (portal.content / f"articles/2024/03/bai-{number}.md").unlink()
    portal.build()
    (portal.output / "2024/03/bai-1/index.html").unlink(missing_ok=True)
    (portal.output / "2024/03/bai-2/index.html").unlink(missing_ok=True)
    reader.age(READ, 1.1)
    reader.visit("/")
    assert READ not in reader.stored()
    assert UNREAD in reader.stored()  # less than a day old
    reader.leave_network()
    assert not_shown(reader)


def test_renamed_article_leaves_the_store_when_requested(host: Host, reader: Reader) -> None:
    reader.visit(READ)
    reader.age(READ, 1.1)
    host.answers.append(lambda path: (301, {"Location": OTHER}, b"") if path == READ else None)
    reader.visit("/")
    assert READ not in reader.stored()


@pytest.mark.parametrize("status", [404, 410])
def test_page_that_is_gone_leaves_the_store_when_it_is_opened(
    host: Host, reader: Reader, status: int
) -> None:
    reader.visit(READ)
    page = {"Content-Type": "text/html"}
    host.answers.append(lambda path: (status, page, b"<html>Gone</html>") if path == READ else None)
    reader.visit(READ)
    assert READ not in reader.stored()


def test_old_page_is_asked_for_again_once_and_not_each_time(reader: Reader) -> None:
    reader.visit(READ)
    reader.age(READ, 1.1)
    count = reader.asked_for(READ)
    reader.visit("/")
    reader.visit("/")
    assert reader.asked_for(READ) == count + 1


@pytest.mark.parametrize("days", [31, -31])
def test_no_page_older_than_thirty_days_is_shown(reader: Reader, days: int) -> None:
    reader.visit(READ)
    reader.age(READ, days)
    reader.leave_network()
    assert not_shown(reader)


@pytest.mark.parametrize("path", [READ, UNREAD])
def test_captive_portal_page_is_shown_but_not_stored(host: Host, reader: Reader, path: str) -> None:
    reader.visit(READ)
    host.captive()
    reader.open(path)
    expect(reader.page.locator("body")).to_have_text("Log in to the hotel's network")
    reader.settle()
    reader.leave_network()
    # The portal has not answered, so what is stored may be shown.
    reader.open(READ)
    reader.sees("Nội dung 1.")
    if path != READ:
        assert path not in reader.stored()


def test_foreign_page_does_not_take_the_place_of_an_old_one(host: Host, reader: Reader) -> None:
    reader.visit(READ)
    reader.age(READ, 1.1)
    host.captive(READ)
    reader.visit("/")
    reader.leave_network()
    reader.open(READ)
    reader.sees("Nội dung 1.")


def test_half_a_page_is_not_stored(portal: TinySite, reader: Reader) -> None:
    reader.visit("/")
    file = portal.output / "2024/03/bai-2/index.html"
    file.write_text(file.read_text(encoding="utf-8").partition("</main>")[0], encoding="utf-8")
    reader.visit(UNREAD)
    assert UNREAD not in reader.stored()


def test_new_worker_deletes_only_stores_of_other_formats(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    reader.evaluate("caches.open('ngoai-mang-trang-0').then(() => true)")
    file = portal.output / SERVICE_WORKER.lstrip("/")
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    reader.update_worker()
    names = sorted(reader.evaluate("caches.keys()"))
    assert names == ["ngoai-mang-so-1", "ngoai-mang-tep-1", "ngoai-mang-trang-1"]
    reader.leave_network()
    reader.open(READ)
    reader.sees("Nội dung 1.")


def test_unregistered_worker_stores_nothing_more(portal: TinySite, host: Host, reader: Reader) -> None:
    (portal.output / "anh").mkdir(exist_ok=True)
    (portal.output / "anh" / "1.png").write_bytes(photo(3, 2, "PNG"))
    reader.visit(READ)
    reader.evaluate(
        "fetch('/anh/1.png').then((answer) => answer.blob()).then(() => true)"
    )  # into the browser's cache
    for path in [SERVICE_WORKER, OFFLINE_LIST, OFFLINE]:
        host.fail(path, 404)
    reader.open("/")
    reader.becomes("caches.keys()", [])
    reader.evaluate(
        "new Promise((done) => { const p = new Image(); p.onload = done; p.src = '/anh/1.png'; }).then(() => true)"
    )
    reader.settle()
    assert reader.evaluate("caches.keys()") == []


def build_without_worker(portal: TinySite) -> None:
    """Build in a process that has never registered the plugin."""
    plugins = [name for name in pelicanconf.PLUGINS if name != "plugins.offline"]
    own = {
        "PLUGINS": json.dumps(plugins),
        "BUILD_MOMENT": '"2026-11-23 08:00"',
        "DELETE_OUTPUT_DIRECTORY": "true",
    }
    settings = [f"{name}={value}" for name, value in own.items()]
    command = [sys.executable, "-m", "pelican", str(portal.content), "-s", "pelicanconf.py"]
    command += ["-o", str(portal.output), "-e", "INCREMENTAL=false", *settings]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("files", [{SERVICE_WORKER}, set()], ids=["kept", "deleted"])
def test_removed_plugin_unregisters_its_worker(portal: TinySite, reader: Reader, files: set[str]) -> None:
    reader.visit(READ)
    worker = (portal.output / SERVICE_WORKER.lstrip("/")).read_bytes()
    build_without_worker(portal)
    for path in files:  # a server may go on with files that no build declares any more
        (portal.output / path.lstrip("/")).write_bytes(worker)
    reader.open("/")
    reader.becomes("caches.keys()", [])
    reader.page.goto("about:blank")  # no page of the portal is open any more
    assert not reader.open(UNREAD).from_service_worker
    reader.settle()
    reader.becomes(REGISTERED, 0)
    assert reader.evaluate("caches.keys()") == []


def move(portal: TinySite, **fields: str) -> None:
    article = portal.content / "articles/2024/03/bai-1.md"
    article.unlink()
    portal.article("articles/2024/03/moi.md", title="Bài số 1", date="1/3/2024", old_urls=READ, **fields)
    portal.build()


def test_moved_article_leaves_the_store_at_its_old_url(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    move(portal)
    reader.page.goto(reader.host.url + READ)
    reader.page.wait_for_url("**/2024/03/moi/")
    reader.settle()
    assert "/2024/03/moi/" in reader.stored()
    assert READ not in reader.stored()


def test_withdrawn_article_is_hidden_at_its_old_url_too(portal: TinySite, reader: Reader) -> None:
    reader.visit(READ)
    move(portal, status="withdrawn", withdrawn_reason="Sai số liệu.")
    reader.visit("/")
    reader.leave_network()
    assert not_shown(reader)
