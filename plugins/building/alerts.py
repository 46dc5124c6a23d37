"""The verb `alert`: where an alert is written, and what the operator reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.alert.alert import Alert, alert_of
from plugins.alert.fragment import markup
from plugins.alert.places import LocalPlace, Place, current_alert, remove_alert, remove_expired, show_alert
from plugins.building.targets import Target
from plugins.errors.commands import command
from plugins.errors.issue import UserError, printable
from plugins.release.folder import ReleaseFolder
from plugins.release.live_check import LiveSite
from plugins.urls.patterns import HOME, file_of

PATIENCE = 5.0  # seconds in which readers see the change
PAUSE = 0.25
SECTION = b'<section class="alert '


def place_of(target: Target, portal: str) -> Place:
    """Return where the alert of a target stands. Raises UserError if nothing was released there, or another portal."""
    folder = ReleaseFolder(target.folder)
    if folder.current_name() is None:
        raise UserError(
            f"{target.mirror or folder.root} chưa có bản phát hành nào, nên không có trang nào để hiện cảnh báo. "
            f"Viết lại --to, hoặc phát hành trước: {command('deploy')}"
        )
    folder.reject_other_portal(portal)
    if target.mirror is None:
        folder.reject_root()
        return LocalPlace(target.folder)
    if isinstance(target.mirror, Place):
        return target.mirror
    raise UserError(
        f"Chưa đặt được cảnh báo tới {target.mirror} từ máy này. Chạy lệnh này trên chính máy ấy."
    )


def change_alert(
    target: Target,
    portal: str,
    zone: ZoneInfo,
    written: Mapping[str, str],
    *,
    off: bool,
    live: LiveSite | None = None,
) -> str:
    """Show the alert that is written (`text`, `level`, `until`, `link`), remove it, or neither; return what to say.

    From `live` the home page is loaded afterwards. Raises UserError if readers do not see there what they should.
    """
    place, now = place_of(target, portal), datetime.now(UTC)
    if off:
        was = current_alert(place)
        remove_alert(place)
        _check(live, lambda page: bool(page) and SECTION not in page)
        return f"Đã gỡ cảnh báo: {_described(was)}" if was else "Không có cảnh báo nào; đã dọn sạch."
    if any(written.values()):
        pages = target.folder / "current"
        alert = alert_of(**written, now=now, zone=zone, is_page=lambda link: _is_page(pages, link))
        show_alert(place, alert)
        _check(live, lambda page: markup(alert, "vi").encode() in page)
        return f"Đã hiện trên mọi trang: {_described(alert)}\nGỡ trước giờ ấy: {command('alert', '--off')}"
    remove_expired(place, now)
    found = current_alert(place)
    if found is None:
        return "Không có cảnh báo nào."
    return f"Đang hiện trên mọi trang: {_described(found)}\nGỡ: {command('alert', '--off')}"


def _check(live: LiveSite | None, holds: Callable[[bytes], bool]) -> None:
    """Raise UserError unless something holds of the home page, as it is served, within PATIENCE."""
    if live is None:
        return
    end = time.monotonic() + PATIENCE
    while not holds(live.page(HOME)):
        if time.monotonic() > end:
            raise UserError(
                "Đã ghi, nhưng trang chủ tải từ địa chỉ thật vẫn như trước. Máy chủ web có thể chưa có các dòng dành cho cảnh "
                "báo, hoặc một bộ nhớ đệm đứng trước còn giữ trang cũ: xem mục Cảnh báo trong hướng dẫn vận hành."
            )
        time.sleep(PAUSE)


def _described(alert: Alert) -> str:
    link = f" Dẫn tới {alert.link}." if alert.link else ""
    return printable(f"{alert.name()}: {alert.text} {alert.end()}.{link}")


def _is_page(pages: Path, link: str) -> bool:
    """Return whether a release has what is served at a root-relative URL."""
    path = link.partition("#")[0].partition("?")[0]
    file = pages / file_of(path)
    return file.is_file() and file.resolve().is_relative_to(pages.resolve())
