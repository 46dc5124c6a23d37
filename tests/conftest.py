"""A tiny site, written inline and built in the test's own folder."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pelican.generators
import pytest
from bs4 import BeautifulSoup
from pelican import Pelican
from pelican.settings import read_settings
from playwright.sync_api import Browser, expect, sync_playwright

from plugins.building import places
from plugins.contract.settings import set_contract_settings
from tests import STATE_OF_RUN
from tests.compiled import SharingEnvironment, share_with_engine
from tests.machine import chromium

ROOT = Path(__file__).resolve().parent.parent
FULL = "EVERYTHING" in os.environ  # `invoke test --full`: the whole of what is sampled otherwise
PACKAGES = sorted((ROOT / "plugins").iterdir())
# Nearly every test of these builds a site, makes a release or runs git: two thirds of the time of all short tests.
HEAVY = {"building", "cards", "desk", "preview", "release", "search", "site"}

AGENCY = """
name: UBND xã Thử
full_name: Ủy ban nhân dân xã Thử
superior: Tỉnh Lâm Đồng
site_url: https://xathu.example
departments: [Văn phòng, Phòng Văn hóa và Thông tin, Công an xã]
categories: [Tin tức, Thông báo, Văn hóa - Xã hội]
notices: Thông báo
menu:
  - {label: Trang chủ, url: /}
  - {label: Thông báo, url: /chuyen-muc/thong-bao/}
"""


# JavaScript: resolves once the browser has rendered twice and is idle, so that what it would do by then is done.
IDLE = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done))))
  .then(() => true)"""

LONGEST_WAIT = 30_000  # ms for what a page has to show: on a busy machine it takes seconds to start a process
# Without background requests, for which a browser on a closed network would wait.
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-blink-features=AutomationControlled",  # the counter ignores automated browsers
]


@dataclass
class BuiltSite:
    """The output folder of a build, read by address."""

    folder: Path

    def text(self, address: str) -> str:
        """Return the file behind a root-relative address."""
        name = address.lstrip("/")
        return (self.folder / (f"{name}index.html" if address.endswith("/") else name)).read_text(
            encoding="utf-8"
        )

    def data(self, path: str) -> bytes:
        """Return the bytes of the file at a path."""
        return (self.folder / path).read_bytes()

    def page(self, address: str) -> BeautifulSoup:
        """Return the parsed page behind a root-relative address."""
        return BeautifulSoup(self.text(address), "html.parser")

    def files(self) -> dict[str, bytes]:
        """Return every file of the site by its path."""
        return {path: self.data(path) for path in self.paths()}

    def paths(self) -> list[str]:
        """Return the path of every file of the site."""
        return [
            path.relative_to(self.folder).as_posix()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        ]

    def pages(self) -> list[str]:
        """Return the paths of the portal's pages."""
        names = {"index.html", "404.html", "410.html", "500.html"}
        return [path for path in self.paths() if Path(path).name in names]

    def mentions(self, text: str) -> list[str]:
        """Return the paths of all files that hold a text."""
        return [path for path, data in self.files().items() if text.encode() in data]


class TinySite:
    """A content folder under construction."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.output = folder / "output"
        self.write("agency.yaml", AGENCY)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write one file below the content folder."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode())
        return file

    def article(
        self, path: str = "articles/2024/03/bai.md", body: str = "Nội dung bài.", **fields: object
    ) -> Path:
        """Write an article; fields that are not given have sensible values, None omits a field."""
        head: dict[str, object] = {
            "title": "Một bài",
            "date": "21/3/2024",
            "author": "Đình Sơn",
            "department": "Văn phòng",
            "slug": Path(path).stem,
        }
        return self._write_source(path, body, head | fields)

    def page(
        self, path: str = "pages/gioi-thieu.md", body: str = "Nội dung trang.", **fields: object
    ) -> Path:
        """Write a standing page."""
        return self._write_source(path, body, {"title": "Một trang", "slug": Path(path).stem} | fields)

    def _write_source(self, path: str, body: str, head: Mapping[str, object]) -> Path:
        lines = [f"{key}: {value}" for key, value in head.items() if value is not None]
        return self.write(path, "\n".join(["---", *lines, "---", "", body, ""]))

    def settings(self, **override: object) -> dict[str, object]:
        """Return the project's settings for this folder; the moment is fixed unless it is given."""
        own = {"PATH": str(self.content), "OUTPUT_PATH": str(self.output), "BUILD_MOMENT": "2026-11-23 08:00"}
        settings: dict[str, object] = read_settings(str(ROOT / "pelicanconf.py"), override=own | override)
        set_contract_settings(settings)  # as every verb does
        return settings

    def build(self, **override: object) -> BuiltSite:
        """Build with Pelican and return the output."""
        Pelican(self.settings(**override)).run()
        return BuiltSite(Path(str(override.get("OUTPUT_PATH", self.output))))


@pytest.hookimpl(tryfirst=True)  # before tests are selected by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of HEAVY, and run files with browser tests last.

    Playwright leaves an event loop running in the thread, so no other can run there. By files, because a worker is given whole
    files.
    """
    for item in items:
        if item.path.relative_to(ROOT / "tests").parts[0] in HEAVY:
            item.add_marker("heavy")
    in_browser = {item.path for item in items if item.get_closest_marker("browser") is not None}
    items.sort(key=lambda item: (item.path in in_browser, item.get_closest_marker("browser") is not None))


def pytest_configure(config: pytest.Config) -> None:
    """Let builds share compiled templates, and processes compiled modules.

    If Python must not write these beside the sources, it writes them to pytest's cache folder: otherwise each of the
    hundreds of processes that tests start would compile Pelican and its dependencies.
    """
    pelican.generators.Environment = SharingEnvironment
    share_with_engine(gives=True)
    cache = getattr(config, "cache", None)  # absent with -p no:cacheprovider
    if sys.dont_write_bytecode and cache is not None:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(cache.mkdir("compiled"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_unconfigure() -> None:
    """Delete the state of the run, in the process that made it."""
    if STATE_OF_RUN:
        shutil.rmtree(STATE_OF_RUN, ignore_errors=True)


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep ledgers, pictures and cards apart from those of other tests, which are taken over otherwise."""
    monkeypatch.setattr(places, "STATE", tmp_path / "state")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once for all tests."""
    expect.set_options(timeout=LONGEST_WAIT)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        yield started
        started.close()
