"""The desk: run it, and what its operator does on the terminal."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from invoke.exceptions import Exit

from plugins.agency.agency import Agency
from plugins.building.approved import desk_folder as folder_of
from plugins.building.build import load_settings
from plugins.building.desk_agency import AgencyPreview, agency_file_of
from plugins.building.desk_site import DeskSite
from plugins.building.mail import mailed_alarm
from plugins.building.places import ROOT, STATE
from plugins.building.portal import Portal, agency_of, host_and_zone, portal_at
from plugins.building.targets import target_of
from plugins.building.verbs.arguments import NO_TARGET, is_interactive, live_site, path
from plugins.desk.agency.file import AgencyFile
from plugins.desk.database.database import Database
from plugins.desk.database.files import DATABASE, LOCK, PUBLISHED_FOLDER
from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import create_person, people, person_by_name, reset_person
from plugins.desk.people.passwords import made_up_password
from plugins.desk.people.roles import Role
from plugins.desk.repository.folder import MISSING, PlainFolder
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import History, begin_history, has_history
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.content import Content
from plugins.desk.texts.publications import publications, whole_journal
from plugins.desk.texts.releasing import Releaser
from plugins.desk.texts.workspace import Workspace
from plugins.desk.visual.bundle import BUNDLES, Bundle, build_bundle
from plugins.desk.web.application import desk_application
from plugins.errors.commands import command, repeats_options
from plugins.errors.issue import UserError, printable
from plugins.errors.messages import messages
from plugins.files.atomic import PRIVATE, replace_file
from plugins.files.lock import LockedError, exclusive
from plugins.files.owner import other_owner, run_as
from plugins.serving.client_address import Proxies
from plugins.serving.listening import listening_at, listening_on
from plugins.serving.process import serve_until_stopped

GRACE_SECONDS = 10
EVERYTHING = tuple(Role)
FIRST_PERSON = "--name quan-tri --full-name 'Quản trị'"
OF_PROJECT = ROOT / ".trang-tin" / BUNDLES


@dataclass(frozen=True)
class Listening:
    """Where the desk listens, at a port or a Unix socket `file`, and the address at which browsers reach it."""

    address: str
    port: int
    file: Path | None

    @contextmanager
    def listener(self) -> Iterator[socket.socket]:
        """Listen while the block runs. Raises UserError."""
        if self.file is not None:
            with listening_at(self.file) as listener:
                yield listener
            return
        with closing(listening_on("localhost", self.port)) as listener:
            yield listener


@repeats_options
@messages("Đã dừng bàn biên tập.")
def desk(
    to: str,
    content: str,
    *,
    agency: str,
    address: str,
    port: str,
    proxies: str,
    socket: str,
    mail_to: str,
    live: str,
    connect: str,
    alone: bool,
) -> None:
    """Serve the desk until Ctrl-C; the first time, make the content's history and the first account."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    if not port.isdecimal():
        raise Exit(f"Cổng mạng “{port}” không dùng được. Viết, ví dụ: --port 8400", code=2)
    if socket and not address:
        raise Exit(
            "--socket cần --address, địa chỉ mà trình duyệt mở, ví dụ: https://ban-bien-tap.tanhlinh.example",
            code=2,
        )
    portal = portal_at(path(content), path(agency))
    alarm = mailed_alarm(host_and_zone(portal)[0], mail_to)
    at = Listening(address or f"http://localhost:{port}", int(port), path(socket))
    if is_installed():
        _begin_history_if_wanted(portal.content)
    else:
        print(MISSING)
    folder = desk_folder(portal)
    with ExitStack() as stack:
        stack.enter_context(desk_lock(folder))
        opened = _opened(portal, folder, deploy_options(to, live, connect), alone=alone)
        database = Database(folder / DATABASE)
        stack.callback(database.close)
        made = Desk(
            at.address,
            opened.agency,
            database,
            opened.content,
            Proxies(proxies.split()),
            agency_file=opened.agency_file,
            bundle=Bundle(STATE / BUNDLES, OF_PROJECT),
        )
        releaser = Releaser(made, target_of(to).folder, alarm)
        stack.enter_context(opened.site.running())
        stack.enter_context(opened.preview.running())
        _create_first_person(database, is_service=bool(socket))
        listener = stack.enter_context(at.listener())
        threading.Thread(target=_prepare, args=(opened.site, made.bundle), daemon=True).start()
        if is_installed():
            stack.enter_context(releaser.running())
        rule = {"người viết tự duyệt": "có" if alone else "không"}
        record(database, time.time(), None, Act.STARTED, at.address, details=rule)
        application = desk_application(replace(made, published=releaser.wake))
        print(f"Bàn biên tập: {at.address}\nCtrl-C để dừng.", flush=True)
        serve_until_stopped(application, listener, grace_seconds=GRACE_SECONDS)


def deploy_options(to: str, live: str, connect: str) -> list[str]:
    """Return the options for deploys, which run in another folder than this process. Raises UserError and Exit."""
    live_site(live, connect)
    target, mirror = target_of(to)
    options = {"to": to if mirror else str(target.absolute()), "live": live, "connect": connect}
    return [part for name, value in options.items() if value for part in (f"--{name}", value)]


class _Opened(NamedTuple):
    """What a desk works with: builds of texts and of the whole portal, the content, and what is published of the agency."""

    site: DeskSite
    preview: AgencyPreview
    content: Content
    agency: Agency
    agency_file: AgencyFile | None


