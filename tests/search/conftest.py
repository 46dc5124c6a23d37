"""Indexes and services of the tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from plugins.search.answer.correction import corrected
from plugins.search.answer.matching import match
from plugins.search.answer.query import parse
from plugins.search.answer.synonyms import DEFAULT, groups, variants
from plugins.search.index.index import open_index
from plugins.search.index.schema import SCHEMA
from plugins.search.index.writing import Writer
from plugins.search.published import Page, Section
from plugins.search.service.application import SearchService, Settings
from plugins.vietnamese.text import slug_of
from tests.search.corpus import Text, corpus

Find = Callable[..., list[str]]


def page_of(text: Text) -> Page:
    """Return a text of the corpus as its published page would be read."""
    sections = [Section(name, slug_of(name)) for name in (text.department, text.category)]
    return Page(
        text.path,
        "page" if text.kind == "page" else "article",
        text.language,
        text.title,
        text.summary,
        text.text,
        date="" if text.kind == "page" else text.date.isoformat(),
        department=sections[0],
        category=sections[1],
    )


def indexed(file: Path, *pages: Page) -> sqlite3.Connection:
    """Return a new index of pages."""
    connection = open_index(file, create=True)
    connection.executescript(SCHEMA)
    with Writer(connection) as writer:
        for page in pages:
            writer.add(writer.entry(page))
        writer.start()
        writer.wait()
    return connection


class Client:
    """A reader of a service in the test's own process."""

    def __init__(self, service: SearchService) -> None:
        self.service = service
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(service), base_url="http://xathu.example"
        )

    async def get(self, path: str, **query: str) -> httpx.Response:
        """Ask for a path with the fields of a query, e.g. `q` and `don_vi`."""
        return await self._http.get(
            path, params={name.replace("_", "-"): value for name, value in query.items()}
        )

    async def found(self, text: str, **query: str) -> list[str]:
        """Return the addresses of the results on one page."""
        page = BeautifulSoup((await self.get("/tim-kiem/", q=text, **query)).text, "html.parser")
        return [str(link["href"]) for link in page.select(".search-results h2 a")]

    async def until(self, text: str, *expected: str) -> None:
        """Wait until a query finds exactly these pages. Fails after thirty seconds."""
        async with asyncio.timeout(30):
            while sorted(await self.found(text)) != sorted(expected):
                await asyncio.sleep(0.02)

    async def ready(self) -> None:
        """Wait until the service answers. Fails after thirty seconds."""
        async with asyncio.timeout(30):
            while (await self.get("/tim-kiem/suc-khoe")).status_code != httpx.codes.OK:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(release: Path, index: Path) -> AsyncIterator[Client]:
    """Serve the search of a release, and yield a reader once it answers."""
    service = SearchService(Settings(release=release, index=index))
    async with service.running():
        client = Client(service)
        await client.ready()
        yield client


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Yield an index of the 300 texts of the corpus."""
    connection = indexed(tmp_path_factory.mktemp("corpus") / "index.sqlite3", *map(page_of, corpus()))
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def find(corpus_index: sqlite3.Connection) -> Find:
    """Return a function that returns the paths of the results in the corpus, the best first."""
    synonyms = groups(DEFAULT.read_text(encoding="utf-8").splitlines())
    paths = dict(corpus_index.execute("SELECT id, path FROM page"))

    def found(text: str, language: str = "vi", **fields: str) -> list[str]:
        query = parse(
            [("q", text), *((name.replace("_", "-"), value) for name, value in fields.items())], language
        )
        numbers = match(corpus_index, query, variants(query, synonyms)).numbers
        if not numbers and query.words:
            meant = corrected(corpus_index, query)
            numbers = match(corpus_index, meant, variants(meant, synonyms)).numbers if meant else []
        return [paths[number] for number in numbers]

    return found


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone."""
    return "asyncio"
