"""Show drafts, scheduled and expired articles in `invoke serve`: each gets its own page there and is in no list.

A Pelican plugin that only the preview adds to PLUGINS. Without the setting SHOW_DRAFTS it does nothing, so no other
build can show a draft.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.contract.site.entry import unpack
from plugins.urls.patterns import DRAFTS

NOTICE = (
    '<p role="note" style="padding:.75rem 1rem;border:3px dashed;background:var(--shade)">'
    "<strong>{what}.</strong> Chỉ người xem thử trên máy này thấy trang này; {why}</p>\n"
)
DRAFT = "người đọc chưa thấy cho tới khi bài có “status: published” và cổng được phát hành."
EXPIRED = "bài đã hết hạn lúc {date:%H:%M} ngày {date:%d/%m/%Y}."
SCHEDULED = "bài hẹn đăng lúc {date:%H:%M} ngày {date:%d/%m/%Y}."


def register() -> None:
    """Connect to Pelican. Needs `plugins.contract`, whose facts it reads."""
    signals.content_object_init.connect(show)


def show(content: Any) -> None:
    """Give an unpublished text a page of its own, below /ban-nhap/, with a notice."""
    packed = content.metadata.get("entry")
    if not content.settings.get("SHOW_DRAFTS") or packed is None or content.status != "draft":
        return
    path = content.get_relative_source_path()
    entry = unpack(path, packed)
    content.status = "hidden"  # Pelican's status for a page that is in no list
    content.override_url = f"{DRAFTS.strip('/')}{entry.address}"
    content.override_save_as = f"{content.override_url}index.html"
    used = {reference.target(path) for reference in entry.references if reference.is_file}
    content.static_targets = content.metadata["static_targets"] = tuple(sorted(filter(None, used)))
    content._content = _notice(content.metadata) + content._content  # noqa: SLF001 - Pelican has no public name for it


def _notice(metadata: dict[str, Any]) -> str:
    scheduled = metadata["holds"][1]
    if "expired" in metadata:
        what, why = "Bài đã hết hạn", EXPIRED.format(date=metadata["expires"])
    elif scheduled:
        what, why = "Bài hẹn giờ", SCHEDULED.format(date=scheduled)
    else:
        what, why = "Bản nháp", DRAFT
    return NOTICE.format(what=what, why=why)
