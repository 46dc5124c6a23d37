from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from bs4 import BeautifulSoup

from plugins.agency.agency import Agency
from plugins.agency.reading import read_agency
from plugins.contract.site.entry import Entry
from plugins.desk.agency.checks import AgencyChecks
from plugins.desk.agency.file import AgencyFile
from plugins.desk.agency.preview import Progress
from plugins.desk.agency.uses import Uses
from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.people import passwords
from plugins.desk.people.accounts import Person, create_person, set_up_codes
from plugins.desk.people.one_time_codes import new_secret
from plugins.desk.people.roles import Role
from plugins.desk.repository.git import is_installed
from plugins.desk.repository.history import History, begin_history
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.content import Content
from plugins.desk.texts.workspace import Workspace
from plugins.desk.web.application import desk_application
from plugins.errors.issue import ContentError, Issue, UserError
from tests.conftest import TinySite
from tests.desk.office import PASSWORD, Office

NOW = 1_790_000_000.0  # 21 September 2026
ADDRESS = "https://ban-bien-tap.xathu.example"
FIELDS = {
    "title": "Họp thôn tháng 12",
    "date": "20/9/2026",
    "author": "Ban Biên tập",
    "department": "Văn phòng",
}


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work: a test makes many passwords, and none of them is to be kept secret."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "ban-bien-tap.sqlite3")
    yield opened
    opened.close()


