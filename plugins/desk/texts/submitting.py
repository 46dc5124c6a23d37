"""Submit a draft for approval, and take a submitted version back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from plugins.contract.content_type import ContentType
from plugins.desk.database.journal import Act
from plugins.desk.desk import Desk
from plugins.desk.repository.git import blob_id
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.checks import Checked
from plugins.desk.texts.content import Content
from plugins.desk.texts.deciding import By, decide, new_version, note, reject_closed, reject_long, where
from plugins.desk.texts.draft_files import draft_path, files_of_draft
from plugins.desk.texts.drafts import Draft, Notes, Text, draft_of, end_draft, save_draft, set_path
from plugins.desk.texts.heads import as_published, title_of, values_of
from plugins.desk.texts.standing import Standing, blobs_of_version
from plugins.desk.texts.steps import add_step
from plugins.desk.texts.times import moment_of
from plugins.desk.texts.workflow import Step, StepKind, may_recall
from plugins.desk.uploads.store import uploads_of
from plugins.errors.issue import UserError, report
from plugins.front_matter.editing import with_values
from plugins.front_matter.parser import Value
from plugins.vietnamese.text import slug_of


def submit(desk: Desk, text: Text, by: By) -> Step:
    """Submit a person's draft for approval, with its notes.

    Of a published text whose URL changes, the old one leads to it from then on. Raises UserError if it has an error, and
    ChangedError if somebody was faster.
    """
    with desk.content.history.changing:
        reject_closed(desk, by)
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
    take_in(content, checked, list(files))
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
        new_version(content, StepKind.SUBMITTED, by, commit, [path, *version.used]),
        remark=version.remark,
    )
    with database.transaction():
        add_step(database, text, step)
        end_draft(database, text, version.draft, blobs_of_version(step)[path])
        note(desk, by, Act.SUBMITTED, path, _details(step))
    return step


def recall(desk: Desk, text: Text, by: By) -> None:
    """Take a submitted version back as the draft of the person who has submitted it. Raises UserError if it is too late.

    A newer draft of that person stays.
    """
    database = desk.database
    with database.transaction():
        reject_closed(desk, by)
        standing = where(desk, text)
        if why := may_recall(standing.steps, standing.current, by.person.id):
            raise UserError(why)
        decide(desk, standing, by, StepKind.RECALLED)
        if draft_of(database, text, by.person.id) is None and text.path is not None:
            save_draft(database, by.now, _as_typed(desk, text, standing, by))
        note(desk, by, Act.RECALLED, text.path, {"bản": standing.current or ""})


def _as_typed(desk: Desk, text: Text, standing: Standing, by: By) -> Draft:
    """Return the draft behind the submitted version. The note on the correction is a note again, so that it is not added twice."""
    content, path, submission = desk.content, text.path or "", standing.submission
    data, published = content.history.read(path) or b"", content.history.read(path, PUBLISHED)
    remark, correction = submission.remark if submission is not None else "", ""
    if published is not None and submission is not None:
        before, now = _corrections(values_of(published)), _corrections(values_of(data))
        day = _day(desk, submission.moment)
        if now[1:] == before and now and str(now[0]).startswith(day):
            correction = str(now[0]).removeprefix(day)
            data = with_values(data, {"updates": before or ""})
    notes = Notes(remark, correction, is_minor=published is not None and not correction)
    return Draft(text.id, by.person.id, data, content.blobs().get(path), by.now, notes=notes)


def _completed(desk: Desk, text: Text, draft: Draft, by: By) -> bytes:
    """Return a draft with the note on a correction, and with the URL that it had before."""
    data, values = draft.content, values_of(draft.content)
    if draft.notes.correction.strip():
        said = _day(desk, by.now) + " ".join(draft.notes.correction.split())
        data = with_values(data, {"updates": [said, *_corrections(values)]})
    moved = _old_url(desk, text, data, by)
    if moved:
        urls = values.get("old_urls", [])
        listed = re.split(r"[\s,;]+", urls) if isinstance(urls, str) else [str(url) for url in urls]
        data = with_values(data, {"old_urls": [moved, *filter(None, listed)]})
    return data


def _day(desk: Desk, moment: float) -> str:
    """Return how a note on a correction begins: with its day in the agency's zone."""
    day = datetime.fromtimestamp(moment, desk.agency.zone)
    return f"{day.day}/{day.month}/{day.year}: "


def _corrections(values: Mapping[str, Value]) -> list[Value]:
    """Return the notes that a front matter has on corrections, one value each."""
    known = values.get("updates", [])
    if isinstance(known, dict):
        return [{key: value} for key, value in known.items()]
    return [one for one in (known if isinstance(known, list) else [known]) if one]


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


def take_in(content: Content, checked: Checked, paths: Sequence[str]) -> None:
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
