"""Bring a portal back from a backup."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plugins.desk.database.copying import check_copy, copy_of, restore_copy
from plugins.desk.database.files import DATABASE, LOCK, databases
from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE, PUBLIC, replace_file, sync_folder
from plugins.files.lock import LockedError, exclusive
from plugins.operations import parts
from plugins.operations.accounts import Account, account_of, as_account, owner_of
from plugins.operations.archive import Archive, Entry
from plugins.operations.parts import Checkout, Places
from plugins.release.folder import ReleaseFolder
from plugins.search.unfound import Question
from plugins.search.unfound import restore as restore_questions
from plugins.server.reading import server_of
from plugins.server.settings import Server
from plugins.server.units import account_file
from plugins.vietnamese.writing import clock, number, short_date
from plugins.visitor_counter.admin.verbs import restore_from

PART = 1 << 20
FOLDER_MODE = 0o755


class Restored(NamedTuple):
    """What was restored: lines for the operator, and the settings."""

    lines: list[str]
    server: Server
    settings: Path
    checkout: Checkout | None


def restore(archive: Archive, settings: Path, *, root: Path = Path("/"), force: bool = False) -> Restored:
    """Put all parts of an intact backup into their places below `root`.

    `settings` is where the settings file goes. Folders that hold something else than the backup are replaced only with
    `force`, and are put aside, not deleted. The counter's figures never fall: of two numbers the larger stays. Accounts
    are made, and own their files, if this is the running machine and the process is root. Raises UserError, before
    anything is changed if something is in the way, and OSError.
    """
    content = archive.read(parts.SETTINGS)
    server = _server(content, settings)
    places = parts.places_of(server, root)
    file = settings.absolute()
    desks = _desks(archive, places)
    for content_of_desk in desks.values():
        check_copy(content_of_desk)
    owned = root == Path("/") and hasattr(os, "geteuid") and os.geteuid() == 0
    _reject_running(places)
    if not force and (
        obstacles := [*_obstacles(archive, file, content, places), *_obstacles_of_desks(desks)]
    ):
        raise UserError(
            "\n".join([*obstacles, "Chưa khôi phục gì. Thay bằng bản sao lưu: thêm --force; thư mục đang có được giữ lại dưới tên khác."])
        )  # fmt: skip
    if owned:
        _make_accounts(server)
    lines = [f"Bản sao lưu của {archive.facts['portal']}, lúc {_moment(archive)}."]
    if not file.is_file() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, content, mode=PUBLIC)
    lines.append(f"Tệp thiết lập: {file}")
    release, live = (
        account_of(name) if owned else None for name in (server.release_account, server.live_account)
    )
    if archive.has(parts.CONTENT):
        owner = account_of(str(archive.facts["owner"])) or release if owned else None
        lines += _folder(archive, parts.CONTENT, places.content, owner)
    if archive.has(parts.RELEASES):
        lines += _folder(archive, parts.RELEASES, places.releases, release)
    lines += _restored_desks(archive, desks, places, release)
    lines += _live_data(archive, server, places, live, root)
    checkout = archive.facts.get("checkout")
    return Restored(lines, server, file, Checkout(*checkout) if checkout else None)


def _desks(archive: Archive, places: Places) -> dict[Path, bytes]:
    """Return the contents of the desks' files in the archive by where they belong."""
    found = {}
    for entry in archive.below(parts.DESKS):
        found[places.state / PurePosixPath(entry.path).stem / DATABASE] = archive.read(entry.path)
    return found


def _is_as_saved(file: Path, content: bytes) -> bool:
    """Return whether a desk's file would be saved as this, read by the account that owns it."""
    return as_account(account_of(owner_of(file)), partial(copy_of, file)) == content


def _reject_running(places: Places) -> None:
    """Raise UserError if a desk runs: it would go on in the file that is replaced."""
    for file in databases(places.state):
        lock = file.with_name(LOCK)
        try:
            with exclusive(lock, mode=PRIVATE) if lock.exists() else nullcontext():
                pass
        except LockedError as error:
            raise UserError(
                f"Bàn biên tập đang chạy (tiến trình {error.pid}). Dừng nó rồi khôi phục."
            ) from None


