"""Small pages with the counter, for tests in a real browser."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from playwright.sync_api import Page, expect

from plugins.assets.joining import join_scripts, join_styles, page_scripts
from plugins.languages.texts import texts
from plugins.languages.writing import FILTERS
from plugins.urls.patterns import BY_NAME, COUNTER
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings
from tests.conftest import FULL, PACKAGES, ROOT

LINUX = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
)
WINDOWS = LINUX.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css">
<script src="/site.js" defer></script></head><body><aside class="side">{widget}</aside>
<main><p>Dưới bộ đếm.</p><a href="/hai/">Trang hai</a></main></body></html>"""


WIDTHS = (360, 768, 1280) if FULL else (360,)
ARTICLES = (
    "/tin/bai/\tThông báo lịch tiếp công dân định kỳ của Chủ tịch Ủy ban nhân dân huyện trong tháng 3 năm 2024 "
    "và địa điểm tiếp công dân tại các xã, thị trấn trên địa bàn\n/tin/hai/\tBài hai\n"
)


@cache
def files() -> dict[str, tuple[str, str]]:
    """Return the pages, with their style and script, by path: content type and text."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "plugins"), autoescape=True)
    environment.globals.update({"_": texts(), "urls": BY_NAME})
    environment.filters.update(FILTERS)
    widget: Any = environment.get_template("visitor_counter/widget/template.html").module
    statistics: Any = environment.get_template("visitor_counter/statistics/template.html").module
    pages = {path: PAGE.format(widget=widget.visitor_counter(path)) for path in ("/", "/hai/")}
    path = "/thong-ke-truy-cap/"
    pages[path] = PAGE.format(widget=statistics.visit_statistics(path))
    most_read: Any = environment.get_template("visitor_counter/most_read/template.html").module
    helpful: Any = environment.get_template("visitor_counter/helpful/template.html").module
    path = "/tin/bai/"
    below = f"{helpful.helpful_question(path)}</main>{most_read.most_read()}"
    pages[path] = PAGE.format(widget=widget.visitor_counter(path)).replace("</main>", below)
    pages["/hai-lan/"] = PAGE.format(
        widget=widget.visitor_counter("/hai-lan/") + widget.visit_figures("/hai-lan/")
    )
    own = (ROOT / "plugins/visitor_counter/statistics/page.css").read_text(encoding="utf-8")
    style = join_styles(ROOT / "theme", PACKAGES, own)
    shared = join_scripts(ROOT / "theme", PACKAGES)
    script = shared.text + page_scripts(ROOT / "theme", PACKAGES)["statistics"].text
    html = {path: ("text/html; charset=utf-8", text) for path, text in pages.items()}
    return html | {"/site.css": ("text/css", style.text), "/site.js": ("text/javascript", script)}


class Portal:
    """Two pages and the statistics page with the counter on the same origin; the counter can be stopped."""

    def __init__(self, database: Path) -> None:
        lists = database.parent / "cac-trang.txt"
        lists.write_text("/\n/hai/\n/hai-lan/\n/thong-ke-truy-cap/\n", encoding="utf-8")
        lists.with_suffix("").mkdir()
        (lists.with_suffix("") / "2024-03.txt").write_text(ARTICLES, encoding="utf-8")
        self.counter = create_app(Settings(store=database, create=True, paths_file=lists))
        self.down = False
        self.written: dict[
            str, tuple[str, str]
        ] = {}  # what a web server has of the counter's while it is down
        self.port = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or (scope["path"].startswith(COUNTER) and not self.down):
            await self.counter(scope, receive, send)
            return
        kind, text = (files() | self.written).get(scope["path"], ("text/plain", ""))
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": 200 if text else 502, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


def figures(page: Page) -> list[str]:
    expect(page.locator("[data-visits-time]").first).to_contain_text("Số liệu tính đến")
    return page.locator("[data-visits] dd").all_inner_texts()


def counted(page: Page) -> int:
    return int(page.request.get("/luot-truy-cap/so-lieu.json").json()["total"])


STORED: dict[str, object] = {"online": 12, "today": 999, "week": 1000, "month": 65_536, "total": 7_448_251}
STORED |= {
    "as_of": "2024-03-21T08:05:00+07:00",
    "as_of_text": "Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024",
}
