"""The pages of secret links: making them at the desk, and opening them without an account."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from plugins.desk.people.roles import Right
from plugins.desk.texts.attaching import file_response
from plugins.desk.texts.deciding import By
from plugins.desk.texts.drafts import Draft, draft_of
from plugins.desk.texts.editing import draft_for, text_of
from plugins.desk.texts.frame import FILES, HEADERS, media_type
from plugins.desk.texts.links import (
    HOURS,
    Link,
    delete_ended_links,
    documents,
    find_link,
    link_file,
    make_link,
    note_opening,
    revoke_links,
)
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import ContentError

COOKIE = "lien-ket"
COOKIE_SECONDS = 3600
FRAME_FILES = "/lien-ket/tep/"


def create(call: Call) -> Response:
    """Make a link to the person's own draft, or to the submitted version, and show it once."""
    text = text_of(call)
    draft = draft_of(call.desk.database, text, call.person.id)
    if draft is None:
        content = call.desk.content.history.read(text.path) if text.path is not None else None
        if content is None:
            raise HTTPException(404)
        draft = Draft(text.id, call.person.id, content, None, 0)
    delete_ended_links(call.desk, call.now)
    try:
        link = make_link(call.desk, text, draft, By(call.person, call.now))
    except ContentError:
        said = "Chưa tạo được liên kết: bài còn thiếu hoặc còn lỗi. Sửa những chỗ có vạch đỏ, bấm “Lưu và kiểm tra”, rồi tạo lại."
        return call.redirect(f"/bai/{text.id}/viet", said)
    return call.page("texts/link.html", text=text, link=link, hours=HOURS)


def revoke(call: Call) -> Response:
    """End all links of a text."""
    text = text_of(call)
    draft_for(call, text)  # not somebody else's new text
    revoke_links(call.desk, text, By(call.person, call.now))
    return call.redirect(f"/bai/{text.id}", "Đã hủy các liên kết xem trước của bài này.")


def show_button(call: Call) -> Response:
    """Show a button, and nothing of the text: programs load links, too."""
    token = call.request.path_params["token"]
    link = find_link(call.desk, token, call.now)
    return call.page(
        "texts/open_link.html", status=200 if link else 404, token=token if link else "", link=None
    )


def open_link(call: Call) -> Response:
    """Show the page behind a link."""
    token = call.request.path_params["token"]
    link = find_link(call.desk, token, call.now)
    if link is None:
        return call.page("texts/open_link.html", status=404, token="", link=None)
    note_opening(call.desk, link, call.now)
    call.cookies[COOKIE] = (token, COOKIE_SECONDS)
    return call.page("texts/open_link.html", token=token, link=link, documents=documents(call.desk, link))


def show_linked_page(call: Call) -> Response:
    """Return the page itself, for the frame."""
    html = _opened(call).html.replace(FILES.encode(), FRAME_FILES.encode())
    return HTMLResponse(html, headers=HEADERS)


def show_linked_file(call: Call) -> Response:
    """Return a style sheet or picture of the page."""
    name = call.request.path_params["name"]
    content, kind = link_file(call.desk, _opened(call), name), media_type(name)
    if content is None:
        raise HTTPException(404)
    if kind is None:
        return file_response(PurePosixPath(name).name, content)
    return Response(content, media_type=kind, headers=HEADERS)


def _opened(call: Call) -> Link:
    """Return the link whose button was pressed in this browser. Raises HTTPException if none was."""
    link = find_link(call.desk, call.cookie(COOKIE), call.now)
    if link is None:
        raise HTTPException(404)
    return link


PAGES = [
    Page("/bai/{number:int}/lien-ket", Right.WRITE, act=create),
    Page("/bai/{number:int}/huy-lien-ket", Right.WRITE, act=revoke),
    Page("/lien-ket/trang", Right.NONE, show_linked_page),
    Page(FRAME_FILES + "{name:path}", Right.NONE, show_linked_file),
    Page("/lien-ket/{token}", Right.NONE, show_button, open_link),
]
