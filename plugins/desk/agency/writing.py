"""The form: its pages, those with single values, and submitting."""

from __future__ import annotations

from itertools import groupby

from starlette.responses import Response

from plugins.agency.fields import PARTS, Part
from plugins.agency.palettes import PALETTES
from plugins.desk.agency.deciding import submit_agency
from plugins.desk.agency.draft import agency_text, draft_of_person
from plugins.desk.agency.file import TITLE
from plugins.desk.agency.form import (
    Choices,
    inputs_of_part,
    number_of_errors,
    part_filled_in,
    put_issues,
)
from plugins.desk.agency.lists import SAVED, list_page, move, save_item, show_item
from plugins.desk.agency.opened import FORMS, Opened, part_of, report_issues
from plugins.desk.people.roles import Right
from plugins.desk.repository.history import ChangedError
from plugins.desk.texts.deciding import By
from plugins.desk.texts.drafts import Notes, drop_draft, set_notes
from plugins.desk.texts.editing import keeping, opened_on
from plugins.desk.web.call import Call, asks_for_json
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError

MOST_UPLOAD = 60_000_000  # bytes of a form with a picture


def show_parts(call: Call) -> Response:
    """Show all pages of the form, and how many errors each has."""
    return _parts_page(call)


def _parts_page(call: Call, problem: str = "", *, status: int = 200) -> Response:
    opened = Opened(call)
    findings, shown = opened.checked.findings, {key for part in PARTS for key in part.keys}
    return call.page(
        "agency/parts.html",
        status=status,
        heading=TITLE,
        parts=PARTS,
        errors={part.slug: number_of_errors(opened.findings(part)) for part in PARTS},
        issues=[one.issue for one in findings if not one.place or one.place[0] not in shown],
        texts=opened.checked.texts,
        problem=problem,
        has_draft=draft_of_person(call.desk, opened.text, call.person.id) is not None,
        holder=opened.holder,
        remark=opened.draft.notes.remark,
    )


def submit(call: Call) -> Response:
    """Submit the draft for approval."""
    text = agency_text(call.desk)
    set_notes(call.desk.database, text, call.person.id, Notes(call.text("loi-nhan-gui")))
    try:
        submit_agency(call.desk, text, By(call.person, call.now), call.text("loi-nhan-gui"))
    except ChangedError:
        return call.redirect("/co-quan/hai-ban")
    except UserError as error:
        return _parts_page(call, str(error), status=422)
    return call.redirect("/co-quan", "Đã gửi duyệt.")


def drop(call: Call) -> Response:
    """Throw the person's own draft away."""
    drop_draft(call.desk.database, call.now, agency_text(call.desk), call.person.id)
    return call.redirect("/co-quan", "Đã bỏ bản đang sửa.")


def show_part(call: Call) -> Response:
    """Show a page with single values, or a list."""
    part = part_of(call)
    return list_page(call, part, part.series) if part.series is not None else _part_page(call, part)


def _part_page(call: Call, part: Part, problem: str = "", *, status: int = 200) -> Response:
    opened = Opened(call)
    inputs = inputs_of_part(part, opened.values, opened.choices)
    issues = put_issues(inputs, opened.findings(part))
    return call.page(
        "agency/part.html",
        status=status,
        part=part,
        groups=[(label, list(members)) for label, members in groupby(inputs, lambda one: one.group)],
        issues=issues,
        palettes=PALETTES,
        problem=problem,
        holder=opened.holder,
        opened=opened_on(opened.draft).written(),
    )


def save_part(call: Call) -> Response:
    """Save single values, or do what a button of a list says."""
    part = part_of(call)
    if part.series is not None:
        return move(call, part, part.series)
    opened = Opened(call)
    inputs = inputs_of_part(part, opened.values, Choices(opened.values, ()))
    sent, problem = opened.sent(inputs)
    opened.change(part_filled_in(part, opened.values, sent.get))
    if asks_for_json(call.request):
        inputs = inputs_of_part(part, opened.values, Choices(opened.values, ()))
        others = put_issues(inputs, opened.findings(part))
        return report_issues(inputs, others)
    if problem:
        return _part_page(call, part, problem, status=422)
    left = number_of_errors(opened.findings(part))
    return call.redirect(f"{FORMS}/{part.slug}", "Đã lưu, còn chỗ phải sửa." if left else SAVED)


PAGES = [
    Page(FORMS, Right.AGENCY, show_parts),
    Page("/co-quan/gui", Right.AGENCY, act=submit),
    Page("/co-quan/bo", Right.AGENCY, act=drop),
    Page(
        FORMS + "/{part}", Right.AGENCY, show_part, keeping(save_part), longest=MOST_UPLOAD, takes_files=True
    ),
    Page(
        FORMS + "/{part}/{item}",
        Right.AGENCY,
        show_item,
        keeping(save_item),
        longest=MOST_UPLOAD,
        takes_files=True,
    ),
]
