"""One text: where it stands, its versions, and what may be done with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.content_type import Status
from plugins.desk.people.accounts import people, person_by_id
from plugins.desk.people.roles import Right
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.attaching import file_response
from plugins.desk.texts.comparison import Change, compared
from plugins.desk.texts.deciding import By, approve, publish, send_back, where
from plugins.desk.texts.drafts import (
    Draft,
    Text,
    draft_of,
    drafts_of_text,
    drop_draft,
    kept_moments,
    replace_draft,
    save_draft,
    text_at,
)
from plugins.desk.texts.editing import text_of
from plugins.desk.texts.heads import title_of, values_of, with_what_readers_know
from plugins.desk.texts.links import open_links, revoke_links
from plugins.desk.texts.releasing import last_release
from plugins.desk.texts.standing import Standing, blobs_of_version, commit_of_version
from plugins.desk.texts.submitting import recall
from plugins.desk.texts.times import seen, spoken, status_of, times_of
from plugins.desk.texts.withdrawing import CANCELLED, is_scheduled, is_withdrawn, withdraw
from plugins.desk.texts.workflow import State, StepKind, may_approve, may_recall, shown_steps
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.vietnamese.writing import clock, short_date

CHANGED_AGAIN = "Vừa có bản mới hơn nữa. Xem lại rồi chọn."
KEPT_BESIDE = "Bản của bạn còn ở trang của bài trong 30 ngày, mục “Những gì bạn đã gõ mà chưa dùng”."
MOST_NAMED = 3  # texts in a message, which a cookie holds


@dataclass(frozen=True)
class Doing:
    """What who asks may do now; `why_not` says why an approver may not approve."""

    write: bool
    recall: bool
    approve: bool
    why_not: str
    send_back: bool
    publish: bool
    withdraw: bool


def show_text(call: Call) -> Response:
    """Show where a text stands, what has changed in it since it was published, and what may be done."""
    text = text_of(call)
    standing = _standing_for(call, text)
    submitted = _read(call, text, "HEAD")
    published = _read(call, text, PUBLISHED)
    state = _state(call, standing, published)
    versions = call.desk.content.history.versions(text.path) if text.path else []
    cancelled = {one.commit for one in versions if one.subject.startswith(CANCELLED)}
    return call.page(
        "texts/text.html",
        text=text,
        heading=title_of(submitted) if submitted is not None else title_of(_own_draft(call, text)),
        standing=standing,
        state=state,
        names={one.id: one.full_name for one in people(call.desk.database)},
        doing=_doing(call, standing),
        changes=compared(published or b"", submitted)
        if submitted is not None and submitted != published
        else [],
        is_new=published is None,
        files=[name for name in standing.files if name != text.path] if standing.submission else [],
        has_draft=draft_of(call.desk.database, text, call.person.id) is not None,
        kept=kept_moments(call.desk.database, text, call.person.id),
        versions=versions,
        cancelled={
            step.digest for step in standing.steps if step.version and commit_of_version(step) in cancelled
        },
        links=open_links(call.desk, text, call.now),
        release=release_words(call) if standing.is_public else None,
        address=_address(call, text, published) if published is not None else "",
        visibility=_visibility(call, published, state) if published is not None else "",
        waiting=_waiting(call, standing, submitted),
        since_return=_since_return(call, standing, submitted),
        released=_released(call, standing, cancelled),
        steps=shown_steps(standing.steps),
        is_scheduled=published is not None and is_scheduled(call.desk, published, call.now),
    )


class ReleaseWords(NamedTuple):
    """What is said of the last release, and whether it still goes on."""

    said: str
    goes_on: bool


def release_words(call: Call) -> ReleaseWords | None:
    """Return what to say of the last release, None before the first."""
    release = last_release(call.desk.database)
    if release is None:
        return None
    if release.finished is None:
        return ReleaseWords(f"{release.message}…", goes_on=True)
    at = datetime.fromtimestamp(release.finished, call.desk.agency.zone)
    if release.succeeded:
        said = f"Trang công khai có bản mới nhất từ lúc {clock(at)} ngày {short_date(at)}."
        return ReleaseWords(said, goes_on=False)
    return ReleaseWords(f"Chưa lên trang công khai: {release.message}", goes_on=False)


def show_submitted_file(call: Call) -> Response:
    """Return a file of the submitted version, as its approval names it: another may have been uploaded under its name since."""
    text = text_of(call)
    submission, name = _standing_for(call, text).submission, call.request.path_params["name"]
    blob = blobs_of_version(submission).get(name) if submission is not None else None
    found = call.desk.content.history.contents([blob]) if blob is not None else {}
    if blob not in found:
        raise HTTPException(404)
    return file_response(PurePosixPath(name).name, found[blob])


def show_release(call: Call) -> Response:
    """Return what to say of the last release, for the script that asks while it goes on."""
    found = release_words(call)
    return JSONResponse(found._asdict() if found is not None else {"said": "", "goes_on": False})


def _address(call: Call, text: Text, published: bytes) -> str:
    """Return where readers find a published version, "" if they do not."""
    entry = call.desk.content.checks.entry(text.path or "", published, call.now)
    return call.desk.agency.site_url + entry.address if entry is not None and entry.published else ""


def _state(call: Call, standing: Standing, published: bytes | None) -> str:
    """Return where a text stands, and of a published one whether readers see it."""
    if standing.state is not State.PUBLISHED or published is None:
        return standing.state.value
    zone = call.desk.agency.zone
    return seen(times_of(values_of(published), zone), call.now, zone)


def _visibility(call: Call, published: bytes, state: str) -> str:
    """Return when readers see a published version, "" if nothing limits that, or the state that is shown says it."""
    zone = call.desk.agency.zone
    times = times_of(values_of(published), zone)
    if times.status is Status.WITHDRAWN:
        return "Người đọc thấy thông báo thu hồi thay cho bài."
    if times.status is Status.DRAFT:
        return ""
    known = seen(times, call.now, zone)
    said = [f"{known}."] if times.appears is not None and times.appears > call.now and known != state else []
    if times.expires is not None:
        is_over = times.expires <= call.now
        at = spoken(datetime.fromtimestamp(times.expires, zone))
        said.append(f"Đã hết hạn từ {at}: người đọc không còn thấy." if is_over else f"Hết hạn lúc {at}.")
    return " ".join(said)


def _waiting(call: Call, standing: Standing, submitted: bytes | None) -> list[str]:
    """Return what an approver has to know of a version before reading it: the sender's remark, and when it will appear."""
    if standing.state not in {State.SUBMITTED, State.APPROVED} or submitted is None:
        return []
    remark = standing.submission.remark if standing.submission is not None else ""
    appears = times_of(values_of(submitted), call.desk.agency.zone).appears
    said = [f"Lời nhắn của người gửi: “{remark}”"] if remark else []
    if appears is not None and appears > call.now:
        said.append(
            f"Đăng rồi thì bài hiện lúc {spoken(datetime.fromtimestamp(appears, call.desk.agency.zone))}."
        )
    return said


