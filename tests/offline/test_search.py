"""The search page without a network, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from plugins.urls.patterns import OFFLINE_LIST
from tests.conftest import TinySite
from tests.offline.host import Host
from tests.offline.reader import Reader

pytestmark = pytest.mark.browser

SEARCH, ENGLISH = "/tim-kiem/", "/en/tim-kiem/"
LIST, OLDER, OLDEST = (f"/tim-kiem/tieu-de/{year}-01-120.txt" for year in (2020, 2010, 2000))
OTHER = "/2024/03/bai-3/"
FIELD = "Từ cần tìm hoặc số văn bản"
RESULTS = ".search-answer li a"
STORED_TEXT = """async () => {
    const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const responses = await Promise.all(stores.map(async (store) => (await store.keys()).map(
        async (key) => key.url + await (await store.match(key)).text())));
    return (await Promise.all(responses.flat())).join();
}"""
PUT = """([path, text, age]) => caches.open("ngoai-mang-trang-1").then((pages) =>
    pages.put(path, new Response(text, { headers: { "x-luu-luc": Date.now() - age } })))"""


def withdraw(portal: TinySite) -> None:
    portal.article("articles/2024/03/bai-1.md", title="Bài số 1", date="1/3/2024", status="withdrawn")
    portal.build()


def text_of(portal: TinySite, path: str) -> str:
    return (portal.output / path.lstrip("/")).read_text(encoding="utf-8")


def finds(reader: Reader, query: str, titles: list[str], said: str, path: str = SEARCH) -> None:
    """Open the search page with a query, as the box of any page does, and expect these titles."""
    assert reader.open(f"{path}?q={query}").status == 200
    expect(reader.page.get_by_role("status")).to_contain_text(said)
    expect(reader.page.locator(RESULTS)).to_have_text(titles)


def test_stored_titles_are_searched_offline(portal: TinySite, reader: Reader) -> None:
    for year in (2015, 2005):
        portal.article(f"articles/{year}/cu.md", title=f"Bài của năm {year}", date=f"1/3/{year}")
    portal.article("articles/2014/en.md", title="Spring market", slug="en", lang="en", date="2/3/2014")
    portal.build()
    reader.visit("/")
    assert {SEARCH, ENGLISH, LIST, OLDER} <= set(reader.stored())
    assert OLDEST not in reader.stored()
    reader.leave_network()
    said = "chỉ tìm trong tên các bài mới nhất đã lưu trên thiết bị này: 1 trong 15 bài có những từ này."
    finds(reader, "bai+so+1", ["Bài số 1"], said)
    reader.sees("Đang xem bản lưu lúc")
    # What the two lists do not have is not called missing, and no button leads to a list that is not there.
    reader.page.get_by_label(FIELD).fill("nam 2005")
    expect(reader.page.get_by_role("status")).to_contain_text("đã lưu trên thiết bị này: 0 trong 15 bài")
    assert reader.page.get_by_role("button", name="các bài cũ hơn").count() == 0
    finds(reader, "market", ["Spring market"], "only titles of the newest articles", ENGLISH)
    reader.open("/khong-co/")
    assert "Tìm kiếm" in reader.page.locator("main section a").all_text_contents()
    reader.context.new_cdp_session(reader.page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    reader.page.goto(f"{reader.host.url}{SEARCH}?q=bai")
    reader.sees("dịch vụ tìm kiếm đang tạm ngừng")


def test_withdrawn_title_is_not_found_offline(portal: TinySite, host: Host, reader: Reader) -> None:
    reader.visit("/")
    old = text_of(portal, LIST)
    reader.open(SEARCH)
    reader.settle()
    withdraw(portal)
    other = Reader(host, reader.context)
    # The portal has answered, but not with its list of withdrawn articles.
    host.fail(OFFLINE_LIST)
    other.visit(OTHER)
    reader.leave_network()
    reader.page.get_by_label(FIELD).fill("bai so 1")
    expect(reader.page.get_by_role("status")).to_contain_text("không có kết nối")
    assert reader.page.locator(RESULTS).count() == 0
    # It has, and its list of titles does not come.
    reader.find_network()
    host.mend()
    host.fail(LIST)
    other.visit(OTHER)
    assert LIST not in reader.stored()
    # An old list that is stored after all: its request was under way.
    reader.page.evaluate(PUT, [LIST, old, 0])
    reader.leave_network()
    finds(reader, "bai+so+1", [], "thiết bị này: 0 trong 12 bài")
    finds(reader, "bai+so+3", ["Bài số 3"], "thiết bị này: 1 trong 12 bài")


def test_stored_titles_follow_the_news(portal: TinySite, reader: Reader) -> None:
    reader.visit("/")
    reader.page.evaluate(PUT, [LIST, text_of(portal, LIST), 6_000])
    portal.article("articles/2024/03/moi.md", title="Bài vừa đăng", date="20/3/2024")
    (portal.content / "articles/2024/03/bai-1.md").unlink()
    portal.build()
    reader.visit(OTHER)
    reader.leave_network()
    finds(reader, "bai+vua+dang", ["Bài vừa đăng"], "thiết bị này: 1 trong 13 bài")
    finds(reader, "bai+so+1", [], "thiết bị này: 0 trong 13 bài")


def test_answers_to_queries_are_never_stored(portal: TinySite, host: Host, reader: Reader) -> None:
    answer = re.sub(
        "(?s)<!--tra-loi-->.*<!--/tra-loi-->",
        '<p data-said="x">Riêng tư</p>',
        text_of(portal, f"{SEARCH}index.html"),
    )
    html = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    host.to_queries[SEARCH] = (200, html, answer.encode())
    reader.visit(f"{SEARCH}?q=bi+mat")
    reader.visit(f"{SEARCH}?q=bi+mat")
    reader.sees("Riêng tư")
    assert SEARCH in reader.stored()
    stored = reader.evaluate(STORED_TEXT)
    assert not re.search(r"Riêng tư|bi.mat|\?q=", stored)
    reader.leave_network()
    finds(reader, "bai+so+3", ["Bài số 3"], "thiết bị này: 1 trong 13 bài")
