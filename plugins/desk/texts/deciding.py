"""Submit, take back, approve, return, publish and withdraw. Each changes the history of the content and stands in the journal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.content_type import ContentType, Status
from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import Person
from plugins.desk.repository.git import blob_id
from plugins.desk.repository.history import PUBLISHED, ChangedError
from plugins.desk.texts.checks import Checked
from plugins.desk.texts.content import Content
from plugins.desk.texts.drafts import (
    Draft,
    Text,
    draft_of,
    drafts_of_text,
    end_draft,
    save_draft,
    set_path,
)
from plugins.desk.texts.form import with_body
from plugins.desk.texts.standing import (
    Standing,
    blobs_of_version,
    commit_of_version,
    standing_of,
    version_of,
)
from plugins.desk.texts.steps import add_step
from plugins.desk.texts.times import moment_of, status_of
from plugins.desk.texts.workflow import (
    LONGEST_REMARK,
    State,
    Step,
    StepKind,
    digest_of,
    may_approve,
    may_recall,
)
from plugins.desk.uploads.store import drop_stored, listed_uploads, uploads_of
from plugins.errors.issue import ContentError, UserError, report
from plugins.front_matter.decoding import decode
from plugins.front_matter.editing import with_values
from plugins.front_matter.parser import Value, split
from plugins.vietnamese.text import normalise, slug_of

REMOVED = "Nội dung của bài đã được gỡ khỏi cổng."
REMOVED_IN_ENGLISH = "The text has been removed from this portal."
SHOWN = ("summary", "cover", "cover_alt", "cover_caption", "attachments", "updates")  # beside the body


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
    """Return the title of a file, or what lists show in place of one, also if it cannot be read."""
    try:
        return title_in(values_of(data))
    except ContentError:
        return title_in({})


def title_in(values: Mapping[str, Value]) -> str:
    """Return the title that a front matter says, or what lists show in place of one."""
    title = values.get("title", "")
    return title if isinstance(title, str) and title else "(chưa có tiêu đề)"


def draft_path(content: Content, text: Text) -> str:
    """Return where a text would stand: at its path, or at one for texts that have not been submitted."""
    if text.path is not None:
        return text.path
    kind = content.type_named(text.kind)
    folder = kind.folder if kind is not None else "articles"
    return f"{folder}/ban-thao/{text.id}.md"


def files_of_draft(desk: Desk, text: Text, draft: Draft) -> dict[str, bytes]:
    """Return what the content would have with a draft, by paths, the text first: it, and the uploaded files that it names."""
    path = draft_path(desk.content, text)
    folder, said = PurePosixPath(path).parent, draft.content.decode(errors="replace")
    names = {one.name for one in listed_uploads(desk.database, text, draft.person) if one.name in said}
    sent = uploads_of(desk.database, text, draft.person, names)
    uploads = {f"{folder}/{one.name}": one.content for one in sent}
    return {path: as_published(draft.content), **uploads}


def as_published(data: bytes) -> bytes:
    """Return a file without the status of a draft: at the desk, what is published follows from what is approved."""
    is_draft = status_of(values_of(data)) is Status.DRAFT
    return with_values(data, {"status": ""}) if is_draft else data


def submit(desk: Desk, text: Text, by: By) -> Step:
    """Submit a person's draft for approval, with its notes.

    Of a published text whose URL changes, the old one leads to it from then on. Raises UserError if it has an error, and
    ChangedError if somebody was faster.
    """
    with desk.content.history.changing:
        return _submit(desk, text, by)


def _submit(desk: Desk, text: Text, by: By) -> Step:
    database, content = desk.database, desk.content
    typed = draft_of(database, text, by.person.id)
    if typed is None:
        raise UserError("Chưa có gì để gửi: bạn chưa viết gì trong bài này.")
    draft = replace(typed, content=_completed(desk, text, typed, by))
    path, drafted = draft_path(content, text), files_of_draft(desk, text, draft)
    checked = content.checks.check(path, drafted, by.now)
    if not checked.may_be_submitted:
        errors = [issue for issue in checked.issues if not issue.is_warning]
        raise UserError(f"Bài còn {len(errors)} lỗi, sửa xong mới gửi được.")
    if checked.entry is not None and (elsewhere := content.checks.errors_elsewhere(checked.entry)):
        raise UserError(f"Chưa gửi được, vì bản này làm bài khác có lỗi:\n{report(elsewhere)}")
    files, used, before = _files_of(desk, text, draft, checked.files)
    known = content.blobs()
    if missing := sorted(one for one in used if one not in files and one not in known):
        raise UserError(
            f"Tệp {', '.join(missing)} nằm trong thư mục nội dung nhưng chưa có trong lịch sử Git, nên sẽ không lên cổng. Tải tệp "
            "lên ở đây, hoặc nhờ người phụ trách kỹ thuật đưa vào."
        )
    version = NewVersion(title_of(draft.content), typed, files, before, used, typed.notes.remark)
    step = submit_version(desk, text, by, version)
    _take_in(content, checked, list(files))
    return step


@dataclass(frozen=True)
class NewVersion:
    """A version of a person's draft to be submitted: what it writes, its own file first, and the blobs that this replaces.

    `used` are its other files.
    """

    title: str
    draft: Draft
    files: Mapping[str, bytes | None]
    before: Mapping[str, str | None]
    used: Sequence[str] = ()
    remark: str = ""


def submit_version(desk: Desk, text: Text, by: By, version: NewVersion) -> Step:
    """Submit a version that has been checked; the person's draft ends. Raises ChangedError if somebody was faster.

    The caller lets checks and site know of it.
    """
    reject_long(version.remark)
    database, content = desk.database, desk.content
    path = next(iter(version.files))
    set_path(
        database, text, path
    )  # before the commit: if it is not noted, the next submission goes there again
    message = f"Gửi duyệt: {version.title}"
    try:
        commit = content.history.submit(
            version.files, by.person.full_name, message, before=version.before, at=by.now
        )
    except UserError:
        set_path(database, text, text.path)
        raise
    step = replace(
        _version(content, StepKind.SUBMITTED, by, commit, [path, *version.used]),
        remark=version.remark,
    )
    with database.transaction():
        add_step(database, text, step)
        end_draft(database, text, version.draft, blobs_of_version(step)[path])
        _note(desk, by, Act.SUBMITTED, path, _details(step))
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
    reject_long(remark)
    with desk.database.transaction():
        standing = where(desk, text)
        if standing.state not in {State.SUBMITTED, State.APPROVED}:
            raise UserError("Bản này không chờ duyệt.")
        _decide(desk, standing, by, StepKind.RETURNED, remark)
        _note(desk, by, Act.RETURNED, text.path, {"nhận xét": remark})


def recall(desk: Desk, text: Text, by: By) -> None:
    """Take a submitted version back as the draft of the person who has submitted it. Raises UserError if it is too late.

    A newer draft of that person stays.
    """
    database, content = desk.database, desk.content
    with database.transaction():
        standing = where(desk, text)
        if why := may_recall(standing.steps, standing.current, by.person.id):
            raise UserError(why)
        _decide(desk, standing, by, StepKind.RECALLED)
        if draft_of(database, text, by.person.id) is None and text.path is not None:
            data = content.history.read(text.path) or b""
            base = content.blobs().get(text.path)
            save_draft(database, by.now, Draft(text.id, by.person.id, data, base, by.now))
        _note(desk, by, Act.RECALLED, text.path, {"bản": standing.current or ""})


def publish(desk: Desk, text: Text, by: By) -> str:
    """Bring the approved version to what deploys are built from; return its commit.

    Raises UserError without an approval, and for one that leads to a text that is not published: no deploy would succeed.
    """
    with desk.content.history.changing:
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
            _decide(desk, standing, by, StepKind.PUBLISHED)
            drop_stored(desk.database, text, {PurePosixPath(path).name: blob for path, blob in blobs.items()})
            _note(desk, by, Act.PUBLISHED, text.path, {"bản": submission.digest})
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
    published, addresses = (
        content.published_blobs(),
        {one.address: one.path for one in content.site.texts() or ()},
    )
    for reference in entry.references if entry is not None else ():
        address = addresses.get(unquote(reference.file)) if reference.what == "address" else None
        target = reference.target(path) if reference.what == "filename" else address
        if (
            target not in {None, path, *published}
            and (data := content.history.read(target or "")) is not None
        ):
            raise UserError(
                f"Bài dẫn tới “{title_of(data)}”, là bài chưa đăng. Đăng bài ấy trước, hoặc bỏ liên kết."
            )


def _reject_errors_in_public(desk: Desk, text: Text, by: By) -> None:
    """Raise UserError if what is published would have an error with this version in it: no deploy would succeed."""
    content, path = desk.content, text.path or ""
    submitted, published = content.blobs(), content.published_blobs()
    known = content.checks.entries()
    new = known.get(path)
    if new is None or path not in submitted:
        return
    same = {one: entry for one, entry in known.items() if published.get(one) == submitted.get(one)}
    other = (one for one in published if one.endswith(ARTICLE_ENDINGS) and one not in same)
    read = {one: content.history.read(one, PUBLISHED) or b"" for one in other}
    entries = {one: content.checks.entry(one, data, by.now) for one, data in read.items()}
    before = [*same.values(), *filter(None, entries.values())]
    after = [*(entry for entry in before if entry.path != path), new]
    if errors := content.checks.new_errors(before, after):
        raise UserError(f"Chưa đăng được, vì trên cổng sẽ có lỗi:\n{report(errors)}")


def withdraw(desk: Desk, text: Text, by: By, reason: str, *, keeps_text: bool = False) -> None:
    """Leave only a notice with the reason at the URL of a published text, at once and by one person.

    With `keeps_text` readers still see the text below the notice.
    """
    if not reason.strip():
        raise UserError("Viết lý do thu hồi, để người đọc biết.")
    reject_long(reason)
    with desk.content.history.changing:  # a correction that is published meanwhile must not come back
        _withdraw(desk, text, by, reason, keeps_text=keeps_text)


def _withdraw(desk: Desk, text: Text, by: By, reason: str, *, keeps_text: bool) -> None:
    content, path = desk.content, text.path
    published = content.history.read(path, PUBLISHED) if path is not None else None
    if path is None or published is None:
        raise UserError("Bài này chưa đăng, nên không có gì để thu hồi.")
    if is_withdrawn(published):
        raise UserError("Bài này đã được thu hồi.")
    shown = published if keeps_text else _without_text(published)
    data = with_values(
        shown, {"status": Status.WITHDRAWN.value, "withdrawn_reason": " ".join(reason.split())}
    )
    checked = content.checks.check(path, {path: data}, by.now)
    # What other texts wait to change, and what is wrong with the published version already, must not hold it up.
    known = {issue.message for issue in content.checks.own_errors(path, published, by.now)}
    errors = content.checks.own_errors(path, data, by.now)
    if new := [issue for issue in errors if issue.message not in known]:
        raise UserError(f"Chưa thu hồi được: {report(new)}")
    message = f"Thu hồi: {title_of(data)}"
    content.history.keep_outside_edit(path, at=by.now)  # which must not hold up a withdrawal
    before = {path: content.blobs().get(path)}
    commit = content.history.submit({path: data}, by.person.full_name, message, before=before, at=by.now)
    # The text alone: its files were not approved with this, and stay as they are published.
    step = replace(_version(content, StepKind.WITHDRAWN, by, commit, [path]), remark=reason)
    with desk.database.transaction():
        add_step(desk.database, text, step)
        content.history.publish([path], commit, by.person.full_name, message, at=by.now)
        add_step(desk.database, text, replace(step, kind=StepKind.PUBLISHED, remark=""))
        _note(desk, by, Act.WITHDRAWN, path, {"lý do": reason})
    _take_in(content, checked, [path])


def is_withdrawn(published: bytes) -> bool:
    """Return whether a published file is the notice of a withdrawal."""
    return "withdrawn_reason" in values_of(published)


def reject_long(remark: str) -> None:
    """Raise UserError for a remark, a reason or a correction of more than LONGEST_REMARK characters."""
    if len(remark.replace("\r\n", "\n")) > LONGEST_REMARK:  # as browsers count
        raise UserError(f"Viết ngắn lại: dài hơn {LONGEST_REMARK} ký tự.")


def _without_text(data: bytes) -> bytes:
    """Return a file whose page shows nothing but title, date and who wrote it; the contract wants some body."""
    values = values_of(data)
    body = REMOVED_IN_ENGLISH if values.get("lang") == "en" else REMOVED
    return with_body(with_values(data, {key: "" for key in SHOWN if key in values}), body)


def _take_in(content: Content, checked: Checked, paths: Sequence[str]) -> None:
    """Let checks and previews know what was submitted: a text and its files, the text first."""
    entry = checked.entry
    content.checks.take_in(paths, entry._replace(path=paths[0]) if entry is not None else None)
    content.site.refresh()


def _files_of(
    desk: Desk, text: Text, draft: Draft, used: Sequence[str]
) -> tuple[dict[str, bytes | None], list[str], dict[str, str | None]]:
    """Return what a draft would write, the text first; the paths of the files that it uses; and the blobs that it replaces.

    Uploads stand beside the text; those that it does not use are left out.
    """
    content, blobs = desk.content, desk.content.blobs()
    kind = content.type_named(text.kind) or content.type_at(text.path or "")
    today = datetime.fromtimestamp(desk.clock(), desk.agency.zone)
    known = {row["path"]: "" for row in desk.database.rows("SELECT path FROM texts WHERE path IS NOT NULL")}
    path = text.path or _new_path(content, kind, draft.content, today, {**known, **blobs})
    placed, folder = PurePosixPath(draft_path(content, text)).parent, PurePosixPath(path).parent
    files: dict[str, bytes | None] = {path: as_published(draft.content)}
    before: dict[str, str | None] = {path: draft.base}
    for upload in uploads_of(desk.database, text, draft.person, {PurePosixPath(one).name for one in used}):
        if f"{placed}/{upload.name}" in used:
            name = f"{folder}/{upload.name}"
            if blobs.get(name, "") not in {
                "",
                blob_id(upload.content),
            }:  # made on purpose: the name has a digest
                raise UserError(f"Đã có một tệp khác tên {upload.name}. Đổi tên tệp rồi tải lên lại.")
            files[name] = upload.content
            before[name] = blobs.get(name)
    moved = [
        f"{folder}/{PurePosixPath(one).name}" if PurePosixPath(one).parent == placed else one for one in used
    ]
    return files, moved, before


def _version(content: Content, kind: StepKind, by: By, commit: str, paths: Sequence[str]) -> Step:
    used = content.history.blobs_of(commit, dict.fromkeys(paths))
    read = {path: content.history.read(path, commit) or b"" for path in used}
    return Step(kind, by.person.id, by.now, digest_of(read), version_of(commit, used))


def _completed(desk: Desk, text: Text, draft: Draft, by: By) -> bytes:
    """Return a draft with the note on a correction, and with the URL that it had before."""
    data, values = draft.content, values_of(draft.content)
    if draft.notes.correction.strip():
        day = datetime.fromtimestamp(by.now, desk.agency.zone)
        known = values.get("updates", [])
        before: list[Value] = (
            [known] if isinstance(known, str) else list(known) if isinstance(known, list) else []
        )
        if isinstance(known, dict):
            before = [{key: value} for key, value in known.items()]
        note = f"{day.day}/{day.month}/{day.year}: {' '.join(draft.notes.correction.split())}"
        data = with_values(data, {"updates": [note, *filter(None, before)]})
    moved = _old_url(desk, text, data, by)
    if moved:
        urls = values.get("old_urls", [])
        listed = re.split(r"[\s,;]+", urls) if isinstance(urls, str) else [str(url) for url in urls]
        data = with_values(data, {"old_urls": [moved, *filter(None, listed)]})
    return data


def _old_url(desk: Desk, text: Text, data: bytes, by: By) -> str:
    """Return the URL that a published text has and would lose, "" if there is none."""
    content, path = desk.content, text.path
    published = content.history.read(path, PUBLISHED) if path is not None else None
    if path is None or published is None:
        return ""
    known = content.checks.entry(path, published, by.now)
    entry = content.checks.entry(path, as_published(data), by.now)
    if known is None or not known.published or entry is None or entry.address == known.address:
        return ""
    return "" if known.address in entry.old_urls else known.address


def _decide(desk: Desk, standing: Standing, by: By, kind: StepKind, remark: str = "") -> None:
    submission = standing.submission
    if standing.current is None or submission is None:
        raise UserError("Bài chưa được gửi duyệt.")
    made = Step(kind, by.person.id, by.now, standing.current, submission.version, remark)
    add_step(desk.database, standing.text, made)


def _note(desk: Desk, by: By, act: Act, path: str | None, details: Mapping[str, str]) -> None:
    record(desk.database, by.now, by.person.id, act, path or "", details=details)


def _details(step: Step) -> Mapping[str, str]:
    return {"bản": step.digest} | ({"lời nhắn": step.remark} if step.remark else {})


def _new_path(
    content: Content, kind: ContentType, data: bytes, today: datetime, taken: Mapping[str, str]
) -> str:
    """Return a free path for a new text: by its month, if texts of its type have one, and its slug."""
    values = values_of(data)
    written = values.get("slug") or values.get("title") or ""
    slug = slug_of(written if isinstance(written, str) else "") or "bai"
    folder = f"{kind.folder}/{_month(values, today)}" if kind.dated else kind.folder
    path, number = f"{folder}/{slug}.md", 2
    while path in taken or (content.folder / path).exists():  # also a file that is in no commit
        path, number = f"{folder}/{slug}-{number}.md", number + 1
    return path


def _month(values: Mapping[str, Value], today: datetime) -> str:
    date = values.get("date", "")
    moment = moment_of(date if isinstance(date, str) else "", UTC)
    return f"{moment or today:%Y/%m}"