def _opened(portal: Portal, folder: Path, deploy: Sequence[str], *, alone: bool) -> _Opened:
    """Return what a desk works with. Raises UserError."""
    history, published = _history(portal, folder)
    known = agency_of(published)
    site = DeskSite(portal, folder, published, deploy)
    copy = Workspace(portal.content, folder / "kiem-tra")
    copy.refresh()
    settings = load_settings(portal.content, agency=portal.agency)
    checks = Checks(settings, known, copy, site.texts)
    content = Content(portal.content, history, checks, site, settings, alone)
    preview = AgencyPreview(portal, folder)
    return _Opened(site, preview, content, known, agency_file_of(portal, content, copy, preview))


@repeats_options
@messages()
def add_user(
    name: str, full_name: str, roles: Sequence[str], content: str, *, agency: str, reset: bool, history: bool
) -> None:
    """Create an account and print its first password, or with `reset` give an existing one a new first password.

    With `history`, begin that of the content folder if it has none.
    """
    portal = portal_at(path(content), path(agency))
    if history and not has_history(portal.content):
        begin_history(portal.content)
        print(printable(f"Đã tạo kho Git ở {portal.content}."))
    folder = desk_folder(portal)
    database = Database(folder / DATABASE)
    password, now = made_up_password(), time.time()
    if reset:
        person = person_by_name(database, name)
        if person is None:
            raise UserError(f"Không có người dùng “{name}”.")
        reset_person(database, now, None, person, password)
    else:
        chosen = [role for role in Role if role.name.lower() in roles or not roles]
        person = create_person(database, now, None, name, full_name, roles=chosen, password=password)
    print(printable(f"{person.full_name}, tên đăng nhập {person.name}, mật khẩu dùng một lần: {password}"))


@messages()
def make_editor() -> str:
    """Make the script of the visual editor in the project's folder; return a line for the operator.

    Without a network that is said, and no failure: the desk works without it.
    """
    bundle = Bundle(OF_PROJECT)
    build_bundle(bundle)
    return f"Bàn biên tập có cách soạn như Word: {bundle.name}" if bundle.name else "Chưa dựng được."


@messages()
def write_journal(file: str, content: str, *, agency: str, everything: bool) -> str:
    """Write what was published by whom to a CSV file, or the whole journal; return a line for the operator."""
    portal = portal_at(path(content), path(agency))
    if not file:
        raise Exit("Viết tên tệp, ví dụ: --file da-dang.csv", code=2)
    folder = existing_folder(portal)
    _, zone = host_and_zone(portal)
    database = Database(folder / DATABASE)
    try:
        whole = whole_journal(database, zone) if everything else publications(database, zone)
    finally:
        database.close()
    replace_file(Path(file), whole, mode=PRIVATE)
    return f"Đã ghi {file}."


def desk_folder(portal: Portal) -> Path:
    """Return the folder of the desk's own data of a portal, which is made if it is missing. Raises UserError for root."""
    if owner := other_owner(portal.content):
        raise UserError(f"{portal.content} là của tài khoản {owner}. {run_as(owner)}")
    folder = folder_of(portal.content)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def existing_folder(portal: Portal) -> Path:
    """Return the folder of the desk's own data of a portal. Raises UserError if it has no desk yet."""
    folder = folder_of(portal.content)
    if not (folder / DATABASE).exists():
        raise UserError(f"Chưa có bàn biên tập nào cho {portal.content}. Mở bằng {command('desk.run')}.")
    return folder


@contextmanager
def desk_lock(folder: Path) -> Iterator[None]:
    """Keep others from serving this desk, or erasing from it, while the block runs. Raises UserError if somebody does."""
    try:
        with exclusive(folder / LOCK, mode=PRIVATE):
            yield
    except LockedError as error:
        raise UserError(
            f"Bàn biên tập này đang chạy{f' (tiến trình {error.pid})' if error.pid else ''}. Dừng nó trước."
        ) from None


def _history(portal: Portal, folder: Path) -> tuple[History, Portal]:
    """Return the history of the content, and the portal as it is published; without Git what is in the folder."""
    if not is_installed():
        return PlainFolder(portal.content), portal
    history = History(portal.content, folder / PUBLISHED_FOLDER)
    history.prepare()
    history.update_published()
    content = history.published_content
    outside = not portal.agency.is_relative_to(portal.content)
    agency = portal.agency if outside else content / portal.agency.relative_to(portal.content)
    return history, portal_at(content, agency)


def _begin_history_if_wanted(content: Path) -> None:
    if has_history(content):
        return
    if not is_interactive():
        suggested = command("desk.user", f"{FIRST_PERSON} --history")
        raise UserError(f"{content} chưa có lịch sử Git. Tạo cùng tài khoản đầu tiên: {suggested}")
    answer = input(f"{content} chưa có lịch sử. Tạo kho Git ở đó để giữ mọi bản đã gửi? (có/không) ")
    if answer.strip().lower() not in {"c", "có", "co", "y", "yes"}:
        raise UserError("Chưa làm gì.")
    begin_history(content)


def _create_first_person(database: Database, *, is_service: bool) -> None:
    """Create the first account, with all roles, and print its password; but not into the journal of a service."""
    if people(database):
        return
    if is_service:
        print(f"Chưa có tài khoản nào. Tạo: {command('desk.user', FIRST_PERSON)}", flush=True)
        return
    password = made_up_password()
    create_person(database, time.time(), None, "quan-tri", "Quản trị", roles=EVERYTHING, password=password)
    print(
        f"Tài khoản đầu tiên: tên đăng nhập quan-tri, mật khẩu dùng một lần: {password}\n"
        "Đăng nhập rồi tạo tài khoản cho từng người ở mục Người dùng.",
        flush=True,
    )


def _prepare(site: DeskSite, bundle: Bundle | None) -> None:
    try:
        site.prepare()
    except UserError as error:
        print(f"Chưa dựng được bản xem trước:\n{error}", file=sys.stderr)
    build_bundle(bundle)
