"""One request to the desk: who asks, what was sent, and how to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from plugins.desk.desk import Desk
from plugins.desk.people.accounts import Person
from plugins.desk.people.roles import Right
from plugins.desk.people.sessions import LONGEST_SECONDS, Session, start_session
from plugins.desk.people.throttle import BROWSER_SECONDS
from plugins.desk.web.rendering import render
from plugins.serving.client_address import client_address, visitor_of

SEE_OTHER = 303
LONGEST_NOTE = 400  # characters, which as `%E1%BA%A1` fit into a cookie


@dataclass
class Call:
    """A request whose rights and form token have been checked. `form` is what was sent, empty for GET."""

    desk: Desk
    request: Request
    session: Session | None
    form: FormData = field(default_factory=FormData)
    cookies: dict[str, tuple[str, int]] = field(default_factory=dict)  # to be set: value and seconds

    @property
    def now(self) -> float:
        """The time in seconds since 1970."""
        return self.desk.clock()

    @property
    def person(self) -> Person:
        """Who has signed in. Raises LookupError if nobody has, which pages that need a right never see."""
        if self._signed_in is None:
            raise LookupError("nobody has signed in")
        return self._signed_in

    @property
    def person_id(self) -> int | None:
        """The id of who has signed in, None for nobody."""
        return self._signed_in.id if self._signed_in is not None else None

    @property
    def _signed_in(self) -> Person | None:
        return self.session.signed_in if self.session is not None else None

    def may(self, right: Right) -> bool:
        """Return whether who asks has a right."""
        person = self._signed_in
        return right is Right.NONE or (person is not None and right in person.rights)

    def text(self, name: str) -> str:
        """Return a field of the form as text, "" if it was not sent."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def origin(self) -> str:
        """Return where the request comes from, for limits: an IPv4 address, or the network of one of IPv6, in hexadecimal."""
        peer = self.request.client.host if self.request.client is not None else ""
        forwarded = ",".join(self.request.headers.getlist("x-forwarded-for"))
        address = client_address(
            peer, forwarded, self.desk.proxies, peer_is_proxy=self.request.client is None
        )
        return visitor_of(address, b"").hex() if address is not None else ""

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page; `values` are for the template, which also knows the agency, the person and the form token."""
        signed_in = self._signed_in
        known = {
            "agency": self.desk.agency,
            "person": signed_in,
            "may": self.may,
            "form_token": self.session.form_token if self.session is not None else "",
            "path": self.request.url.path,
            "note": self._note(),
            "alone": self.desk.content.alone and signed_in is not None,
            "missing": self.desk.content.history.missing if signed_in is not None else "",
        }
        return HTMLResponse(render(template, **known, **values), status)

    def _note(self) -> str:
        """Return what `redirect` wants to be shown, once."""
        written = self.cookie("loi-nhan")
        if written:
            self.cookies["loi-nhan"] = ("", 0)
        return unquote(written)[:LONGEST_NOTE]

    def redirect(self, path: str, note: str = "") -> Response:
        """Return a redirect to a page of the desk, with a note that it shows once."""
        if note:
            shown = note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…"
            self.cookies["loi-nhan"] = (quote(shown), 60)
        return RedirectResponse(path, SEE_OTHER)

    def sign_in(self, person: Person | None, *, is_complete: bool) -> None:
        """Start a new session in the browser."""
        token, self.session = start_session(self.desk.database, self.now, person, is_complete=is_complete)
        self.cookies["phien"] = (token, LONGEST_SECONDS)

    def cookie(self, name: str) -> str:
        """Return the value of a cookie of the desk, "" if it was not sent."""
        return self.request.cookies.get(self.desk.cookie_name(name), "")

    def browser_token(self) -> str:
        """Return the token by which the browser is known, "" if it has none."""
        return self.cookie("may")

    def remember_browser(self, token: str) -> None:
        """Let the browser keep the token by which it is known."""
        self.cookies["may"] = (token, BROWSER_SECONDS)


def asks_for_json(request: Request) -> bool:
    """Return whether a script asks, which changes the page itself."""
    return request.headers.get("accept", "") == "application/json"


Endpoint = Callable[[Call], Response]
