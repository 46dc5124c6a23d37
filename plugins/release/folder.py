"""The folder of a portal's releases, and every single change to it.

target/
  current -> releases/2026-11-23T10-05-12Z   the release that citizens see
  releases/<name>/                           complete releases only
  .before/<name> -> <name>                   the release that was current before that one
  .rolled-back -> <name>                     the newest release that was rolled back from
  .portal -> <host>                          whose releases these are
  .texts/<name>.json                         the texts of a release: path in the content folder, and URL
  .sources/                                  what the releases were built from (sources.py)
  .inspected -> <rules>                      by which rules its pages were looked at (inspection.py)
  .sbom/<name>.cdx.json                      the software that built a release
  .gone/<URL>index.html                      URLs that the web server answers with 410: the operator's, never changed here
  .withheld/<URL>index.html                  the same until the next release, after a rollback (rollback.py)
  .held -> <name>                            deploys wait: the current release goes back behind that one
  .moment -> <time in UTC>                   when the newest release was made
  .spare-<name>/                             the files of a removed release, for the next one (assembly.py)
  .due.json                                  the next moments at which time alone changes the portal
  .heartbeat.json                            what the schedule has last done (schedule.py)
  .deploy-lock  .incoming-…  .outgoing-…  .current-…
"""

import errno
import json
import logging
import os
import secrets
import shlex
import shutil
import stat
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from plugins.files.atomic import PUBLIC, replace_file, sync_folder
from plugins.files.lock import LockedError, exclusive
from plugins.files.owner import other_owner, run_as
from plugins.release.errors import ReleaseError
from plugins.release.names import in_order, is_name, moment_of, next_name
from plugins.release.sources import SourceStore