def _restored_desks(
    archive: Archive, desks: Mapping[Path, bytes], places: Places, account: Account | None
) -> Iterator[str]:
    """Put the desks' files in their places, as their account; yield lines about them."""
    details = {"bản sao lưu lúc": _moment(archive)}
    for file, content in desks.items():
        if file.exists() and _is_as_saved(file, content):
            yield f"{file}: đã đúng như bản sao lưu."
            continue
        _make_folder(places.state, account)
        aside = _free_name(file.parent)
        if file.parent.exists():
            file.parent.rename(aside)
        as_account(account, partial(restore_copy, content, file, time.time(), details))
        before = f"; thư mục trước đó: {aside}" if aside.exists() else ""
        yield (
            f"{file}: dữ liệu của bàn biên tập{before}. Mọi người đăng nhập lại. Ai nghỉ việc hay mất điện thoại sau lúc sao lưu thì "
            "tài khoản lại dùng được như trước: xem lại mục Người dùng."
        )


def _server(content: bytes, file: Path) -> Server:
    try:
        return server_of(tomllib.loads(content.decode()), file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{parts.SETTINGS} trong bản sao lưu không đọc được ({error}).") from None


def _moment(archive: Archive) -> str:
    moment = datetime.fromisoformat(archive.facts["moment"]).astimezone()
    return f"{clock(moment)} ngày {short_date(moment)}"


def _obstacles(archive: Archive, file: Path, content: bytes, places: Places) -> Iterator[str]:
    """Yield what is in the way: what is there, and is not what the backup has."""
    if file.exists() and file.read_bytes() != content:
        yield f"{file}: đã có tệp thiết lập khác tệp trong bản sao lưu."
    for part, folder in ((parts.CONTENT, places.content), (parts.RELEASES, places.releases)):
        if archive.has(part) and not _is_empty(folder) and (other := _other(archive, part, folder)):
            newer = ", có tệp mới hơn bản sao lưu" * _has_newer(archive, other)
            yield f"{folder}: đang có dữ liệu khác bản sao lưu{newer}, ví dụ {other[0]}."


def _obstacles_of_desks(desks: Mapping[Path, bytes]) -> Iterator[str]:
    for file, content in desks.items():
        if file.exists() and not _is_as_saved(file, content):
            yield f"{file}: đang có dữ liệu của bàn biên tập khác bản sao lưu."


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _other(archive: Archive, part: str, folder: Path) -> list[Path]:
    """Return the files that are not as in the backup, or are not in it; a missing one counts as the folder itself."""
    entries = {entry.path.removeprefix(part).lstrip("/"): entry for entry in archive.below(part)}
    found = [path for path in entries if not os.path.lexists(folder / path)]
    other = [folder] if found else []
    for path, name in _files_in(folder, part):
        entry = entries.get(name)
        if entry is None or not _is_same(path, entry):
            other.append(path)
    return other


def _files_in(folder: Path, part: str) -> Iterator[tuple[Path, str]]:
    for place, folders, files in os.walk(folder):
        if Path(place) == folder and part == parts.RELEASES:
            folders[:] = filter(parts.is_saved, folders)
            files = list(filter(parts.is_saved, files))  # noqa: PLW2901 - without those that no backup has
        for name in (*files, *(name for name in folders if (Path(place) / name).is_symlink())):
            path = Path(place) / name
            yield path, path.relative_to(folder).as_posix()


def _is_same(path: Path, entry: Entry) -> bool:
    if path.is_symlink():
        return str(path.readlink()) == entry.target
    if not path.is_file() or not entry.digest:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == entry.digest


def _has_newer(archive: Archive, files: Iterable[Path]) -> bool:
    moment = datetime.fromisoformat(archive.facts["moment"]).timestamp()
    return any(file.lstat().st_mtime > moment for file in files)


def _make_accounts(server: Server) -> None:
    """Make the accounts of a portal as `invoke server` does, unless they are there."""
    if all(account_of(name) for name in (server.release_account, server.live_account)):
        return
    path, text = account_file(server)
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, text.encode(), mode=PUBLIC)
    try:
        subprocess.run(["systemd-sysusers", path], check=True, capture_output=True, text=True)  # noqa: S603, S607 - a fixed program, wherever it is
    except (OSError, subprocess.CalledProcessError) as error:
        raise UserError(
            f"Chưa tạo được tài khoản {server.release_account} và {server.live_account} ({error}). Tạo chúng rồi chạy lại."
        ) from error


