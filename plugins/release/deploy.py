"""Bringing a new release before the citizens."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from plugins.release.errors import ReleaseError, disk_error
from plugins.release.folder import ReleaseFolder
from plugins.release.history import Release, release_of
from plugins.release.lock import only_one
from plugins.release.names import next_name
from plugins.release.whole import check_whole, flush, is_same


def deploy(
    target: Path,
    build: Callable[[Path], None],
    *,
    now: datetime,
    keep: int = 5,
    sources: Sequence[Path] = (),
    force: bool = False,
) -> Release:
    """Build a release, take it whole into `target/releases/` and switch `target/current` to it.

    `build` gets a fresh empty folder to write the site into. `now` (aware) names the release. The newest
    `keep` releases stay, the one shown before always counted among the newest. `sources` are the folders
    that the site is made of; a target inside one of them is refused. After a rollback only a deploy with `force`
    is done: the content may still hold what was taken back, and a deploy by timer must not show it again.

    A site with the very bytes of the one shown is no new release: the one shown is returned, with `made` False.

    Whatever the umask, folders that are made here and all of the release are readable by the web server; a warning
    names existing folders that it cannot enter, and the command that opens them.

    Raises ReleaseError, or whatever `build` raises (its OSErrors as ReleaseError). In every such case, and
    when the process is killed, `current` shows what it showed before, or already the new release whole.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if keep < 1:
        raise ReleaseError(f"Phải giữ lại ít nhất 1 bản phát hành, không phải {keep}.")
    folder = ReleaseFolder(target.expanduser().resolve())
    _refuse_inside(folder, sources)
    try:
        folder.refuse_foreign()
        folder.make()
        with only_one(folder.lock):
            release = _deploy(folder, build, now, keep, force=force)
            folder.warn_if_closed()
            return release
    except OSError as error:
        raise disk_error(error) from error


def _deploy(
    folder: ReleaseFolder, build: Callable[[Path], None], now: datetime, keep: int, *, force: bool
) -> Release:
    folder.refuse_foreign()
    if not force:
        _refuse_after_rollback(folder)
    folder.clear_leftovers()
    folder.check_links()
    name = next_name(now, folder.names())
    incoming = folder.new_incoming()
    try:
        build(incoming)
        check_whole(incoming)
        shown = folder.current_name()
        if shown is not None and is_same(incoming, folder.releases / shown):
            folder.clear_leftovers()
            folder.forget_rollback()
            return release_of(folder, shown)
        flush(incoming)
        folder.take_in(incoming, name)
        folder.record_before(name)
        folder.show(name)
    except BaseException:
        # An interrupt can come right after the switch: remove() spares what is shown.
        folder.remove(name)
        folder.clear_leftovers()
        raise
    folder.forget_rollback()
    for old in _way_back(folder, name)[keep:]:
        folder.remove(old)
    return replace(release_of(folder, name), made=True)


def _refuse_after_rollback(folder: ReleaseFolder) -> None:
    left = folder.rolled_back_from()
    if left is not None:
        raise ReleaseError(
            f"Trang đang phục vụ bản {folder.current_name()}, do đã quay lại từ bản {left}. Phát hành lúc này có thể "
            "đưa lên lại điều vừa được rút xuống, nên chưa làm gì. Sửa nội dung xong, chạy lại với --force."
        )


def _way_back(folder: ReleaseFolder, newest: str) -> list[str]:
    """Order all releases by how soon they would be wanted again: first the chain of rollbacks."""
    chain = [newest]
    while (previous := folder.name_before(chain[-1])) is not None and previous not in chain:
        chain.append(previous)
    return chain + [name for name in reversed(folder.names()) if name not in chain]


def _refuse_inside(folder: ReleaseFolder, sources: Sequence[Path]) -> None:
    for source in sources:
        if folder.root.is_relative_to(source.expanduser().resolve()):
            raise ReleaseError(
                f"{folder.root} nằm trong {source}, nơi chứa nguồn của trang: "
                "bản phát hành sẽ bị đọc như bài viết. Hãy chọn thư mục ở ngoài."
            )
