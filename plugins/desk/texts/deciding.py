"""Approve, return and publish. What is decided stands in the journal; submitting and withdrawing are decisions, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.site.entry import Entry
from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import Person, person_by_id
from plugins.desk.repository.history import PUBLISHED, ChangedError
from plugins.desk.texts.content import Content
from plugins.desk.texts.drafts import (
    Text,
    drafts_of_text,
)
from plugins.desk.texts.heads import title_of, words_of
from plugins.desk.texts.standing import (
    Standing,
    blobs_of_version,
    commit_of_version,
    standing_of,
    version_of,
)
from plugins.desk.texts.steps import add_step
from plugins.desk.texts.workflow import (
    LONGEST_REMARK,
    State,
    Step,
    StepKind,
    digest_of,
    may_approve,
)
from plugins.desk.uploads.store import drop_stored
from plugins.errors.issue import UserError, report


class By(NamedTuple):
    """Who decides, and when (seconds since 1970)."""

    person: Person
    now: float


def reject_closed(desk: Desk, by: By) -> None:
    """Raise UserError if the account was closed, or has lost a role, while the request waited for others."""
    present = person_by_id(desk.database, by.person.id)
    if present is None or not by.person.rights <= present.rights:
        raise UserError("Tài khoản vừa thay đổi, nên chưa làm. Tải lại trang.")


def where(desk: Desk, text: Text) -> Standing:
    """Return where a text stands now."""
    return standing_of(desk.database, text, desk.content.blobs(), desk.content.published_blobs())


def approve(desk: Desk, text: Text, by: By, digest: str) -> None:
    """Approve the version with this digest, which the person has read. Raises UserError if it is another by now."""
    with desk.database.transaction():
        reject_closed(desk, by)
        standing = where(desk, text)
        if standing.current != digest:
            raise ChangedError("Bài đã đổi sau khi bạn mở. Đọc lại bản mới rồi duyệt.")
        drafting = [draft.person for draft in drafts_of_text(desk.database, text)]
        if why := may_approve(
            standing.steps, digest, by.person.id, alone=desk.content.alone, drafting=drafting
        ):
            raise UserError(why)
        decide(desk, standing, by, StepKind.APPROVED)
        note(desk, by, Act.APPROVED, text.path, {"bản": digest})


def send_back(desk: Desk, text: Text, by: By, remark: str) -> None:
    """Return a submitted or approved version to its writer, with a remark."""
    if not remark.strip():
        raise UserError("Viết điều cần sửa, để người viết biết.")
    reject_long(remark)
    with desk.database.transaction():
        reject_closed(desk, by)
        standing = where(desk, text)
        if standing.state not in {State.SUBMITTED, State.APPROVED}:
            raise UserError("Bản này không chờ duyệt.")
        decide(desk, standing, by, StepKind.RETURNED, remark)
        note(desk, by, Act.RETURNED, text.path, {"nhận xét": remark})


def publish(desk: Desk, text: Text, by: By) -> str:
    """Bring the approved version to what deploys are built from; return its commit.

    Raises UserError without an approval, and for one that leads to a text that is not published: no deploy would succeed.
    """
    with desk.content.history.changing:
        reject_closed(desk, by)
        _approved(where(desk, text))
        # Before the transaction, for which all pages wait: a check may wait for a preview.
        _reject_unpublished_targets(desk, text, by)
        _reject_errors_in_public(desk, text, by)
        with desk.database.transaction():
            standing = where(desk, text)
            submission = _approved(standing)
            message = f"Đăng: {text.path}\n\nBản đã duyệt: {submission.digest}"
            blobs = blobs_of_version(submission)
            commit = desk.content.history.publish(
                list(blobs), commit_of_version(submission), by.person.full_name, message, at=by.now
            )
            decide(desk, standing, by, StepKind.PUBLISHED)
            drop_stored(desk.database, text, {PurePosixPath(path).name: blob for path, blob in blobs.items()})
            note(desk, by, Act.PUBLISHED, text.path, {"bản": submission.digest})
    return commit


def _approved(standing: Standing) -> Step:
    """Return the submission that may be published. Raises UserError if there is none."""
    if standing.published == standing.current:
        raise UserError("Bản này đang đăng rồi.")
    if standing.approval is None or standing.submission is None:
        raise UserError("Bản này chưa được duyệt, hoặc đã đổi sau khi duyệt.")
    return standing.submission


def _reject_unpublished_targets(desk: Desk, text: Text, by: By) -> None:
    content, path = desk.content, text.path or ""
    entry = content.checks.entry(path, content.history.read(path) or b"", by.now)
    addresses = {one.address: one.path for one in content.site.texts() or ()}
    known = {None, path, *content.published_blobs()}
    for reference in entry.references if entry is not None else ():
        address = addresses.get(unquote(reference.file)) if reference.what == "address" else None
        target = reference.target(path) if reference.what == "filename" else address
        if target not in known and (data := content.history.read(target or "")) is not None:
            raise UserError(
                f"Bài dẫn tới “{title_of(data)}”, là bài chưa đăng. Đăng bài ấy trước, hoặc bỏ liên kết."
            )


def _reject_errors_in_public(desk: Desk, text: Text, by: By) -> None:
    """Raise UserError if what is published would have an error with this version in it: no deploy would succeed."""
    content, path = desk.content, text.path or ""
    data = content.history.read(path)
    # A text that was changed outside the desk may not have been built yet.
    new = content.checks.entries().get(path) or content.checks.entry(path, data or b"", by.now)
    if new is None or data is None:
        return
    before = published_entries(desk, by)
    after = [*(entry for entry in before if entry.path != path), new]
    if errors := content.checks.new_errors(before, after):
        raise UserError(f"Chưa đăng được, vì trên cổng sẽ có lỗi:\n{report(errors)}")


def published_entries(desk: Desk, by: By) -> list[Entry]:
    """Return the entries of the published versions of all texts. Raises UserError before the first build."""
    content = desk.content
    submitted, published, known = content.blobs(), content.published_blobs(), content.checks.entries()
    same = {one: entry for one, entry in known.items() if published.get(one) == submitted.get(one)}
    other = (one for one in published if one.endswith(ARTICLE_ENDINGS) and one not in same)
    read = {one: content.history.read(one, PUBLISHED) or b"" for one in other}
    entries = [content.checks.entry(one, data, by.now) for one, data in read.items()]
    return [*same.values(), *filter(None, entries)]


def reject_long(remark: str) -> None:
    """Raise UserError for a remark, a reason or a correction of more than LONGEST_REMARK characters."""
    if len(remark.replace("\r\n", "\n")) > LONGEST_REMARK:  # as browsers count
        raise UserError(f"Viết ngắn lại: dài hơn {LONGEST_REMARK} ký tự.")


def new_version(content: Content, kind: StepKind, by: By, commit: str, paths: Sequence[str]) -> Step:
    """Return the step that makes a version: the files at some paths, the text first, as they are in a commit."""
    used = content.history.blobs_of(commit, dict.fromkeys(paths))
    read = {path: content.history.read(path, commit) or b"" for path in used}
    return Step(
        kind, by.person.id, by.now, digest_of(read), version_of(commit, used, words_of(read[paths[0]]))
    )


def decide(desk: Desk, standing: Standing, by: By, kind: StepKind, remark: str = "") -> None:
    """Note a decision about the submitted version. Raises UserError if there is none."""
    submission = standing.submission
    if standing.current is None or submission is None:
        raise UserError("Bài chưa được gửi duyệt.")
    made = Step(kind, by.person.id, by.now, standing.current, submission.version, remark)
    add_step(desk.database, standing.text, made)


def note(desk: Desk, by: By, act: Act, path: str | None, details: Mapping[str, str]) -> None:
    """Add a decision to the journal."""
    record(desk.database, by.now, by.person.id, act, path or "", details=details)
