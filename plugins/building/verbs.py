"""The verbs of `tasks.py`: arguments as typed, output on the terminal, errors through `messages`."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from invoke.exceptions import Exit

from plugins.agency.agency import Agency
from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.alert.places import remove_expired
from plugins.building.alerts import place_of
from plugins.building.build import build as build_site
from plugins.building.build import describe, load_settings
from plugins.building.check import check_site, reminders
from plugins.building.earlier import AGENCY, CONTENT, FEW, Earlier, earlier_of
from plugins.building.moves import MOST_LISTED, compare, gone_issue, urls_of, write_if_wanted
from plugins.building.places import ROOT, sample_folder, state_folder
from plugins.building.progress import ProgressLine
from plugins.building.publish import build_folder, build_release, link_tree
from plugins.building.targets import target_of
from plugins.contract.site.due import due as next_turns
from plugins.contract.site.entry import Entry
from plugins.dependencies.bill import bill_of_materials
from plugins.errors.commands import command, quoted, repeats_options
from plugins.errors.issue import ContentError, UserError, printable, report
from plugins.errors.messages import messages
from plugins.release.changes import changes, listed
from plugins.release.deploy import Built
from plugins.release.deploy import deploy as deploy_release
from plugins.release.folder import release_around
from plugins.release.history import is_held, listed_releases, released_texts, releases, unfinished_rollback
from plugins.release.live_check import LiveSite
from plugins.release.mirror import Mirror
from plugins.release.rollback import release_before
from plugins.release.rollback import rollback as roll_back
from plugins.sample.portal import BUILD_MOMENT, write_portal
from plugins.urls.patterns import REDIRECTS, file_of
from plugins.vietnamese.dates import DateError, parse_date
from plugins.vietnamese.writing import clock, number, short_date

REQUIREMENTS = ROOT / "requirements.txt"
UNKNOWN = 75  # exit status EX_TEMPFAIL of sysexits.h: try again later
MOST_DUE = 50  # events that `due` prints
NOTHING_WRITTEN = "Đã dừng, chưa ghi gì."
STOPPED = "Đã dừng. Người đọc thấy bản cũ hoặc bản mới, luôn nguyên vẹn; xem: {}"
NO_TARGET = "Viết thư mục đích, ví dụ: --to /srv/cong-thong-tin"


@messages()
def audit(service: str) -> None:
    """Print the known vulnerabilities of what servers install; the exit status is 1 if there is one, 75 if nobody knows."""
    from plugins.dependencies.audit import UnreachableError  # noqa: PLC0415 - of this verb only
    from plugins.dependencies.audit import audit as look_up  # noqa: PLC0415

    try:
        count, found = look_up(REQUIREMENTS, service)
    except UnreachableError as error:
        print(printable(str(error)), file=sys.stderr)
        raise Exit(code=UNKNOWN) from None
    for one in found:
        fixed = f"đã sửa ở {', '.join(one.fixed_in)}" if one.fixed_in else "chưa có bản sửa"
        print(printable(f"{one.package} {one.version}: {one.vulnerability}, {fixed}"))
    if found:
        raise Exit(code=1)
    print(f"Đã tra {count} gói: không có lỗ hổng đã biết.")


@repeats_options
@messages("Đã dừng. Lần dựng sau làm nốt phần còn dở.")
def build(content: str, output: str, *, agency: str, publish: bool, at: str) -> None:
    """Build and print what was done; `at` is the moment that the pages are for, as an editor writes it."""
    moment = _moment(at, path(content), path(agency)) if at else None
    print(
        describe(
            build_site(path(content), _output(output), agency=path(agency), publish=publish, moment=moment)
        )
    )


def _moment(written: str, content: Path | None, agency: Path | None) -> str:
    """Return a moment in the portal's time zone as BUILD_MOMENT. Raises UserError if it cannot be read."""
    try:
        return parse_date(written, zone_of(load_settings(content, agency=agency))).isoformat()
    except DateError as error:
        raise UserError(f"--at: {error}. {error.hint}") from error


