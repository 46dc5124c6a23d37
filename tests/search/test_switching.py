"""Queries that run while releases are switched: each answer is that of one release."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.conftest import TinySite
from tests.search.served import served

pytestmark = [pytest.mark.long, pytest.mark.posix]

THREADS = 3
PAUSE = 0.05  # seconds between two queries of a thread
WITHDRAWN, ADDED, OLD, NEW = "Chợ phiên bị rút", "Chợ phiên mới", "Chợ phiên giá cũ", "Chợ phiên giá mới"
STAYING = {f"Chợ phiên số {number}" for number in range(4)}
RELEASES = {"one": {*STAYING, WITHDRAWN, OLD}, "two": {*STAYING, ADDED, NEW}}


class Asked(NamedTuple):
    """A query and its answer: the titles that it shows."""

    began: float
    ended: float
    status: int
    titles: frozenset[str]


def releases(folder: Path) -> None:
    """Build two releases; the second withdraws, adds and changes an article."""
    site = TinySite(folder / "site")
    for title in STAYING:
        site.article(f"articles/2024/03/so-{title[-1]}.md", title=title)
    site.article("articles/2024/03/rut.md", title=WITHDRAWN)
    site.article("articles/2024/03/gia.md", title=OLD)
    shutil.copytree(site.build().folder, folder / "one")
    site.article("articles/2024/03/rut.md", title=WITHDRAWN, status="withdrawn")
    site.article("articles/2024/03/gia.md", title=NEW)
    site.article("articles/2024/03/moi.md", title=ADDED)
    shutil.copytree(site.build().folder, folder / "two")


def switch(folder: Path, name: str) -> None:
    """Let the link `current` lead to a release, as a deployment does."""
    (folder / "next").symlink_to(name)
    (folder / "next").rename(folder / "current")


def ask(url: str, found: list[Asked], stopped: threading.Event) -> None:
    """Send queries until `stopped`."""
    with httpx.Client(base_url=url) as client:
        while not stopped.wait(PAUSE):
            began = time.monotonic()
            answer = client.get("/tim-kiem/", params={"q": "cho phien"})
            ended = time.monotonic()
            links = BeautifulSoup(answer.text, "html.parser").select(".search-results h2 a")
            titles = frozenset(link.get_text() for link in links)
            found.append(Asked(began, ended, answer.status_code, titles))


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Return whether something holds within a time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def shows(asked: list[Asked], titles: set[str]) -> bool:
    """Return whether the last answer shows exactly these titles."""
    return bool(asked) and asked[-1].titles == titles


def test_queries_during_switches_get_one_release(tmp_path: Path) -> None:
    releases(tmp_path)
    switch(tmp_path, "one")
    asked: list[Asked] = []
    switched: list[tuple[str, float, float]] = []  # the release, and when the switch began and had ended
    stopped = threading.Event()
    with served(tmp_path / "current", tmp_path / "index") as portal:
        threads = [threading.Thread(target=ask, args=(portal.url, asked, stopped)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            for name in ("two", "one", "two", "one"):
                began = time.monotonic()
                switch(tmp_path, name)
                switched.append((name, began, time.monotonic()))
                # New and changed articles are found a little later.
                assert within(5, partial(shows, asked, RELEASES[name])), name
        finally:
            stopped.set()
            for thread in threads:
                thread.join()
    assert {one.status for one in asked} == {200}
    # Also an answer that was under way during a switch is that of one release.
    assert [one for one in asked if not any(one.titles <= titles for titles in RELEASES.values())] == []
    ends = [began for _, began, _ in switched[1:]] + [float("inf")]
    for (name, _, start), end in zip(switched, ends, strict=True):
        answers = [one for one in asked if start <= one.began and one.ended <= end]
        assert len(answers) >= THREADS
        assert [one.titles - RELEASES[name] for one in answers if not one.titles <= RELEASES[name]] == []
        assert all(one.titles >= STAYING for one in answers)
