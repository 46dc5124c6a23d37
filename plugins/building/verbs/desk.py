"""The desk: run it, and what its operator does on the terminal."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from invoke.exceptions import Exit

from plugins.building.build import load_settings
from plugins.building.desk_agency import AgencyPreview, agency_file_of
from plugins.building.desk_site import DeskSite
from plugins.building.places import STATE, short_name
from plugins.building.portal import Portal, agency_of, host_and_zone, portal_at
from plugins.building.verbs.arguments import NO_TARGET, is_interactive, path
from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import create_person, people, person_by_name, reset_person
from plugins.desk.people.passwords import made_up_password
from plugins.desk.people.roles import Role
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import History, begin_history, has_history
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.content import Content
from plugins.desk.texts.publications import publications, whole_journal
from plugins.desk.texts.releasing import Releaser
from plugins.desk.texts.workspace import Workspace
from plugins.desk.web.application import desk_application
from plugins.errors.commands import command, repeats_options
from plugins.errors.issue import UserError, printable
from plugins.errors.messages import messages
from plugins.files.atomic import PRIVATE, replace_file
from plugins.files.lock import LockedError, exclusive
from plugins.serving.client_address import Proxies
from plugins.serving.listening import listening_on
from plugins.serving.process import serve_until_stopped

GRACE_SECONDS = 10
DATABASE = "ban-bien-tap.sqlite3"
PUBLISHED_FOLDER = "da-duyet"
LOCK = "dang-chay.lock"
WITHOUT_GIT = (
    "Máy này chưa có Git, mà bàn biên tập dùng Git để giữ mọi bản đã gửi. Trên Debian: apt install git"
)
EVERYTHING = tuple(Role)


@repeats_options
@messages("Đã dừng bàn biên tập.")
def desk(to: str, content: str, *, agency: str, address: str, port: str, proxies: str) -> None:
    """Serve the desk until Ctrl-C; the first time, make the content's history and the first account."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    if not port.isdecimal():
        raise Exit(f"Cổng mạng “{port}” không dùng được. Viết, ví dụ: --port 8400", code=2)
    if not is_installed():
        raise UserError(WITHOUT_GIT)
    portal = portal_at(path(content), path(agency))
    _begin_history_if_wanted(portal.content)
    folder = desk_folder(portal)
    history = History(portal.content, folder / PUBLISHED_FOLDER)
    history.prepare()
    history.update_published()
    outside = not portal.agency.is_relative_to(portal.content)
    published = portal_at(
        history.published_content,
        portal.agency if outside else history.published_content / portal.agency.relative_to(portal.content),
    )
    known = agency_of(published)
    site = DeskSite(portal, folder, published, ["--to", to])
    copy = Workspace(portal.content, folder / "kiem-tra")
    copy.refresh()
    settings = load_settings(portal.content, agency=portal.agency)
    checks = Checks(settings, known, copy, site.texts)
    texts = Content(portal.content, history, checks, site, settings)
    preview = AgencyPreview(portal, folder)
    with ExitStack() as stack:
        stack.enter_context(desk_lock(folder))
        database = Database(folder / DATABASE)
        stack.callback(database.close)
        at = address or f"http://localhost:{port}"
        made = Desk(
            at,
            known,
            database,
            texts,
            Proxies(proxies.split()),
            agency_file=agency_file_of(portal, texts, copy, preview),
        )
        releaser = Releaser(made)
        made = replace(made, published=releaser.wake)
        stack.enter_context(site.running())
        stack.enter_context(preview.running())
        _create_first_person(database)
        listener = listening_on("localhost", int(port))
        stack.callback(listener.close)
        threading.Thread(target=_prepare, args=(site,), daemon=True).start()
        stack.enter_context(releaser.running())
        print(f"Bàn biên tập: {at}\nCtrl-C để dừng.", flush=True)
        serve_until_stopped(desk_application(made), listener, grace_seconds=GRACE_SECONDS)


@repeats_options
@messages()
def add_user(
    name: str, full_name: str, roles: Sequence[str], content: str, *, agency: str, reset: bool
) -> None:
    """Create an account and print its first password, or with `reset` give an existing one a new first password."""
    folder = desk_folder(portal_at(path(content), path(agency)))
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
    """Return the folder of the desk's own data of a portal, which is made if it is missing."""
    folder = _folder(portal)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def existing_folder(portal: Portal) -> Path:
    """Return the folder of the desk's own data of a portal. Raises UserError if it has no desk yet."""
    folder = _folder(portal)
    if not (folder / DATABASE).exists():
        raise UserError(f"Chưa có bàn biên tập nào cho {portal.content}. Mở bằng {command('desk.run')}.")
    return folder


def _folder(portal: Portal) -> Path:
    return STATE / f"ban-bien-tap-{short_name(str(portal.content))}"


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


def _begin_history_if_wanted(content: Path) -> None:
    if has_history(content):
        return
    if not is_interactive():
        raise UserError(
            f"{content} chưa có lịch sử Git. Chạy {command('desk.run')} trong cửa sổ lệnh một lần để tạo."
        )
    answer = input(f"{content} chưa có lịch sử. Tạo kho Git ở đó để giữ mọi bản đã gửi? (có/không) ")
    if answer.strip().lower() not in {"c", "có", "co", "y", "yes"}:
        raise UserError("Chưa làm gì.")
    begin_history(content)


def _create_first_person(database: Database) -> None:
    """Create the first account, with all roles, and print its password."""
    if people(database):
        return
    password = made_up_password()
    create_person(database, time.time(), None, "quan-tri", "Quản trị", roles=EVERYTHING, password=password)
    print(
        f"Tài khoản đầu tiên: tên đăng nhập quan-tri, mật khẩu dùng một lần: {password}\n"
        "Đăng nhập rồi tạo tài khoản cho từng người ở mục Người dùng.",
        flush=True,
    )


def _prepare(site: DeskSite) -> None:
    try:
        site.prepare()
    except UserError as error:
        print(f"Chưa dựng được bản xem trước:\n{error}", file=sys.stderr)
