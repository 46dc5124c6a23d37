"""An index that follows a folder is the same as one that was made of it at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.search.answer.correction import corrected
from plugins.search.answer.excerpt import excerpt
from plugins.search.answer.matching import match
from plugins.search.answer.query import parse
from plugins.search.index import following, writing
from plugins.search.index.following import follow
from plugins.search.index.index import StoppedError, open_index
from plugins.search.index.schema import SCHEMA
from plugins.search.index.writing import Writer
from plugins.search.published import Page
from tests.conftest import FULL, ROOT
from tests.machine import free_port
from tests.search.served import until

WORDS = ("chợ", "phiên", "đình", "định", "bán", "ban", "1.204", "hộ", "86/KH-UBND")
PAGE = """<html lang="vi"><head>{about}<meta property="article:published_time" content="{date}T08:00:00+07:00"></head>
<main><article><h1>{title}</h1><div class="prose"><p>{text}</p></div></article></main></html>"""
ABOUT = '<script type="application/ld+json">{}</script>'


def publish(root: Path, slug: str, chance: random.Random) -> None:
    """Write a page of random words, sometimes a withdrawn one, as a release does: under a new file."""
    folder = root / "2024" / "03" / slug
    folder.mkdir(parents=True, exist_ok=True)
    title, text = (" ".join(chance.choices(WORDS, k=count)) for count in (3, 12))
    about = ABOUT if chance.random() < 0.8 else ""
    date = f"20{chance.randint(10, 26)}-0{chance.randint(1, 9)}-11"
    (folder / "new").write_text(PAGE.format(about=about, date=date, title=title, text=text), encoding="utf-8")
    (folder / "new").rename(folder / "index.html")


def made(file: Path) -> sqlite3.Connection:
    """Return a new, empty index."""
    connection = open_index(file, create=True)
    connection.executescript(SCHEMA)
    return connection


def contents(connection: sqlite3.Connection) -> tuple[object, ...]:
    """Return all that a reader can find out about an index: its pages, words, and what each query finds."""
    pages = connection.execute(
        "SELECT path, title, date FROM page JOIN text USING (id) ORDER BY path"
    ).fetchall()
    words = connection.execute("SELECT term, doc, cnt FROM vocabulary ORDER BY term").fetchall()
    paths = dict(connection.execute("SELECT id, path FROM page"))
    queries = [" ".join(pair) for pair in zip(WORDS, (*WORDS[1:], ""), strict=True)]
    found = [
        sorted(paths[number] for number in match(connection, parse([("q", text)])).numbers)
        for text in queries
    ]
    return pages, words, found


@pytest.mark.parametrize("seed", range(40 if FULL else 6))
def test_any_history_gives_the_same_index(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "BATCH", 3)
    monkeypatch.setattr(writing, "ROWS", 2)
    chance = random.Random(seed)
    followed = made(tmp_path / "followed.sqlite3")
    for step in range(12):
        for _ in range(chance.randint(0, 4)):
            slug = f"bai-{chance.randint(0, 8)}"
            if chance.random() < 0.7:
                publish(tmp_path / "site", slug, chance)
            else:
                shutil.rmtree(tmp_path / "site" / "2024" / "03" / slug, ignore_errors=True)
        (tmp_path / "site").mkdir(exist_ok=True)
        follow(followed, tmp_path / "site")
        fresh = made(tmp_path / f"{step}.sqlite3")
        follow(fresh, tmp_path / "site")
        assert contents(followed) == contents(fresh), step
        fresh.close()
    followed.close()


def test_unchanged_folder_is_not_read_again(tmp_path: Path) -> None:
    publish(tmp_path / "site", "bai", random.Random(1))
    connection = made(tmp_path / "index.sqlite3")
    assert follow(connection, tmp_path / "site") == 1
    shutil.copytree(
        tmp_path / "site",
        tmp_path / "next",
        copy_function=lambda source, target: Path(target).hardlink_to(source),
    )
    assert follow(connection, tmp_path / "next") == 0


def test_pages_without_date_may_change_again_and_again(tmp_path: Path) -> None:
    connection = made(tmp_path / "index.sqlite3")
    page = Page("/gioi-thieu/", "page", "vi", "Giới thiệu")
    with Writer(connection) as writer:
        others = [writer.add(writer.entry(replace(page, path=f"/trang-{number}/"))) for number in range(20)]
        for _ in range(1_200):
            writer.start()
            writer.wait()
            writer.remove(others[3], page)
            others[3] = writer.add(writer.entry(page))
        writer.start()
        writer.wait()
    assert connection.execute("SELECT doc FROM vocabulary WHERE term = 'gioi'").fetchone() == (20,)
    numbers = [number for (number,) in connection.execute("SELECT id FROM page")]
    assert len(numbers) == 20
    assert max(numbers) < 1_000


def test_release_deleted_while_it_is_read_is_not_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 5)
    chance = random.Random(4)
    for number in range(20):
        publish(tmp_path / "one", f"bai-{number}", chance)
    shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=os.link)
    connection = made(tmp_path / "index.sqlite3")

    def delete(done: int, _total: int) -> None:
        if done == 10:
            shutil.rmtree(tmp_path / "one")

    with pytest.raises(FileNotFoundError):
        follow(connection, tmp_path / "one", delete)
    follow(connection, tmp_path / "two")
    fresh = made(tmp_path / "fresh.sqlite3")
    follow(fresh, tmp_path / "two")
    assert contents(connection) == contents(fresh)


def test_failure_leaves_the_index_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(2)
    connection = made(tmp_path / "index.sqlite3")
    publish(tmp_path / "site", "mot", chance)
    follow(connection, tmp_path / "site")
    before = contents(connection)
    publish(tmp_path / "site", "hai", chance)
    publish(tmp_path / "site", "ba", chance)

    def fail(_path: str, _html: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr("plugins.search.index.following.read_page", fail)
    with pytest.raises(MemoryError):
        follow(connection, tmp_path / "site")
    assert contents(connection) == before


@pytest.mark.parametrize(
    ("when", "error"),
    [
        ("reading", FileNotFoundError),
        ("writing", sqlite3.DatabaseError),
        ("full", sqlite3.OperationalError),
        ("stopping", StoppedError),
    ],
)
def test_failure_during_a_batch_rolls_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str, error: type[Exception]
) -> None:
    monkeypatch.setattr(following, "BATCH", 20)
    chance = random.Random(5)
    connection = made(tmp_path / "index.sqlite3")
    publish(tmp_path / "site", "mot", chance)
    follow(connection, tmp_path / "site")
    before = contents(connection)
    for number in range(60):
        publish(tmp_path / "site", f"bai-{number}", chance)
    insert, inserts = Writer._insert, []

    def insert_slowly(self: Writer, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        time.sleep(0.05)
        inserts.append(table)
        insert(self, table, rows)
        if when == "writing" and inserts.count("text") == 3:
            raise sqlite3.DatabaseError

    def report(done: int, _total: int) -> None:
        if done == 40 and when == "stopping":
            raise StoppedError
        if done == 40 and when == "reading":
            (tmp_path / "site/2024/03/bai-9/index.html").unlink()

    monkeypatch.setattr(Writer, "_insert", insert_slowly)
    if when == "full":
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(error):
        follow(connection, tmp_path / "site", report)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(writing.THREAD)]
    assert contents(connection) == before


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_query_is_answered(corpus_index: sqlite3.Connection, text: str) -> None:
    for typing in ("", "1"):
        query = parse([("q", text), ("go", typing)])
        if query.words:
            match(corpus_index, query)
            corrected(corpus_index, query)
        assert (
            "".join(piece.text for piece in excerpt(text, {word.folded for word in query.words})) is not None
        )


@pytest.mark.long
@pytest.mark.posix
def test_killed_service_answers_again(tmp_path: Path) -> None:
    chance = random.Random(3)
    for number in range(600):
        publish(tmp_path / "site", f"bai-{number}", chance)
    (tmp_path / "site/tim-kiem").mkdir()
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "plugins.search",
        "--release",
        str(tmp_path / "site"),
        "--port",
        str(port),
    ]
    command += ["--index", str(tmp_path / "index")]

    def pages() -> int:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/tim-kiem/suc-khoe")
        except httpx.HTTPError:
            return -1
        return int(answer.json()["pages"]) if answer.is_success else 0

    def run(until_it: Callable[[], bool], end: signal.Signals) -> int:
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            until(until_it)
            process.send_signal(end)
        return process.returncode

    for _ in range(2):
        run((tmp_path / "index").is_dir, signal.SIGKILL)
    assert run(lambda: pages() > 400, signal.SIGTERM) == 0