_log = logging.getLogger(__name__)
SPARE = ".spare-"
_TEMPORARY = (".incoming-", ".outgoing-", ".current-")
_NO_LINKS = (errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
_LINKS_NEEDED = (
    "{folder} không dùng để phát hành được: nơi này không đổi được liên kết (symbolic link) trong một bước ({why}). "
    "Lệnh này cần Linux hoặc macOS và một ổ đĩa thường, không phải USB hay ổ mạng. Trên Windows: chạy trên máy chủ "
    "của cổng hoặc trong WSL; các lệnh serve, check, build vẫn dùng được trên máy này. Trang đang phục vụ không thay đổi."
)


def release_around(folder: Path) -> Path | None:
    """Return the target folder in whose releases a folder really lies, e.g. `/srv/cong` for `/srv/cong/current`, or None."""
    return next(
        (
            place.parent
            for place in folder.resolve().parents
            if place.name == "releases" and ReleaseFolder(place.parent).lock.is_file()
        ),
        None,
    )


class ReleaseFolder:
    """A target folder. Methods that write need the lock to be held."""

    def __init__(self, target: Path) -> None:
        self.root = target.expanduser().resolve()
        self.releases = self.root / "releases"  # complete ones only
        self.current = self.root / "current"  # the link that the web server follows
        self.lock = self.root / ".deploy-lock"  # also marks the folder as ours
        self._records = self.root / ".before"
        self._rolled_back = self.root / ".rolled-back"
        self._held = self.root / ".held"
        self._withheld = self.root / ".withheld"
        self._bills = self.root / ".sbom"
        self._inspected = self.root / ".inspected"
        self._portal = self.root / ".portal"
        self._texts = self.root / ".texts"
        self._moment = self.root / ".moment"
        self._due = self.root / ".due.json"
        self.heartbeat = self.root / ".heartbeat.json"
        self.sources = SourceStore(self.root / ".sources")

    def reject_root(self) -> None:
        """Raise ReleaseError if root would write here in place of the account that owns the folder."""
        if owner := other_owner(self.root):
            raise ReleaseError(f"{self.root} là của tài khoản {owner}. {run_as(owner)}")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock file while the block runs.

        Raises ReleaseError if another deploy or rollback holds it, or as `reject_root`; OSError if the file cannot be opened.
        """
        self.reject_root()
        try:
            with exclusive(self.lock):
                yield
        except LockedError as error:
            holder = f" (tiến trình {error.pid})" if error.pid else ""
            raise ReleaseError(
                f"Một lần phát hành hoặc quay lui khác đang chạy trên {self.root}{holder}. "
                "Hãy đợi nó xong rồi chạy lại."
            ) from None

    def reject_foreign(self) -> None:
        """Raise ReleaseError if the folder contains something that we did not put there."""
        if not self.root.exists():
            return
        if not self.root.is_dir():
            raise ReleaseError(f"{self.root} không phải thư mục. Hãy chọn thư mục khác để phát hành.")
        self.current_name()
        self._reject_wrong_types()
        ours = self.lock.is_file() or (self.current.is_symlink() and self.releases.is_dir())
        # Of a new file system, and of a schedule that has begun before the first deploy.
        expected = {"lost+found", self.heartbeat.name}
        foreign = {entry.name for entry in self.root.iterdir()} - expected
        if foreign and not ours:
            raise ReleaseError(
                f"{self.root} đã có tệp khác ({', '.join(sorted(foreign)[:3])}…) và không phải thư mục phát hành. "
                "Hãy chọn một thư mục trống hoặc chưa có."
            )

    def _reject_wrong_types(self) -> None:
        """Raise ReleaseError if one of our names is taken, for example by a link that leads elsewhere."""
        for folder in (
            self.releases,
            self._records,
            self._texts,
            self.root / ".sources",
            self._bills,
            self._withheld,
            *self._spares(),
        ):
            if _type_of(folder) not in (None, stat.S_IFDIR):
                raise ReleaseError(f"{folder} không phải thư mục thật. Hãy xóa nó hoặc chọn thư mục khác.")
        if _type_of(self.lock) not in (None, stat.S_IFREG):
            raise ReleaseError(f"{self.lock} không phải tệp thường. Hãy xóa nó hoặc chọn thư mục khác.")
        if os.path.lexists(self._rolled_back) and self._recorded_rollback() is None:
            raise ReleaseError(
                f"{self._rolled_back} không phải liên kết do lệnh quay lui tạo. Hãy xóa nó rồi chạy lại."
            )
        for link in (self._portal, self._moment, self._held, self._inspected):
            if _type_of(link) not in (None, stat.S_IFLNK):
                raise ReleaseError(
                    f"{link} không phải liên kết do lệnh phát hành tạo. Hãy xóa nó rồi chạy lại."
                )

    def reject_other_portal(self, portal: str) -> None:
        """Raise ReleaseError if the folder holds the releases of another portal than `portal` ("" if not known)."""
        owner = self._owner()
        if portal and owner and owner != portal:
            raise ReleaseError(
                f"{self.root} là thư mục phát hành của cổng {owner}, còn agency.yaml đang dùng là của cổng {portal}. "
                "Chưa có gì thay đổi. Viết lại --to, hoặc nêu đúng nội dung bằng --content, --agency. "
                f"Chính cổng ấy đổi tên miền thì xóa tệp {self._portal} rồi chạy lại."
            )

    def record_portal(self, portal: str) -> None:
        """Mark the folder as that of `portal`, unless it has a mark or `portal` is not known."""
        if portal and not self._owner():
            self._portal.symlink_to(portal)

    def _owner(self) -> str:
        try:
            return str(self._portal.readlink())
        except FileNotFoundError:
            return ""

    def record_moment(self, now: datetime) -> None:
        """Record when the newest release was made. Its name cannot say it if the clock was behind an earlier one."""
        self._moment.unlink(missing_ok=True)
        self._moment.symlink_to(next_name(now, []))

    def newest_moment(self) -> datetime | None:
        """Return when the newest release was made; without a record by its name, None before the first."""
        try:
            found = moment_of(str(self._moment.readlink()))
        except OSError:
            found = None
        names = self.names()
        return found or (moment_of(names[-1]) if names else None)

    def record_texts(self, name: str, texts: Mapping[str, str]) -> None:
        """Record the URLs of the texts of a release by their paths, unless there are none or they are recorded."""
        if texts and self.texts_of(name) != texts:
            self._reject_wrong_types()
            self._texts.mkdir(exist_ok=True)
            content = json.dumps(texts, ensure_ascii=False, indent=0, sort_keys=True).encode()
            replace_file(self._list_of_texts(name), content, mode=PUBLIC)

    def texts_of(self, name: str) -> dict[str, str]:
        """Return what `record_texts` has recorded of a release; nothing if there is no record or it is damaged."""
        try:
            found = json.loads(self._list_of_texts(name).read_bytes())
            return {str(path): str(url) for path, url in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def record_inspection(self, rules: str) -> None:
        """Record by which rules the current release was looked at, e.g. `3f2a9c1b0d4e5f60` (inspection.py)."""
        if self.inspected_by() != rules:
            self._inspected.unlink(missing_ok=True)
            self._inspected.symlink_to(rules)

    def inspected_by(self) -> str:
        """Return what `record_inspection` has recorded, "" if nothing."""
        try:
            return str(self._inspected.readlink())
        except OSError:
            return ""

    def record_bill(self, name: str, bill: bytes) -> None:
        """Record the bill of materials of the software that built a release."""
        self._bills.mkdir(exist_ok=True)
        replace_file(self._bill_of(name), bill, mode=PUBLIC)

    def record_due(self, moments: Sequence[float]) -> None:
        """Record the next moments at which time alone changes the portal, in seconds since 1970."""
        if self.due() != list(moments):
            replace_file(self._due, json.dumps(list(moments)).encode(), mode=PUBLIC)

    def due(self) -> list[float]:
        """Return what `record_due` has recorded; nothing if there is no record or it is damaged."""
        try:
            return [float(moment) for moment in json.loads(self._due.read_bytes())]
        except (OSError, ValueError, TypeError):
            return []

    def _list_of_texts(self, name: str) -> Path:
        return self._texts / f"{name}.json"

    def _bill_of(self, name: str) -> Path:
        return self._bills / f"{name}.cdx.json"

    def current_name(self) -> str | None:
        """Return the name of the current release, None before the first one.

        The release itself may be gone. Raises ReleaseError if `current` is not a link that we made.
        """
        if not os.path.lexists(self.current):
            return None
        if not self.current.is_symlink():
            raise ReleaseError(
                f"{self.current} là thư mục hoặc tệp thật, không phải liên kết do lệnh phát hành tạo. "
                "Hãy chuyển nó đi nơi khác hoặc chọn thư mục khác để phát hành."
            )
        parent, _, name = str(self.current.readlink()).rpartition("/")
        if parent != "releases" or not is_name(name):
            raise ReleaseError(
                f"{self.current} trỏ tới {self.current.readlink()}, không phải một bản phát hành. "
                "Hãy xóa liên kết này rồi chạy lại."
            )
        return name

    def check_links(self) -> None:
        """Raise ReleaseError unless a link in this folder can be replaced in one step, as `show` does.

        Windows, most USB sticks and some network drives cannot. This is checked before a long build.
        """
        links = [self.root / f".current-{secrets.token_hex(4)}" for _ in range(2)]
        try:
            for link in links:
                link.symlink_to(".", target_is_directory=True)
            os.replace(*links)  # noqa: PTH105 - of two paths in a list
        except OSError as error:
            if sys.platform != "win32" and error.errno not in _NO_LINKS:
                raise
            raise ReleaseError(_LINKS_NEEDED.format(folder=self.root, why=error.strerror or error)) from error
        finally:
            for link in links:
                with suppress(OSError):
                    link.unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Return the names of the complete releases, oldest first."""
        if not self.releases.is_dir():
            return []
        folders = [entry for entry in self.releases.iterdir() if _type_of(entry) == stat.S_IFDIR]
        return in_order([entry.name for entry in folders if is_name(entry.name)])

    def name_before(self, name: str) -> str | None:
        """Return the release that was current before `name`, which is the one to go back to.

        This skips releases that were rolled back from. If there is no record, or its release is gone, it is the
        next older release.
        """
        names = self.names()
        with suppress(OSError):
            recorded = str((self._records / name).readlink())
            if recorded in names:
                return recorded
        older = in_order({name, *names})
        position = older.index(name)
        return older[position - 1] if position else None

    def new_incoming(self) -> tuple[Path, str | None]:
        """Return the folder for the files of the next release, and the name of the removed one whose files are in it."""
        self._reject_wrong_types()
        incoming, spare = self.root / f".incoming-{secrets.token_hex(4)}", self.spare_name()
        if spare is None:
            incoming.mkdir()
        else:
            (self.root / f"{SPARE}{spare}").rename(incoming)
        return incoming, spare

    def spare_name(self) -> str | None:
        """Return the name of the removed release whose files wait for the next one, None if none do."""
        return next((found.name.removeprefix(SPARE) for found in self._spares()), None)

    def _spares(self) -> list[Path]:
        return sorted(self.root.glob(f"{SPARE}*"))

    def add(self, incoming: Path, name: str) -> None:
        """Move a complete, flushed folder to the releases."""
        make_public_folder(self.releases)
        incoming.rename(self.releases / name)
        sync_folder(self.releases)
        sync_folder(self.root)

    def record_before(self, name: str, before: str | None) -> None:
        """Record that a rollback from `name` leads to `before`."""
        if before is None:
            return
        self._reject_wrong_types()  # again, because the build took a while
        self._records.mkdir(exist_ok=True)
        record = self._records / name
        record.unlink(missing_ok=True)
        record.symlink_to(before)  # a link is created in one step and needs no format

    def show(self, name: str) -> None:
        """Switch `current` to the release. If this raises, nothing has changed."""
        link = self.root / f".current-{secrets.token_hex(4)}"
        link.symlink_to(Path("releases") / name)
        try:
            link.replace(self.current)
        except OSError:
            with suppress(OSError):
                link.unlink()
            raise
        try:
            sync_folder(self.root)
        except OSError as error:
            _log.warning(
                "Đã chuyển sang bản %s, nhưng đĩa báo lỗi khi ghi lại việc chuyển (%s).", name, error.strerror
            )

    def rolled_back_from(self) -> str | None:
        """Return the release that a rollback has left, None if the current one was deployed."""
        if (held := self.held()) is not None:
            return held
        current, left = self.current_name(), self._recorded_rollback()
        return left if current and left and in_order([current, left])[-1] != current else None

    def record_rollback(self) -> None:
        """Record that the current release is being left. A full disk must not prevent a rollback."""
        current, left = self.current_name(), self._recorded_rollback()
        if current is None or (left is not None and in_order([current, left])[-1] == left):
            return
        try:
            self._rolled_back.unlink(missing_ok=True)
            self._rolled_back.symlink_to(current)
        except OSError as error:
            _log.warning(
                "Chưa ghi lại được việc quay lui (%s): lần phát hành theo lịch sẽ không bị chặn.",
                error.strerror,
            )

    def hold(self, left: str) -> None:
        """Let deploys wait: the release that is shown next has the content of one before `left`."""
        self._held.unlink(missing_ok=True)
        self._held.symlink_to(left)

    def held(self) -> str | None:
        """Return what `hold` has recorded, None if deploys do not wait because of it."""
        left = _name_in(self._held)
        return left if left != self.current_name() else None  # a killed deploy has not shown what follows

    def forget_rollback(self) -> None:
        """Delete the records of a rollback."""
        for record in (self._rolled_back, self._held):
            with suppress(OSError):
                record.unlink(missing_ok=True)

    def withhold(self, urls: Collection[str]) -> None:
        """Let the web server answer 410 at some URLs, such as `/2024/03/x/`, and at no others. Raises OSError.

        A URL that does not end with `/` is that of a file.
        """
        fresh = self.root / f".incoming-{secrets.token_hex(4)}"
        for url in urls:
            marker = fresh / (url.lstrip("/") + ("index.html" if url.endswith("/") else ""))
            make_public_folder(marker.parent)
            marker.touch()
            marker.chmod(PUBLIC)
        if self._withheld.exists():
            self._withheld.rename(self.root / f".outgoing-{secrets.token_hex(4)}")
        if urls:
            fresh.rename(self._withheld)

    def withheld(self) -> set[str]:
        """Return the URLs that `withhold` has set."""
        files = (file.relative_to(self._withheld) for file in self._withheld.rglob("*") if file.is_file())
        return {f"/{file.as_posix()}".removesuffix("index.html") for file in files}

    def remove(self, name: str, *, reuse: bool = False) -> None:
        """Delete a release unless it is current. It is renamed first, so that `names` never lists a partial one.

        With `reuse` its files wait for `new_incoming`, unless others do. What cannot be deleted is logged and left to the next deploy.
        """
        if name == self.current_name():
            return
        try:
            outgoing = self.root / f".outgoing-{secrets.token_hex(4)}"
            with suppress(FileNotFoundError):
                (self.releases / name).rename(outgoing)
                if reuse and not self._spares():
                    outgoing.rename(self.root / f"{SPARE}{name}")
                else:
                    shutil.rmtree(outgoing)
            (self._records / name).unlink(missing_ok=True)
            self._list_of_texts(name).unlink(missing_ok=True)
            self._bill_of(name).unlink(missing_ok=True)
        except OSError as error:
            _log.warning(
                "Chưa xóa hết được bản cũ %s: %s. Lần phát hành sau sẽ xóa tiếp.", name, error.strerror
            )

    def clear_leftovers(self) -> None:
        """Delete what a killed deploy has left. What cannot be deleted is logged and left to the next deploy."""
        for entry in sorted(self.root.iterdir()):
            if not entry.name.startswith(_TEMPORARY):
                continue
            try:
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
            except OSError as error:
                _log.warning("Chưa xóa được phần còn dở %s: %s.", entry, error.strerror)

    def warn_if_closed(self) -> None:
        """Log a warning with the command to run if the web server cannot enter the current release."""
        with suppress(OSError):
            release = self.root / self.current.readlink()
            if closed := [*filter(_is_closed, reversed((release, *release.parents)))]:
                _log.warning(
                    "Máy chủ web không vào được %s, nên người đọc sẽ gặp lỗi 403. Chạy: sudo chmod o+x %s",
                    ", ".join(map(str, closed)),
                    shlex.join(map(str, closed)),
                )

    def _recorded_rollback(self) -> str | None:
        return _name_in(self._rolled_back)


def _name_in(link: Path) -> str | None:
    """Return the name of the release that a link names, None if there is no such link."""
    try:
        name = str(link.readlink())
    except OSError:
        return None
    return name if is_name(name) else None


def make_public_folder(folder: Path) -> None:
    """Create a folder and its missing parents with mode 755, whatever the umask. Existing ones are not changed."""
    for path in reversed((folder, *folder.parents)):
        if not path.exists():
            path.mkdir(exist_ok=True)
            path.chmod(0o755)


def _is_closed(folder: Path) -> bool:
    """Return whether the web server cannot enter a folder.

    Its account is not known. A folder counts as open if others may enter it, or a group other than that of this
    process, or if it has an access control list. On Windows, which has no modes, all folders are open.
    """
    if sys.platform == "win32":
        return False
    found = folder.stat()
    if found.st_mode & stat.S_IXOTH:
        return False
    if found.st_mode & stat.S_IXGRP and found.st_gid != os.getgid():
        return False
    # Linux shows access control lists as attributes, macOS does not.
    return not (hasattr(os, "listxattr") and "system.posix_acl_access" in os.listxattr(folder))


def _type_of(path: Path) -> int | None:
    """Return the file type of `path` itself, as `stat.S_IFMT` does, or None if it does not exist."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except FileNotFoundError:
        return None
