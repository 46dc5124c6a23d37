"""Pictures and documents in the form: send them, look at them, put them into the text, remove them.

Every button sends the whole form, so that nothing that was typed is lost. The script asks for JSON and changes the page
itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.desk.people.roles import Right
from plugins.desk.texts.drafts import Text
from plugins.desk.texts.editing import (
    change_draft,
    draft_for,
    form_page,
    keeping,
    kind_of,
    saved_draft,
    text_of,
)
from plugins.desk.texts.form import BODY, form_of
from plugins.desk.texts.insertion import markdown_of, with_paragraph, wrong_words
from plugins.desk.texts.writing import MOST_FORM
from plugins.desk.uploads.store import LARGEST, Listed, add_upload, listed_uploads, remove_upload, upload_of
from plugins.desk.web.call import Call, asks_for_json
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError
from plugins.vietnamese.writing import file_size

MOST_UPLOAD = 120_000_000  # bytes of a form with files; the script sends one at a time
HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Frame-Options": "DENY"}
SHOWN = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif"}


def upload(call: Call) -> Response:
    """Store the files that were chosen; those that are rejected are named with the reason, and the others are kept."""
    text = text_of(call)
    draft = saved_draft(call, text)
    kept: list[Listed] = []
    problems: list[str] = []
    for file in call.form.getlist("tep"):
        if isinstance(file, str) or not file.filename:
            continue
        name, content = PurePosixPath(file.filename.replace("\\", "/")).name, file.file.read(LARGEST + 1)
        try:
            kept.append(
                add_upload(call.desk.database, call.now, text, call.person.id, name=name, content=content)
            )
        except UserError as error:
            problems.append(str(error))
    if asks_for_json(call.request):
        return JSONResponse({"files": [described(one) for one in kept], "problems": problems})
    if problems or not kept:
        said = f"Đã nhận {len(kept)} tệp. Không nhận được:" if problems else "Chọn ảnh hoặc tệp trước."
        return form_page(call, text, draft, "\n".join([said, *problems]), status=422)
    return call.redirect(f"/bai/{text.id}/viet#tep", f"Đã nhận {len(kept)} tệp.")


def insert(call: Call) -> Response:
    """Put a file into the text: at the end, or with script at the cursor."""
    text = text_of(call)
    draft, file = saved_draft(call, text), file_of(call, text)
    form = form_of(draft.content, kind_of(call, text), call.desk.agency.sections)
    if problem := wrong_words(file, file.words, form.title):
        return not_done(call, text, file, problem)
    said = markdown_of(file, file.words)
    if file.is_picture and f"]({file.name}" in form.body:
        body = form.body.replace(
            f"![]({file.name}", said.removesuffix(")")
        )  # as the script does while words are typed
        fields = {BODY: body} if body != form.body else {}
        return _filled(call, text, fields, f"{file.name} đã có trong bài, với mô tả này.")
    if asks_for_json(call.request):
        return JSONResponse({"text": said, "is_block": file.is_picture or file.is_played})
    change_draft(call, text, draft, {BODY: with_paragraph(form.body, said)})
    return call.redirect(
        f"/bai/{text.id}/viet", f"Đã chèn {file.name} vào cuối bài. Muốn đặt chỗ khác thì cắt và dán dòng ấy."
    )


def lead(call: Call) -> Response:
    """Make a picture the lead picture of the text."""
    text = text_of(call)
    draft, file = saved_draft(call, text), file_of(call, text)
    form = form_of(draft.content, kind_of(call, text), call.desk.agency.sections)
    if not form.has("cover") or not file.is_picture:
        raise HTTPException(404)
    if problem := wrong_words(file, file.words, form.title):
        return not_done(call, text, file, problem)
    fields = {"cover": file.name, "cover_alt": file.words}
    return _filled(call, text, fields, f"Đã đặt {file.name} làm ảnh đầu bài.")


def attach(call: Call) -> Response:
    """List a document below the text."""
    text = text_of(call)
    draft, file = saved_draft(call, text), file_of(call, text)
    form = form_of(draft.content, kind_of(call, text), call.desk.agency.sections)
    if not form.has("attachments"):
        raise HTTPException(404)
    if problem := wrong_words(file, file.words, form.title):
        return not_done(call, text, file, problem)
    lines, said = (
        [line for line in form.value("attachments").split("\n") if line],
        f"{file.name} | {file.words.replace('|', '/')}",
    )
    present = [number for number, line in enumerate(lines) if line.partition("|")[0].strip() == file.name]
    if present:
        lines[present[0]] = said  # its name for readers may be another one now
    else:
        lines.append(said)
    return _filled(call, text, {"attachments": "\n".join(lines)}, f"Đã đính kèm {file.name} dưới bài.")


def remove(call: Call) -> Response:
    """Delete a file that the draft does not use."""
    text = text_of(call)
    draft, file = saved_draft(call, text), file_of(call, text)
    if file.name.encode() in draft.content:
        return not_done(
            call,
            text,
            file,
            "Tệp đang dùng trong bài. Xóa chỗ có tên tệp này trong nội dung, ảnh đầu bài hay tệp đính kèm trước.",
        )
    remove_upload(call.desk.database, text, call.person.id, file.name)
    if asks_for_json(call.request):
        return JSONResponse({"removed": file.name})
    return call.redirect(f"/bai/{text.id}/viet#tep", f"Đã bỏ {file.name}.")


def show_file(call: Call) -> Response:
    """Return a file: pictures are shown, all others are downloads."""
    text, name = text_of(call), call.request.path_params["name"]
    draft_for(call, text)
    found = upload_of(call.desk.database, text, call.person.id, name)
    if found is None:
        raise HTTPException(404)
    return file_response(found.name, found.content)


def file_response(name: str, content: bytes) -> Response:
    """Return a file: pictures are shown, all others are downloads."""
    kind = SHOWN.get(PurePosixPath(name).suffix)
    disposition = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(name)}"
    return Response(
        content,
        media_type=kind or "application/octet-stream",
        headers=HEADERS | {"Content-Disposition": disposition},
    )


def show_thumbnail(call: Call) -> Response:
    """Return the thumbnail of a picture that was sent, or the picture itself if it came with an earlier version."""
    text, name = text_of(call), call.request.path_params["name"]
    draft_for(call, text)
    found = upload_of(call.desk.database, text, call.person.id, name)
    if found is None and PurePosixPath(name).suffix in SHOWN and text.path is not None:
        content = call.desk.content.history.read(PurePosixPath(text.path).with_name(name).as_posix())
        if content is not None:
            return file_response(name, content)
    if found is None or not found.thumbnail:
        raise HTTPException(404)
    headers = HEADERS | {"Content-Disposition": 'inline; filename="anh-nho.jpg"'}
    return Response(found.thumbnail, media_type="image/jpeg", headers=headers)


def file_of(call: Call, text: Text) -> Listed:
    """Return the file that a button names. Raises HTTPException if there is none."""
    name, sent = call.text("ten"), listed_uploads(call.desk.database, text, call.person.id)
    found = next((one for one in sent if one.name == name), None)
    if found is None:
        raise HTTPException(404)
    return found


def _filled(call: Call, text: Text, fields: Mapping[str, str], said: str) -> Response:
    """Fill inputs of the form, in the draft, and with script in the page."""
    change_draft(call, text, draft_for(call, text), fields)
    if asks_for_json(call.request):
        return JSONResponse({"fields": fields, "said": said})
    return call.redirect(f"/bai/{text.id}/viet", said)


def not_done(call: Call, text: Text, file: Listed, problem: str) -> Response:
    """Return the form, or the answer for the script, with what is wrong at a file."""
    if asks_for_json(call.request):
        return JSONResponse({"problem": problem})
    problems = {file.name: problem}
    return form_page(
        call, text, draft_for(call, text), f"{file.name}: {problem}", file_problems=problems, status=422
    )


def described(file: Listed) -> dict[str, Any]:
    """Return what the script lists of a file."""
    return {
        "name": file.name,
        "size": file_size(file.size),
        "words": file.words,
        "is_picture": file.is_picture,
        "is_played": file.is_played,
        "is_word": file.is_word,
    }


PAGES = [
    Page("/bai/{number:int}/tep", Right.WRITE, act=keeping(upload), longest=MOST_UPLOAD, takes_files=True),
    Page("/bai/{number:int}/tep/{name}", Right.WRITE, show_file),
    Page("/bai/{number:int}/anh-nho/{name}", Right.WRITE, show_thumbnail),
    Page("/bai/{number:int}/chen", Right.WRITE, act=keeping(insert), longest=MOST_FORM),
    Page("/bai/{number:int}/anh-dau", Right.WRITE, act=keeping(lead), longest=MOST_FORM),
    Page("/bai/{number:int}/dinh-kem", Right.WRITE, act=keeping(attach), longest=MOST_FORM),
    Page("/bai/{number:int}/bo-tep", Right.WRITE, act=keeping(remove), longest=MOST_FORM),
]