@repeats_options
@messages()
def due(content: str, *, agency: str) -> None:
    """Print what will change on the portal by time alone."""
    settings = load_settings(path(content), agency=path(agency))
    texts: list[Entry] = []
    folder = state_folder("kiem-tra", Path(settings["PATH"]))
    build_site(path(content), folder, agency=path(agency), publish=True, texts=texts)
    zone, found = zone_of(settings), next_turns(texts, datetime.now(UTC).timestamp())
    for event in found[:MOST_DUE]:
        moment = datetime.fromtimestamp(event.moment, zone)
        line = f"{clock(moment)} ngày {short_date(moment):<10}  {event.turn.value:<14}  {event.text.path}"
        print(printable(line))
    if len(found) > MOST_DUE:
        print(f"… và {number(len(found) - MOST_DUE)} việc sau đó.")
    if not found:
        print("Không có bài nào hẹn giờ, hết hạn, thôi ghim hay sắp thành tin cũ.")


@repeats_options
@messages()
def serve(content: str, output: str, *, agency: str, port: str, host: str, sample: bool) -> None:
    """Serve until Ctrl-C; with `sample` the sample portal, whose texts and pictures are written first."""
    from plugins.building.live import serve_site  # noqa: PLC0415 - needs the whole service

    if not port.isdecimal() or len(port) > len("65535"):
        raise Exit(f"Cổng mạng “{port}” không dùng được. Viết, ví dụ: --port 8080", code=2)
    hosts = [name.strip() for name in host.split(",") if name.strip()]
    if not sample:
        serve_site(path(content), _output(output), agency=path(agency), port=int(port), hosts=hosts)
        return
    if content or agency:
        raise Exit("--sample dựng cổng mẫu: bỏ --content và --agency.", code=2)
    serve_site(write_sample(), _output(output), port=int(port), hosts=hosts, moment=BUILD_MOMENT)


def _output(written: str) -> Path | None:
    """Return the output folder. Raises UserError for one that readers see: only `deploy` may change a release."""
    output = path(written)
    target = output and release_around(output)
    if target:
        raise UserError(
            f"Thư mục {output} nằm trong một bản đã phát hành ({target}), bạn đọc đang xem. "
            "Chọn thư mục khác bằng --output; muốn phát hành thì dùng: "
            f"{command('deploy', to=str(target))}"
        )
    return output


def write_sample() -> Path:
    """Write the content folder of the sample portal if it is not there, say what it is, and return it."""
    folder = sample_folder()
    line = ProgressLine()
    try:
        write_portal(folder, progress=partial(line, "draw"))
    finally:
        line.finish()
    moment = parse_date(BUILD_MOMENT, UTC)
    print(
        f"Cổng mẫu của một xã hư cấu, luôn dựng như vào lúc {clock(moment)} ngày {short_date(moment)}.\n"
        f"Bài nằm trong {folder}: cứ sửa thử; xóa thư mục ấy để có lại cổng mẫu ban đầu."
    )
    return folder


@repeats_options
@messages()
def search(query: str, to: str, output: str) -> None:
    """Print the first results for a query in a release or a built site."""
    from plugins.building.places import index_folder  # noqa: PLC0415 - with the search, which other verbs need not load
    from plugins.search.look_up import look_up  # noqa: PLC0415

    folder = target_of(to).folder / "current" if to else path(output) or Path("output")
    print("\n".join(map(printable, look_up(folder, index_folder(folder), query).splitlines())))


@repeats_options
@messages()
def check(content: str, *, agency: str, to: str) -> None:
    """Print all errors and warnings; the exit status is 1 if there is an error.

    With `to`, URLs are compared with those of the current release there.
    """
    settings = load_settings(path(content), agency=path(agency))
    before = released_texts(target_of(to).folder, portal=portal_of(settings)) if to else {}
    texts: list[Entry] = []
    count, found = check_site(path(content), agency=path(agency), texts=texts)
    moves, gone = compare(before, texts) if texts else ([], {})
    found = [*found, *(move.issue() for move in moves), *gone_issue(gone)]
    if found:
        print(report(found) + "\n")
    if not all(issue.is_warning for issue in found):
        raise Exit(code=1)
    print(f"Đã kiểm tra {count} tệp: không có lỗi.")
    if to and not before:
        print(f"Chưa so sánh được địa chỉ: {to} chưa có bản phát hành ghi địa chỉ các bài.")
    if is_interactive() and write_if_wanted(moves, Path(settings["PATH"])):
        print(f"Kiểm tra lại: {command('check')}")


