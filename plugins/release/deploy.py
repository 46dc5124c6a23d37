"""Publish a new release."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from plugins.errors.commands import command
from plugins.release.assembly import assemble, flush
from plugins.release.assets import kept_assets, without_lacking_assets
from plugins.release.changes import url_of
from plugins.release.compression import (
    check_own_forms,
    compress,
    compressed_forms,
    uncompressed,
    without_form,
)
from plugins.release.errors import ReleaseError, disk_error
from plugins.release.folder import ReleaseFolder, make_public_folder
from plugins.release.history import Release, release_of
from plugins.release.inspection import RULES, inspect
from plugins.release.live_check import LiveSite
from plugins.release.mirror import Mirror, Reused
from plugins.release.names import next_name
from plugins.release.retired import retired_files
from plugins.release.tree import Tree, tree_of
from plugins.release.whole import check_whole
from plugins.urls.patterns import is_own

_log = logging.getLogger(__name__)
# A clock that is set right moves by seconds, and one that was left alone for months by a few minutes. What such a
# deploy takes back, at most the last ten minutes, the next ones publish again.
CLOCK_TOLERANCE = timedelta(minutes=10)


class Built(NamedTuple):
    """A built site, and what is known of it.

    `site` is its folder, whose files are never written to later, only replaced: releases may have hard links to them.
    `texts` are the URLs of the texts by their paths, `withdrawn` those that only have a notice; `due` the next moments at
    which time alone changes the portal, in seconds since 1970; `sources` the files and folders that the site was built
    from, by the names under which they are recorded; `bill(name)` returns the bill of materials of the software for a
    release of that name. All is recorded with the release.
    """

    site: Path
    texts: Mapping[str, str] = MappingProxyType({})
    withdrawn: Collection[str] = ()
    due: Sequence[float] = ()
    sources: Mapping[str, Path] = MappingProxyType({})
    bill: Callable[[str], bytes] | None = None


Build = Callable[[], Built]


def deploy(
    target: Path,
    build: Build,
    *,
    now: datetime,
    keep: int = 5,
    sources: Sequence[Path] = (),
    force: bool = False,
    portal: str = "",
    live: LiveSite | None = None,
    mirror: Mirror | None = None,
    back_to: str | None = None,
) -> Release:
    """Build a site, link it into `target/releases/` and switch `target/current` to it when it is complete.

    `now` (aware) names the release. The newest `keep` releases stay; the previously current one always counts among them.
    The files of the next older one wait for the next release. `sources` are the folders that the site is made of; a
    target inside one of them is rejected. After a rollback only a deploy with `force` is done: the content may still
    have what was withdrawn, and a scheduled deploy must not publish it again. The same holds if `now` is more than
    CLOCK_TOLERANCE before the newest release: a clock that is behind takes new texts back, and publishes again what has
    expired. `portal` is the host of the portal
    ("" if not known): the first deploy marks the folder with it, and that of another portal is rejected.

    From `live`, if it answers before the switch, the home page and some changed pages are loaded after it. If they are not
    those of the release, the release before becomes current again, as after a rollback, and ReleaseError is raised.

    With a `mirror` readers see that place: the release is sent there and shown there before it becomes current here. Both
    have the same releases. A mirror that shows a release which is unknown here is rejected without `force`.

    `back_to` is the release whose sources are built again. Later deploys then wait as after a rollback, and a rollback
    leads to the release before that one.

    Changed pages are looked at once more before they are released (`inspection.py`).

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
    run = _Deploy(folder, build, now, keep, force, portal, live, mirror, back_to)
    try:
        folder.reject_foreign()
        make_public_folder(folder.root)
        with folder.locked(), mirror.locked() if mirror is not None else nullcontext():
            release = run.release()
            folder.warn_if_closed()
            return release
    except OSError as error:
        raise disk_error(error) from error


