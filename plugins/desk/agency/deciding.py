"""Submit and publish `agency.yaml`. Approving and returning it is as for texts."""

from __future__ import annotations

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.desk.agency.draft import agency_file, checked, draft_of_person, files_of, submitted
from plugins.desk.agency.file import TITLE
from plugins.desk.desk import Desk
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.deciding import By, publish, reject_closed
from plugins.desk.texts.drafts import Text
from plugins.desk.texts.submitting import NewVersion, submit_version
from plugins.desk.texts.workflow import Step
from plugins.errors.issue import UserError, report

NOTHING = "Chưa có gì để gửi: bạn chưa sửa gì."


def submit_agency(desk: Desk, text: Text, by: By, remark: str = "") -> Step:
    """Submit a person's draft for approval. Raises UserError if it has an error, and ChangedError if somebody was faster."""
    with desk.content.history.changing:
        reject_closed(desk, by)
        return _submit(desk, text, by, remark)


def _submit(desk: Desk, text: Text, by: By, remark: str) -> Step:
    draft = draft_of_person(desk, text, by.person.id)
    if draft is None:
        raise UserError(NOTHING)
    files = files_of(desk, text, by.person.id, draft.content)
    found = checked(desk, by.now, files)
    if found.errors:
        raise UserError(f"Còn {found.errors} lỗi, sửa xong mới gửi được.")
    blobs, path = desk.content.blobs(), agency_file(desk).path
    written = {name: content for name, content in files.items() if name == path or name in found.files}
    before = {name: draft.base if name == path else blobs.get(name) for name in written}
    step = submit_version(desk, text, by, NewVersion(TITLE, draft, written, before, found.files, remark))
    desk.content.checks.take_in(list(written), None)
    desk.content.site.refresh()
    return step


def publish_agency(desk: Desk, text: Text, by: By) -> None:
    """Publish the approved version; the desk works with it from then on.

    Raises UserError without an approval, and if texts that were submitted meanwhile would no longer be accepted.
    """
    with desk.content.history.changing:
        _publish(desk, text, by)


def _publish(desk: Desk, text: Text, by: By) -> None:
    path = agency_file(desk).path
    found = checked(desk, by.now, {path: submitted(desk)})
    if found.agency is None or found.errors:
        issues = [*(one.issue for one in found.findings if not one.issue.is_warning), *found.texts]
        raise UserError("Chưa đăng được: " + "\n".join(f"{one.message}. {one.hint}" for one in issues))
    if errors := agency_file(desk).checks.errors_of(_published_otherwise(desk), found.agency, by.now):
        raise UserError(
            "Chưa đăng được, vì bản đang đăng của bài sau sẽ có lỗi; đăng bản mới của bài ấy trước, hoặc giữ tên cũ:\n"
            + report(errors)
        )
    publish(desk, text, by)
    desk.agency = found.agency
    desk.content.checks.use(desk.agency)
    desk.content.site.refresh()


def _published_otherwise(desk: Desk) -> dict[str, bytes]:
    """Return the published versions of texts that were submitted in another version since, by their paths."""
    submitted, published = desk.content.blobs(), desk.content.published_blobs()
    paths = (path for path, blob in published.items() if submitted.get(path) != blob)
    found = {
        path: desk.content.history.read(path, PUBLISHED) for path in paths if path.endswith(ARTICLE_ENDINGS)
    }
    return {path: data for path, data in found.items() if data is not None}
