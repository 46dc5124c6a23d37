"""A reader with a browser: opens pages, loses the network, and looks at what the browser has stored."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import BrowserContext, Response, expect

from plugins.urls.patterns import OFFLINE_LIST
from tests.offline.host import Host

STORED = """async (kind) => {
    const names = (await caches.keys()).filter((name) => name.startsWith("ngoai-mang-" + kind));
    const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return found.flat().map((request) => new URL(request.url).pathname);
}"""
AGED = """async ([path, days]) => {
    const pages = await caches.open("ngoai-mang-trang-1");
    const response = await pages.match(path);
    const headers = new Headers(response.headers);
    headers.set("x-luu-luc", Date.now() - days * 24 * 3600 * 1000);
    await pages.put(path, new Response(await response.text(), { headers }));
}"""
SETTLED = """async () => {
    const notes = await caches.open("ngoai-mang-so-1");
    const [sign, list] = await Promise.all(["/lien-lac", "/danh-sach"].map(async (name) => (await notes.match(name))?.json()));
    return Boolean(list) && list.sign === sign;
}"""
PAUSE = 100  # milliseconds
REGISTERED = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
UPDATED = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = await registration.update();
    const fresh = found.installing ?? found.waiting;
    if (fresh) await new Promise((done) => {
        if (fresh.state === "activated") done();
        fresh.addEventListener("statechange", () => fresh.state === "activated" && done());
    });
}"""


class Reader:
    """One browser with one page."""

    def __init__(self, host: Host, context: BrowserContext) -> None:
        self.host = host
        self.context = context
        self.page = context.new_page()

    def open(self, path: str) -> Response:
        """Open a page as it comes: from the network, from the store, or the page for neither."""
        response = self.page.goto(self.host.url + path)
        assert response is not None
        return response

    def visit(self, path: str = "/") -> None:
        """Open a page with a network, and stay until the worker has done all that follows."""
        self.open(path)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.settle()

    def settle(self) -> None:
        """Wait until the list was read and nothing was asked for any more, for longer than the worker pauses."""
        deadline = time.monotonic() + 20
        quiet_since, count = time.monotonic(), -1
        while time.monotonic() - quiet_since < 4 * PAUSE / 1000:
            assert time.monotonic() < deadline, self.host.asked[-5:]
            if count != len(self.host.asked):
                quiet_since, count = time.monotonic(), len(self.host.asked)
            self.page.wait_for_timeout(50)

    @property
    def settled(self) -> bool:
        """Whether the list was read after the last answer of the portal."""
        return bool(self.page.evaluate(SETTLED))

    def leave_network(self) -> None:
        """Lose the network, in the browser and on the server's side."""
        self.context.set_offline(True)
        self.host.down = True

    def find_network(self) -> None:
        """Have a network again."""
        self.context.set_offline(False)
        self.host.down = False

    def stored(self, kind: str = "trang") -> list[str]:
        """Return the paths of what is stored: pages (trang), files (tep) or notes (so)."""
        found: list[str] = self.page.evaluate(STORED, kind)
        return found

    def age(self, path: str, days: float) -> None:
        """Make a stored page older."""
        self.page.evaluate(AGED, [path, days])

    def sees(self, text: str) -> None:
        """Expect words in the main part."""
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_no_page(self) -> None:
        """Expect the page that is shown where nothing is stored."""
        expect(self.page.locator("h1")).to_have_text("Không có mạng")

    def asked_for(self, path: str) -> int:
        """Return how often the server was asked for a path."""
        return self.host.paths().count(path)

    def list_reads(self) -> int:
        """Return how often the server was asked for the list."""
        return self.asked_for(OFFLINE_LIST)

    def becomes(self, code: str, value: object) -> None:
        """Wait until what code in the page gives, also after a while, is a value."""
        deadline = time.monotonic() + 10
        while (found := self.page.evaluate(code)) != value:
            assert time.monotonic() < deadline, found
            self.page.wait_for_timeout(50)

    def evaluate(self, code: str) -> Any:
        """Run code in the page."""
        return self.page.evaluate(code)

    def kill_worker(self) -> None:
        """End the worker at once, as a browser does that needs the memory."""
        session = self.context.new_cdp_session(self.page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        session.detach()

    def update_worker(self) -> None:
        """Let the browser look for a new worker, as it does by itself after each page."""
        self.evaluate(UPDATED)
        self.settle()
