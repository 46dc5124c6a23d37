"""Look at the portal as it would be with the draft: the home page and the contact page in the real theme."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from plugins.desk.agency.draft import agency_file, agency_text, files_of, submitted
from plugins.desk.agency.file import TITLE
from plugins.desk.people.roles import Right
from plugins.desk.texts.drafts import draft_of
from plugins.desk.texts.frame import FILES, HEADERS, for_frame, media_type
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page

PREVIEW = "/co-quan/xem"
OWN_FILES = "/co-quan/tep/"
SHOWN = {"trang-chu": ("Trang chủ", "index.html"), "lien-he": ("Trang Liên hệ", "lien-he/index.html")}


def show_preview(call: Call) -> Response:
    """Show how far the build is; once it is done, the page twice: as on a phone, and on a wide screen."""
    preview = agency_file(call.desk).preview
    progress = preview.look(_files(call), call.person.id)
    wanted = call.request.query_params.get("trang", "")
    name = wanted if wanted in SHOWN else "trang-chu"
    return call.page(
        "agency/preview.html",
        heading=TITLE,
        progress=progress,
        has_draft=_draft(call) is not None,
        shown=name,
        pages={key: label for key, (label, file) in SHOWN.items() if preview.file(file) is not None},
    )


def show_page(call: Call) -> Response:
    """Return a page of the portal itself, for a frame."""
    preview = agency_file(call.desk).preview
    _, name = SHOWN.get(call.request.path_params["name"], ("", ""))
    file = preview.file(name) if name and preview.look(_files(call), call.person.id).is_done else None
    if file is None:
        raise HTTPException(404)
    html = for_frame(file.read_bytes()).replace(FILES.encode(), OWN_FILES.encode())
    return HTMLResponse(html, headers=HEADERS)


def show_file(call: Call) -> Response:
    """Return a style sheet or picture of the portal."""
    name = call.request.path_params["name"]
    file, kind = agency_file(call.desk).preview.file(name), media_type(name)
    if file is None or kind is None:
        raise HTTPException(404)
    return Response(file.read_bytes(), media_type=kind, headers=HEADERS)


def _draft(call: Call) -> bytes | None:
    draft = draft_of(call.desk.database, agency_text(call.desk), call.person.id)
    return draft.content if draft is not None else None


def _files(call: Call) -> dict[str, bytes]:
    """Return the person's own draft with its pictures, or the submitted version."""
    own, text = _draft(call), agency_text(call.desk)
    return files_of(call.desk, text, call.person.id, own if own is not None else submitted(call.desk))


PAGES = [
    Page(PREVIEW, Right.ACCOUNT, show_preview),
    Page("/co-quan/trang/{name}", Right.ACCOUNT, show_page),
    Page(OWN_FILES + "{name:path}", Right.ACCOUNT, show_file),
]