def _folder(archive: Archive, part: str, folder: Path, owner: Account | None) -> Iterator[str]:
    """Put a folder of the archive in the place of what is there; yield lines about it."""
    if not _is_empty(folder) and not _other(archive, part, folder):
        yield f"{folder}: đã đúng như bản sao lưu."
        return
    folder.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".khoi-phuc", dir=folder.parent))
    try:
        _extract(archive, part, scratch / "moi", owner, share=part == parts.RELEASES)
        if hasattr(os, "sync"):
            os.sync()
        aside = None
        with _locked(folder) if part == parts.RELEASES else nullcontext():
            if not _is_empty(folder):
                aside = _free_name(folder)
                folder.rename(aside)
            (scratch / "moi").rename(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    count = sum(bool(entry.digest) for entry in archive.below(part))
    yield f"{folder}: {number(count)} tệp" + (f"; thư mục trước đó: {aside}" if aside else "")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of releases, if it is one: no deploy may go on in it."""
    with ReleaseFolder(folder).locked() if (folder / ".deploy-lock").is_file() else nullcontext():
        yield


def _free_name(folder: Path) -> Path:
    names = (
        folder.with_name(f"{folder.name}.truoc-khi-khoi-phuc{end}")
        for end in ("", *(f"-{n}" for n in range(2, 1000)))
    )
    return next(name for name in names if not os.path.lexists(name))


def _extract(archive: Archive, part: str, folder: Path, owner: Account | None, *, share: bool) -> None:
    """Write a folder of the archive; with `share` equal files are one, as the releases had them. Raises OSError."""
    written: dict[tuple[str, int], Path] = {}
    entries = archive.below(part)
    for entry in entries:
        path = folder / entry.path.removeprefix(part).lstrip("/")
        mode = entry.mode & 0o777
        if entry.is_folder:
            path.mkdir(mode=0o700)
        elif entry.target:
            path.symlink_to(entry.target)
        elif share and (entry.digest, mode) in written:
            os.link(written[entry.digest, mode], path)
        else:
            with archive.opened(entry.path) as content, path.open("xb") as file:
                shutil.copyfileobj(content, file, PART)
            path.chmod(mode)
            os.utime(path, ns=(entry.changed, entry.changed))
            written[entry.digest, mode] = path
        if owner is not None and sys.platform != "win32":
            os.chown(path, owner.user, owner.group, follow_symlinks=False)
    for entry in reversed(entries):  # folders last: writing into them changes their time
        if entry.is_folder:
            path = folder / entry.path.removeprefix(part).lstrip("/")
            path.chmod(entry.mode & 0o777)
            os.utime(path, ns=(entry.changed, entry.changed))


def _live_data(
    archive: Archive, server: Server, places: Places, account: Account | None, root: Path
) -> Iterator[str]:
    """Bring back the counter's figures and the questions, as the account of these services."""
    if archive.has(parts.FIGURES):
        if "://" not in places.store:
            _make_folder(Path(places.store).parent, account)
        figures, password = archive.read(parts.FIGURES), parts.password_of(server, root)
        yield as_account(account, partial(_restore_figures, figures, places.store, server, password))
    questions = parts.questions_in(archive.read(parts.QUESTIONS))
    if questions:
        _make_folder(places.search, account)
        as_account(account, partial(_restore_questions, places.search, questions))
        yield f"Câu tìm không có kết quả: {len(questions)}"


def _restore_figures(content: bytes, store: str, server: Server, password: str) -> str:
    if password:
        os.environ["VISITOR_COUNTER_PASSWORD"] = password
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "sao-luu.sqlite3")
        file.write_bytes(content)
        return restore_from(file, store, parts.key_prefix(server), create=True)


def _restore_questions(index: Path, questions: list[Question]) -> None:
    restore_questions(index, questions)


def _make_folder(folder: Path, account: Account | None) -> None:
    if not folder.exists():
        folder.mkdir(mode=FOLDER_MODE, parents=True)
        if account is not None and sys.platform != "win32":
            os.chown(folder, account.user, account.group)