@repeats_options
@messages()
def explain(page: str, content: str, output: str, *, publish: bool) -> None:
    """Print why a page was rendered."""
    from plugins.building.explanation import explain_page  # noqa: PLC0415 - seldom needed

    print(explain_page(page, path(content), path(output), publish=publish))


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
    settings = load_settings(path(content), agency=path(agency), publish=True)
    where = target_of(to)
    target, mirror = where
    portal = portal_of(settings)
    found: list[Entry] = []
    now = datetime.now(UTC)

    def review(texts: list[Entry]) -> bool:
        found[:] = texts
        urls = urls_of(texts)
        before = released_texts(target, portal=portal)
        # Expired texts do not suggest that the content folder is incomplete.
        expected = before.keys() - {text.path for text in texts if text.has_expired}
        if not force and len(expected) >= FEW and len(urls) * 2 < len(expected):
            raise UserError(
                f"Bản này chỉ có {len(urls)} bài và trang, bản đang phục vụ có {len(before)}. Có thể thư mục nội dung chưa "
                f"đủ tệp, nên chưa phát hành. Nếu đúng là bỏ bớt: {command('deploy', '--force')}"
            )
        return show_moves(texts, before, Path(settings["PATH"]), ask=not dry_run)

    def build_site_into(folder: Path) -> Built:
        built = build_folder(target)
        print(describe(build_release(path(content), built, agency=path(agency), review=review)))
        link_tree(built, folder)
        return built_of(found, now, settings)

    if dry_run:
        build_release(path(content), build_folder(target), agency=path(agency), review=review)
        print(listed(changes(target / "current", build_folder(target))))
        print(f"Chưa phát hành. Phát hành: {command('deploy')}")
        return
    redirects = _redirects(target)
    release = deploy_release(
        target,
        build_site_into,
        now=now,
        sources=[Path(settings["PATH"])],
        force=force,
        portal=portal,
        live=site,
        mirror=mirror,
    )
    remove_expired(place_of(where, portal), now)
    if reminded := reminders(settings):
        print("\n" + report(reminded) + "\n")
    if release.retired:
        print(release.retired)
    if release.made:
        print(f"Đã phát hành bản {release.name}. Quay lại bản trước: {command('rollback')}")
    else:
        print(f"Không có gì khác bản {release.name} đang phục vụ, nên không tạo bản mới.")
    _show_if_changed(redirects, target)


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
    settings = load_settings(path(content), agency=path(agency))
    target, mirror = target_of(to)
    folders = {"content": content, "agency": agency, "to": "" if mirror else str(target)}
    options = {name: str(Path(folder).absolute()) for name, folder in folders.items() if folder}
    others = {"live": live, "connect": connect, "to": to if mirror else ""}
    options |= {name: value for name, value in others.items() if value}
    follow_content(
        target,
        [Path(settings["PATH"]), find_agency_file(settings), Path(settings["THEME"])],
        [part for name, value in options.items() for part in (f"--{name}", value)],
        portal=portal_of(settings),
        mail_to=mail_to,
        pull=Path(settings["PATH"]) if pull else None,
    )


def _redirects(target: Path) -> bytes:
    """Return the redirects from old URLs that the current release has for nginx."""
    try:
        return (target / "current" / file_of(REDIRECTS)).read_bytes()
    except OSError:
        return b""


def _show_if_changed(before: bytes, target: Path) -> None:
    """Say that nginx has to read the redirects again, which it does only when it is reloaded."""
    if _redirects(target) != before:
        print("Danh sách địa chỉ cũ đã đổi. Dùng nginx theo hướng dẫn thì chạy: systemctl reload nginx")


