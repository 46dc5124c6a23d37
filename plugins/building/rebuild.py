"""Build the content of an earlier release again."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from plugins.building.build import describe
from plugins.building.earlier import Earlier
from plugins.building.portal import portal_at
from plugins.building.publish import build_folder, build_release, built_of
from plugins.contract.site.entry import Entry
from plugins.errors.commands import command
from plugins.release.changes import changes, listed
from plugins.release.deploy import Built
from plugins.release.deploy import deploy as deploy_release
from plugins.release.mirror import Mirror


def build_again(earlier: Earlier, host: str, target: Path, mirror: Mirror | None, *, approved: bool) -> None:
    """Build the content of an earlier release, less what was taken out since, and release it as a new one.

    `approved` is as for `build`.
    """
    print(f"Dựng lại nội dung của bản {earlier.name}, trừ những gì đã rút từ đó đến nay…")
    folder = build_folder(target, earlier=True)
    restored = earlier.restore(folder.with_name(f"{folder.name}-noi-dung"))
    portal = portal_at(restored.content, restored.agency)
    found: list[Entry] = []
    now = datetime.now(UTC)

    def review(texts: list[Entry]) -> bool:
        found[:] = texts
        return False

    def build() -> Built:
        summary = build_release(
            restored.content, folder, agency=restored.agency, approved=approved, review=review
        )
        print(describe(summary))
        print(listed(changes(target / "current", folder)))
        return built_of(folder, found, now, portal)

    try:
        done = deploy_release(target, build, now=now, portal=host, mirror=mirror, back_to=earlier.name)
    finally:
        shutil.rmtree(restored.content.parent, ignore_errors=True)
    if done.made:
        print(f"Đã phát hành bản {done.name}: nội dung của bản {earlier.name}, trừ những gì đã rút.")
    else:
        print(
            f"Nội dung đó giống hệt bản {done.name} đang phục vụ. Muốn lùi xa hơn, chọn bản: "
            f"{command('rollback', '--release TÊN-BẢN')}"
        )
