import asyncio
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import playwright.sync_api as chromium
import pytest
import uvicorn

from plugins.visitor_counter.counting.time import Clock, system_clock
from plugins.visitor_counter.service.application import VisitorCounter, create_app
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.redis.store import RedisStore
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import Store
from tests.visitor_counter.portal import LINUX, Portal
from tests.visitor_counter.redis_server import RedisServer

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
SITE = "http://cong.example"
OpenStore = Callable[..., Store]


class FakeClock:
    """A clock that only moves when set; takes local time as ISO 8601."""

    def __init__(self, local: str, zone: ZoneInfo = HANOI) -> None:
        self.zone = zone
        self.now = 0
        self.set(local)

    def __call__(self) -> int:
        return self.now

    def set(self, local: str) -> None:
        self.now = int(datetime.fromisoformat(local).replace(tzinfo=self.zone).timestamp() * 1000)

    def forward(self, *, minutes: float = 0, days: float = 0) -> None:
        self.now += round((minutes + days * 24 * 60) * 60_000)


def sqlite_store(
    path: Path, zone: ZoneInfo = HANOI, *, clock: Clock = system_clock, **settings: Any
) -> SQLiteStore:
    """Return a store in the file `path`, which it creates unless `create` is False."""
    return SQLiteStore(Settings(**{"store": path, "create": True, **settings}), zone, clock)


def redis_store(
    url: str, zone: ZoneInfo = HANOI, *, clock: Clock | None = None, **settings: Any
) -> RedisStore:
    """Return a store on a server, with its clock unless another is given."""
    return RedisStore(Settings(**{"store": url, "create": True, **settings}), zone, clock)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock("2024-03-21 08:05")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "dem.sqlite3"


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("redis", marks=pytest.mark.tools)])
def new_store(request: pytest.FixtureRequest, database: Path, clock: FakeClock) -> Callable[..., Store]:
    """Create stores that share one location, as consecutive processes do."""
    if request.param == "sqlite":
        return lambda **options: sqlite_store(database, clock.zone, clock=clock, **options)
    server = request.getfixturevalue("redis_server")
    prefix = secrets.token_hex(8)
    return lambda **options: redis_store(server.url, clock.zone, prefix=prefix, clock=clock, **options)


@pytest.fixture
def open_store(new_store: Callable[..., Store]) -> Iterator[OpenStore]:
    """Open the store of the test; opening it again simulates a restart."""
    opened: list[Store] = []

    def open_it(opening_total: int = 0) -> Store:
        for store in opened:
            store.close()
        opened.append(new_store(opening_total=opening_total))
        opened[-1].open()
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


class Browser:
    """Sends the requests of a browser."""

    def __init__(self, client: httpx.AsyncClient, user_agent: str = FIREFOX) -> None:
        self.client = client
        self.headers = {"user-agent": user_agent, "sec-fetch-site": "same-origin"}

    async def view(
        self,
        path: str = "/",
        *,
        nonce: str | None = None,
        automated: bool | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        machine = {"tu-dong": "1"} if automated else {}
        view = {"trang": path, "ma": nonce or secrets.token_hex(16), **machine}
        return await self.client.post(
            "/luot-truy-cap/xem", params=view, headers={**self.headers, **(headers or {})}
        )

    async def picture(self, path: str = "/", *, headers: dict[str, str] | None = None) -> httpx.Response:
        return await self.client.get(
            "/luot-truy-cap/so-lieu.svg", params={"trang": path}, headers={**self.headers, **(headers or {})}
        )

    async def figures(self) -> list[int]:
        answer = await self.client.get("/luot-truy-cap/so-lieu.json")
        return [answer.json()[name] for name in ("online", "today", "week", "month", "total")]


class Client(httpx.AsyncClient):
    """A client of the service `app` in this process."""

    app: VisitorCounter


Serve = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def serve(database: Path, clock: FakeClock) -> Serve:
    """`async with serve(...) as client`: the service in this process, over ASGI."""

    @asynccontextmanager
    async def serving(*, peer: str = "203.0.113.9", **settings: object) -> AsyncIterator[Client]:
        app = create_app(Settings(**{"store": database, "create": True, **settings}), clock=clock)  # type: ignore[arg-type]
        transport = httpx.ASGITransport(app, client=(peer, 40_000))
        async with app.running(), Client(transport=transport, base_url=SITE) as client:
            client.app = app
            yield client

    return serving


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    site = Portal(tmp_path / "dem.sqlite3")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    site.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site, lifespan="on", log_level="warning", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    yield site
    server.should_exit = True
    thread.join(15)
    listening.close()


@pytest.fixture
def reader(portal: Portal, browser: chromium.Browser) -> Iterator[Any]:
    """Create readers, each with its own browser, with or without script."""
    contexts: list[chromium.BrowserContext] = []

    def make(user_agent: str = LINUX, **options: Any) -> chromium.Page:
        address = f"http://127.0.0.1:{portal.port}"
        contexts.append(browser.new_context(base_url=address, user_agent=user_agent, **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()