@repeats_options
@messages(lambda: STOPPED.format(command("releases")))
def rollback(to: str, release: str, content: str, *, agency: str, at_once: bool, as_it_was: bool) -> None:
    """Go back without what has been taken out of the portal since, and list the releases."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    settings = load_settings(path(content), agency=path(agency))
    portal = portal_of(settings)
    target, mirror = target_of(to)
    redirects = _redirects(target)
    unfinished = unfinished_rollback(target)  # its build failed or was interrupted
    is_shown = unfinished is not None and release in {"", unfinished.name}
    chosen = unfinished if unfinished and is_shown else release_before(target, release or None, portal=portal)
    now = datetime.now(UTC)
    earlier = earlier_of(target, chosen.name, Path(settings["PATH"]), now, _zone_or_default(settings))
    if earlier.most_are_gone and not as_it_was:
        raise UserError(
            f"Thư mục nội dung thiếu {number(len(earlier.deleted))} bài của bản {chosen.name}: có thể chưa đủ tệp, nên chưa "
            f"làm gì. Quay lại đúng bản đó, với mọi bài của nó: {command('rollback', '--as-it-was')}"
        )
    if not is_shown and (at_once or as_it_was or not earlier.has_changed):
        gone = frozenset() if as_it_was else earlier.gone
        roll_back(target, to=chosen.name, portal=portal, mirror=mirror, gone=gone)
        print(f"Đã quay lại bản {chosen.name}.")
        if gone:
            _show_gone(earlier, chosen.path)
    if earlier.has_changed and not as_it_was:
        _build_again(earlier, portal, target, mirror)
    _show_if_changed(redirects, target)
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


def _build_again(earlier: Earlier, portal: str, target: Path, mirror: Mirror | None) -> None:
    """Build the content of an earlier release, less what was taken out since, and release it as a new one."""
    print(f"Dựng lại nội dung của bản {earlier.name}, trừ những gì đã rút từ đó đến nay…")
    folder = build_folder(target, earlier=True)
    restored = earlier.restore(folder.with_name(f"{folder.name}-noi-dung"))
    settings = load_settings(restored.content, agency=restored.agency, publish=True)
    found: list[Entry] = []
    now = datetime.now(UTC)

    def review(texts: list[Entry]) -> bool:
        found[:] = texts
        return False

    def build_site_into(into: Path) -> Built:
        print(describe(build_release(restored.content, folder, agency=restored.agency, review=review)))
        link_tree(folder, into)
        print(listed(changes(target / "current", folder)))
        return built_of(found, now, settings)

    try:
        done = deploy_release(
            target, build_site_into, now=now, portal=portal, mirror=mirror, back_to=earlier.name
        )
    finally:
        shutil.rmtree(restored.content.parent, ignore_errors=True)
    if done.made:
        print(f"Đã phát hành bản {done.name}: nội dung của bản {earlier.name}, trừ những gì đã rút.")
    else:
        print(
            f"Nội dung đó giống hệt bản {done.name} đang phục vụ. Muốn lùi xa hơn, chọn bản: "
            f"{command('rollback', '--release TÊN-BẢN')}"
        )


def built_of(texts: list[Entry], now: datetime, settings: dict[str, Any]) -> Built:
    """Return what is recorded with a release of these texts."""
    content, agency = Path(settings["PATH"]), find_agency_file(settings)
    sources = {CONTENT: content} | ({} if agency.is_relative_to(content) else {AGENCY: agency})
    return Built(
        texts=urls_of(texts),
        withdrawn=[text.address for text in texts if text.published and text.withdrawn],
        due=[event.moment for event in next_turns(texts, now.timestamp())[:MOST_DUE]],
        sources=sources,
        bill=lambda name: bill_of_materials(REQUIREMENTS, f"{portal_of(settings)}/{name}", now),
    )


@repeats_options
@messages()
def alert(
    to: str,
    content: str,
    *,
    agency: str,
    live: str,
    connect: str,
    text: str,
    level: str,
    until: str,
    link: str,
    off: bool,
) -> None:
    """Show an alert on every page, remove it with `off`, or print the present one."""
    from plugins.building.alerts import change_alert  # noqa: PLC0415 - of this verb only

    if not to:
        raise Exit(NO_TARGET, code=2)
    written = {"text": text, "level": level, "until": until, "link": link}
    given = [f"--{name}" for name, value in written.items() if value]
    if off and given:
        raise Exit(f"--off gỡ cảnh báo: bỏ {', '.join(given)}.", code=2)
    settings = load_settings(path(content), agency=path(agency))
    zone, site = _zone_or_default(settings), live_site(live, connect)
    print(change_alert(target_of(to), portal_of(settings), zone, written, off=off, live=site))


@messages()
def show_releases(to: str) -> None:
    """Print the releases, newest first."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    print(listed_releases(releases(target_of(to).folder)) or f"Chưa có bản phát hành nào trong {to}.")


