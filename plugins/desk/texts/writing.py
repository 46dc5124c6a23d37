"""Write a text: the form, saving as it is typed, files, and what the contract reports."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import PurePosixPath

from starlette.responses import JSONResponse, Response

from plugins.contract.content_type import types_of
from plugins.desk.people.accounts import person_by_id
from plugins.desk.people.roles import Right
from plugins.desk.repository.history import ChangedError
from plugins.desk.texts.deciding import By
from plugins.desk.texts.drafts import (
    Draft,
    Text,
    drop_draft,
    new_text,
    number_of_drafts,
    save_draft,
    take_over,
    text_by_id,
)
from plugins.desk.texts.editing import (
    change_draft,
    checked_form,
    draft_for,
    form_page,
    is_public,
    keeping,
    local_time,
    saved_draft,
    text_of,
)
from plugins.desk.texts.form import NEW, Widget, read_moments
from plugins.desk.texts.links import open_links, revoke_links
from plugins.desk.texts.listing import KEPT
from plugins.desk.texts.standing import blobs_of_version
from plugins.desk.texts.submitting import submit
from plugins.desk.texts.times import MORNING, written
from plugins.desk.uploads.store import listed_uploads
from plugins.desk.web.call import Call
from plugins.desk.web.fields import LONGEST_PART
from plugins.desk.web.routes import Page
from plugins.desk.web.unsaved import unsaved_page
from plugins.errors.issue import ContentError, Issue, UserError

MOST_DRAFTS = 200  # of a person
MOST_FORM = LONGEST_PART
MOST_NAMED = 3  # files in a message
NOT_SENT = "Đã lưu bài. Còn các tệp vừa chọn chưa được gửi; chọn lại rồi bấm “Tải lên”:"


def show_new(call: Call) -> Response:
    """Ask what kind of text is to be written."""
    return new_page(call)


def new_page(call: Call, problem: str = "", *, status: int = 200) -> Response:
    """Return the page that asks what kind of text is to be written, and for a Word document to begin it with."""
    kinds = [
        kind
        for kind in types_of(call.desk.content.settings).values()
        if call.desk.content.type_named(kind.name)
    ]
    return call.page("texts/new.html", status=status, kinds=kinds, problem=problem)


def start(call: Call) -> Response:
    """Begin a new text."""
    kind = call.desk.content.type_named(call.text("loai"))
    if kind is None:
        raise UserError("Chọn loại bài.")
    reject_more(call)
    text = new_text(call.desk.database, kind.name)
    save_draft(call.desk.database, call.now, Draft(text.id, call.person.id, NEW, None, 0))
    return call.redirect(f"/bai/{text.id}/viet")


def reject_more(call: Call) -> None:
    """Raise UserError if the person has too many drafts for another."""
    if number_of_drafts(call.desk.database, call.person.id) >= MOST_DRAFTS:
        raise UserError(f"Bạn đang viết dở {MOST_DRAFTS} bài. Gửi duyệt hoặc bỏ bớt rồi viết bài mới.")


def show_form(call: Call) -> Response:
    """Show the form with the person's own draft, or with the submitted version."""
    text = text_of(call)
    return form_page(call, text, draft_for(call, text))


def save(call: Call) -> Response:
    """Save the form, and do what the button says: go on, look at it, or submit it."""
    text = text_of(call)
    try:
        draft = saved_draft(call, text)
    except ContentError as error:
        said = " ".join(f"{issue.message}. {issue.hint}" for issue in error.issues)
        # The form would show the draft in place of what was typed.
        unsaved = unsaved_page(call, Right.WRITE, f"Chưa lưu được: {said}")
        return unsaved or form_page(call, text, draft_for(call, text), said, status=422)
    chosen = [name for name in call.form.getlist("tep") if isinstance(name, str) and name]
    if chosen:  # without script the files of a form come only with the button that sends them
        return form_page(call, text, draft, f"{NOT_SENT} {', '.join(chosen)}", status=422)
    match call.text("lam"):
        case "gui":
            return _submitted(call, text, draft)
        case "xem":
            return call.redirect(f"/bai/{text.id}/xem")
        case _:  # led on, so that going back shows what was saved
            return call.redirect(f"/bai/{text.id}/viet?da-luu=1")


