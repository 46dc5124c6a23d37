"""Keep an index up to date with the pages of a release."""

from __future__ import annotations

import logging
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from plugins.search.index.writing import Entry, Writer
from plugins.search.published import Page, Section, may_be_found, read_page

log = logging.getLogger(__name__)

INDEX = "index.html"  # the file of a page
MAX_PAGE = 8_000_000  # bytes; a larger page is not parsed
OWN = (".", "_")  # hidden folders have no pages

BATCH = 250  # pages; two batches are in memory

Report = Callable[[int, int], None]


def follow(connection: sqlite3.Connection, root: Path, report: Report = lambda _done, _all: None) -> int:
    """Bring the index up to date with the pages below a folder, in one transaction; return how many had changed.

    A page is parsed only if its file is another than at the last time: releases share the files of unchanged pages by
    hard links. `report` is called for each page with the numbers of parsed and of all changed pages; what it raises ends the update.
    Raises sqlite3.Error, OSError.
    """
    known = dict(connection.execute("SELECT path, stamp FROM file"))
    found = dict(_pages(root))
    gone = [path for path in known if path not in found]
    changed = [path for path, stamp in found.items() if known.get(path) != stamp]
    if not gone and not changed:
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        with Writer(connection) as writer:
            for paths in _batches(gone):
                for path in paths:
                    _forget(connection, writer, path)
                writer.start()
                writer.wait()
            done = 0
            for paths in _batches(_by_month(changed)):
                entries = _entries(root, paths, writer)  # while the batch before is written
                writer.wait()
                for path, entry in entries:
                    _forget(connection, writer, path)
                    if not isinstance(entry, PermissionError):
                        number = writer.add(entry) if entry is not None else None
                        connection.execute("INSERT INTO file VALUES (?, ?, ?)", (path, found[path], number))
                    done += 1
                    report(done, len(changed))
                writer.start()
            writer.wait()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise
    return len(gone) + len(changed)


def _by_month(paths: list[str]) -> list[str]:
    """Return paths nearly from the oldest to the newest page.

    FTS5 writes out what it has in memory whenever a row has a lower number than the one before: 10,000 pages in the order
    of their folders took 38 s instead of 25. The path of an article begins with its month, and pages without a date have
    the lowest numbers; within a batch the writer sorts them by their numbers.
    """
    return sorted(paths, key=lambda path: (path[1:2].isdigit(), path))


def _batches(paths: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(paths), BATCH):
        yield paths[start : start + BATCH]


def _entries(
    root: Path, paths: list[str], writer: Writer
) -> list[tuple[str, Entry | PermissionError | None]]:
    """Return paths and what is published there.

    A page that this account may not read is left for the next time. Raises OSError: a release that is deleted while it is
    read must not pass for one without pages.
    """
    entries: list[tuple[str, Entry | PermissionError | None]] = []
    for path in paths:
        page = _readable(root, path)
        entries.append((path, writer.entry(page) if isinstance(page, Page) else page))
    return entries


def _readable(root: Path, path: str) -> Page | PermissionError | None:
    try:
        return published(root, path)
    except PermissionError as error:
        log.warning("Tìm kiếm: không được phép đọc trang %s.", path)
        return error


def published(root: Path, path: str) -> Page | None:
    """Return the page that a folder has at a path; None if it is not to be found. Raises OSError."""
    with Path(root, path.strip("/"), INDEX).open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        return read_page(path, file.read(size)) if size <= MAX_PAGE else None


def stamp_of(state: os.stat_result) -> str:
    """Return a key that changes when a page is replaced: a build replaces files by rename, so the inode changes too."""
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}"


def _pages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield path and stamp of each page that may be found."""
    folders = [(os.fspath(root), "/")]
    while folders:
        folder, path = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name == INDEX:
                    if may_be_found(path):
                        yield path, stamp_of(entry.stat(follow_symlinks=False))
                elif not entry.name.startswith(OWN) and entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, f"{path}{entry.name}/"))


def _forget(connection: sqlite3.Connection, writer: Writer, path: str) -> None:
    row = connection.execute("SELECT page FROM file WHERE path = ?", (path,)).fetchone()
    if row is None:
        return
    if row[0] is not None:
        try:
            page = stored(connection, row[0])
        except LookupError as error:
            raise sqlite3.DatabaseError(f"no page {row[0]}") from error
        writer.remove(row[0], page)
    connection.execute("DELETE FROM file WHERE path = ?", (path,))


def current(connection: sqlite3.Connection, root: Path, number: int) -> Page | None:
    """Return a page as it is published now, though the index may be behind; None if it is no longer. Raises sqlite3.Error.

    So nothing is shown that was withdrawn a moment ago.
    """
    row = connection.execute(
        "SELECT file.path, stamp FROM page JOIN file USING (path) WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    path, stamp = row
    try:
        state = (root / path.strip("/") / INDEX).stat(follow_symlinks=False)
        return stored(connection, number) if stamp_of(state) == stamp else published(root, path)
    except (OSError, LookupError):  # gone from the release, or from the index since it was found
        return None


def stored(connection: sqlite3.Connection, number: int) -> Page:
    """Return what the index has of a page. Raises LookupError if it has none, sqlite3.DatabaseError if it is damaged."""
    row = connection.execute(
        "SELECT path, kind, language, title, summary, text, names, date, "
        "department.name, department.slug, category.name, category.slug FROM page JOIN text USING (id) "
        "JOIN section AS department ON department.id = department JOIN section AS category ON category.id = category "
        "WHERE page.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise LookupError(number)
    path, kind, language, title, summary, text, names, date, *sections = row
    department, category = Section(*sections[:2]), Section(*sections[2:])
    try:
        body = zlib.decompress(text).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise sqlite3.DatabaseError(f"damaged text: {error}") from error
    return Page(path, kind, language, title, summary, body, names, date, department, category)