@repeats_options
@messages("Đã dừng. Tệp nào đã ghi thì đã ghi trọn.")
def server(root: str, *, write: bool, dossier: bool) -> None:
    """Print what would change on the server, and write it if `write` is set; or print the facts for the dossier."""
    from plugins.server import write as files  # noqa: PLC0415 - of this verb only
    from plugins.server.dossier import dossier_of  # noqa: PLC0415
    from plugins.server.nginx import installed_version  # noqa: PLC0415
    from plugins.server.reading import read_server, settings_file  # noqa: PLC0415

    file = settings_file()
    settings = read_server(file)
    version = installed_version()
    if dossier:
        print(dossier_of(settings, nginx=version))
        return
    place = path(root) or Path("/")
    found = files.changes(files.written_files(settings, settings=str(file), version=version), place)
    for change in found:
        print("\n".join(map(printable, str(change).split("\n"))) + "\n")
    if not found:
        print("Máy chủ đã đúng theo tệp thiết lập, không có gì để ghi.")
    elif write:
        files.write_server_files(found, place)
        print(f"Đã ghi {number(len(found))} tệp. Chạy tiếp, lần lượt:\n")
        print("\n".join(f"    {line}" for line in files.next_commands(settings, found, place)))
        if files.lacks_certificate(settings, place):
            print(
                f"\nChưa có chứng thư {settings.certificates[0]}: nginx chưa nhận cấu hình này. Lấy chứng thư trước, xem mục "
                "HTTPS của hướng dẫn vận hành."
            )
    else:
        print(f"Chưa ghi gì. Ghi: {command('server', '--write')}")


@repeats_options
@messages("Đã dừng. Chưa có bản sao lưu mới.")
def backup(folder: str, keep: str, root: str) -> None:
    """Save everything of the portal that is in no repository, and say what was not saved."""
    from plugins.operations.backup import back_up  # noqa: PLC0415 - of this verb only
    from plugins.server.reading import read_server, settings_file  # noqa: PLC0415

    if keep and not (keep.isdecimal() and int(keep)):
        raise Exit(f"--keep {keep}: viết số bản giữ lại, từ 1 trở lên.", code=2)
    file = settings_file()
    settings = read_server(file)
    saved = back_up(
        settings,
        file,
        root=path(root) or Path("/"),
        folder=path(folder),
        keep=int(keep or settings.backups_kept),
        now=datetime.now(UTC),
    )
    print(
        f"Đã sao lưu cổng {settings.host} vào {saved.file} ({number(saved.files)} tệp, {megabytes(saved.size)})."
    )
    if saved.checkout:
        print(
            f"Nội dung không chép: mọi thay đổi đã ở kho {saved.checkout.url}, bản {saved.checkout.commit}."
        )
    for what in saved.missing:
        print(f"Chưa có: {what}.")
    for old in saved.deleted:
        print(f"Đã xóa bản cũ {old.name}.")
    print(
        "Không kèm chứng thư, khóa và mật khẩu. Bản sao lưu còn nằm trên chính máy này: hãy chép sang máy khác.\n"
        f"Khôi phục: {command('restore', file=str(saved.file))}"
    )


@repeats_options
@messages("Đã dừng. Phần nào đã khôi phục thì đã trọn; chạy lại lệnh để làm nốt.")
def restore(file: str, root: str, *, force: bool) -> None:
    """Bring a portal back, and print the commands that remain."""
    from plugins.operations.archive import intact_archive  # noqa: PLC0415 - of this verb only
    from plugins.operations.restore import restore as bring_back  # noqa: PLC0415
    from plugins.server.reading import settings_file  # noqa: PLC0415

    if not file:
        raise Exit("Viết tên bản sao lưu, ví dụ: --file /var/backups/trang-tin/….tar", code=2)
    with intact_archive(Path(file)) as archive:
        done = bring_back(archive, settings_file(), root=path(root) or Path("/"), force=force)
    print("\n".join(map(printable, done.lines)))
    print("\nChạy tiếp, lần lượt:\n")
    if done.checkout:
        folder = done.server.content_folder
        print(f"    git clone {quoted(done.checkout.url)} {folder}")
        print(f"    git -C {folder} checkout -B khoi-phuc {done.checkout.commit}")
    print(f"    export TRANG_TIN_SERVER={done.settings}")
    print(f"    {command('server', '--write')}")
    print(
        "\nrồi những lệnh mà lệnh cuối in ra. Chứng thư, khóa và mật khẩu không có trong bản sao lưu: đặt lại trước khi nạp nginx."
    )


