"""Go back to an earlier release."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from invoke.exceptions import Exit

from plugins.building.approved import released
from plugins.building.earlier import Earlier, earlier_of
from plugins.building.portal import host_and_zone, portal_at
from plugins.building.redirects import redirects_of, show_if_changed
from plugins.building.targets import target_of
from plugins.building.verbs.arguments import (
    NO_TARGET,
    STOPPED,
    path,
)
from plugins.errors.commands import command, repeats_options
from plugins.errors.issue import UserError, printable
from plugins.errors.messages import messages
from plugins.release.history import is_held, listed_releases, releases, unfinished_rollback
from plugins.release.rollback import release_before
from plugins.release.rollback import rollback as roll_back
from plugins.vietnamese.writing import number

MOST_LISTED = 20  # URLs


@repeats_options
@messages(lambda: STOPPED.format(command("releases")))
def rollback(to: str, release: str, content: str, *, agency: str, at_once: bool, as_it_was: bool) -> None:
    """Go back without what has been taken out of the portal since, and list the releases."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    source = released(path(content), path(agency))
    portal = portal_at(source.content, source.agency)
    host, zone = host_and_zone(portal)
    target, mirror = target_of(to)
    redirects = redirects_of(target)
    unfinished = unfinished_rollback(target)  # its build failed or was interrupted
    is_shown = unfinished is not None and release in {"", unfinished.name}
    chosen = unfinished if unfinished and is_shown else release_before(target, release or None, portal=host)
    now = datetime.now(UTC)
    earlier = earlier_of(target, chosen.name, portal.content, now, zone)
    if earlier.most_are_gone and not as_it_was:
        raise UserError(
            f"Thư mục nội dung thiếu {number(len(earlier.deleted))} bài của bản {chosen.name}: có thể chưa đủ tệp, nên chưa "
            f"làm gì. Quay lại đúng bản đó, với mọi bài của nó: {command('rollback', '--as-it-was')}"
        )
    if not is_shown and (at_once or as_it_was or not earlier.has_changed):
        gone = frozenset() if as_it_was else earlier.gone
        roll_back(target, to=chosen.name, portal=host, mirror=mirror, gone=gone)
        print(f"Đã quay lại bản {chosen.name}.")
        if gone:
            _show_gone(earlier, chosen.path)
    if earlier.has_changed and not as_it_was:
        from plugins.building.rebuild import build_again  # noqa: PLC0415 - loads Pelican, for which the switch does not wait

        build_again(earlier, host, target, mirror, approved=source.approved)
    show_if_changed(redirects, target)
    found = releases(target)
    print(listed_releases(found))
    if is_held(target):
        print(f"Sửa nội dung xong, phát hành lại: {command('deploy', '--force')}")


def _show_gone(earlier: Earlier, release: Path) -> None:
    """Name the URLs that answer 410 until the release is built again, and the pages that still lead there."""
    print(f"Trả lời 410 (không còn) ở {number(len(earlier.gone))} địa chỉ đã rút sau bản đó:")
    print(_some(sorted(earlier.gone)))
    if pages := earlier.pages_that_name_gone(release):
        print(f"Còn nêu tên chúng: {number(len(pages))} trang, cho đến khi dựng lại xong:")
        print(_some(pages))


def _some(urls: list[str]) -> str:
    more = [f"  … và {number(len(urls) - MOST_LISTED)} địa chỉ nữa"] if len(urls) > MOST_LISTED else []
    return "\n".join([*(f"  {printable(url)}" for url in urls[:MOST_LISTED]), *more])
