"""Copies of a desk's file for backups: whole while the desk writes, and without what must not outlive its time."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from plugins.desk.database.database import VERSION, Database
from plugins.desk.database.files import DATABASE
from plugins.desk.database.journal import Act, record
from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE, replace_file

# What a person with the copy could go on with, or what may have been revoked when it is restored.
LEFT_OUT = ("sessions", "failures", "preview_files", "preview_links")


def copy_of(file: Path) -> bytes:
    """Return a desk's file as of one moment. Raises UserError."""
    with TemporaryDirectory(prefix="trang-tin-", dir=scratch_folder()) as folder:
        return _copied(file, Path(folder, DATABASE)).read_bytes()


def write_copy(file: Path, written: IO[bytes]) -> None:
    """Write a desk's file as of one moment into an open one, without holding it in memory. Raises UserError and OSError."""
    with TemporaryDirectory(prefix="trang-tin-", dir=scratch_folder()) as folder:
        with _copied(file, Path(folder, DATABASE)).open("rb") as copy:
            shutil.copyfileobj(copy, written)
        written.flush()


def scratch_folder() -> str | None:
    """Return where large temporary files go, None for the usual place: /tmp is in memory on many systems."""
    return "/var/tmp" if Path("/var/tmp").is_dir() else None  # noqa: S108 - only names that `tempfile` makes


def _copied(file: Path, target: Path) -> Path:
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # `deserialize` takes no other
            copy.execute("PRAGMA synchronous=OFF")
            for table in LEFT_OUT:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 - a fixed name
            copy.commit()
            copy.execute("VACUUM")
    except sqlite3.Error as error:
        raise UserError(f"Không đọc được dữ liệu của bàn biên tập, {file}: {error}") from error
    return target


def check_copy(content: bytes) -> None:
    """Raise UserError unless this is a whole copy, of this version."""
    try:
        with closing(sqlite3.connect(":memory:")) as copy:
            copy.deserialize(content)
            (version,) = copy.execute("PRAGMA user_version").fetchone()
            (said,) = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        version, said = 0, str(error)
    if version != VERSION or said != "ok":
        raise UserError(
            f"Dữ liệu của bàn biên tập trong bản sao lưu không dùng được (kiểu {version}, {said})."
        )


def restore_copy(content: bytes, file: Path, now: float, details: Mapping[str, str]) -> None:
    """Write a copy as a desk's file, where there is none, and note it in the journal. Raises UserError and OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(file, content, mode=PRIVATE)
    database = Database(file)
    try:
        record(database, now, None, Act.RESTORED, details=details)
    finally:
        database.close()
