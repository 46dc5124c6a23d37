"""Submit, approve, return, publish and withdraw. Each changes the history of the content and stands in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from plugins.contract.content_type import ContentType, Status
from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import Person
from plugins.desk.repository.history import ChangedError
from plugins.desk.texts.content import Content
from plugins.desk.texts.drafts import Draft, Text, draft_of, drafts_of_text, drop_draft, set_path
from plugins.desk.texts.standing import (
    Standing,
    blobs_of_version,
    commit_of_version,
    standing_of,
    version_of,
)
from plugins.desk.texts.steps import add_step
from plugins.desk.texts.workflow import State, Step, StepKind, digest_of, may_approve
from plugins.desk.uploads.store import uploads_of
from plugins.errors.issue import UserError
from plugins.front_matter.decoding import decode
from plugins.front_matter.editing import with_values
from plugins.front_matter.parser import Value, split
from plugins.vietnamese.dates import DateError, parse_date
from plugins.vietnamese.text import normalise, slug_of

LONGEST_REMARK = 2_000  # characters


class By(NamedTuple):
    """Who decides, and when (seconds since 1970)."""

    person: Person
    now: float


def where(desk: Desk, text: Text) -> Standing:
    """Return where a text stands now."""
    return standing_of(desk.database, text, desk.content.blobs(), desk.content.published_blobs())


def values_of(data: bytes) -> dict[str, Value]:
    """Return what the front matter of a file says."""
    return {entry.key: entry.value for entry in split(normalise(decode(data, "")), "")[0].entries}


def title_of(data: bytes) -> str:
    """Return the title of a file, or what lists show in place of one."""
    title = values_of(data).get("title", "")
    return title if isinstance(title, str) and title else "(chưa có tiêu đề)"


def draft_path(content: Content, text: Text) -> str:
    """Return where a text would stand: at its path, or at one for texts that have not been submitted."""
    if text.path is not None:
        return text.path
    kind = content.type_named(text.kind)
    folder = kind.folder if kind is not None else "articles"
    return f"{folder}/ban-thao/{text.id}.md"


def files_of_draft(desk: Desk, text: Text, draft: Draft) -> dict[str, bytes]:
    """Return what the content would have with a draft, by paths, the text first: it, and the files that were uploaded for it."""
    path = draft_path(desk.content, text)
    folder = PurePosixPath(path).parent
    uploads = {f"{folder}/{one.name}": one.content for one in uploads_of(desk.database, text)}
    return {path: as_published(draft.content), **uploads}


def as_published(data: bytes) -> bytes:
    """Return a file without the status of a draft: at the desk, what is published follows from what is approved."""
    status = values_of(data).get("status", "")
    is_withdrawn = isinstance(status, str) and status.strip().lower() in {
        Status.WITHDRAWN.value,
        "thu hồi",
        "đã thu hồi",
    }
    return data if not status or is_withdrawn else with_values(data, {"status": ""})


def submit(desk: Desk, text: Text, by: By, remark: str = "") -> Step:
    """Submit a person's draft for approval. Raises UserError if it has an error, and ChangedError if somebody was faster."""
    database, content = desk.database, desk.content
    draft = draft_of(database, text, by.person.id)
    if draft is None:
        raise UserError("Chưa có gì để gửi: bạn chưa viết gì trong bài này.")
    checked = content.checks.check(draft_path(content, text), files_of_draft(desk, text, draft), by.now)
    if not checked.may_be_submitted:
        errors = [issue for issue in checked.issues if not issue.is_warning]
        raise UserError(f"Bài còn {len(errors)} lỗi, sửa xong mới gửi được.")
    files, used, before = _files_of(desk, text, draft, checked.files)
    path = next(iter(files))
    message = f"Gửi duyệt: {title_of(draft.content)}"
    commit = content.history.submit(files, by.person.full_name, message, before=before)
    step = _submission(content, by, commit, [path, *used], remark)
    with database.transaction():
        if text.path is None:
            set_path(database, text, path)
        add_step(database, text, step)
        drop_draft(database, text, by.person.id)
        _note(desk, by, Act.SUBMITTED, path, _details(step))
    content.checks.refresh()
    content.site.refresh()
    return step


def approve(desk: Desk, text: Text, by: By, digest: str) -> None:
    """Approve the version with this digest, which the person has read. Raises UserError if it is another by now."""
    with desk.database.transaction():
        standing = where(desk, text)
        if standing.current != digest:
            raise ChangedError("Bài đã đổi sau khi bạn mở. Đọc lại bản mới rồi duyệt.")
        drafting = [draft.person for draft in drafts_of_text(desk.database, text)]
        if why := may_approve(
            standing.steps, digest, by.person.id, alone=desk.content.alone, drafting=drafting
        ):
            raise UserError(why)
        _decide(desk, standing, by, StepKind.APPROVED)
        _note(desk, by, Act.APPROVED, text.path, {"bản": digest})


