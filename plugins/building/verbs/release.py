"""Verbs that release the site."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from invoke.exceptions import Exit

from plugins.alert.places import remove_expired
from plugins.building.alerts import place_of
from plugins.building.approved import is_kept_by_desk, released
from plugins.building.build import describe, load_settings
from plugins.building.check import reminders
from plugins.building.earlier import CONTENT, FEW
from plugins.building.moves import compare, gone_issue, urls_of, write_if_wanted
from plugins.building.portal import host_and_zone, portal_at
from plugins.building.publish import build_folder, build_release, built_of
from plugins.building.redirects import redirects_of, show_if_changed
from plugins.building.targets import target_of
from plugins.building.verbs.arguments import (
    NO_TARGET,
    STOPPED,
    is_interactive,
    live_site,
    path,
)
from plugins.contract.site.entry import Entry
from plugins.desk.repository.history import KEPT
from plugins.errors.commands import command, quoted, repeats_options
from plugins.errors.issue import UserError, printable, report
from plugins.errors.messages import messages
from plugins.incremental.api import Summary
from plugins.release.changes import changes, listed
from plugins.release.deploy import Built
from plugins.release.deploy import deploy as deploy_release
from plugins.release.history import listed_releases, released_texts, releases


@repeats_options
@messages(lambda: STOPPED.format(command("releases")))
def deploy(
    to: str, content: str, *, agency: str, live: str, connect: str, force: bool, dry_run: bool
) -> None:
    """Release the site, and print the current release and what is still to be filled in.

    With `dry_run` only build, and print what readers would see change.
    """
    if not to:
        raise Exit(NO_TARGET, code=2)
    site = live_site(live, connect)
    source = released(path(content), path(agency))
    portal = portal_at(source.content, source.agency)
    where = target_of(to)
    target, mirror = where
    host, _ = host_and_zone(portal)
    found: list[Entry] = []
    now = datetime.now(UTC)

    def review(texts: list[Entry]) -> bool:
        found[:] = texts
        urls = urls_of(texts)
        before = released_texts(target, portal=host)
        # Expired texts do not suggest that the content folder is incomplete.
        expected = before.keys() - {text.path for text in texts if text.has_expired}
        if not force and len(expected) >= FEW and len(urls) * 2 < len(expected):
            raise UserError(
                f"Bản này chỉ có {len(urls)} bài và trang, bản đang phục vụ có {len(before)}. Có thể thư mục nội dung chưa "
                f"đủ tệp, nên chưa phát hành. Nếu đúng là bỏ bớt: {command('deploy', '--force')}"
            )
        # Files that a desk keeps are changed there.
        return show_moves(texts, before, portal.content, ask=not dry_run and source.content == path(content))

    folder = build_folder(target)

    def build_files() -> Summary:
        return build_release(
            source.content, folder, agency=source.agency, approved=source.approved, review=review
        )

    def build() -> Built:
        print(describe(build_files()))
        return built_of(folder, found, now, portal)

    if dry_run:
        build_files()
        print(listed(changes(target / "current", folder)))
        print(f"Chưa phát hành. Phát hành: {command('deploy')}")
        return
    redirects = redirects_of(target)
    release = deploy_release(
        target,
        build,
        now=now,
        sources=[portal.content],
        force=force,
        portal=host,
        live=site,
        mirror=mirror,
    )
    remove_expired(place_of(where, host), now)
    settings = load_settings(source.content, agency=source.agency, publish=True)
    if reminded := reminders(settings, {name.removeprefix(f"{CONTENT}/") for name in release.sources}):
        print("\n" + report(reminded) + "\n")
    if release.retired:
        print(release.retired)
    if release.made:
        back = f" Quay lại bản trước: {command('rollback')}" if len(releases(target)) > 1 else ""
        print(f"Đã phát hành bản {release.name}.{back}")
    else:
        print(f"Không có gì khác bản {release.name} đang phục vụ, nên không tạo bản mới.")
    show_if_changed(redirects, target)


def show_moves(texts: list[Entry], before: dict[str, str], content: Path, *, ask: bool) -> bool:
    """Print which URLs of the current release the next one would not have; return whether files were changed for it.

    They are changed only if `ask` is set and a person agrees.
    """
    moves, gone = compare(before, texts)
    if found := [*(move.issue() for move in moves), *gone_issue(gone)]:
        print("\n" + report(found) + "\n")
    return ask and is_interactive() and write_if_wanted(moves, content)


@messages("Đã dừng lịch phát hành.")
def follow(
    to: str, content: str, *, agency: str, live: str, connect: str, mail_to: str, pull: bool, status: bool
) -> None:
    """Deploy whenever it is due until stopped; with `status` only say whether that works."""
    from plugins.building.follow import follow as follow_content  # noqa: PLC0415 - of this verb only
    from plugins.building.follow import problem_of  # noqa: PLC0415

    if not to:
        raise Exit(NO_TARGET, code=2)
    if status:
        if problem := problem_of(target_of(to).folder):
            raise Exit(printable(problem), code=1)
        print("Lịch phát hành đang chạy.")
        return
    portal = portal_at(path(content), path(agency))
    if is_kept_by_desk(portal.content):
        raise UserError(
            f"{portal.content} do bàn biên tập giữ, và bàn biên tập phát hành đúng giờ: {command('desk.run')}\n"
            f"Không dùng bàn biên tập nữa thì: git -C {quoted(str(portal.content))} config --unset {KEPT}"
        )
    target, mirror = target_of(to)
    folders = {"content": content, "agency": agency, "to": "" if mirror else str(target)}
    options = {name: str(Path(folder).absolute()) for name, folder in folders.items() if folder}
    others = {"live": live, "connect": connect, "to": to if mirror else ""}
    options |= {name: value for name, value in others.items() if value}
    follow_content(
        target,
        [*portal, Path(load_settings()["THEME"])],
        [part for name, value in options.items() for part in (f"--{name}", value)],
        portal=host_and_zone(portal)[0],
        mail_to=mail_to,
        pull=portal.content if pull else None,
    )


@messages()
def show_releases(to: str) -> None:
    """Print the releases, newest first."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    print(listed_releases(releases(target_of(to).folder)) or f"Chưa có bản phát hành nào trong {to}.")
