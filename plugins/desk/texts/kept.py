"""What a person has typed beside the draft: look at it, and go on from it."""

from __future__ import annotations

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import Response

from plugins.desk.people.roles import Right
from plugins.desk.texts.comparison import compared
from plugins.desk.texts.drafts import Draft, Text, draft_of, drop_kept, kept_draft, replace_draft
from plugins.desk.texts.editing import text_of
from plugins.desk.texts.heads import title_of
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page


def show_kept(call: Call) -> Response:
    """Show what was kept, compared with the draft, or without one with what is submitted."""
    text = text_of(call)
    kept = _kept(call, text)
    draft = draft_of(call.desk.database, text, call.person.id)
    submitted = call.desk.content.history.read(text.path) if text.path is not None else None
    present = draft.content if draft is not None else submitted or b""
    return call.page(
        "texts/kept.html",
        text=text,
        kept=kept,
        heading=title_of(kept.content),
        changes=compared(present, kept.content),
        has_draft=draft is not None,
    )


def take_kept(call: Call) -> Response:
    """Make what was kept the person's draft; the one before is kept in its place."""
    text = text_of(call)
    kept = _kept(call, text)
    with call.desk.database.transaction():
        replace_draft(call.desk.database, call.now, replace(kept, page=""))
        drop_kept(call.desk.database, call.person.id, call.request.path_params["kept"])
    return call.redirect(f"/bai/{text.id}/viet", "Đã lấy lại. Bản trước đó được giữ ở trang của bài.")


def _kept(call: Call, text: Text) -> Draft:
    found = kept_draft(call.desk.database, text, call.person.id, call.request.path_params["kept"])
    if found is None:
        raise HTTPException(404)
    return found


PAGES = [Page("/bai/{number:int}/ban-giu/{kept:int}", Right.WRITE, show_kept, take_kept)]
