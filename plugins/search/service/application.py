"""The ASGI application of the search, for a separate process or inside another server of the same origin."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from plugins.errors.issue import UserError
from plugins.search.answer.answer import Answer, answer, suggestions
from plugins.search.answer.query import parse
from plugins.search.answer.synonyms import synonyms_of
from plugins.search.index.index import Index, NoIndexError, is_damage
from plugins.search.service.rendering import feed, fragment, page_with
from plugins.search.unfound import Unfound
from plugins.serving.client_address import Proxies, client_address, visitor_of
from plugins.serving.lifespan import handle_lifespan
from plugins.urls.patterns import (
    ENGLISH_HOME,
    SEARCH,
    SEARCH_FEED,
    SEARCH_HEALTH,
    SEARCH_SUGGESTIONS,
    file_of,
)

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5  # between two looks at the release
RETRY_SECONDS = 10.0  # after a failed refresh
MOST_WAITING = 256  # queries
LONGEST_WAIT = 2.0  # seconds; while a query waits longer, further ones are rejected: nginx waits five
THREADS = 2
MOST_QUERY = 4_096  # bytes
MOST_SUGGESTIONS = 6
PAGES = {SEARCH: "vi", ENGLISH_HOME.rstrip("/") + SEARCH: "en"}
HTML, JSON, ATOM = "text/html; charset=utf-8", "application/json", "application/atom+xml"
HEADERS = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
UNAVAILABLE = "Dịch vụ tìm kiếm đang bận hoặc đang lập chỉ mục.\n"
NO_PROXIES = Proxies()
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service's settings.

    `release`: the folder that is served, usually the link `current`. `index`: the folder of the index, created if missing.
    """

    release: Path
    index: Path


