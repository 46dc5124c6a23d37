"""Where `agency.yaml` stands, what has changed in it, its versions, and what may be done with it."""

from __future__ import annotations

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import Response

from plugins.desk.agency.comparison import compared_agencies
from plugins.desk.agency.deciding import publish_agency
from plugins.desk.agency.draft import agency_file, agency_text, draft_of_person, submitted
from plugins.desk.agency.file import HOME, TITLE
from plugins.desk.people.accounts import people
from plugins.desk.people.roles import Right
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.deciding import By, approve, send_back, where
from plugins.desk.texts.drafts import (
    Draft,
    draft_of,
    drafts_of_text,
    drop_draft,
    drop_kept,
    kept_draft,
    kept_moments,
    replace_draft,
    save_draft,
)
from plugins.desk.texts.overview import CHANGED_AGAIN, release_words, submitter_of
from plugins.desk.texts.submitting import recall
from plugins.desk.texts.workflow import State, may_approve, may_recall
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page

MOST_COMPARED = 10  # of what is kept beside the draft


def show_agency(call: Call) -> Response:
    """Show where the file stands, what differs from the published one, and what may be done."""
    desk, text = call.desk, agency_text(call.desk)
    standing = where(desk, text)
    drafting = [draft.person for draft in drafts_of_text(desk.database, text)]
    why_not = may_approve(
        standing.steps, standing.current, call.person.id, alone=desk.content.alone, drafting=drafting
    )
    is_approver, waits = call.may(Right.APPROVE), standing.state is State.SUBMITTED
    published = desk.content.history.read(text.path or "", PUBLISHED) or b""
    draft = draft_of(desk.database, text, call.person.id)
    return call.page(
        "agency/overview.html",
        heading=TITLE,
        text=text,
        standing=standing,
        names={one.id: one.full_name for one in people(desk.database)},
        may_edit=call.may(Right.AGENCY),
        may_recall=not may_recall(standing.steps, standing.current, call.person.id),
        may_approve=is_approver and not why_not,
        why_not=why_not if is_approver and waits else "",
        may_send_back=is_approver and standing.state in {State.SUBMITTED, State.APPROVED},
        may_publish=call.may(Right.PUBLISH) and standing.state is State.APPROVED,
        differs=submitted(desk) != published,
        changes=compared_agencies(published, submitted(desk)),
        own_changes=compared_agencies(submitted(desk), draft.content) if draft is not None else [],
        has_draft=draft is not None,
        kept=[
            (number, one.saved, compared_agencies(submitted(desk), one.content))
            for number in list(kept_moments(desk.database, text, call.person.id))[:MOST_COMPARED]
            if (one := kept_draft(desk.database, text, call.person.id, number)) is not None
        ],
        versions=desk.content.history.versions(text.path or ""),
        release=release_words(call),
    )


def approve_agency(call: Call) -> Response:
    """Approve the version that was on the page."""
    text, by = agency_text(call.desk), By(call.person, call.now)
    approve(call.desk, text, by, call.text("ban"))
    if call.may(Right.PUBLISH) and call.text("dang-luon"):
        return _published(call, "Đã duyệt và đăng. Mọi trang đang được dựng lại.")
    return call.redirect(HOME, "Đã duyệt.")


def recall_agency(call: Call) -> Response:
    """Take the submitted version back, to go on editing."""
    recall(call.desk, agency_text(call.desk), By(call.person, call.now))
    return call.redirect(f"{HOME}/viet", "Đã lấy lại. Bản này không còn chờ duyệt; sửa xong thì gửi lại.")


def send_agency_back(call: Call) -> Response:
    """Return the version to who has submitted it."""
    send_back(call.desk, agency_text(call.desk), By(call.person, call.now), call.text("nhan-xet"))
    return call.redirect(HOME, "Đã trả lại cho người sửa.")


def publish_approved(call: Call) -> Response:
    """Publish the approved version."""
    return _published(call, "Đã đăng. Mọi trang đang được dựng lại.")


def _published(call: Call, note: str) -> Response:
    publish_agency(call.desk, agency_text(call.desk), By(call.person, call.now))
    call.desk.published()
    return call.redirect(HOME, note)


