"""Go back to an earlier release."""

from collections.abc import Collection
from contextlib import nullcontext, suppress
from pathlib import Path

from plugins.files.linking import link_or_copy
from plugins.release.assets import kept_assets
from plugins.release.errors import ReleaseError, disk_error
from plugins.release.folder import ReleaseFolder
from plugins.release.history import Release, release_of
from plugins.release.mirror import Mirror
from plugins.release.tree import tree_of
from plugins.release.whole import check_whole


def rollback(
    target: Path,
    *,
    to: str | None = None,
    portal: str = "",
    mirror: Mirror | None = None,
    gone: Collection[str] = (),
) -> Release:
    """Switch `target/current` to the release that was current before, or to the named one, as it was.

    A second rollback goes one further back. Nothing is deleted, so `to` can also name a newer release. The web server
    answers 410 at the URLs in `gone`, such as `/2024/03/x/`, until the next release. Raises
    ReleaseError, with `current` unchanged, if there is no such release, it is damaged, the folder is marked as that of
    another portal than `portal` (its host; "" if not known), or the switch failed. A warning names folders that the web
    server cannot enter. With a `mirror`, which has the same releases, it is switched first.
    """
    folder = ReleaseFolder(target)
    try:
        _reject(folder, portal)
        with folder.locked():
            release = release_before(target, to, portal=portal)
            folder.check_links()
            found = tree_of(release.path)
            check_whole(found, found.inodes)
            with mirror.locked() if mirror is not None else nullcontext():
                _switch(folder, mirror, release.name, portal, set(gone))
            folder.clear_leftovers()
            folder.warn_if_closed()
            return release_of(folder, release.name)
    except OSError as error:
        raise disk_error(error) from error


def _switch(folder: ReleaseFolder, mirror: Mirror | None, name: str, portal: str, gone: set[str]) -> None:
    """Show the release. Until it is shown, what an earlier rollback withholds stays withheld, too."""
    before = folder.withheld()
    try:
        _withhold(folder, mirror, before | gone)
        folder.record_rollback()
        if mirror is not None:
            mirror.show(name, portal)
        folder.show(name)
    except BaseException:
        if folder.current_name() != name:
            _withhold(folder, mirror, before)
        raise
    if before - gone:
        _withhold(folder, mirror, gone)
    if mirror is None:  # whose copies of releases have to stay the same
        _keep_assets(folder, name)


def _withhold(folder: ReleaseFolder, mirror: Mirror | None, urls: set[str]) -> None:
    folder.withhold(urls)
    if mirror is not None:
        mirror.withhold(urls)


def _keep_assets(folder: ReleaseFolder, name: str) -> None:
    """Keep the assets of the release that readers have open. A full disk must not prevent a rollback."""
    left = folder.rolled_back_from()
    if left is not None:
        before, release = tree_of(folder.releases / left), tree_of(folder.releases / name)
        with suppress(OSError):
            for asset in kept_assets(before, release):
                (release.folder / asset).parent.mkdir(parents=True, exist_ok=True)
                link_or_copy(before.folder / asset, release.folder / asset)


def release_before(target: Path, to: str | None = None, *, portal: str = "") -> Release:
    """Return the release that a rollback goes to: that which was current before, or the named one.

    Raises ReleaseError as `rollback` does.
    """
    folder = ReleaseFolder(target)
    _reject(folder, portal)
    return release_of(folder, _previous(folder) if to is None else _named(folder, to))


def _reject(folder: ReleaseFolder, portal: str) -> None:
    folder.reject_foreign()
    folder.reject_other_portal(portal)
    if not folder.names():
        raise ReleaseError(f"Chưa có bản phát hành nào trong {folder.root}. Hãy kiểm tra lại đường dẫn.")


def _previous(folder: ReleaseFolder) -> str:
    current = folder.current_name()
    if current is None:
        raise ReleaseError(
            f"Chưa có bản nào được phục vụ từ {folder.root}. Hãy nêu tên bản muốn dùng: {_choices(folder)}."
        )
    name = folder.name_before(current)
    if name is None:
        raise ReleaseError(
            f"Không còn bản phát hành nào trước bản đang phục vụ ({current}). Không có gì thay đổi."
        )
    return name


def _named(folder: ReleaseFolder, name: str) -> str:
    if name == folder.current_name():
        raise ReleaseError(f"Bản {name} đang được phục vụ rồi. Không có gì thay đổi.")
    if name not in folder.names():
        raise ReleaseError(f"Không có bản phát hành {name}. Các bản hiện có: {_choices(folder)}.")
    return name


def _choices(folder: ReleaseFolder) -> str:
    return ", ".join(reversed(folder.names()))
