"""Withdraw a published text: one person, at once, with a reason that readers see."""

from __future__ import annotations

from dataclasses import replace

from plugins.contract.content_type import Status
from plugins.desk.database.journal import Act
from plugins.desk.desk import Desk
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.checks import Checked
from plugins.desk.texts.content import Content
from plugins.desk.texts.deciding import By, new_version, note, published_entries, reject_closed, reject_long
from plugins.desk.texts.drafts import Text
from plugins.desk.texts.form import with_body
from plugins.desk.texts.heads import title_of, values_of
from plugins.desk.texts.steps import add_step
from plugins.desk.texts.submitting import take_in
from plugins.desk.texts.times import status_of, times_of
from plugins.desk.texts.workflow import StepKind
from plugins.errors.issue import UserError, report
from plugins.front_matter.editing import with_values

CANCELLED = "Hủy hẹn đăng"  # begins the subject of the commit
REMOVED = "Nội dung của bài đã được gỡ khỏi cổng."
REMOVED_IN_ENGLISH = "The text has been removed from this portal."
SHOWN = ("summary", "cover", "cover_alt", "cover_caption", "attachments", "updates")  # beside the body


def withdraw(desk: Desk, text: Text, by: By, reason: str, *, keeps_text: bool = False) -> list[str]:
    """Leave only a notice with the reason at the URL of a published text, at once and by one person.

    With `keeps_text` readers still see the text below the notice. A scheduled text, which nobody has seen, is a draft
    again, unless another text links to it. Returns the titles of the texts that link to a list or
    file which nobody else fills; releases accept such links (ACCEPTS_DEAD_LINKS).
    """
    if not reason.strip():
        raise UserError("Viết lý do thu hồi, để người đọc biết.")
    reject_long(reason)
    with desk.content.history.changing:  # a correction that is published meanwhile must not come back
        reject_closed(desk, by)
        return _withdraw(desk, text, by, reason, keeps_text=keeps_text)


def _withdraw(desk: Desk, text: Text, by: By, reason: str, *, keeps_text: bool) -> list[str]:
    content, path = desk.content, text.path
    published = content.history.read(path, PUBLISHED) if path is not None else None
    if path is None or published is None:
        raise UserError("Bài này chưa đăng, nên không có gì để thu hồi.")
    if is_withdrawn(published):
        raise UserError("Bài này đã được thu hồi.")
    cancelled = _cancelled(desk, path, published, by)
    shown = published if keeps_text else _without_text(published)
    values = {"status": Status.WITHDRAWN.value, "withdrawn_reason": " ".join(reason.split())}
    data = with_values(shown, values) if cancelled is None else cancelled
    checked = content.checks.check(path, {path: data}, by.now)
    # What other texts wait to change, and what is wrong with the published version already, must not hold it up.
    known = {issue.message for issue in content.checks.own_errors(path, published, by.now)}
    errors = content.checks.own_errors(path, data, by.now)
    if new := [issue for issue in errors if issue.message not in known]:
        raise UserError(f"Chưa thu hồi được: {report(new)}")
    message = f"{'Thu hồi' if cancelled is None else CANCELLED}: {title_of(data)}"
    content.history.keep_outside_edit(path, at=by.now)  # which must not hold up a withdrawal
    before = {path: content.blobs().get(path)}
    commit = content.history.submit({path: data}, by.person.full_name, message, before=before, at=by.now)
    # The text alone: its files were not approved with this, and stay as they are published.
    step = replace(new_version(content, StepKind.WITHDRAWN, by, commit, [path]), remark=reason)
    with desk.database.transaction():
        add_step(desk.database, text, step)
        content.history.publish([path], commit, by.person.full_name, message, at=by.now)
        add_step(desk.database, text, replace(step, kind=StepKind.PUBLISHED, remark=""))
        note(desk, by, Act.WITHDRAWN, path, {"lý do": reason})
    linking = _linking_to_nothing(content, checked)
    take_in(content, checked, [path])
    return linking


def _linking_to_nothing(content: Content, checked: Checked) -> list[str]:
    """Return the titles of the texts that have errors because of a withdrawal; none before all texts are known."""
    try:
        found = content.checks.errors_elsewhere(checked.entry) if checked.entry is not None else []
    except UserError:
        return []
    return [title_of(content.history.read(path) or b"") for path in sorted({issue.path for issue in found})]


def is_withdrawn(published: bytes) -> bool:
    """Return whether a published file is the notice of a withdrawal, or a text that was withdrawn before its time."""
    values = values_of(published)
    return "withdrawn_reason" in values or status_of(values) is Status.DRAFT


def is_scheduled(desk: Desk, published: bytes, now: float) -> bool:
    """Return whether the time of a published file has not come."""
    appears = times_of(values_of(published), desk.agency.zone).appears
    return appears is not None and appears > now


def _cancelled(desk: Desk, path: str, published: bytes, by: By) -> bytes | None:
    """Return a scheduled text as a draft; None for one that readers know, or that another text links to."""
    # Of several published versions readers may have seen an earlier one.
    if (
        not is_scheduled(desk, published, by.now)
        or len(desk.content.history.versions(path, branch=PUBLISHED)) > 1
    ):
        return None
    data = with_values(published, {"status": Status.DRAFT.value})
    entry = desk.content.checks.check(path, {path: data}, by.now).entry
    try:
        checks, public = desk.content.checks, published_entries(desk, by)
        others = [one for one in public if one.path != path]
        is_free = (
            entry is not None
            and not checks.errors_elsewhere(entry)
            and not checks.new_errors(public, [*others, entry])
        )
    except UserError:  # not all texts are known yet
        return None
    return data if is_free else None


def _without_text(data: bytes) -> bytes:
    """Return a file whose page shows nothing but title, date and who wrote it; the contract wants some body."""
    values = values_of(data)
    body = REMOVED_IN_ENGLISH if values.get("lang") == "en" else REMOVED
    return with_body(with_values(data, {key: "" for key in SHOWN if key in values}), body)
