"""Look at a text as readers will see it: the real page in the real theme, on a phone and on a wide screen."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from plugins.desk.people.roles import Right
from plugins.desk.texts.draft_files import draft_path, files_of_draft
from plugins.desk.texts.drafts import draft_of
from plugins.desk.texts.editing import kind_of, text_of
from plugins.desk.texts.frame import FILES, HEADERS, OWN_HEADERS, for_frame, main_part, media_type
from plugins.desk.texts.heads import title_of
from plugins.desk.texts.wording import in_form
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import ContentError, report


def show_preview(call: Call) -> Response:
    """Show the page twice: as on a phone, and on a wide screen."""
    text = text_of(call)
    draft = draft_of(call.desk.database, text, call.person.id)
    data = draft.content if draft is not None else _submitted(call)
    return call.page("texts/preview.html", text=text, heading=title_of(data), has_draft=draft is not None)


def show_page(call: Call) -> Response:
    """Return the page itself, for a frame; with `?phan=bai` its main part."""
    text = text_of(call)
    draft, path = draft_of(call.desk.database, text, call.person.id), draft_path(call.desk.content, text)
    files = files_of_draft(call.desk, text, draft) if draft is not None else {path: _submitted(call)}
    try:
        _, html = call.desk.content.page(path, files, call.now)
    except ContentError as error:
        own = [in_form(issue, kind_of(call, text)) for issue in error.issues if issue.path == path]
        response = call.page("texts/no_preview.html", status=422, own=own, others=report(error.issues))
        response.headers.update(OWN_HEADERS)  # it stands in a frame, too
        return response
    html = main_part(html) if call.request.query_params.get("phan") == "bai" else html
    return HTMLResponse(for_frame(html), headers=HEADERS)


def show_file(call: Call) -> Response:
    """Return a style sheet, picture or document of the preview."""
    name = call.request.path_params["name"]
    file, kind = call.desk.content.site.file(name), media_type(name)
    if file is None or kind is None:
        raise HTTPException(404)
    return Response(file.read_bytes(), media_type=kind, headers=HEADERS)


def _submitted(call: Call) -> bytes:
    text = text_of(call)
    found = call.desk.content.history.read(text.path) if text.path is not None else None
    if found is None:
        raise HTTPException(404)
    return found


PAGES = [
    Page("/bai/{number:int}/xem", Right.WRITE, show_preview),
    Page("/bai/{number:int}/trang", Right.WRITE, show_page),
    Page(FILES + "{name:path}", Right.WRITE, show_file),
]