def send_back(desk: Desk, text: Text, by: By, remark: str) -> None:
    """Return a submitted or approved version to its writer, with a remark."""
    if not remark.strip():
        raise UserError("Viết điều cần sửa, để người viết biết.")
    with desk.database.transaction():
        standing = where(desk, text)
        if standing.state not in {State.SUBMITTED, State.APPROVED}:
            raise UserError("Bản này không chờ duyệt.")
        _decide(desk, standing, by, StepKind.RETURNED, remark)
        _note(desk, by, Act.RETURNED, text.path, {"nhận xét": remark[:LONGEST_REMARK]})


def publish(desk: Desk, text: Text, by: By) -> str:
    """Bring the approved version to what deploys are built from; return its commit. Raises UserError without an approval."""
    with desk.database.transaction():
        standing = where(desk, text)
        approved, submission = standing.approval, standing.submission
        if approved is None or submission is None:
            raise UserError("Bản này chưa được duyệt, hoặc đã đổi sau khi duyệt.")
        message = f"Đăng: {text.path}\n\nBản đã duyệt: {approved.digest}"
        paths = list(blobs_of_version(submission))
        commit = desk.content.history.publish(
            paths, commit_of_version(submission), by.person.full_name, message
        )
        _decide(desk, standing, by, StepKind.PUBLISHED)
        _note(desk, by, Act.PUBLISHED, text.path, {"bản": approved.digest})
    return commit


def _files_of(
    desk: Desk, text: Text, draft: Draft, used: Sequence[str]
) -> tuple[dict[str, bytes | None], list[str], dict[str, str | None]]:
    """Return what a draft would write, the text first; the paths of the files that it uses; and the blobs that it replaces.

    Uploads stand beside the text; those that it does not use are left out.
    """
    content, blobs = desk.content, desk.content.blobs()
    kind = content.type_named(text.kind) or content.type_at(text.path or "")
    path = text.path or _new_path(kind, draft.content, desk.clock(), blobs)
    placed, folder = PurePosixPath(draft_path(content, text)).parent, PurePosixPath(path).parent
    files: dict[str, bytes | None] = {path: as_published(draft.content)}
    before: dict[str, str | None] = {path: draft.base}
    for upload in uploads_of(desk.database, text):
        if f"{placed}/{upload.name}" in used:
            files[f"{folder}/{upload.name}"] = upload.content
            before[f"{folder}/{upload.name}"] = blobs.get(f"{folder}/{upload.name}")
    moved = [
        f"{folder}/{PurePosixPath(one).name}" if PurePosixPath(one).parent == placed else one for one in used
    ]
    return files, moved, before


def _submission(content: Content, by: By, commit: str, paths: Sequence[str], remark: str) -> Step:
    blobs = content.blobs(commit)
    used = {path: blobs[path] for path in dict.fromkeys(paths) if path in blobs}
    read = {path: content.history.read(path, commit) or b"" for path in used}
    version = version_of(commit, used)
    return Step(StepKind.SUBMITTED, by.person.id, by.now, digest_of(read), version, remark[:LONGEST_REMARK])


def _decide(desk: Desk, standing: Standing, by: By, kind: StepKind, remark: str = "") -> None:
    submission = standing.submission
    if standing.current is None or submission is None:
        raise UserError("Bài chưa được gửi duyệt.")
    made = Step(kind, by.person.id, by.now, standing.current, submission.version, remark[:LONGEST_REMARK])
    add_step(desk.database, standing.text, made)


def _note(desk: Desk, by: By, act: Act, path: str | None, details: Mapping[str, str]) -> None:
    record(desk.database, by.now, by.person.id, act, path or "", details=details)


def _details(step: Step) -> Mapping[str, str]:
    return {"bản": step.digest} | ({"lời nhắn": step.remark} if step.remark else {})


def _new_path(kind: ContentType, data: bytes, now: float, taken: Mapping[str, str]) -> str:
    """Return a free path for a new text: by its month, if texts of its type have one, and its slug."""
    values = values_of(data)
    written = values.get("slug") or values.get("title") or ""
    slug = slug_of(written if isinstance(written, str) else "") or "bai"
    folder = f"{kind.folder}/{_month(values, now)}" if kind.dated else kind.folder
    path, number = f"{folder}/{slug}.md", 2
    while path in taken:
        path, number = f"{folder}/{slug}-{number}.md", number + 1
    return path


def _month(values: Mapping[str, Value], now: float) -> str:
    date = values.get("date", "")
    try:
        return f"{parse_date(date if isinstance(date, str) else '', UTC):%Y/%m}"
    except DateError:
        return f"{datetime.fromtimestamp(now).astimezone():%Y/%m}"