def _since_return(call: Call, standing: Standing, submitted: bytes | None) -> list[Change]:
    """Return what has changed since somebody has returned the text, nothing if nobody has since it was last published."""
    returned = ""
    for step in standing.steps:
        if step.kind is StepKind.RETURNED:
            returned = commit_of_version(step)
        elif step.kind is StepKind.PUBLISHED:
            returned = ""
    if not returned or submitted is None or standing.state not in {State.SUBMITTED, State.APPROVED}:
        return []
    return compared(_read(call, standing.text, returned) or b"", submitted)


def _released(call: Call, standing: Standing, cancelled: Collection[str]) -> dict[str, str]:
    """Return what to say of the versions that were published, by their commits; nothing of those that no reader has seen."""
    published, said = call.desk.content.published_blobs(), dict[str, str]()
    for step in standing.steps:
        commit = commit_of_version(step) if step.kind is StepKind.PUBLISHED else ""
        if commit in cancelled:
            said.clear()  # what is cancelled is the only version that was published
        elif commit:
            is_there = blobs_of_version(step).items() <= published.items()
            said[commit] = "đang đăng" if is_there else "đã đăng"
    return said


def open_at(call: Call) -> Response:
    """Lead from the path of a text to its page."""
    path = call.request.query_params.get("tep", "")
    if call.desk.agency_file is not None and call.desk.is_agency(path):
        return call.redirect(call.desk.agency_file.href)
    is_text = path.endswith(ARTICLE_ENDINGS) and not any(part.startswith(".") for part in path.split("/"))
    if not is_text or path not in call.desk.content.blobs():
        raise HTTPException(404)
    text = text_at(call.desk.database, path, call.desk.content.type_at(path).name)
    return call.redirect(f"/bai/{text.id}")


def approve_text(call: Call) -> Response:
    """Approve the version that was on the page."""
    text = text_of(call)
    approve(call.desk, text, By(call.person, call.now), call.text("ban"))
    if call.may(Right.PUBLISH) and call.text("dang-luon"):
        publish(call.desk, text, By(call.person, call.now))
        call.desk.published()
        return call.redirect(f"/bai/{text.id}", _after_publishing(call, text, "Đã duyệt và đăng."))
    return call.redirect(f"/bai/{text.id}", "Đã duyệt.")


