"""The folder a site is released into: what stands in it, and each single change to it.

target/
  current -> releases/2026-11-23T10-05-12Z   what citizens see
  releases/<name>/                           whole releases only
  .before/<name> -> <name>                   which release was shown before that one
  .rolled-back -> <name>                     the newest release that was rolled back from
  .deploy-lock  .incoming-…  .outgoing-…  .current-…
"""

import errno
import logging
import os
import secrets
import shutil
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plugins.release.access import closed_folders, make_public_folder, warning_about
from plugins.release.errors import ReleaseError
from plugins.release.names import in_order, is_name
from plugins.release.whole import flush_folder

_log = logging.getLogger(__name__)
_PASSING = (".incoming-", ".outgoing-", ".current-")
_NO_LINKS = (errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
_LINKS_NEEDED = (
    "{folder} không dùng để phát hành được: nơi này không đổi được liên kết (symbolic link) trong một bước ({why}). "
    "Lệnh này cần Linux hoặc macOS và một ổ đĩa thường, không phải USB hay ổ mạng. Trên Windows: chạy trên máy chủ "
    "của cổng hoặc trong WSL; các lệnh serve, check, build vẫn dùng được trên máy này. Trang đang phục vụ không thay đổi."
)


@dataclass(frozen=True)
class ReleaseFolder:
    """A target folder, by its real absolute path. Methods that write need the lock to be held."""

    root: Path

    @property
    def releases(self) -> Path:
        """Return the folder of the whole releases."""
        return self.root / "releases"

    @property
    def current(self) -> Path:
        """Return the link that the web server follows."""
        return self.root / "current"

    @property
    def lock(self) -> Path:
        """Return the lock file, which also marks the folder as ours."""
        return self.root / ".deploy-lock"

    def refuse_foreign(self) -> None:
        """Raise ReleaseError when the folder holds something that we did not put there."""
        if not self.root.exists():
            return
        if not self.root.is_dir():
            raise ReleaseError(f"{self.root} không phải thư mục. Hãy chọn thư mục khác để phát hành.")
        self.current_name()
        self._refuse_planted()
        ours = self.lock.is_file() or (self.current.is_symlink() and self.releases.is_dir())
        # A freshly made file system is as good as an empty folder.
        strange = {entry.name for entry in self.root.iterdir()} - {"lost+found"}
        if strange and not ours:
            raise ReleaseError(
                f"{self.root} đã có tệp khác ({', '.join(sorted(strange)[:3])}…) và không phải thư mục phát hành. "
                "Hãy chọn một thư mục trống hoặc chưa có."
            )

    def _refuse_planted(self) -> None:
        """Raise ReleaseError when something under one of our names, such as a link, would lead elsewhere."""
        for folder in (self.releases, self._records):
            if _type_of(folder) not in (None, stat.S_IFDIR):
                raise ReleaseError(f"{folder} không phải thư mục thật. Hãy xóa nó hoặc chọn thư mục khác.")
        if _type_of(self.lock) not in (None, stat.S_IFREG):
            raise ReleaseError(f"{self.lock} không phải tệp thường. Hãy xóa nó hoặc chọn thư mục khác.")
        if os.path.lexists(self._rolled_back) and self._left() is None:
            raise ReleaseError(
                f"{self._rolled_back} không phải liên kết do lệnh quay lui tạo. Hãy xóa nó rồi chạy lại."
            )

    def current_name(self) -> str | None:
        """Return the name of the release shown now, None if there never was one.

        The release itself may be gone. Raises ReleaseError when `current` is not a link that we made.
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
        """Raise ReleaseError unless a link in this folder can be replaced in one step, as `show` does it.

        Windows cannot, and neither can most USB sticks and network drives: better to know before a long build.
        """
        probe, other = (self.root / f".current-{secrets.token_hex(4)}" for _ in range(2))
        try:
            probe.symlink_to(".", target_is_directory=True)
            other.symlink_to(".", target_is_directory=True)
            os.replace(probe, other)  # noqa: PTH105 - Path.replace is for the switch that counts
        except OSError as error:
            if sys.platform != "win32" and error.errno not in _NO_LINKS:
                raise
            raise ReleaseError(_LINKS_NEEDED.format(folder=self.root, why=error.strerror or error)) from error
        finally:
            for link in (probe, other):
                with suppress(OSError):
                    link.unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Return the names of the whole releases, oldest first."""
        if not self.releases.is_dir():
            return []
        return in_order(
            [
                entry.name
                for entry in self.releases.iterdir()
                if is_name(entry.name) and _type_of(entry) == stat.S_IFDIR
            ]
        )

    def name_before(self, name: str) -> str | None:
        """Return the release to go back to from `name`: the one shown before it.

        A release that was rolled back from is thus passed over. Where no record is left, or what it names is
        gone, it is the next older one that is there.
        """
        names = self.names()
        with suppress(OSError):
            recorded = str(self._record(name).readlink())
            if recorded in names:
                return recorded
        older = in_order({name, *names})
        position = older.index(name)
        return older[position - 1] if position else None

    def make(self) -> None:
        """Make the folder itself, open to the web server."""
        make_public_folder(self.root)

    def warn_if_closed(self) -> None:
        """Log a warning with the command to run if the web server cannot reach what is shown now."""
        with suppress(OSError):
            if closed := closed_folders(self.root / self.current.readlink()):
                _log.warning(warning_about(closed))

    def new_incoming(self) -> Path:
        """Make the empty folder to build into: beside the releases, so that one rename takes it there."""
        incoming = self.root / f".incoming-{secrets.token_hex(4)}"
        incoming.mkdir()
        return incoming

    def take_in(self, incoming: Path, name: str) -> None:
        """Move a whole, flushed folder to its place among the releases."""
        make_public_folder(self.releases)
        incoming.rename(self.releases / name)
        flush_folder(self.releases)
        flush_folder(self.root)

    def record_before(self, name: str) -> None:
        """Note that `name` is about to follow what is shown now."""
        shown = self.current_name()
        if shown is None:
            return
        self._refuse_planted()  # again: the build took its time
        self._records.mkdir(exist_ok=True)
        self._record(name).unlink(missing_ok=True)
        # A link, because it is made whole in one step and needs no format.
        self._record(name).symlink_to(shown)

    def show(self, name: str) -> None:
        """Switch `current` to the release; the last step that may fail, and then nothing has changed."""
        passing = self.root / f".current-{secrets.token_hex(4)}"
        passing.symlink_to(Path("releases") / name)
        try:
            passing.replace(self.current)
        except OSError:
            with suppress(OSError):
                passing.unlink()
            raise
        try:
            flush_folder(self.root)
        except OSError as error:
            _log.warning(
                "Đã chuyển sang bản %s, nhưng đĩa báo lỗi khi ghi lại việc chuyển (%s).", name, error.strerror
            )

    def rolled_back_from(self) -> str | None:
        """Return the release that a rollback has taken back, None when what is shown came by a deploy."""
        shown = self.current_name()
        left = self._left()
        return left if shown and left and in_order([shown, left])[-1] != shown else None

    def record_rollback(self) -> None:
        """Note that what is shown is about to be left; a full disk does not keep anyone from going back."""
        shown, left = self.current_name(), self._left()
        if shown is None or (left is not None and in_order([shown, left])[-1] == left):
            return
        try:
            self._rolled_back.unlink(missing_ok=True)
            self._rolled_back.symlink_to(shown)
        except OSError as error:
            _log.warning(
                "Chưa ghi lại được việc quay lui (%s): lần phát hành theo lịch sẽ không bị chặn.",
                error.strerror,
            )

    def forget_rollback(self) -> None:
        """Note that what is shown is wanted again."""
        with suppress(OSError):
            self._rolled_back.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Take a release away; hidden first, so that no half-deleted one can be taken for whole.

        Never the one shown. What cannot be deleted is told and left to the next deploy.
        """
        if name == self.current_name():
            return
        try:
            outgoing = self.root / f".outgoing-{secrets.token_hex(4)}"
            with suppress(FileNotFoundError):
                (self.releases / name).rename(outgoing)
                shutil.rmtree(outgoing)
            self._record(name).unlink(missing_ok=True)
        except OSError as error:
            _log.warning(
                "Chưa xóa hết được bản cũ %s: %s. Lần phát hành sau sẽ xóa tiếp.", name, error.strerror
            )

    def clear_leftovers(self) -> None:
        """Delete what a killed deploy left behind; what cannot be deleted is told and left to the next."""
        for entry in sorted(self.root.iterdir()):
            if not entry.name.startswith(_PASSING):
                continue
            try:
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
            except OSError as error:
                _log.warning("Chưa xóa được phần còn dở %s: %s.", entry, error.strerror)

    @property
    def _rolled_back(self) -> Path:
        return self.root / ".rolled-back"

    def _left(self) -> str | None:
        try:
            name = str(self._rolled_back.readlink())
        except OSError:
            return None
        return name if is_name(name) else None

    @property
    def _records(self) -> Path:
        return self.root / ".before"

    def _record(self, name: str) -> Path:
        return self._records / name


def _type_of(path: Path) -> int | None:
    """Return the file type of what stands at `path` itself, as in `stat.S_IFMT`; None if nothing does."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except FileNotFoundError:
        return None
