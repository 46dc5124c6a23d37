"""Link to an own text: search for it by title, and put the link into the text that is being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.contract.content_type import Status
from plugins.desk.people.roles import Right
from plugins.desk.texts.catalogue import Listed, find_texts, listed_at, refresh_catalogue
from plugins.desk.texts.editing import (
    change_draft,
    draft_for,
    keeping,
    kind_of,
    saved_draft,
    text_of,
)
from plugins.desk.texts.form import BODY, form_of
from plugins.desk.texts.heads import title_of
from plugins.desk.texts.insertion import link_to_text, with_paragraph
from plugins.desk.texts.listing import LONGEST_QUERY
from plugins.desk.texts.times import spoken
from plugins.desk.texts.writing import MOST_FORM
from plugins.desk.web.call import Call, asks_for_json
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError

MOST_TARGETS = 20


@dataclass(frozen=True)
class Target:
    """A text that may be linked to; `why_not` says why it may not, `note` what to know of one that may."""

    path: str
    title: str
    link: str
    note: str = ""
    why_not: str = ""


def show_targets(call: Call) -> Response:
    """Search for a text to link to; with script as JSON."""
    text = text_of(call)
    draft = draft_for(call, text)
    query = call.request.query_params.get("tim", "")[:LONGEST_QUERY].strip()
    refresh_catalogue(call.desk)
    published = call.desk.content.published_blobs()
    found = [one for one in find_texts(call.desk, query) if one.path != text.path][:MOST_TARGETS]
    targets = [_target(call, one, is_published=one.path in published) for one in found]
    if asks_for_json(call.request):
        fields = ("title", "link", "note", "why_not")
        return JSONResponse([{name: getattr(one, name) for name in fields} for one in targets])
    return call.page(
        "texts/targets.html", text=text, heading=title_of(draft.content), query=query, targets=targets
    )


def save_and_search(call: Call) -> Response:
    """Keep what has been typed, and go on to the search."""
    text = text_of(call)
    saved_draft(call, text)
    return call.redirect(f"/bai/{text.id}/lien-ket-toi")


def link(call: Call) -> Response:
    """Put a link to a text at the end of the draft."""
    text = text_of(call)
    draft = draft_for(call, text)
    path = call.text("tep")
    refresh_catalogue(call.desk)
    known = listed_at(call.desk, [path]).get(path)
    if known is None:
        raise HTTPException(404)
    target = _target(call, known, is_published=path in call.desk.content.published_blobs())
    if target.why_not:
        raise UserError(f"Chưa dẫn tới “{target.title}” được: {target.why_not}.")
    body = form_of(draft.content, kind_of(call, text), call.desk.agency.sections).body
    change_draft(call, text, draft, {BODY: with_paragraph(body, target.link)})
    return call.redirect(f"/bai/{text.id}/viet", f"Đã chèn liên kết tới “{target.title}” vào cuối bài.")


def _target(call: Call, text: Listed, *, is_published: bool) -> Target:
    status, appears, expires = text.times
    zone, note, why_not = call.desk.agency.zone, "", ""
    if not is_published or status is Status.DRAFT:
        why_not = "bài ấy chưa đăng"
    elif status is Status.WITHDRAWN:
        why_not = "bài ấy đã thu hồi"
    elif expires is not None and expires <= call.now:
        why_not = "bài ấy đã hết hạn"
    elif expires is not None:
        ends = spoken(datetime.fromtimestamp(expires, zone))
        note = f"Hết hạn lúc {ends}: chỉ bài hết hạn không muộn hơn mới dẫn tới được."
    elif appears is not None and appears > call.now:
        begins = spoken(datetime.fromtimestamp(appears, zone))
        note = f"Sẽ hiện lúc {begins}: bài đang viết không được hiện sớm hơn."
    elif appears is not None:
        note = f"Đăng ngày {spoken(datetime.fromtimestamp(appears, zone)).partition(', ')[2]}"
    return Target(text.path, text.title, link_to_text(text.path, text.title), note, why_not)


PAGES = [
    Page("/bai/{number:int}/tim-bai", Right.WRITE, act=keeping(save_and_search), longest=MOST_FORM),
    Page("/bai/{number:int}/lien-ket-toi", Right.WRITE, show_targets, link),
]