@dataclass
class _Deploy:
    """One call of `deploy`, with the locks held."""

    folder: ReleaseFolder
    build: Build
    now: datetime
    keep: int
    force: bool
    portal: str
    live: LiveSite | None
    mirror: Mirror | None
    back_to: str | None
    has_begun_to_show: bool = False  # at the mirror: whether it has is not known if that failed

    def release(self) -> Release:
        folder, now = self.folder, self.now
        folder.reject_foreign()
        folder.reject_other_portal(self.portal)
        there = self._release_there()
        if not self.force and self.back_to is None:
            _reject_after_rollback(folder)
            _reject_clock_behind(folder, now)
        folder.clear_leftovers()
        folder.check_links()
        name = next_name(now, folder.names())
        try:
            release, built = self._release(name, there)
        except BaseException:
            # An interrupt can come right after the switch: remove() spares the current release.
            if not self._may_be_shown_there(name):
                folder.remove(name)
            folder.clear_leftovers()
            raise
        try:
            self._tidy(release, built)
        except OSError as error:  # readers see the release already
            _log.warning("Đã phát hành, nhưng chưa dọn xong: %s", disk_error(error))
        return release

    def _release(self, name: str, there: str | None) -> tuple[Release, Built]:
        """Build the site, and make it current as release `name` if it differs from the current one."""
        folder, current = self.folder, self.folder.current_name()
        built = self.build()
        site = tree_of(built.site)
        before = tree_of(folder.releases / current) if current else Tree(folder.releases)
        shown = without_lacking_assets(uncompressed(before, site), site)
        changed = site.differing(shown)
        check_whole(site, changed)
        check_own_forms(site)
        inspect(built.site, changed if folder.inspected_by() == RULES else site.inodes, self.portal)
        if current and not changed and shown.inodes.keys() == site.inodes.keys():
            sources = self._record(current, built)
            if there != current:
                self._show_there(there, current, before)
            return replace(release_of(folder, current), sources=sources), built
        sources = self._record(
            name, built
        )  # before anything that takes time, in which the content may change
        incoming, spare = folder.new_incoming()
        moved = _fill(incoming, site, before, changed)
        folder.add(incoming, name)
        folder.record_before(name, self._release_before(current))
        folder.record_moment(self.now if self.force else max(self.now, folder.newest_moment() or self.now))
        unanswered = self.live.unanswered() if self.live is not None else ""
        if self.back_to is not None and current:
            folder.hold(folder.rolled_back_from() or current)
        self._show_there(there, name, before, Reused(spare, moved) if spare is not None else None)
        folder.show(name)
        if unanswered:
            _log.warning("Đã phát hành, nhưng chưa tải thử được trang nào: %s.", unanswered)
        else:
            self._check_live(name, current, _important(changed))
        retired = retired_files(shown.inodes, site.inodes)
        release = replace(release_of(folder, name), made=True, retired=retired, sources=sources)
        return release, built

    def _release_before(self, current: str | None) -> str | None:
        """Return the release to which a rollback from the new one leads."""
        if self.back_to is None:
            return current
        return self.folder.name_before(self.back_to) or self.back_to

    def _tidy(self, release: Release, built: Built) -> None:
        """Delete what the current release has replaced, and record when time will change it."""
        folder = self.folder
        folder.record_due(built.due)
        folder.record_inspection(RULES)
        if self.back_to is None:
            folder.forget_rollback()
        folder.withhold(())
        folder.clear_leftovers()
        for old in _by_distance(folder, release.name)[self.keep :]:
            folder.remove(old, reuse=True)
        folder.sources.keep(folder.names())
        if self.mirror is not None:
            self.mirror.keep(folder.names(), folder.spare_name())

    def _record(self, name: str, built: Built) -> Collection[str]:
        """Record what is known of a release, and return the sources that no release had before."""
        self.folder.record_portal(self.portal)
        self.folder.record_texts(name, built.texts)
        if built.bill is not None:
            self.folder.record_bill(name, built.bill(name))
        if not built.sources:
            return ()
        return self.folder.sources.record(name, built.sources, built.withdrawn, min(built.due, default=None))

    def _release_there(self) -> str | None:
        """Return the release that the mirror shows, None if it shows none that is known here. Raises ReleaseError."""
        if self.mirror is None:
            return None
        name, owner = self.mirror.state()
        if self.portal and owner and owner != self.portal:
            raise ReleaseError(
                f"{self.mirror} là nơi phát hành của cổng {owner}, còn agency.yaml đang dùng là của cổng {self.portal}. "
                "Chưa có gì thay đổi."
            )
        if name in self.folder.names():
            return name
        if name and not self.force:
            raise ReleaseError(
                f"{self.mirror} đang phục vụ bản {name}, không phải do máy này phát hành. Có thể một máy khác cũng phát "
                f"hành tới đó, nên chưa làm gì. Nếu đúng là thay bản ấy: {command('deploy', '--force')}"
            )
        return None

    def _may_be_shown_there(self, name: str) -> bool:
        """Return whether readers of the mirror may see a release although showing it failed."""
        if self.mirror is None or not self.has_begun_to_show:
            return False
        try:
            return self.mirror.state()[0] == name
        except ReleaseError:
            return True

    def _show_there(self, there: str | None, name: str, known: Tree, reused: Reused | None = None) -> None:
        """Send a release to the mirror and show it there; `known` is a release that has been looked at."""
        if self.mirror is not None:
            releases = self.folder.releases
            before = (
                (known if known.folder == releases / there else tree_of(releases / there)) if there else None
            )
            self.mirror.send(tree_of(releases / name), before, reused)
            self.has_begun_to_show = True
            self.mirror.show(name, self.portal)

    def _check_live(self, name: str, before: str | None, pages: Sequence[str]) -> None:
        """Go back to the release before if readers do not get the pages of the new one. Raises ReleaseError then."""
        problem = self.live.problem(self.folder.releases / name, pages) if self.live is not None else ""
        if not problem:
            return
        if before is None:
            raise ReleaseError(
                f"Đã phát hành bản đầu tiên, nhưng {problem}. Kiểm tra máy chủ web rồi chạy lại."
            )
        self.folder.record_rollback()
        if self.mirror is not None:
            self.mirror.show(before, "")
        self.folder.show(before)
        raise ReleaseError(
            f"Sau khi chuyển sang bản mới, {problem}. Đã tự quay lại bản {before}. Kiểm tra máy chủ web và bản dựng, rồi "
            f"phát hành lại: {command('deploy', '--force')}"
        )


def _fill(incoming: Path, site: Tree, before: Tree, changed: set[str]) -> set[str]:
    """Put the files of the next release into a folder, compress what is new among them and flush it. Raises OSError.

    Return the names of the files that were put there or removed.
    """
    same = site.inodes.keys() - changed
    # What another build has written again is linked from there, else the next release would compare it again.
    is_linked = site.device == before.device
    known = {name for name in same if site.shares(name, before)} if is_linked else same
    forms = compressed_forms(same, before)
    new = site.inodes.keys() - known
    wanted = dict.fromkeys(new, site) | dict.fromkeys({*known, *forms, *kept_assets(before, site)}, before)
    moved = assemble(incoming, wanted)
    written = compress(incoming, changed | without_form(same, forms))
    flush(incoming, [*new, *written], moved.union(written))
    return moved.union(written)


def _important(changed: Collection[str]) -> list[str]:
    """Return the home page, and the changed pages; those of articles stand in the order of their dates, newest first."""
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
