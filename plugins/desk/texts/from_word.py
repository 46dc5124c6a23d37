"""Take the text of a Word document, or what is pasted, into the form, and begin a text about a PDF."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import PurePosixPath

import nh3
from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.contract.body.pictures import PICTURES
from plugins.conversion.draft import Begun, begin_from, text_pasted
from plugins.desk.people.roles import Right
from plugins.desk.texts.attaching import MOST_UPLOAD, described, file_of, not_done
from plugins.desk.texts.drafts import Draft, Text, new_text, save_draft
from plugins.desk.texts.editing import (
    change_draft,
    draft_for,
    keeping,
    kind_of,
    local_time,
    saved_draft,
    text_of,
)
from plugins.desk.texts.form import BODY, NEW, filled_in, form_of, suggest
from plugins.desk.texts.heads import title_of
from plugins.desk.texts.insertion import with_paragraph
from plugins.desk.texts.writing import MOST_FORM, new_page, reject_more
from plugins.desk.uploads.opening import Opened
from plugins.desk.uploads.store import LARGEST, Listed, add_upload, set_words, upload_of
from plugins.desk.web.call import Call, asks_for_json
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError

PICTURES_SECONDS = 60.0  # for all pictures of a document
TOO_SLOW = "quá lâu chưa mở xong; tải lên riêng"
MOST_NAMED = 3  # pictures in a message
SHOWN = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "strong", "em",
    "s", "sup", "sub", "br",
}  # fmt: skip
SPANS = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def begin(call: Call) -> Response:
    """Begin a new text with a Word document, or about a PDF."""
    kind, file = call.desk.content.type_named(call.text("loai")), call.form.get("tep")
    if kind is None or not isinstance(file, UploadFile) or not file.filename:
        return new_page(call, "Chọn tệp trước.", status=422)
    if file.filename.lower().endswith(tuple(PICTURES)):
        return new_page(
            call, "Đây là ảnh. Bấm “Bắt đầu viết”, rồi tải ảnh lên ở mục “Ảnh và tệp” của bài.", status=422
        )
    reject_more(call)
    name, content = PurePosixPath(file.filename.replace("\\", "/")).name, file.file.read(LARGEST + 1)
    try:
        begun = begin_from(name, content)
    except UserError as error:
        return new_page(call, str(error), status=422)
    text = new_text(call.desk.database, kind.name)
    said, _, dropped = _taken(call, text, begun)
    opened = Opened(".pdf", content) if begun.attachment else None  # checked above
    database, person = call.desk.database, call.person.id
    kept = add_upload(database, call.now, text, person, name=name, content=content, opened=opened)
    form = form_of(NEW, kind, call.desk.agency.sections)
    suggest(form, local_time(call))
    fields = {one.name: one.value for one in form.inputs} | {BODY: said}
    fields |= {"title": begun.title} if begun.title else {}
    if begun.attachment:
        fields["attachments"] = f"{kept.name} | {(begun.title or kept.words).replace('|', '/')}"
    data = filled_in(NEW, kind, fields.get)
    save_draft(call.desk.database, call.now, Draft(text.id, call.person.id, data, None, 0))
    said = _about_pdf(begun) if begun.attachment else _summary(kept, dropped)
    return call.redirect(f"/bai/{text.id}/viet", said)


def take(call: Call) -> Response:
    """Put the text of a document at the end of what is written, or with script at the cursor; an empty title is filled in."""
    text = text_of(call)
    draft, file = saved_draft(call, text), file_of(call, text)
    try:
        begun = begin_from(file.name, _content(call, text, file.name))
    except UserError as error:
        return not_done(call, text, file, str(error).removeprefix(f"{file.name}: "))
    form = form_of(draft.content, kind_of(call, text), call.desk.agency.sections)
    said, pictures, dropped = _taken(call, text, begun)
    fields = {"title": begun.title} if begun.title and not form.title else {}
    summary = _summary(file, dropped)
    if asks_for_json(call.request):
        files = [described(one) for one in pictures]
        return JSONResponse(
            {
                "text": said,
                "is_block": True,
                "files": files,
                "fields": fields,
                "said": summary,
            }
        )
    change_draft(call, text, draft, {**fields, BODY: with_paragraph(form.body, said)})
    return call.redirect(f"/bai/{text.id}/viet", summary)


def paste(call: Call) -> Response:
    """Return the HTML of a clipboard as text for the form, for its script."""
    text_of(call)
    said, dropped = text_pasted(call.text("html"))
    return JSONResponse({"text": said.strip(), "dropped": "; ".join(dropped)})


def compare(call: Call) -> Response:
    """Show a document beside the text, and what could not be brought over."""
    text, name = text_of(call), call.request.path_params["name"]
    draft = draft_for(call, text)
    begun = begin_from(name, _content(call, text, name))
    source = nh3.clean(begun.source, tags=SHOWN, attributes=SPANS)
    return call.page(
        "texts/beside_word.html",
        text=text,
        heading=title_of(draft.content),
        name=name,
        source=Markup(source),  # noqa: S704 - cleaned in the line above
        dropped=begun.dropped,
    )


def _content(call: Call, text: Text, name: str) -> bytes:
    """Return a Word document that the person has sent. Raises HTTPException if there is none."""
    found = upload_of(call.desk.database, text, call.person.id, name) if name.endswith(".docx") else None
    if found is None:
        raise HTTPException(404)
    return found.content


def _taken(call: Call, text: Text, begun: Begun) -> tuple[str, list[Listed], list[str]]:
    """Keep the pictures of a document; return its text with their names, the pictures, and what was left out."""
    said, kept, dropped = begun.text, list[Listed](), list(begun.dropped)
    end, failed = time.monotonic() + PICTURES_SECONDS, 0
    for name, content in begun.pictures.items():
        try:
            one = _kept(call, text, name, content, end)
        except UserError as error:
            failed += 1
            if failed <= MOST_NAMED:
                dropped.append(f"ảnh {error}")
            said = re.sub(
                rf'!\[(?:[^\[\]\\\n]|\\.)*\]\({re.escape(name)}\)|<img src="{re.escape(name)}"[^<>]*>',
                "",
                said,
            )
            continue
        if words := begun.words.get(name):
            set_words(call.desk.database, text, call.person.id, one.name, words)
            one = replace(one, words=words)
        said = said.replace(f"]({name})", f"]({one.name})").replace(f'src="{name}"', f'src="{one.name}"')
        kept.append(one)
    if failed > MOST_NAMED:
        dropped.append(f"và {failed - MOST_NAMED} ảnh nữa")
    return said, kept, dropped


def _kept(call: Call, text: Text, name: str, content: bytes, end: float) -> Listed:
    """Keep a picture of a document. Raises UserError, also if it is later than `end`."""
    if time.monotonic() > end:
        raise UserError(TOO_SLOW)
    return add_upload(call.desk.database, call.now, text, call.person.id, name=name, content=content)


def _summary(file: Listed, dropped: list[str]) -> str:
    said = f"Đã lấy chữ từ {file.name}."
    said += f" Không mang sang được: {'; '.join(dropped)}." if dropped else ""
    return f"{said} Bấm “Đối chiếu” ở tệp ấy để xem cạnh nhau."


def _about_pdf(begun: Begun) -> str:
    said = "Đã đính kèm tệp PDF và điền những gì đọc được từ tệp. Xem lại từng mục."
    return said + "".join(f" Tệp {remark}." for remark in begun.remarks)


PAGES = [
    Page("/bai/tu-word", Right.WRITE, act=begin, longest=MOST_UPLOAD, takes_files=True),
    Page("/bai/{number:int}/lay-chu", Right.WRITE, act=keeping(take), longest=MOST_FORM),
    Page("/bai/{number:int}/dan", Right.WRITE, act=paste, longest=MOST_FORM),
    Page("/bai/{number:int}/doi-chieu/{name}", Right.WRITE, compare),
]
