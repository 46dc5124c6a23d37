"""Publish a new release."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from plugins.errors.commands import command
from plugins.release.changes import url_of
from plugins.release.errors import ReleaseError, disk_error
from plugins.release.folder import ReleaseFolder, make_public_folder
from plugins.release.history import Release, release_of
from plugins.release.live_check import LiveSite
from plugins.release.names import next_name
from plugins.release.retired import retired_files
from plugins.release.whole import Files, check_whole, files_of, flush, same_file, same_files
from plugins.urls.patterns import is_own

# A clock that is set right moves by seconds, and one that was left alone for months by a few minutes. What such a
# deploy takes back, at most the last ten minutes, the next ones publish again.
CLOCK_TOLERANCE = timedelta(minutes=10)


def deploy(
    target: Path,
    build: Callable[[Path], None],
    *,
    now: datetime,
    keep: int = 5,
    sources: Sequence[Path] = (),
    force: bool = False,
    portal: str = "",
    texts: Mapping[str, str] = MappingProxyType({}),
    due: Sequence[float] = (),
    live: LiveSite | None = None,
) -> Release:
    """Build a release, move it to `target/releases/` when complete and switch `target/current` to it.

    `build` gets an empty folder to write the site into. `now` (aware) names the release. The newest `keep` releases
    stay; the previously current one always counts among them. `sources` are the folders that the site is made of; a
    target inside one of them is rejected. After a rollback only a deploy with `force` is done: the content may still
    have what was withdrawn, and a scheduled deploy must not publish it again. The same holds if `now` is more than
    CLOCK_TOLERANCE before the newest release: a clock that is behind takes new texts back, and publishes again what has
    expired. `portal` is the host of the portal
    ("" if not known): the first deploy marks the folder with it, and that of another portal is rejected. `texts`
    are the URLs of the texts by their paths, known when `build` has returned; they are recorded with the release. So are
    the next moments at which time alone changes the portal, `due`, in seconds since 1970.

    From `live`, if it answers before the switch, the home page and some changed pages are loaded after it. If they are not
    those of the release, the release before becomes current again, as after a rollback, and ReleaseError is raised.

    If the site has the same bytes as the current release, that is returned, with `made` False.

    Created folders and all files of the release are readable by the web server, whatever the umask. A warning names
    existing folders that it cannot enter, and the command that opens them.

    Raises ReleaseError, or whatever `build` raises (its OSErrors as ReleaseError). In every such case, and if the
    process is killed, `current` is unchanged or already the complete new release.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if keep < 1:
        raise ReleaseError(f"Phải giữ lại ít nhất 1 bản phát hành, không phải {keep}.")
    folder = ReleaseFolder(target)
    _reject_inside(folder, sources)
    try:
        folder.reject_foreign()
        make_public_folder(folder.root)
        with folder.locked():
            release = _deploy(folder, build, now, keep, force=force, portal=portal, texts=texts, live=live)
            folder.record_due(due)
            folder.warn_if_closed()
            return release
    except OSError as error:
        raise disk_error(error) from error


def _deploy(
    folder: ReleaseFolder,
    build: Callable[[Path], None],
    now: datetime,
    keep: int,
    *,
    force: bool,
    portal: str,
    texts: Mapping[str, str],
    live: LiveSite | None,
) -> Release:
    folder.reject_foreign()
    folder.reject_other_portal(portal)
    if not force:
        _reject_after_rollback(folder)
        _reject_clock_behind(folder, now)
    folder.clear_leftovers()
    folder.check_links()
    name = next_name(now, folder.names())
    incoming = folder.new_incoming()
    try:
        build(incoming)
        check_whole(incoming)
        current = folder.current_name()
        before, after = files_of(folder.releases / current) if current else {}, files_of(incoming)
        if current and same_files(after, before):
            folder.clear_leftovers()
            folder.record_portal(portal)
            folder.record_texts(current, texts)
            folder.forget_rollback()
            return release_of(folder, current)
        pages = _important(before, after)
        flush(incoming)
        folder.add(incoming, name)
        folder.record_before(name)
        folder.record_portal(portal)
        folder.record_texts(name, texts)
        folder.record_moment(now if force else max(now, folder.newest_moment() or now))
        answers = live is not None and live.answers()
        folder.show(name)
        if live is not None and answers:
            _check_live(folder, live, name, current, pages)
    except BaseException:
        # An interrupt can come right after the switch: remove() spares the current release.
        folder.remove(name)
        folder.clear_leftovers()
        raise
    folder.forget_rollback()
    for old in _by_distance(folder, name)[keep:]:
        folder.remove(old)
    return replace(release_of(folder, name), made=True, retired=retired_files(before, after))


