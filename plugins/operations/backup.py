"""Back up everything of a portal that is in no repository, while it runs."""

from __future__ import annotations

import os
import re
import tarfile
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from plugins.desk.database.copying import scratch_folder, write_copy
from plugins.desk.database.files import databases
from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE, SCRATCH, sync_folder
from plugins.files.lock import LockedError, exclusive
from plugins.files.replacing import replace
from plugins.operations import parts
from plugins.operations.accounts import Account, account_of, as_account, owner_of
from plugins.operations.archive import ChangedError, Writer
from plugins.operations.parts import Checkout, Places
from plugins.release.folder import ReleaseFolder
from plugins.release.names import is_name, next_name
from plugins.server.settings import Server

ATTEMPTS = 3
LOCK = ".dang-sao-luu"
ENDING = ".tar"


class Saved(NamedTuple):
    """A backup: its file, what it holds, and what was deleted for it."""

    file: Path
    files: int
    size: int
    checkout: Checkout | None
    missing: list[str]
    deleted: list[Path]


class _Portal(NamedTuple):
    """What is backed up, and when."""

    server: Server
    settings: Path
    root: Path
    places: Places
    now: datetime


def back_up(
    server: Server,
    settings: Path,
    *,
    root: Path = Path("/"),
    folder: Path | None = None,
    keep: int,
    now: datetime,
) -> Saved:
    """Write a backup of a portal into a folder, whole or not at all, and delete the oldest beyond `keep` there.

    `settings` is the portal's settings file. The file has mode 600. Services go on, and so do deploys: if one ends
    meanwhile, the backup begins again. Raises UserError and OSError.
    """
    places = parts.places_of(server, root)
    into = folder or places.backups
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with exclusive(into / LOCK, mode=PRIVATE):
            for scratch in into.glob(f".*{SCRATCH}"):  # of a killed backup
                scratch.unlink()
            saved = _saved(_Portal(server, settings, root, places, now), into)
            return saved._replace(deleted=_pruned(into, server.host, keep))
    except LockedError as error:
        raise UserError(
            f"Một lần sao lưu khác đang ghi vào {into} (tiến trình {error.pid}). Hãy đợi."
        ) from None


def backups(folder: Path, host: str) -> list[Path]:
    """Return the backups of a portal in a folder, oldest first."""
    name = re.compile(rf"{re.escape(host)}-(.+){re.escape(ENDING)}")
    found = {
        match[1]: file
        for file in folder.iterdir()
        if (match := name.fullmatch(file.name)) and is_name(match[1])
    }
    return [found[moment] for moment in sorted(found)]


def _saved(portal: _Portal, into: Path) -> Saved:
    host = portal.server.host
    taken = [file.name.removeprefix(f"{host}-").removesuffix(ENDING) for file in backups(into, host)]
    file = into / f"{host}-{next_name(portal.now, taken)}{ENDING}"
    for _ in range(ATTEMPTS):
        handle, scratch = tempfile.mkstemp(prefix=".", suffix=SCRATCH, dir=into)  # mode 600
        try:
            with os.fdopen(handle, "wb") as written:
                with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    writer = Writer(tar)
                    missing, checkout = _add_all(writer, portal)
                written.flush()
                os.fsync(handle)
            replace(scratch, file)
        except ChangedError as error:
            last = str(error)
            continue
        finally:
            with suppress(FileNotFoundError):
                Path(scratch).unlink()
        sync_folder(into)
        return Saved(file, len(writer.entries), file.stat().st_size, checkout, missing, [])
    raise UserError(f"{last}: đang được ghi nên chưa sao lưu được. Hãy chạy lại khi không ai đang chép tệp.")


def _add_all(writer: Writer, portal: _Portal) -> tuple[list[str], Checkout | None]:
    """Add every part; return what there was not, and the commit that stands for the content. Raises ChangedError."""
    places, changed = portal.places, int(portal.now.timestamp() * 10**9)
    missing = []
    writer.add_bytes(parts.SETTINGS, portal.settings.read_bytes(), changed)
    if (figures := _figures(portal)) is not None:
        writer.add_bytes(parts.FIGURES, figures, changed)
    else:
        missing.append(f"số liệu của bộ đếm ({places.store})")
    asked = as_account(_owner(places.search), lambda: parts.questions_of(places.search))
    writer.add_bytes(parts.QUESTIONS, asked, changed)
    if not places.content.is_dir():
        raise UserError(
            f"{places.content}: không có thư mục nội dung này. Ghi đúng ở khóa content của {portal.settings}."
        )
    owner = _owner(places.content)
    references = as_account(owner, lambda: parts.references_of(places.content))
    if _add_desks(writer, places, changed) and not parts.has_whole_history(places.content):
        missing.append(f"lịch sử của nội dung: {places.content} không phải thư mục gốc của kho Git")
    checkout = as_account(owner, lambda: parts.checkout_of(places.content))
    if checkout is None:
        writer.add_folder(parts.CONTENT, places.content)
        # Objects of a commit that was made meanwhile may be missing, and the desks' decisions about it are.
        if as_account(owner, lambda: parts.references_of(places.content)) != references:
            raise ChangedError(str(places.content))
    if places.releases.is_dir():
        before = _state_of(places.releases)
        writer.add_folder(parts.RELEASES, places.releases, lambda name: not parts.is_saved(name))
        if _state_of(places.releases) != before:
            raise ChangedError(str(places.releases))
    else:
        missing.append(f"bản phát hành ({places.releases})")
    writer.finish(
        portal=portal.server.host,
        moment=portal.now.astimezone(UTC).isoformat(timespec="seconds"),
        owner=owner_of(places.content),
        checkout=checkout and list(checkout),
    )
    return missing, checkout


def _add_desks(writer: Writer, places: Places, changed: int) -> bool:
    """Add the data of desks; return whether there is any."""
    found = databases(places.state)
    for file in found:
        with tempfile.TemporaryFile(dir=scratch_folder()) as copy:
            as_account(_owner(file), partial(write_copy, file, copy))
            writer.add_open(f"{parts.DESKS}/{file.parent.name}.sqlite3", copy, changed)
    return bool(found)


def _figures(portal: _Portal) -> bytes | None:
    store = portal.places.store
    prefix, password = parts.key_prefix(portal.server), parts.password_of(portal.server, portal.root)
    owner = _owner(Path(store)) if "://" not in store else None
    return as_account(owner, lambda: parts.figures_of(store, prefix, password))


def _owner(path: Path) -> Account | None:
    try:
        return account_of(owner_of(path))
    except OSError:
        return None


def _state_of(target: Path) -> tuple[object, ...]:
    """Return what every deploy and rollback changes."""
    folder = ReleaseFolder(target)
    links = [target / name for name in ("current", ".moment", ".rolled-back", ".held", ".portal")]
    return folder.names(), [link.readlink() if link.is_symlink() else None for link in links]


def _pruned(folder: Path, host: str, keep: int) -> list[Path]:
    old = backups(folder, host)[:-keep]
    for file in old:
        file.unlink()
    return old