def _submitted(call: Call, text: Text, draft: Draft) -> Response:
    try:
        _reject_without_correction(call, text, draft)
        sent = submit(call.desk, text, By(call.person, call.now))
    except ChangedError:
        return call.redirect(f"/bai/{text.id}/hai-ban")
    except UserError as error:
        return form_page(call, text, draft, str(error), status=422)
    used = {PurePosixPath(path).name for path in blobs_of_version(sent)}
    names = [one.name for one in listed_uploads(call.desk.database, text, call.person.id)]
    unused = [name for name in names if name not in used]
    said = f" Không gửi kèm {', '.join(unused[:MOST_NAMED])}{'…' if len(unused) > MOST_NAMED else ''}, vì bài không dùng."
    return call.redirect(f"/bai/{text.id}", f"Đã gửi duyệt.{said if unused else ''}")


def set_date(call: Call) -> Response:
    """Fill in the date of publication: now, or tomorrow morning."""
    text = text_of(call)
    draft, date = saved_draft(call, text), local_time(call)
    if call.text("gio") == "mai":
        date = datetime.combine(date.date() + timedelta(days=1), time(MORNING), date.tzinfo)
    change_draft(call, text, draft, {"date": written(date)})
    return call.redirect(f"/bai/{text.id}/viet#date")


def _reject_without_correction(call: Call, text: Text, draft: Draft) -> None:
    """Raise UserError if the note was forgotten that readers will see below a corrected text."""
    if not draft.notes.correction.strip() and not draft.notes.is_minor and is_public(call, text):
        raise UserError(
            "Bài này đang đăng. Ghi cho người đọc biết đã sửa gì, hoặc đánh dấu là chỉ sửa lỗi chữ, không đổi nội dung."
        )


def autosave(call: Call) -> Response:
    """Save what is being typed; return what the contract reports about it."""
    text = text_of(call)
    form = checked_form(call, text, saved_draft(call, text))
    read_moments(form, local_time(call), is_public=is_public(call, text))
    holder = text_by_id(call.desk.database, text.id)
    other = holder.held_by_other(call.person.id, call.now) if holder is not None else None
    other_name = person_by_id(call.desk.database, other) if other is not None else None
    issues = {one.name: [_as_json(issue) for issue in one.issues] for one in form.inputs}
    return JSONResponse({
        "issues": issues | {"": [_as_json(issue) for issue in form.issues]},
        "readings": {one.name: one.reading for one in form.inputs if one.widget is Widget.MOMENT},
        "other": other_name.full_name if other_name is not None else "",
    })  # fmt: skip


def take(call: Call) -> Response:
    """Take over a text that somebody else is writing; what that person has typed stays."""
    text = text_of(call)
    draft_for(call, text)  # not somebody else's new text
    take_over(call.desk.database, call.now, text, call.person.id)
    return call.redirect(f"/bai/{text.id}/viet", "Từ giờ bạn viết bài này. Bản của người trước vẫn được giữ.")


def drop(call: Call) -> Response:
    """Throw the person's own draft away, and end the secret links of a new text, which nobody finds again."""
    text = text_of(call)
    with call.desk.database.transaction():
        drop_draft(call.desk.database, call.now, text, call.person.id)
        if text.path is None and open_links(call.desk, text, call.now):
            revoke_links(call.desk, text, By(call.person, call.now))
    return call.redirect(
        "/", f"Đã bỏ bản đang viết. Trong 30 ngày còn lấy lại được ở mục “{KEPT}” của trang này."
    )


def _as_json(issue: Issue) -> dict[str, str | bool]:
    return {"message": issue.message, "hint": issue.hint, "is_warning": issue.is_warning}


PAGES = [
    Page("/bai/moi", Right.WRITE, show_new, start),
    Page("/bai/{number:int}/viet", Right.WRITE, show_form, keeping(save), longest=MOST_FORM),
    Page("/bai/{number:int}/luu", Right.WRITE, act=keeping(autosave), longest=MOST_FORM),
    Page("/bai/{number:int}/gio", Right.WRITE, act=keeping(set_date), longest=MOST_FORM),
    Page("/bai/{number:int}/nhan", Right.WRITE, act=take),
    Page("/bai/{number:int}/bo", Right.WRITE, act=drop),
]