class PlainSite:
    """A site whose pages are the texts themselves, and which notes its releases."""

    def __init__(self) -> None:
        self.releases: list[bool] = []  # of each, whether it was forced
        self.failing = ""
        self.entries: list[Entry] | None = []
        self.shown: dict[str, str] = {}

    def page(self, path: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
        if self.failing:
            raise ContentError([Issue(path, 1, self.failing, "")])
        return (
            "x/index.html",
            b'<script>x</script><img src="/anh/a.jpg" srcset="/anh/a.jpg 1x, /anh/b.jpg 2x">' + files[path],
        )

    def texts(self) -> list[Entry] | None:
        return self.entries

    def file(self, name: str) -> Path | None:
        del name
        return None

    def alert(self) -> str:
        return self.shown.get("text", "")

    def show_alert(self, words: Mapping[str, str] | None) -> str:
        self.shown = dict(words or {})
        return "Đã hiện" if words else "Đã gỡ"

    def release(self, tell: Callable[[str], None], *, force: bool = False) -> str:
        tell("Đang dựng")
        if self.failing:
            raise UserError(self.failing)
        self.releases.append(force)
        return "Đã đăng"

    def refresh(self) -> None:
        pass


class PlainPreview:
    """A portal whose home page is `agency.yaml` itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.progress = Progress(is_done=True)

    def look(self, files: Mapping[str, bytes], person: int) -> Progress:
        del person
        (self.folder / "index.html").write_bytes(b'<link href="/a.css">' + files["agency.yaml"])
        return self.progress

    def file(self, name: str) -> Path | None:
        file = self.folder / name
        return file if file.is_file() else None


class Clock:
    """The time that the desk reads."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agency(site: TinySite) -> Agency:
    return read_agency(site.content / "agency.yaml", "agency.yaml", site.content)


@pytest.fixture
def content(site: TinySite, agency: Agency, tmp_path: Path) -> Content:
    if not is_installed():
        pytest.skip("git is not installed")
    begin_history(site.content)
    history = History(site.content, tmp_path / "published")
    history.prepare()
    copy = copy_of(site.content)
    copy.refresh()
    settings, plain = site.settings(), PlainSite()
    return Content(site.content, history, Checks(settings, agency, copy, plain.texts), plain, settings)


@pytest.fixture
def desk(database: Database, content: Content, agency: Agency, clock: Clock, tmp_path: Path) -> Desk:
    (tmp_path / "home").mkdir()
    copy, reader = copy_of(content.folder), content.checks.reader
    checks = AgencyChecks("agency.yaml", content.settings, copy, content.site.texts, reader)
    file = AgencyFile("agency.yaml", checks, Uses(content), PlainPreview(tmp_path / "home"))
    return Desk(ADDRESS, agency, database, content, clock=clock, agency_file=file)


@cache
def copy_of(content: Path) -> Workspace:
    """Return the copy of a content folder that the checks share."""
    return Workspace(content, content.with_name("copy"))


@pytest.fixture
def office(desk: Desk, clock: Clock) -> Office:
    return Office(desk, clock)


class Browser:
    """A browser without script at the desk: it follows redirects, keeps cookies, and sends the forms that it sees."""

    def __init__(self, desk: Desk, address: str = "10.0.0.1") -> None:
        self.desk = desk
        transport = httpx.ASGITransport(app=desk_application(desk), client=(address, 1234))
        self.client = httpx.Client(transport=_Sync(transport), base_url=desk.address, follow_redirects=True)
        self.response = httpx.Response(200, request=httpx.Request("GET", desk.address))
        self._parsed: tuple[httpx.Response, BeautifulSoup] | None = None

    @property
    def page(self) -> BeautifulSoup:
        if self._parsed is None or self._parsed[0] is not self.response:
            self._parsed = self.response, BeautifulSoup(self.response.text, "html.parser")
        return self._parsed[1]

    @property
    def title(self) -> str:
        heading = self.page.h1
        return heading.get_text(" ", strip=True) if heading else ""

    @property
    def problem(self) -> str:
        found = self.page.select_one(".problem:not([hidden])")
        return found.get_text(" ", strip=True) if found else ""

    def open(self, path: str, **headers: str) -> Browser:
        self.response = self.client.get(path, headers=headers)
        return self

    def send(
        self,
        action: str = "",
        headers: dict[str, str] | None = None,
        *,
        to: str = "",
        files: list[tuple[str, tuple[str, bytes]]] | None = None,
        **fields: Any,
    ) -> Browser:
        """Fill the form with this action (default: the first of the main part) and send it.

        `to` is where a button of it sends it, if that is elsewhere; only such a button may send files.
        """
        forms = [*self.page.select("main form[method=post]"), *self.page.select(".sign-out")]
        form = next(one for one in forms if not action or one["action"] == action)
        known = {
            str(one["name"]): str(one.get("value", ""))
            for one in form.select("input[name]")
            if one.get("type") not in ("checkbox", "radio", "file") or one.has_attr("checked")
        }
        known |= {
            str(one["name"]): one.get_text().removeprefix("\n") for one in form.select("textarea[name]")
        }
        data = known | {name.replace("_", "-"): value for name, value in fields.items()}
        if to:
            button = next(one for one in form.select("button") if one.get("formaction") == to)
            assert (button.get("formenctype") == "multipart/form-data") == (files is not None)
        self.response = self.client.post(
            to or str(form["action"]),
            data=data,
            files=files,
            headers={"Origin": self.desk.address, "Referer": str(self.response.url)} | (headers or {}),
        )
        return self


class _Sync(httpx.BaseTransport):
    """Runs an asynchronous transport to the end of each request."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        import anyio  # noqa: PLC0415

        async def run() -> httpx.Response:
            response = await self._transport.handle_async_request(request)
            await response.aread()
            return response

        found = anyio.run(run)
        return httpx.Response(
            found.status_code, headers=found.headers, content=found.content, request=request
        )


@pytest.fixture
def visitor(desk: Desk) -> Browser:
    return Browser(desk)


def write(browser: Browser, body: str = "Nội dung họp.", **fields: Any) -> Browser:
    """Fill in the form that is open and send it."""
    form = browser.page.select_one("form.writing")
    assert form is not None, words(browser)
    return browser.send(str(form["action"]), **{**FIELDS, **fields, "noi_dung": body})


def new(browser: Browser) -> Browser:
    return browser.open("/bai/moi").send(loai="article")


def submitted(browser: Browser, **fields: str) -> str:
    """Write and submit a text; return the path of its page."""
    write(new(browser), lam="gui", **fields)
    assert "Đã gửi duyệt" in words(browser), words(browser)
    return browser.response.url.path


def published(browser: Browser, approver: Browser, **fields: str) -> str:
    """Write, submit, approve and publish a text; return the path of its page."""
    page = submitted(browser, **fields)
    approver.open(page).send(f"{page}/duyet", dang_luon="1")
    done = "Đã duyệt và đăng", "Đã duyệt, chờ đến giờ. Sẽ hiện lúc"
    assert any(said in words(approver) for said in done), words(approver)
    return page


class Staff:
    """A person with the secret of the application on the phone."""

    def __init__(self, desk: Desk, name: str, *roles: Role) -> None:
        self.desk, self.secret = desk, new_secret()
        self.person: Person = create_person(
            desk.database,
            desk.clock() - 600,
            None,
            name,
            f"Nguyễn Thị {name.title()}",
            roles=roles,
            password=PASSWORD,
        )
        desk.database.write("UPDATE people SET must_change = 0 WHERE id = ?", self.person.id)
        set_up_codes(desk.database, desk.clock() - 600, self.person, self.secret, self.code(-600))

    def code(self, later: float = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(self.desk.clock() + later))

    def signed_in(self) -> Browser:
        browser = Browser(self.desk).open("/vao").send(ten=self.person.name, mat_khau=PASSWORD)
        browser.send(ma=self.code())
        assert browser.title == "Việc của tôi", browser.problem
        return browser


def words(browser: Browser) -> str:
    return re.sub(r"\s+", " ", browser.page.get_text(" "))


@pytest.fixture
def lan(desk: Desk) -> Browser:
    """A writer who has signed in."""
    return Staff(desk, "lan", Role.WRITER).signed_in()


@pytest.fixture
def an(desk: Desk) -> Browser:
    """An approver and publisher who has signed in."""
    return Staff(desk, "an", Role.APPROVER, Role.PUBLISHER).signed_in()
