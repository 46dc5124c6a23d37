"""The desk of the sample portal, for `invoke serve --sample`: what is published there appears on the served portal."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.building.build import load_settings
from plugins.building.desk_agency import AgencyPreview, agency_file_of
from plugins.building.desk_site import DeskSite
from plugins.building.places import STATE
from plugins.building.portal import Portal, agency_of, portal_at
from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import create_person
from plugins.desk.people.passwords import made_up_password
from plugins.desk.people.roles import Role
from plugins.desk.repository.folder import PlainFolder
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import PUBLISHED, History, begin_history
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.content import Content
from plugins.desk.texts.releasing import Releaser
from plugins.desk.texts.site import Tell
from plugins.desk.texts.workspace import Workspace
from plugins.desk.visual.bundle import BUNDLES, Bundle, build_bundle
from plugins.desk.web.application import desk_application
from plugins.errors.issue import UserError
from plugins.files.atomic import PUBLIC, replace_file
from plugins.sample.portal import BUILD_MOMENT
from plugins.serving.listening import listening_on
from plugins.serving.process import serving
from plugins.vietnamese.dates import parse_date

PEOPLE = {
    "viet": ("Người Viết Mẫu", (Role.WRITER,)),
    "quan-tri": ("Người Quản Trị Mẫu", (Role.PUBLISHER, Role.ADMINISTRATOR)),
    "duyet": ("Người Duyệt Mẫu", (Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR)),
}


@dataclass(frozen=True)
class SampleDesk:
    """`sign_in` is the URL at which people sign in; `moment()` is the time at the portal, as a BUILD_MOMENT."""

    sign_in: str
    moment: Callable[[], str]


@contextmanager
def sample_desk(sample: Path, portal_url: str, port: int) -> Iterator[SampleDesk]:
    """Serve a desk with new accounts, whose password is printed, while the block runs.

    It begins again each time: only what was published stays, in the folder `sample`. `port` is tried first.
    """
    folder = STATE / "ban-bien-tap-mau"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sample, folder / "kho")
    history = _SampleHistory(folder / "kho", sample) if is_installed() else PlainFolder(folder / "kho")
    portal = portal_at(folder / "kho")
    agency = agency_of(portal)
    clock = _Clock(agency.zone)
    site = _SampleSite(portal, folder, portal_url, clock.moment)
    copy = Workspace(portal.content, folder / "kiem-tra")
    copy.refresh()
    settings = load_settings(portal.content)
    content = Content(portal.content, history, Checks(settings, agency, copy, site.texts), site, settings)
    with ExitStack() as stack:
        database = Database(folder / "ban-bien-tap.sqlite3")
        stack.callback(database.close)
        listener = _listener(port)
        stack.callback(listener.close)
        address = f"http://localhost:{listener.getsockname()[1]}"
        preview = AgencyPreview(portal, folder, clock.moment)
        agency_file = agency_file_of(portal, content, copy, preview)
        desk = Desk(
            address,
            agency,
            database,
            content,
            clock=clock,
            agency_file=agency_file,
            bundle=Bundle(STATE / BUNDLES),
        )
        releaser = Releaser(desk, folder / "phat-hanh")  # no folder: `invoke serve` shows what is published
        stack.enter_context(site.running())
        stack.enter_context(preview.running())
        stack.enter_context(releaser.running())
        stack.enter_context(serving(desk_application(replace(desk, published=releaser.wake)), listener))
        threading.Thread(target=_prepare, args=(site, desk.bundle), daemon=True).start()
        _print_accounts(database, address)
        yield SampleDesk(f"{address}/vao", clock.moment)


class _Clock:
    """Goes on from the moment of the sample portal, so that what is published now is its newest text."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._start = parse_date(BUILD_MOMENT, zone).timestamp() - time.monotonic()

    def __call__(self) -> float:
        return self._start + time.monotonic()

    def moment(self) -> str:
        return f"{datetime.fromtimestamp(self(), self._zone):%Y-%m-%d %H:%M}"


class _SampleHistory(History):
    """Publishes into the folder of the sample portal, where people may also edit files by hand."""

    def __init__(self, content: Path, sample: Path) -> None:
        begin_history(content)
        super().__init__(content, sample)
        self.git.run("branch", PUBLISHED, "HEAD")

    def publish(
        self, paths: Sequence[str], commit: str, author: str, message: str, *, at: float | None = None
    ) -> str:
        made = super().publish(paths, commit, author, message, at=at)
        for path in paths:
            content, file = self.read(path, commit), self.published_content / path
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                replace_file(file, content, mode=PUBLIC)
        return made

    def update_published(self) -> None:
        """Do nothing: the folder is no work tree."""


class _SampleSite(DeskSite):
    """Builds the previews of the sample portal; what it publishes is built by `invoke serve`."""

    def __init__(self, portal: Portal, folder: Path, url: str, moment: Callable[[], str]) -> None:
        super().__init__(portal, folder, portal, (), moment)
        self._url = url

    def alert(self) -> str:
        return ""

    def show_alert(self, words: Mapping[str, str] | None) -> str:
        del words
        raise UserError("Cổng mẫu không có máy chủ web, nên không hiện được cảnh báo.")

    def release(self, tell: Tell, *, force: bool = False) -> str:
        del tell, force
        return f"Cổng mẫu dựng lại ngay, xem ở {self._url}"


def _prepare(site: DeskSite, bundle: Bundle | None) -> None:
    with suppress(UserError):  # `invoke serve` reports the same, and so does the next preview
        site.prepare()
    build_bundle(bundle)


def _listener(port: int) -> socket.socket:
    try:
        return listening_on("localhost", port)
    except UserError:  # somebody has it: any other will do
        return listening_on("localhost", 0)


def _print_accounts(database: Database, address: str) -> None:
    """Create the accounts, and print how to sign in."""
    password = made_up_password()
    for name, (full_name, roles) in PEOPLE.items():
        create_person(
            database, time.time(), None, name, full_name, roles=roles, password=password, is_demo=True
        )
    print(
        f"Bàn biên tập mẫu: {address}\n"
        f"Tên đăng nhập viet (người viết), duyet (người duyệt) hoặc quan-tri (sửa thông tin cơ quan), mật khẩu lần này: {password}\n"
        "Mỗi lần mở, bàn biên tập mẫu bắt đầu lại từ đầu; bài đã đăng thì ở lại trong thư mục trên.",
        flush=True,
    )
