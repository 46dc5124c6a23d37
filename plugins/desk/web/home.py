"""The first page after signing in."""

from __future__ import annotations

from starlette.responses import Response

from plugins.desk.people.roles import Right
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page


def show_home(call: Call) -> Response:
    """Show what waits for who asks."""
    return call.page("home.html")


PAGES = [Page("/", Right.ACCOUNT, show_home)]