def show_version(call: Call) -> Response:
    """Show a version, compared with the one that is submitted now."""
    desk, path, commit = call.desk, agency_file(call.desk).path, call.request.path_params["commit"]
    known = {version.commit: version for version in desk.content.history.versions(path)}
    if commit not in known:
        raise HTTPException(404)
    old = desk.content.history.read(path, commit) or b""
    changes = compared_agencies(old, submitted(desk))
    return call.page(
        "agency/version.html", version=known[commit], changes=changes, may_edit=call.may(Right.AGENCY)
    )


def take_version(call: Call) -> Response:
    """Make an earlier version the person's own draft, to go on from it."""
    desk, text = call.desk, agency_text(call.desk)
    content = desk.content.history.read_version(text.path or "", call.request.path_params["commit"])
    if content is None:
        raise HTTPException(404)
    base = desk.content.blobs().get(text.path or "")
    replace_draft(desk.database, call.now, Draft(text.id, call.person.id, content, base, 0))
    return call.redirect(f"{HOME}/viet", "Đã lấy lại bản cũ. Xem kỹ rồi gửi duyệt.")


def take_kept(call: Call) -> Response:
    """Make what was kept beside it, or was given up, the person's draft; the one before is kept in its place."""
    desk, text, number = call.desk, agency_text(call.desk), call.request.path_params["kept"]
    kept = kept_draft(desk.database, text, call.person.id, number)
    if kept is None:
        raise HTTPException(404)
    with desk.database.transaction():
        replace_draft(desk.database, call.now, replace(kept, page=""))
        drop_kept(desk.database, call.person.id, number)
    return call.redirect(HOME, "Đã lấy lại. Bản trước đó được giữ ở trang này.")


def show_two_versions(call: Call) -> Response:
    """Show the person's own draft beside what somebody else has submitted meanwhile."""
    text = agency_text(call.desk)
    draft = draft_of_person(call.desk, text, call.person.id)
    if draft is None:
        return call.redirect(HOME)
    changes = compared_agencies(submitted(call.desk), draft.content)
    shown = call.desk.content.blobs().get(text.path or "")
    return call.page(
        "agency/two_versions.html",
        heading=TITLE,
        changes=changes,
        shown=shown,
        other=submitter_of(call, text),
    )


def choose_version(call: Call) -> Response:
    """Keep the person's own draft in place of what was submitted meanwhile, or give it up."""
    desk, text = call.desk, agency_text(call.desk)
    draft = draft_of(desk.database, text, call.person.id)
    if draft is None:
        return call.redirect(HOME)
    if call.text("giu") != "cua-toi":
        drop_draft(desk.database, call.now, text, call.person.id)
        return call.redirect(HOME, "Đã bỏ bản của bạn.")
    if desk.content.blobs().get(text.path or "") != call.text("kia"):
        return call.redirect(f"{HOME}/hai-ban", CHANGED_AGAIN)
    with desk.database.transaction():  # nothing is saved between reading and writing
        draft = draft_of(desk.database, text, call.person.id) or draft
        save_draft(desk.database, call.now, replace(draft, base=call.text("kia")))
    return call.redirect(f"{HOME}/viet", "Bản của bạn sẽ thay bản kia khi bạn gửi duyệt.")


PAGES = [
    Page(HOME, Right.ACCOUNT, show_agency),
    Page(f"{HOME}/duyet", Right.APPROVE, act=approve_agency),
    Page(f"{HOME}/lay-lai", Right.AGENCY, act=recall_agency),
    Page(f"{HOME}/tra-lai", Right.APPROVE, act=send_agency_back),
    Page(f"{HOME}/dang", Right.PUBLISH, act=publish_approved),
    Page(f"{HOME}/hai-ban", Right.AGENCY, show_two_versions, choose_version),
    Page(HOME + "/ban-giu/{kept:int}", Right.AGENCY, act=take_kept),
    Page(HOME + "/ban/{commit}", Right.ACCOUNT, show_version, take_version, act_right=Right.AGENCY),
]