def _check_live(
    folder: ReleaseFolder, live: LiveSite, name: str, before: str | None, pages: Sequence[str]
) -> None:
    """Go back to the release before if readers do not get the pages of the new one. Raises ReleaseError then."""
    problem = live.problem(folder.releases / name, pages)
    if not problem:
        return
    if before is None:
        raise ReleaseError(f"Đã phát hành bản đầu tiên, nhưng {problem}. Kiểm tra máy chủ web rồi chạy lại.")
    folder.record_rollback()
    folder.show(before)
    raise ReleaseError(
        f"Sau khi chuyển sang bản mới, {problem}. Đã tự quay lại bản {before}. Kiểm tra máy chủ web và bản dựng, rồi "
        f"phát hành lại: {command('deploy', '--force')}"
    )


def _important(before: Files, after: Files) -> list[str]:
    """Return the home page, and the changed pages from the newest."""
    changed = [
        name for name, file in after.items() if name not in before or not same_file(file, before[name])
    ]
    pages = sorted((name for name in changed if url_of(name) and not is_own(url_of(name))), reverse=True)
    return ["index.html", *pages]


def _reject_after_rollback(folder: ReleaseFolder) -> None:
    left = folder.rolled_back_from()
    if left is not None:
        raise ReleaseError(
            f"Trang đang phục vụ bản {folder.current_name()}, do đã quay lại từ bản {left}. Phát hành lúc này có thể "
            "đưa lên lại điều vừa được rút xuống, nên chưa làm gì. Sửa nội dung xong, chạy lại với --force: "
            f"{command('deploy', '--force')}"
        )


def _reject_clock_behind(folder: ReleaseFolder, now: datetime) -> None:
    newest = folder.newest_moment()
    if newest is not None and now < newest - CLOCK_TOLERANCE:
        raise ReleaseError(
            f"Đồng hồ của máy ({_time(now)}) chậm hơn lúc phát hành bản mới nhất ({_time(newest)}). Phát hành theo giờ ấy "
            "sẽ rút bài mới đăng và đưa lên lại bài đã hết hạn, nên chưa làm gì. Chỉnh đồng hồ (xem: timedatectl) rồi chạy "
            f"lại; nếu đồng hồ đang đúng: {command('deploy', '--force')}"
        )


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%H:%M %d/%m/%Y} UTC"


def _by_distance(folder: ReleaseFolder, newest: str) -> list[str]:
    """Return all releases in the order in which rollbacks would reach them, then the others, newest first."""
    chain = [newest]
    while (previous := folder.name_before(chain[-1])) is not None and previous not in chain:
        chain.append(previous)
    return chain + [name for name in reversed(folder.names()) if name not in chain]


def _reject_inside(folder: ReleaseFolder, sources: Sequence[Path]) -> None:
    for source in sources:
        if folder.root.is_relative_to(source.expanduser().resolve()):
            raise ReleaseError(
                f"{folder.root} nằm trong {source}, nơi chứa nguồn của trang: "
                "bản phát hành sẽ bị đọc như bài viết. Hãy chọn thư mục ở ngoài."
            )
