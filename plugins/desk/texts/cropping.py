"""Cut a picture: the result is another file, in place of the first one wherever the draft shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import Response

from plugins.desk.people.roles import Right
from plugins.desk.texts.drafts import Text, replace_draft
from plugins.desk.texts.editing import draft_for, text_of
from plugins.desk.uploads.opening import Box, cut_picture
from plugins.desk.uploads.store import Upload, add_upload, listed_uploads, set_words, upload_of
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError

CUT = frozenset({".jpg", ".png"})
MOST = 90  # percent of a side
SIDES = {"trai": "bên trái", "phai": "bên phải", "tren": "phía trên", "duoi": "phía dưới"}


def show_crop(call: Call) -> Response:
    """Show the picture, and ask how much of each side is to be cut."""
    text = text_of(call)
    return crop_page(call, text, _picture_of(call, text))


def crop_page(call: Call, text: Text, picture: Upload, problem: str = "") -> Response:
    """Return the page that asks how much of a picture is to be cut."""
    written = {name: call.text(name) or "0" for name in SIDES}
    return call.page(
        "texts/crop.html",
        status=422 if problem else 200,
        text=text,
        name=picture.name,
        sides=SIDES,
        written=written,
        problem=problem,
    )


def crop(call: Call) -> Response:
    """Cut the picture, and show it in place of the first one; the draft before is kept."""
    text = text_of(call)
    draft, picture = draft_for(call, text), _picture_of(call, text)
    try:
        box = _box_of(call)
        cut = cut_picture(picture.name, picture.content, box)
        name = PurePosixPath(picture.name)
        made = add_upload(
            call.desk.database,
            call.now,
            text,
            call.person.id,
            name=f"{name.stem}-cat{name.suffix}",
            content=cut.content,
            opened=cut,
        )
    except UserError as error:
        return crop_page(call, text, picture, str(error))
    known = {one.name: one.words for one in listed_uploads(call.desk.database, text, call.person.id)}
    set_words(call.desk.database, text, call.person.id, made.name, known.get(picture.name, ""))
    content = draft.content.replace(picture.name.encode(), made.name.encode())
    if content != draft.content:
        replace_draft(call.desk.database, call.now, replace(draft, content=content, page=""))
    return call.redirect(
        f"/bai/{text.id}/viet#tep", f"Đã cắt thành {made.name}; ảnh trước khi cắt vẫn còn ở đây."
    )


def _picture_of(call: Call, text: Text) -> Upload:
    """Return a picture that the person has sent. Raises HTTPException if there is none."""
    draft_for(call, text)
    name = call.request.path_params["name"]
    found = upload_of(call.desk.database, text, call.person.id, name)
    if found is None or PurePosixPath(name).suffix not in CUT:
        raise HTTPException(404)
    return found


def _box_of(call: Call) -> Box:
    """Return what is to be cut. Raises UserError."""
    sent = [call.text(name).strip().removesuffix("%").strip() or "0" for name in SIDES]
    if not all(one.isascii() and one.isdecimal() and len(one) <= len("100") for one in sent):
        raise UserError("Viết số phần trăm cần cắt, từ 0 đến 90, ví dụ: 10")
    box = Box(*map(int, sent))
    if box.left + box.right > MOST or box.top + box.bottom > MOST:
        raise UserError(f"Hai bên đối nhau cắt nhiều nhất {MOST} %, để còn thấy ảnh.")
    if not any(box):
        raise UserError("Chưa cắt gì: viết số phần trăm cần cắt ở ít nhất một bên.")
    return box


PAGES = [Page("/bai/{number:int}/cat/{name}", Right.WRITE, show_crop, crop)]