class SearchService:
    """The ASGI application. It follows the release between ASGI's lifespan events, or inside `async with app.running()`."""

    def __init__(self, settings: Settings) -> None:
        self._release = settings.release
        self._index = Index(settings.index)
        self._unfound = Unfound(settings.index)
        self._indexed: Path | None = None
        self._answering = ThreadPoolExecutor(THREADS, thread_name_prefix="search")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="search-index")
        self._waiting: dict[int, float] = {}  # the time of arrival of each, the oldest first
        self._numbers = count()

    @staticmethod
    def answers(path: str, query: bytes) -> bool:
        """Return whether a request is for this application: an empty search page and other files are on disk."""
        return path in {SEARCH_SUGGESTIONS, SEARCH_FEED, SEARCH_HEALTH} or (path in PAGES and bool(query))

    def release_changed(self) -> None:
        """Look at every page of the folder again: for a folder that is built in place. May be called from any thread."""
        self._indexed = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the release while the block runs. Raises UserError if the index cannot be used."""
        with ExitStack() as stack:
            stack.callback(self._answering.shutdown, cancel_futures=True)
            stack.callback(self._writing.shutdown, cancel_futures=True)
            stack.callback(self._index.stop)
            stack.enter_context(self._index.held())
            following = asyncio.create_task(self._follow())
            try:
                yield
            finally:
                following.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI scope: an HTTP request or the lifespan. WebSockets are closed."""
        if scope["type"] == "http":
            response = await self._response(scope)
            await response(scope, receive, send)
        elif scope["type"] == "lifespan":
            await handle_lifespan(self.running, receive, send, UserError)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})

    async def _response(self, scope: Scope) -> Response:
        path, query = scope["path"], scope.get("query_string", b"")
        if path not in PAGES and not self.answers(path, query):
            return PlainTextResponse("Không có trang này.\n", 404, HEADERS)
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("Chỉ GET và HEAD.\n", 405, {"allow": "GET, HEAD", **HEADERS})
        if len(query) > MOST_QUERY:
            return PlainTextResponse("Câu hỏi quá dài.\n", 414, HEADERS)
        fields = parse_qsl(query.decode("latin-1"))
        loop = asyncio.get_running_loop()
        now = loop.time()
        waited = now - next(iter(self._waiting.values()), now)
        if len(self._waiting) >= MOST_WAITING or waited > LONGEST_WAIT:
            return _unavailable(self._release, path, fields)
        query_number = next(self._numbers)
        self._waiting[query_number] = now
        try:
            return await loop.run_in_executor(self._answering, self._respond, path, fields, _visitor(scope))
        finally:
            del self._waiting[query_number]

    def _respond(self, path: str, fields: Fields, visitor: bytes) -> Response:
        if path in PAGES and not fields:  # the page itself, which search engines may find
            return Response(_read(self._release, path), 200, {"cache-control": "no-cache"}, HTML)
        try:
            root = self._release.resolve()
            content, kind = self._content(root, path, fields, visitor)
        except (NoIndexError, TimeoutError):
            return _unavailable(self._release, path, fields)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if is_damage(error):
                self._index.report_damage()
            return _unavailable(self._release, path, fields)
        except Exception:  # show no traceback, and log nothing that was asked
            log.exception("Lỗi trong dịch vụ tìm kiếm")
            return PlainTextResponse("Dịch vụ tìm kiếm gặp lỗi.\n", 500, HEADERS)
        return Response(content, 200, HEADERS, kind)

    def _content(self, root: Path, path: str, fields: Fields, visitor: bytes) -> tuple[bytes, str]:
        connection = self._index.reader()
        if path == SEARCH_HEALTH:
            if not self._index.is_sound:
                raise NoIndexError
            (pages,) = connection.execute("SELECT count(*) FROM page").fetchone()
            return json.dumps({"pages": pages}).encode(), JSON
        query = parse(fields, PAGES.get(path, "vi"))
        if path == SEARCH_SUGGESTIONS:
            found = suggestions(connection, root, query, MOST_SUGGESTIONS)
            return json.dumps([[page.title, page.path] for page in found], ensure_ascii=False).encode(), JSON
        found_answer: Answer = answer(connection, root, query, synonyms_of(root))
        if path == SEARCH_FEED:
            return feed(found_answer, _site(root), f"{path}?{urlencode(query.address())}"), ATOM
        if not found_answer.total:
            self._unfound.note(query, visitor)
        if ("phan", "1") in fields:
            return fragment(found_answer), HTML
        page = page_with(found_answer, _read(root, path))
        if page is None:
            raise NoIndexError
        return page, HTML

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            pause = LOOK_SECONDS
            try:
                root = self._release.resolve()
                if root != self._indexed or not self._index.is_sound:
                    self._indexed = root
                    changed = await loop.run_in_executor(self._writing, self._index.refresh, root)
                    log.info("Chỉ mục tìm kiếm: %d trang đổi, theo bản %s.", changed, root.name)
            except (OSError, sqlite3.Error) as error:
                log.warning("Chưa cập nhật được chỉ mục tìm kiếm, sẽ thử lại: %s", error)
                self._indexed, pause = None, RETRY_SECONDS
            except Exception:  # whatever a page has: the service goes on with the pages of before
                log.exception("Lỗi khi cập nhật chỉ mục tìm kiếm, sẽ thử lại")
                self._indexed, pause = None, RETRY_SECONDS
            await asyncio.sleep(pause)


def _visitor(scope: Scope) -> bytes:
    """Return the client's network, as nginx passes it on at the Unix socket; without nginx that of the connection."""
    peer = (scope.get("client") or ("", 0))[0]
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    address = client_address(peer, forwarded.decode("latin-1"), NO_PROXIES, peer_is_proxy=not peer)
    return visitor_of(address or b"", b"")


def _unavailable(root: Path, path: str, fields: Fields) -> Response:
    """Return status 503 with the page as it was built, which says where else to look; the script gets a sentence."""
    built = _read(root, path) if path in PAGES and ("phan", "1") not in fields else b""
    return Response(
        built or UNAVAILABLE,
        503,
        {"retry-after": "5", **HEADERS},
        HTML if built else "text/plain; charset=utf-8",
    )


def _read(root: Path, path: str) -> bytes:
    """Return a built file; empty if there is none."""
    try:
        return (root / file_of(path)).read_bytes()
    except OSError:
        return b""


def _site(root: Path) -> str:
    """Return the portal's own address, e.g. `https://tanhlinh.example`, as its search page says it."""
    _, found, after = _read(root, SEARCH).partition(b'<link rel="canonical" href="')
    return after.partition(b'"')[0].decode().removesuffix(SEARCH) if found else ""
