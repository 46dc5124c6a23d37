"""A tiny portal on a server whose network can fail, and a reader's browser with a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from plugins.offline.publication import LIMITS
from tests.conftest import TinySite
from tests.offline.host import Host, hosting
from tests.offline.reader import PAUSE, Reader


def write(site: TinySite) -> None:
    """Write thirteen articles: ten are the latest news, and the first three have to be read to be stored."""
    for number in range(1, 14):
        site.article(
            f"articles/2024/03/bai-{number}.md",
            title=f"Bài số {number}",
            date=f"{number}/3/2024",
            body=f"Nội dung {number}.",
        )


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinySite:
    """Build the tiny portal, whose worker pauses for a fifth of the time: each visit of a test waits until it is done."""
    monkeypatch.setitem(LIMITS, "pause", PAUSE)
    site = TinySite(tmp_path)
    write(site)
    site.build()
    return site


@pytest.fixture
def host(portal: TinySite) -> Iterator[Host]:
    """Serve it."""
    with hosting(portal.output) as server:
        yield server


@pytest.fixture
def reader(host: Host, browser: Browser) -> Iterator[Reader]:
    """Give a browser that has seen nothing yet."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, timezone_id="Asia/Ho_Chi_Minh")
    yield Reader(host, context)
    context.close()