def send_text_back(call: Call) -> Response:
    """Return the version to its writer."""
    text = text_of(call)
    send_back(call.desk, text, By(call.person, call.now), call.text("nhan-xet"))
    return call.redirect(f"/bai/{text.id}", "Đã trả lại cho người viết.")


def recall_text(call: Call) -> Response:
    """Take the submitted version back, to go on writing."""
    text = text_of(call)
    recall(call.desk, text, By(call.person, call.now))
    return call.redirect(f"/bai/{text.id}/viet", "Đã lấy lại. Bài không còn chờ duyệt; sửa xong thì gửi lại.")


def publish_text(call: Call) -> Response:
    """Publish the approved version."""
    text = text_of(call)
    publish(call.desk, text, By(call.person, call.now))
    call.desk.published()
    return call.redirect(f"/bai/{text.id}", _after_publishing(call, text, "Đã đăng."))


def _after_publishing(call: Call, text: Text, done: str) -> str:
    """Return `done`, and when readers see the text; of one that they do not see yet only that it was approved."""
    published = _read(call, text, PUBLISHED) or b""
    appears = times_of(values_of(published), call.desk.agency.zone).appears
    if appears is not None and appears > call.now:
        done = "Đã duyệt, chờ đến giờ."
    return f"{done} {_visibility(call, published, State.PUBLISHED.value)}".strip()


def withdraw_text(call: Call) -> Response:
    """Withdraw a published text with a reason."""
    text = text_of(call)
    keeps_text = bool(call.text("giu-noi-dung"))
    by = By(call.person, call.now)
    linking = withdraw(call.desk, text, by, call.text("ly-do"), keeps_text=keeps_text)
    if open_links(call.desk, text, call.now):  # they would go on showing what was withdrawn
        revoke_links(call.desk, text, by)
    call.desk.published()
    published = _read(call, text, PUBLISHED) or b""
    is_cancelled = status_of(values_of(published)) is Status.DRAFT
    done = "Đã hủy hẹn đăng." if is_cancelled else "Đã thu hồi. Trang công khai đang được dựng."
    if linking:
        titles = ", ".join(f"“{title}”" for title in linking[:MOST_NAMED])
        more = f" và {len(linking) - MOST_NAMED} bài khác" if len(linking) > MOST_NAMED else ""
        done = f"{done} {titles}{more} còn liên kết tới một địa chỉ nay không còn bài nào; nên sửa và bỏ liên kết ấy."
    return call.redirect(f"/bai/{text.id}", done)


def show_two_versions(call: Call) -> Response:
    """Show the person's own draft beside what somebody else has submitted meanwhile."""
    text = text_of(call)
    draft, submitted = draft_of(call.desk.database, text, call.person.id), _read(call, text, "HEAD")
    if draft is None or submitted is None:
        return call.redirect(f"/bai/{text.id}")
    return call.page(
        "texts/two_versions.html",
        text=text,
        changes=compared(submitted, draft.content),
        heading=title_of(draft.content),
        shown=call.desk.content.blobs().get(text.path or ""),
        other=submitter_of(call, text),
    )


def submitter_of(call: Call, text: Text) -> str:
    """Return the name of who has submitted the present version, "" if it was changed outside the desk."""
    standing = where(call.desk, text)
    person = standing.submission.person if standing.submission and not standing.was_changed_outside else None
    found = person_by_id(call.desk.database, person) if person is not None else None
    return found.full_name if found is not None else ""


def show_version(call: Call) -> Response:
    """Show a version of a text, compared with the one that is submitted now."""
    text = text_of(call)
    commit = call.request.path_params["commit"]
    known = {version.commit: version for version in call.desk.content.history.versions(text.path or "")}
    if commit not in known:
        raise HTTPException(404)
    old, new = _read(call, text, commit), _read(call, text, "HEAD")
    return call.page(
        "texts/version.html", text=text, version=known[commit], changes=compared(old or b"", new or b"")
    )


def take_version(call: Call) -> Response:
    """Make an earlier version the person's own draft, to go on from it; what readers know since stays."""
    text = text_of(call)
    content = call.desk.content.history.read_version(text.path or "", call.request.path_params["commit"])
    if content is None or text.path is None:
        raise HTTPException(404)
    base = call.desk.content.blobs().get(text.path)
    taken = with_what_readers_know(content, _read(call, text, "HEAD"))
    replace_draft(call.desk.database, call.now, Draft(text.id, call.person.id, taken, base, 0))
    kept = " Địa chỉ và ghi chú cập nhật vẫn là của bản hiện nay." if taken != content else ""
    return call.redirect(f"/bai/{text.id}/viet", f"Đã lấy lại bản cũ.{kept} Xem kỹ rồi gửi duyệt.")


