"""The draft of `agency.yaml` behind a request: read, checked, saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugins.agency.editing import values_of, with_values
from plugins.desk.agency.checks import Checked
from plugins.desk.agency.file import HOME, AgencyFile
from plugins.desk.desk import Desk
from plugins.desk.texts.deciding import where
from plugins.desk.texts.drafts import Draft, Text, draft_of, keep_draft, save_draft, text_at
from plugins.desk.texts.editing import KeptError, is_older, opened_page
from plugins.desk.uploads.store import listed_uploads, uploads_of
from plugins.desk.web.call import Call
from plugins.errors.issue import UserError
from plugins.front_matter.parser import Value

KIND = "agency"
OUTSIDE = (
    "Tệp agency.yaml của cổng này nằm ngoài thư mục nội dung, có thể dùng chung cho nhiều cổng, nên không sửa được ở đây. "
    "Người phụ trách kỹ thuật sửa tệp ấy."
)


def agency_file(desk: Desk) -> AgencyFile:
    """Return the file. Raises UserError if it lies outside the content folder."""
    if desk.agency_file is None:
        raise UserError(OUTSIDE)
    return desk.agency_file


def agency_text(desk: Desk) -> Text:
    """Return the file as the desk knows texts. Raises UserError if it lies outside the content folder."""
    return text_at(desk.database, agency_file(desk).path, KIND)


def submitted(desk: Desk) -> bytes:
    """Return the file as it was last submitted."""
    return desk.content.history.read(agency_file(desk).path) or b""


def draft_for(call: Call, text: Text) -> Draft:
    """Return the person's own draft, or one that begins with the submitted version."""
    found = draft_of(call.desk.database, text, call.person.id)
    if found is not None:
        return found
    base = call.desk.content.blobs().get(agency_file(call.desk).path)
    return Draft(text.id, call.person.id, submitted(call.desk), base, 0)


def draft_of_person(desk: Desk, text: Text, person: int) -> Draft | None:
    """Return what a person would submit, None for nothing; what was changed outside the desk is submitted as it is."""
    draft, path = draft_of(desk.database, text, person), agency_file(desk).path
    base = desk.content.blobs().get(path)
    if (
        draft is None
        and where(desk, text).was_changed_outside
        and base != desk.content.published_blobs().get(path)
    ):
        return Draft(text.id, person, submitted(desk), base, 0)
    return draft


def change(call: Call, text: Text, based_on: Draft, changed: Mapping[str, Value]) -> Draft:
    """Save the draft with other values of some keys than it had when it was read, and return it.

    Raises UserError if the file cannot be edited, and KeptError if the draft was saved on another page after this one had been
    opened: what was sent is kept beside it.
    """
    database, opened = call.desk.database, opened_page(call)
    data = with_values(based_on.content, changed, agency_file(call.desk).path)
    page, sent = (opened.page, opened.sent) if opened is not None else ("", 0)
    with database.transaction():  # nothing is saved between reading and writing
        draft = draft_for(call, text)
        if opened is not None and draft.saved == 0:  # somebody may have submitted another version since
            draft = replace(draft, base=opened.base)
        made = replace(draft, content=data, saved=call.now, page=page, sent=sent)
        is_late = is_older(opened, draft) or draft.content != based_on.content
        kept = keep_draft(database, call.now, made) if is_late and data != draft.content else 0
        if not kept and data != draft.content:
            save_draft(database, call.now, made)
    if kept:
        raise KeptError(f"{HOME}#da-giu")
    return made if data != draft.content else draft


def values_in(call: Call, draft: Draft) -> dict[str, Value]:
    """Return what a draft says. Raises ContentError if it cannot be read."""
    return values_of(draft.content, agency_file(call.desk).path)


def files_of(desk: Desk, text: Text, person: int, data: bytes) -> dict[str, bytes]:
    """Return what the content would have with a draft: the file, and the pictures that the person has sent and it names."""
    said = data.decode(errors="replace")
    names = {one.name for one in listed_uploads(desk.database, text, person) if one.name in said}
    uploads = {one.name: one.content for one in uploads_of(desk.database, text, person, names)}
    return {agency_file(desk).path: data, **uploads}


def checked(desk: Desk, now: float, files: Mapping[str, bytes]) -> Checked:
    """Check the file as if the content had `files`."""
    file = agency_file(desk)
    return file.checks.check(files, now, desk.agency, file.uses.texts)
