"""Write a text: the form, saving as it is typed, files, and what the contract reports."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.contract.content_type import types_of
from plugins.desk.people.accounts import person_by_id
from plugins.desk.people.roles import Right
from plugins.desk.repository.history import ChangedError
from plugins.desk.texts.deciding import By, Notes, draft_path, files_of_draft, submit, title_of
from plugins.desk.texts.drafts import (
    Draft,
    Text,
    draft_of,
    drop_draft,
    new_text,
    save_draft,
    take_over,
    text_by_id,
)
from plugins.desk.texts.form import NEW, Form, filled_in, form_of, sort_issues
from plugins.desk.uploads.store import LARGEST, add_upload, uploads_of
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import ContentError, Issue, UserError

MOST_UPLOAD = 60_000_000  # bytes of a form with a file
MOST_FORM = 9_000_000  # a text of 2 million bytes, every one of them as `%E1`


def show_new(call: Call) -> Response:
    """Ask what kind of text is to be written."""
    kinds = [
        kind
        for kind in types_of(call.desk.content.settings).values()
        if call.desk.content.type_named(kind.name)
    ]
    return call.page("texts/new.html", kinds=kinds)


def start(call: Call) -> Response:
    """Begin a new text."""
    kind = call.desk.content.type_named(call.text("loai"))
    if kind is None:
        raise UserError("Chọn loại bài.")
    text = new_text(call.desk.database, kind.name)
    save_draft(call.desk.database, call.now, Draft(text.id, call.person.id, NEW, None, 0))
    return call.redirect(f"/bai/{text.id}/viet")


def show_form(call: Call) -> Response:
    """Show the form with the person's own draft, or with the submitted version."""
    text = text_of(call)
    draft = _draft(call, text)
    return _form(call, text, draft)


def _form(call: Call, text: Text, draft: Draft, problem: str = "", *, status: int = 200) -> Response:
    form = _checked_form(call, text, draft)
    other = text.held_by_other(call.person.id, call.now)
    holder = person_by_id(call.desk.database, other) if other is not None else None
    return call.page(
        "texts/form.html",
        status=status,
        text=text,
        form=form,
        problem=problem,
        holder=holder,
        uploads=uploads_of(call.desk.database, text),
        heading=title_of(draft.content),
        is_public=_is_public(call, text),
        sent=call.text,
    )


def _checked_form(call: Call, text: Text, draft: Draft) -> Form:
    content = call.desk.content
    kind = content.type_named(text.kind) or content.type_at(text.path or "")
    form = form_of(draft.content, kind, call.desk.agency.sections)
    sort_issues(form, draft.content, _issues(call, text, draft))
    return form


def _issues(call: Call, text: Text, draft: Draft) -> list[Issue]:
    """Return what the contract reports about a draft; nothing while nothing has been written."""
    if draft.content == NEW:
        return []
    files = files_of_draft(call.desk, text, draft)
    return call.desk.content.checks.check(draft_path(call.desk.content, text), files, call.now).issues


def save(call: Call) -> Response:
    """Save the form, and do what the button says: go on, look at it, or submit it."""
    text = text_of(call)
    try:
        draft = _saved(call, text)
    except ContentError as error:
        return _form(call, text, _draft(call, text), str(error), status=422)
    match call.text("lam"):
        case "gui":
            try:
                notes = Notes(call.text("loi-nhan-gui"), _correction(call, text))
                submit(call.desk, text, By(call.person, call.now), notes)
            except ChangedError:
                return call.redirect(f"/bai/{text.id}/hai-ban")
            except UserError as error:
                return _form(call, text, draft, str(error), status=422)
            return call.redirect(f"/bai/{text.id}", "Đã gửi duyệt.")
        case "xem":
            return call.redirect(f"/bai/{text.id}/xem")
        case _:
            return _form(call, text, draft)


def _correction(call: Call, text: Text) -> str:
    """Return the note that readers will see below a corrected text. Raises UserError if it was forgotten."""
    note = call.text("ghi-chu-sua").strip()
    if not note and _is_public(call, text) and not call.text("khong-ghi-chu"):
        raise UserError(
            "Bài này đang đăng. Ghi cho người đọc biết đã sửa gì, hoặc đánh dấu là chỉ sửa lỗi chữ, không đổi nội dung."
        )
    return note


