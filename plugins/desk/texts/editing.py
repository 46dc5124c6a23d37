"""The draft behind a request: read, saved, changed, and shown as a form."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.contract.body.pictures import PICTURES
from plugins.contract.content_type import ContentType, Status
from plugins.contract.site.file_kinds import DOCUMENTS
from plugins.contract.sources.source import LARGEST as LARGEST_TEXT
from plugins.desk.people.accounts import person_by_id
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.deciding import reject_long, where
from plugins.desk.texts.draft_files import draft_path, files_of_draft
from plugins.desk.texts.drafts import Draft, Notes, Text, draft_of, keep_draft, save_draft, text_by_id
from plugins.desk.texts.form import NEW, Form, filled_in, form_of, read_moments, sort_issues, suggest
from plugins.desk.texts.heads import title_of, values_of
from plugins.desk.texts.times import times_of
from plugins.desk.texts.workflow import State
from plugins.desk.uploads.store import LARGEST, LONGEST_WORDS, listed_uploads, set_words
from plugins.desk.web.call import Call, asks_for_json
from plugins.desk.web.rendering import POLICY_OF_EDITOR
from plugins.errors.issue import ContentError, Issue, UserError
from plugins.front_matter.parser import LONGEST
from plugins.vietnamese.text import normalise

LONGEST_FIELD = 3_000_000  # characters, also in a form with files
LONGEST_ID = 20
BLOB = re.compile("[0-9a-f]{40}")
WORDS = "mo-ta:"  # before the name of a file: the field with the words for it
WORDS_BEFORE = "mo-ta-cu:"  # the same words as they were when the page was opened, or saved by its script
TOO_LONG = Issue(
    "",
    1,
    f"các ô ngoài nội dung dài hơn {LONGEST} ký tự",
    "Viết ngắn lại; phần dài viết trong nội dung bài.",
)
TOO_LARGE = Issue("", 1, "bài quá dài", "Chia thành nhiều bài, hoặc đưa phần dài vào tệp đính kèm.")
OPENED = "mo"  # the field of the form that says which page was opened, and on what
SENT = "luc-gui"  # when the page's script sent the form, in milliseconds
MOST_DIGITS = 15


class KeptError(UserError):
    """What was sent was kept beside the draft, which has been saved on another page since this one was opened."""

    def __init__(self, page: str) -> None:
        """Take the path of the page that shows it."""
        super().__init__(
            "Vừa có bản khác được lưu ở cửa sổ hoặc máy khác của bạn. Những gì gõ ở đây được giữ riêng."
        )
        self.page = page


def keeping(act: Callable[[Call], Response]) -> Callable[[Call], Response]:
    """Return the same answer to a form, but for KeptError the page with what was kept, or its address for the script."""

    @wraps(act)
    def answer(call: Call) -> Response:
        try:
            return act(call)
        except KeptError as error:
            if asks_for_json(call.request):
                return JSONResponse({"kept": error.page, "problem": str(error)})
            return call.redirect(error.page, str(error))

    return answer


class Opened(NamedTuple):
    """An opened page of the form: a random id, a digest of the draft that it showed, and the blob that this was begun from.

    `sent` is when its script sent the form, in milliseconds; 0 if it did not.
    """

    page: str
    digest: str
    base: str | None
    sent: int = 0

    def written(self) -> str:
        """Return it as a field of the form."""
        return f"{self.page} {self.digest} {self.base or ''}"


def is_older(opened: Opened | None, draft: Draft) -> bool:
    """Return whether a draft was saved elsewhere after a page had been opened, or by the page itself after it sent this."""
    if (
        opened is not None and draft.page == opened.page
    ):  # networks may deliver two requests in the other order
        return 0 < opened.sent < draft.sent
    is_stored = opened is not None and draft.saved and draft.page != opened.page
    return bool(is_stored and opened is not None and _digest(draft) != opened.digest)


def opened_on(draft: Draft) -> Opened:
    """Return what a new page of the form that shows a draft is known by."""
    return Opened(secrets.token_urlsafe(12), _digest(draft), draft.base)


def opened_page(call: Call) -> Opened | None:
    """Return which page has sent the form, None for a request that sends only files."""
    written = call.text(OPENED)
    if not written:
        return None
    page, _, rest = written.partition(" ")
    digest, _, base = rest.partition(" ")
    sent = call.text(SENT)
    is_time = sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS
    return Opened(
        page[:LONGEST_ID], digest, base if BLOB.fullmatch(base) else None, int(sent) if is_time else 0
    )


def _digest(draft: Draft) -> str:
    notes = repr(draft.notes).encode()
    return hashlib.sha256(hashlib.sha256(draft.content).digest() + notes).hexdigest()[:32]


def text_of(call: Call) -> Text:
    """Return the text of a request. Raises HTTPException if there is none, or it is `agency.yaml`, which has pages of its own."""
    text = text_by_id(call.desk.database, call.request.path_params["number"])
    if text is None or call.desk.is_agency(text.path):
        raise HTTPException(404)
    return text


def draft_for(call: Call, text: Text) -> Draft:
    """Return the person's own draft, or one that begins with the submitted version.

    Raises HTTPException for somebody else's new text, which nobody has submitted.
    """
    found = draft_of(call.desk.database, text, call.person.id)
    if found is not None:
        return found
    if text.path is None:
        raise HTTPException(404)
    content = call.desk.content.history.read(text.path)
    base = call.desk.content.blobs().get(text.path)
    return Draft(text.id, call.person.id, content or NEW, base, 0)


def saved_draft(call: Call, text: Text) -> Draft:
    """Save what was sent of the form, with the words for its files, and return the draft.

    Raises KeptError if the draft was saved elsewhere after the page had been opened: nothing takes the place of what was not seen.
    """
    before = draft_for(call, text)
    data = _filled_in(call, text, before)
    with call.desk.database.transaction():  # nothing is saved between reading and writing
        present = draft_for(call, text)
        if present.content != before.content:  # saved meanwhile
            data = _filled_in(call, text, present)
        draft, kept = _saved(call, text, present, data)
    if kept:
        raise KeptError(f"/bai/{text.id}/ban-giu/{kept}")
    return draft


def _filled_in(call: Call, text: Text, before: Draft) -> bytes:
    """Return the file that the form stands for. Raises ContentError: of 1 MB of fields, YAML would take seconds."""
    kind = kind_of(call, text)
    fields = {name: value for name, value in call.form.items() if isinstance(value, str)}
    if any(len(value) > LONGEST_FIELD for value in fields.values()):
        raise HTTPException(413)
    if sum(len(fields.get(item.key, "")) for item in kind.fields) > LONGEST:
        raise ContentError([TOO_LONG])
    for item in kind.fields:  # a box that is not ticked is not sent
        if f"co-{item.key}" in fields:
            fields.setdefault(item.key, "")
    data = filled_in(before.content, kind, fields.get)
    if len(data) > LARGEST_TEXT:
        raise ContentError([TOO_LARGE])
    return data


def _saved(call: Call, text: Text, before: Draft, data: bytes) -> tuple[Draft, int]:
    """Save what the form stands for; return the draft, and under which number the form was kept beside it, 0 if it was not."""
    opened = opened_page(call)
    if opened is not None and before.saved == 0:  # somebody may have submitted another version since
        before = replace(before, base=opened.base)
    page = opened.page if opened is not None else before.page
    notes = _notes_sent(call) if opened is not None else before.notes
    sent = opened.sent if opened is not None else 0
    draft = Draft(text.id, call.person.id, data, before.base, call.now, page, notes, sent)
    if opened is not None and is_older(opened, before):
        if data == before.content and notes == before.notes:
            return before, 0
        _save_words(call, text, only_unchanged=True)
        kept = replace(draft, base=opened.base)
        return before, keep_draft(call.desk.database, call.now, kept)
    _save_words(call, text)
    if data != before.content or notes != before.notes or before.saved == 0:
        save_draft(call.desk.database, call.now, draft)
    return draft, 0


def _notes_sent(call: Call) -> Notes:
    remark, correction = call.text("loi-nhan-gui"), call.text("ghi-chu-sua")
    reject_long(remark)
    reject_long(correction)
    return Notes(remark, correction, is_minor=bool(call.text("khong-ghi-chu")))


def _save_words(call: Call, text: Text, *, only_unchanged: bool = False) -> None:
    """Save the words for files that were changed on this page: on another one they may have been changed since.

    With `only_unchanged`, for an older page, those stay that were changed elsewhere.
    """
    for one in listed_uploads(call.desk.database, text, call.person.id):
        words, before = (call.form.get(f"{prefix}{one.name}") for prefix in (WORDS, WORDS_BEFORE))
        if only_unchanged and before != one.words:
            continue
        if isinstance(words, str) and words != before:
            said = " ".join(normalise(words).split())[:LONGEST_WORDS]
            set_words(call.desk.database, text, call.person.id, one.name, said)


def change_draft(call: Call, text: Text, draft: Draft, fields: Mapping[str, str]) -> None:
    """Save a draft with other values of some inputs. Without the script, which changes the page too, the page is another one afterwards."""
    data = filled_in(draft.content, kind_of(call, text), fields.get)
    page, database = draft.page if asks_for_json(call.request) else "", call.desk.database
    with database.transaction():
        present = draft_of(database, text, call.person.id)
        if present is not None and (present.content, present.notes) != (draft.content, draft.notes):
            keep_draft(database, call.now, replace(present, page=""))  # saved on another page meanwhile
        save_draft(database, call.now, replace(draft, content=data, page=page))


def form_page(
    call: Call,
    text: Text,
    draft: Draft,
    problem: str = "",
    *,
    file_problems: Mapping[str, str] = MappingProxyType({}),
    status: int = 200,
) -> Response:
    """Return the page with the form; `file_problems` say by the names of files what is wrong with their words."""
    form = checked_form(call, text, draft)
    if draft.content == NEW:
        suggest(form, local_time(call))
    read_moments(form, local_time(call), is_public=is_public(call, text))
    other = text.held_by_other(call.person.id, call.now)
    holder = person_by_id(call.desk.database, other) if other is not None else None
    uploads = listed_uploads(call.desk.database, text, call.person.id)
    sent = {one.name for one in uploads}
    standing = where(call.desk, text) if text.path is not None else None
    editor = call.desk.bundle.name if call.desk.bundle is not None else ""
    response = call.page(
        "texts/form.html",
        status=status,
        text=text,
        form=form,
        problem=problem,
        file_problems=file_problems,
        holder=holder,
        uploads=uploads,
        stored=[name for path in form.files if (name := PurePosixPath(path).name) not in sent],
        accepted=",".join(sorted({"image/*", *PICTURES, *DOCUMENTS})),
        largest=LARGEST,
        longest_words=LONGEST_WORDS,
        heading=title_of(draft.content),
        is_public=is_public(call, text),
        opened=opened_on(draft).written(),
        returned_with=standing.returned_with if standing is not None else "",
        waits=standing is not None and standing.state is State.SUBMITTED,
        now=f"{local_time(call):%Y-%m-%dT%H:%M:%S}",
        notes=draft.notes,
        is_saved="da-luu" in call.request.query_params,
        editor=editor,
    )
    if editor:
        response.headers["Content-Security-Policy"] = POLICY_OF_EDITOR
    return response


def checked_form(call: Call, text: Text, draft: Draft) -> Form:
    """Return the form for a draft, with what the contract reports about it."""
    form = form_of(draft.content, kind_of(call, text), call.desk.agency.sections)
    if draft.content == NEW:  # nothing has been written yet
        return form
    path, files = draft_path(call.desk.content, text), files_of_draft(call.desk, text, draft)
    checked = call.desk.content.checks.check(path, files, call.now)
    sort_issues(form, draft.content, checked.issues)
    form.files, form.address = checked.files, checked.entry.address if checked.entry is not None else ""
    return form


def kind_of(call: Call, text: Text) -> ContentType:
    """Return the content type of a text."""
    content = call.desk.content
    return content.type_named(text.kind) or content.type_at(text.path or "")


def local_time(call: Call) -> datetime:
    """Return the time of a request in the agency's zone."""
    return datetime.fromtimestamp(call.now, call.desk.agency.zone)


def is_public(call: Call, text: Text) -> bool:
    """Return whether readers have seen some version of a text: one is published, and its time has come."""
    if text.path is None or text.path not in call.desk.content.published_blobs():
        return False
    times = times_of(
        values_of(call.desk.content.history.read(text.path, PUBLISHED) or b""), call.desk.agency.zone
    )
    return times.status is not Status.DRAFT and (times.appears is None or times.appears <= call.now)