def choose_version(call: Call) -> Response:
    """Keep the person's own draft in place of what was submitted meanwhile, or give it up."""
    text = text_of(call)
    draft = draft_of(call.desk.database, text, call.person.id)
    if draft is None or text.path is None:
        return call.redirect(f"/bai/{text.id}")
    if call.text("giu") != "cua-toi":
        drop_draft(call.desk.database, call.now, text, call.person.id)
        if call.text("giu") == "viet-tiep":
            return call.redirect(f"/bai/{text.id}/viet", f"Đây là bản của người kia. {KEPT_BESIDE}")
        return call.redirect(f"/bai/{text.id}", f"Đã bỏ bản của bạn. {KEPT_BESIDE}")
    if call.desk.content.blobs().get(text.path) != call.text("kia"):
        return call.redirect(f"/bai/{text.id}/hai-ban", CHANGED_AGAIN)
    with call.desk.database.transaction():  # nothing is saved between reading and writing
        draft = draft_of(call.desk.database, text, call.person.id) or draft
        save_draft(call.desk.database, call.now, replace(draft, base=call.text("kia")))
    return call.redirect(f"/bai/{text.id}/viet", "Bản của bạn sẽ thay bản kia khi bạn gửi duyệt.")


def _standing_for(call: Call, text: Text) -> Standing:
    """Return where a text stands. Raises HTTPException for a new text of somebody else, which nobody has submitted."""
    mine = [draft.person for draft in drafts_of_text(call.desk.database, text)]
    if text.path is None and call.person.id not in mine:
        raise HTTPException(404)
    return where(call.desk, text)


def _doing(call: Call, standing: Standing) -> Doing:
    drafting = [draft.person for draft in drafts_of_text(call.desk.database, standing.text)]
    why_not = may_approve(
        standing.steps, standing.current, call.person.id, alone=call.desk.content.alone, drafting=drafting
    )
    is_approver, waits = call.may(Right.APPROVE), standing.state is State.SUBMITTED
    return Doing(
        write=call.may(Right.WRITE),
        recall=not may_recall(standing.steps, standing.current, call.person.id),
        approve=is_approver and not why_not,
        why_not=why_not if is_approver and waits else "",
        send_back=is_approver and standing.state in {State.SUBMITTED, State.APPROVED},
        publish=call.may(Right.PUBLISH) and standing.state is State.APPROVED,
        withdraw=call.may(Right.PUBLISH) and standing.is_public and _has_status(call, standing.text),
    )


def _has_status(call: Call, text: Text) -> bool:
    """Return whether texts of this type can be withdrawn, and this one has not been."""
    kind = call.desk.content.type_at(text.path or "")
    published = _read(call, text, PUBLISHED)
    can = any(item.key == "withdrawn_reason" for item in kind.fields)
    return can and published is not None and not is_withdrawn(published)


def _read(call: Call, text: Text, commit: str) -> bytes | None:
    return call.desk.content.history.read(text.path, commit) if text.path is not None else None


def _own_draft(call: Call, text: Text) -> bytes:
    draft = draft_of(call.desk.database, text, call.person.id)
    return draft.content if draft is not None else b""


PAGES = [
    Page("/bai/{number:int}", Right.WRITE, show_text),
    Page("/bai/mo", Right.WRITE, open_at),
    Page("/bai/{number:int}/duyet", Right.APPROVE, act=approve_text),
    Page("/bai/{number:int}/tra-lai", Right.APPROVE, act=send_text_back),
    Page("/bai/{number:int}/lay-lai", Right.WRITE, act=recall_text),
    Page("/bai/{number:int}/dang", Right.PUBLISH, act=publish_text),
    Page("/bai/{number:int}/tep-da-gui/{name:path}", Right.WRITE, show_submitted_file),
    Page("/phat-hanh", Right.ACCOUNT, show_release),
    Page("/bai/{number:int}/thu-hoi", Right.PUBLISH, act=withdraw_text),
    Page("/bai/{number:int}/hai-ban", Right.WRITE, show_two_versions),
    Page("/bai/{number:int}/viet-tren-ban-moi", Right.WRITE, act=choose_version),
    Page("/bai/{number:int}/ban/{commit}", Right.WRITE, show_version, take_version),
]