@repeats_options
@messages("Đã dừng. Phiên bản đang chạy giữ nguyên.")
def upgrade(from_: str, root: str, *, go: bool, back: bool) -> None:
    """Show what a new version of the software changes, and switch to it if `go` is set, or `back` to the one before."""
    from plugins.operations.upgrade import go_back, installed_portals, preview, switch, was_shown  # noqa: PLC0415 - of this verb only

    portals = installed_portals(path(root) or Path("/"))
    if back:
        if from_ or go:
            raise Exit("--back đi một mình: trở về phiên bản trước.", code=2)
        version = go_back(portals)
        print(f"Đã trở về phiên bản {version}. Lên lại: {command('upgrade', '--back', from_='')}")
        return
    if not from_:
        raise Exit("Viết thư mục của phiên bản mới, ví dụ: --from /opt/trang-tin-0.2.0", code=2)
    folder = Path(from_)
    if not go or not was_shown(portals, folder):
        new = preview(portals, folder)
    if not go:
        print(
            f"\nChưa đổi gì: phiên bản đang chạy giữ nguyên. Chuyển sang {new}: {command('upgrade', '--go')}"
        )
        return
    new = switch(portals, folder)
    print(
        f"\nĐã chuyển sang phiên bản {new}. Trở về phiên bản trước: {command('upgrade', '--back', from_='')}"
    )


def megabytes(size: int) -> str:
    """Return a size for people, such as `4,5 MB`."""
    return f"{size / 1e6:.1f} MB".replace(".", ",")


@repeats_options
def new(content: str, *, agency: str) -> None:
    """Ask, write a draft and open it in the editor."""
    from plugins.authoring.new_text import new_text, open_in_editor  # noqa: PLC0415 - of this verb only

    with messages(NOTHING_WRITTEN):
        settings = load_settings(path(content), agency=path(agency))
        known = read_agency(find_agency_file(settings), content=Path(settings["PATH"]))
        file = new_text(settings, known, datetime.now(known.zone))
    with messages():
        open_in_editor(file)


@repeats_options
@messages(NOTHING_WRITTEN)
def init(folder: str) -> None:
    """Ask, and write a new content folder."""
    from plugins.authoring.new_portal import new_portal  # noqa: PLC0415 - of this verb only

    written = new_portal(Path(folder), datetime.now(ZoneInfo(Agency.time_zone)))
    print(f"Đã tạo {len(written)} tệp trong {folder}.")
    print("Viết tiếp vào chỗ có ngoặc vuông “[…]” trong agency.yaml và pages/.")
    print(f"Xem thử: {command('serve', content=folder)}")


def show_moves(texts: list[Entry], before: dict[str, str], content: Path, *, ask: bool) -> bool:
    """Print which URLs of the current release the next one would not have; return whether files were changed for it.

    They are changed only if `ask` is set and a person agrees.
    """
    moves, gone = compare(before, texts)
    if found := [*(move.issue() for move in moves), *gone_issue(gone)]:
        print("\n" + report(found) + "\n")
    return ask and is_interactive() and write_if_wanted(moves, content)


def zone_of(settings: dict[str, Any]) -> ZoneInfo:
    """Return the portal's time zone. Raises ContentError if agency.yaml cannot be read."""
    file = find_agency_file(settings)
    return read_agency(file, file.name, Path(settings["PATH"])).zone


def _zone_or_default(settings: dict[str, Any]) -> ZoneInfo:
    """Return the portal's time zone: a rollback and an alert must also be possible when agency.yaml has an error."""
    try:
        return zone_of(settings)
    except ContentError:
        return ZoneInfo(Agency.time_zone)


def live_site(live: str, connect: str) -> LiveSite | None:
    """Return the portal at its address as typed, None for an empty one."""
    if live and not live.startswith(("https://", "http://")):
        raise Exit(f"--live {live}: viết địa chỉ gốc của cổng, ví dụ: https://tanhlinh.example", code=2)
    return LiveSite(live, connect) if live else None


def is_interactive() -> bool:
    """Return whether a person can read a question and answer it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def portal_of(settings: dict[str, Any]) -> str:
    """Return the host of the portal, such as `tanhlinh.example`, or "" if agency.yaml cannot be read.

    A deploy reports what is wrong with that file; a rollback must also be possible when it has an error.
    """
    file = find_agency_file(settings)
    try:
        return read_agency(file, file.name, Path(settings["PATH"])).site_url.partition("://")[2].lower()
    except ContentError:
        return ""


def path(text: str) -> Path | None:
    """Return a path as typed, or None for an empty one."""
    return Path(text) if text else None