def _is_public(call: Call, text: Text) -> bool:
    return text.path is not None and text.path in call.desk.content.published_blobs()


def autosave(call: Call) -> Response:
    """Save what is being typed; return what the contract reports about it."""
    text = text_of(call)
    draft = _saved(call, text)
    form = _checked_form(call, text, draft)
    holder = text_by_id(call.desk.database, text.id)
    other = holder.held_by_other(call.person.id, call.now) if holder is not None else None
    other_name = person_by_id(call.desk.database, other) if other is not None else None
    issues = {one.name: [_told(issue) for issue in one.issues] for one in form.inputs}
    return JSONResponse({
        "issues": issues | {"": [_told(issue) for issue in form.issues]},
        "other": other_name.full_name if other_name is not None else "",
    })  # fmt: skip


def upload(call: Call) -> Response:
    """Store a picture or document that was chosen in the form."""
    text = text_of(call)
    for file in call.form.getlist("tep"):
        if not isinstance(file, str) and file.filename:
            content = file.file.read(LARGEST + 1)
            add_upload(
                call.desk.database, call.now, text, call.person.id, name=file.filename, content=content
            )
    return call.redirect(f"/bai/{text.id}/viet#tep")


def take(call: Call) -> Response:
    """Take over a text that somebody else is writing; what that person has typed stays."""
    text = text_of(call)
    take_over(call.desk.database, call.now, text, call.person.id)
    return call.redirect(f"/bai/{text.id}/viet", "Từ giờ bạn viết bài này. Bản của người trước vẫn được giữ.")


def drop(call: Call) -> Response:
    """Throw the person's own draft away."""
    text = text_of(call)
    drop_draft(call.desk.database, text, call.person.id)
    return call.redirect("/", "Đã bỏ bản đang viết.")


def text_of(call: Call) -> Text:
    """Return the text of a request. Raises HTTPException if there is none."""
    text = text_by_id(call.desk.database, call.request.path_params["number"])
    if text is None:
        raise HTTPException(404)
    return text


def _draft(call: Call, text: Text) -> Draft:
    """Return the person's own draft, or one that begins with the submitted version."""
    found = draft_of(call.desk.database, text, call.person.id)
    if found is not None:
        return found
    if text.path is None:
        raise HTTPException(404)  # somebody else's new text, which nobody has submitted
    content = call.desk.content.history.read(text.path)
    base = call.desk.content.blobs().get(text.path)
    return Draft(text.id, call.person.id, content or NEW, base, 0)


def _saved(call: Call, text: Text) -> Draft:
    before = _draft(call, text)
    content = call.desk.content
    kind = content.type_named(text.kind) or content.type_at(text.path or "")
    fields = {name: value for name, value in call.form.items() if isinstance(value, str)}
    for item in kind.fields:  # a box that is not ticked is not sent
        if f"co-{item.key}" in fields:
            fields.setdefault(item.key, "")
    data = filled_in(before.content, kind, fields.get)
    draft = Draft(text.id, call.person.id, data, before.base, call.now)
    if data != before.content or before.saved == 0:
        save_draft(call.desk.database, call.now, draft)
    return draft


def _told(issue: Issue) -> dict[str, str | bool]:
    return {"message": issue.message, "hint": issue.hint, "is_warning": issue.is_warning}


PAGES = [
    Page("/bai/moi", Right.WRITE, show_new, start),
    Page("/bai/{number:int}/viet", Right.WRITE, show_form, save, longest=MOST_FORM),
    Page("/bai/{number:int}/luu", Right.WRITE, act=autosave, longest=MOST_FORM),
    Page("/bai/{number:int}/tep", Right.WRITE, act=upload, longest=MOST_UPLOAD, takes_files=True),
    Page("/bai/{number:int}/nhan", Right.WRITE, act=take),
    Page("/bai/{number:int}/bo", Right.WRITE, act=drop),
]
