"""From draft to publication: only what was approved, in the version that was approved."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from plugins.contract.site.entry import Entry
from plugins.desk.database.journal import Act, entries
from plugins.desk.desk import Desk
from plugins.desk.repository.git import Git
from plugins.desk.repository.history import PUBLISHED, ChangedError
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.deciding import approve, publish, send_back, where
from plugins.desk.texts.drafts import Notes, draft_of, new_text, text_at
from plugins.desk.texts.heads import values_of
from plugins.desk.texts.publications import publications, whole_journal
from plugins.desk.texts.submitting import recall, submit
from plugins.desk.texts.withdrawing import withdraw
from plugins.desk.texts.workflow import LONGEST_REMARK, State
from plugins.desk.uploads.store import add_upload, uploads_of
from plugins.errors.issue import UserError
from plugins.front_matter.parser import split
from tests.conftest import TinySite
from tests.conversion.pdfs import pdf
from tests.desk.conftest import PlainSite, copy_of
from tests.desk.office import PATH, TEXT, Office, published


def commit(desk: Desk) -> None:
    """Commit what is in the content folder, as an engineer would."""
    git = Git(desk.content.folder)
    git.run("add", "-A")
    git.run("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")


def test_text_goes_from_draft_to_publication(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text, notes=Notes("Đăng trước thứ sáu."))
    assert office.state(text) is State.DRAFT
    step = submit(desk, text, office.by("lan"))
    text = office.now(text)
    assert (text.path, office.state(text)) == (PATH, State.SUBMITTED)
    assert draft_of(desk.database, text, office.people["lan"].id) is None
    assert (desk.content.folder / PATH).read_text(encoding="utf-8") == TEXT
    approve(desk, text, office.by("an"), step.digest)
    assert (office.state(text), published(desk)) == (State.APPROVED, None)
    publish(desk, text, office.by("binh"))
    assert (office.state(text), published(desk)) == (State.PUBLISHED, TEXT.encode())
    acts = [entry.act for entry in entries(desk.database, subject=PATH)]
    assert acts == [Act.PUBLISHED, Act.APPROVED, Act.SUBMITTED]
    authors = [version.author for version in desk.content.history.versions(PATH, branch=PUBLISHED)]
    assert authors == ["Binh"]


def test_nothing_is_published_without_approval(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text)
    submit(desk, text, office.by("lan"))
    with pytest.raises(UserError, match="chưa được duyệt"):
        publish(desk, office.now(text), office.by("binh"))
    assert published(desk) is None


def test_change_after_approval_has_to_be_approved_again(desk: Desk, office: Office) -> None:
    text = office.approved()
    office.write(text, TEXT.replace("Nội dung", "Nội dung khác"))
    submit(desk, text, office.by("lan"))
    with pytest.raises(UserError, match="chưa được duyệt"):
        publish(desk, text, office.by("binh"))
    assert office.state(text) is State.SUBMITTED


def test_change_outside_the_desk_voids_an_approval(desk: Desk, office: Office, site: TinySite) -> None:
    text = office.approved()
    site.write(PATH, TEXT.replace("Nội dung", "Nội dung lén"))
    commit(desk)
    assert where(desk, text).was_changed_outside
    with pytest.raises(UserError, match="đã đổi sau khi duyệt"):
        publish(desk, text, office.by("binh"))


def test_changed_picture_voids_an_approval(desk: Desk, office: Office, site: TinySite) -> None:
    text = new_text(desk.database, "article")
    upload = add_upload(
        desk.database, 0, text, office.people["lan"].id, name="Sơ đồ.csv", content=b"a,b\n1,2\n"
    )
    office.write(text, TEXT + f"\n[Số liệu]({upload.name})\n")
    digest = submit(desk, text, office.by("lan")).digest
    text = office.now(text)
    approve(desk, text, office.by("an"), digest)
    folder = PATH.rpartition("/")[0]
    assert (desk.content.folder / folder / upload.name).read_bytes() == b"a,b\n1,2\n"
    site.write(f"{folder}/{upload.name}", b"a,b\n9,9\n")
    commit(desk)
    with pytest.raises(UserError, match="đã đổi sau khi duyệt"):
        publish(desk, text, office.by("binh"))


def test_files_are_published_with_their_text(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    used = add_upload(desk.database, 0, text, office.people["lan"].id, name="a.csv", content=b"a,b\n")
    unused = add_upload(desk.database, 0, text, office.people["lan"].id, name="b.csv", content=b"c,d\n")
    office.write(text, TEXT + f"\n[Số liệu]({used.name})\n")
    digest = submit(desk, text, office.by("lan")).digest
    text = office.now(text)
    approve(desk, text, office.by("an"), digest)
    publish(desk, text, office.by("binh"))
    folder = PATH.rpartition("/")[0]
    assert published(desk, f"{folder}/{used.name}") == b"a,b\n"
    assert published(desk, f"{folder}/{unused.name}") is None
    assert {one.name for one in uploads_of(desk.database, text, office.people["lan"].id)} == {unused.name}


def test_version_that_was_read_is_the_one_that_is_approved(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text)
    read = submit(desk, text, office.by("lan")).digest
    office.write(text, TEXT.replace("Nội dung", "Nội dung lén"))
    submit(desk, office.now(text), office.by("lan"))
    with pytest.raises(ChangedError, match="đã đổi sau khi bạn mở"):
        approve(desk, office.now(text), office.by("an"), read)
    assert office.state(text) is State.SUBMITTED


def test_writer_does_not_approve(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text, name="an")
    digest = submit(desk, text, office.by("an")).digest
    with pytest.raises(UserError, match="Bạn đã viết"):
        approve(desk, office.now(text), office.by("an"), digest)


def test_text_is_sent_back_with_a_remark(desk: Desk, office: Office) -> None:
    text = office.approved()
    with pytest.raises(UserError, match="điều cần sửa"):
        send_back(desk, text, office.by("an"), " ")
    send_back(desk, text, office.by("an"), "Thiếu giờ họp.")
    assert office.state(text) is State.RETURNED
    assert where(desk, text).steps[-1].remark == "Thiếu giờ họp."
    with pytest.raises(UserError, match="chưa được duyệt"):
        publish(desk, text, office.by("binh"))
    with pytest.raises(UserError, match="không chờ duyệt"):
        send_back(desk, text, office.by("an"), "Nữa.")


def test_submission_is_taken_back_as_a_draft(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text)
    digest = submit(desk, text, office.by("lan")).digest
    text = office.now(text)
    with pytest.raises(UserError, match="Chỉ người đã gửi"):
        recall(desk, text, office.by("binh"))
    recall(desk, text, office.by("lan"))
    draft = draft_of(desk.database, text, office.people["lan"].id)
    assert draft is not None
    assert (draft.content.decode(), draft.base) == (TEXT, desk.content.blobs()[PATH])
    assert office.state(text) is State.DRAFT
    assert entries(desk.database)[0].act is Act.RECALLED
    with pytest.raises(UserError, match="không chờ duyệt"):
        approve(desk, text, office.by("an"), digest)
    submit(desk, text, office.by("lan"))
    assert office.state(text) is State.SUBMITTED


def test_taking_back_brings_the_notes_back(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("department:", 'updates: ["20/9/2026: Sửa tên."]\ndepartment:'))
    corrected = (published(desk) or b"").decode().replace("Nội dung", "Giờ")
    for notes in (Notes("Gấp.", "Sửa giờ họp."), Notes(is_minor=True)):
        office.write(text, corrected, notes=notes)
        submit(desk, text, office.by("lan"))
        recall(desk, office.now(text), office.by("lan"))
        draft = draft_of(desk.database, text, office.people["lan"].id)
        assert draft is not None
        assert draft.notes == notes
        assert split(draft.content.decode(), "")[0].body == split(corrected, "")[0].body
        assert values_of(draft.content) == values_of(corrected.encode())


def test_taking_back_keeps_a_newer_draft(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text)
    submit(desk, text, office.by("lan"))
    office.write(text, TEXT.replace("Nội dung", "Bản mới"))
    recall(desk, office.now(text), office.by("lan"))
    draft = draft_of(desk.database, text, office.people["lan"].id)
    assert draft is not None
    assert "Bản mới" in draft.content.decode()


def test_approved_text_is_not_taken_back(desk: Desk, office: Office) -> None:
    text = office.approved()
    with pytest.raises(UserError, match="không lấy lại được"):
        recall(desk, text, office.by("lan"))
    assert office.state(text) is State.APPROVED


def test_text_with_an_error_is_not_submitted(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    office.write(text, TEXT.replace("Văn phòng", "Phòng Lạ"))
    head = desk.content.history.head()
    with pytest.raises(UserError, match="còn 1 lỗi"):
        submit(desk, text, office.by("lan"))
    assert desk.content.history.head() == head
    assert draft_of(desk.database, text, office.people["lan"].id) is not None


def test_slower_of_two_writers_loses_nothing(desk: Desk, office: Office, site: TinySite) -> None:
    site.article(PATH)
    desk.content.history.git.run("add", "-A")
    desk.content.history.git.run(
        "commit",
        "-qm",
        "x",
        environment={
            "GIT_AUTHOR_NAME": "x",
            "GIT_AUTHOR_EMAIL": "x",
            "GIT_COMMITTER_NAME": "x",
            "GIT_COMMITTER_EMAIL": "x",
        },
    )
    text = text_at(desk.database, PATH, "article")
    office.write(text, TEXT.replace("Nội dung", "Của An"), name="an")
    office.write(text, TEXT.replace("Nội dung", "Của Lan"), name="lan")
    submit(desk, text, office.by("lan"))
    with pytest.raises(ChangedError):
        submit(desk, text, office.by("an"))
    kept = draft_of(desk.database, text, office.people["an"].id)
    assert kept is not None
    assert "Của An" in kept.content.decode()
    assert "Của Lan" in (desk.content.folder / PATH).read_text(encoding="utf-8")


def test_status_follows_from_decisions(desk: Desk, office: Office) -> None:
    text = office.approved(TEXT.replace("---\n\n", "status: draft\n---\n\n"))
    publish(desk, text, office.by("binh"))
    assert published(desk) == TEXT.encode()


def test_new_texts_never_share_a_path(office: Office) -> None:
    paths = {office.approved(TEXT.replace("Văn phòng\n", f"Văn phòng\nslug: a-{n}\n")).path for n in (1, 2)}
    first = office.approved().path
    assert len(paths | {first}) == 3


OTHER, THIRD = TEXT.replace("Họp thôn", "Họp xã"), TEXT.replace("Họp thôn", "Họp chợ")


def test_account_that_was_closed_meanwhile_decides_nothing(desk: Desk, office: Office) -> None:
    waiting, approved, public = office.submitted(), office.approved(OTHER), office.publish(THIRD)
    office.write(public, THIRD.replace("họp", "bàn"))
    digest = where(desk, waiting).current or ""
    desk.database.write("UPDATE people SET active = 0")
    acts: list[Callable[[], object]] = [
        lambda: submit(desk, public, office.by("lan")),
        lambda: approve(desk, waiting, office.by("an"), digest),
        lambda: publish(desk, approved, office.by("binh")),
        lambda: withdraw(desk, public, office.by("binh"), "Sai."),
        lambda: send_back(desk, waiting, office.by("an"), "Sai."),
        lambda: recall(desk, waiting, office.by("lan")),
    ]
    for act in acts:
        with pytest.raises(UserError, match="Tài khoản vừa thay đổi"):
            act()


def test_published_text_is_withdrawn_at_once_by_one_person(desk: Desk, office: Office) -> None:
    text = office.approved()
    publish(desk, text, office.by("binh"))
    with pytest.raises(UserError, match="lý do"):
        withdraw(desk, text, office.by("binh"), " ")
    withdraw(desk, text, office.by("binh"), "Lịch đã đổi.")
    found = published(desk)
    assert found is not None
    assert "status: withdrawn\nwithdrawn_reason: Lịch đã đổi." in found.decode()
    assert found.decode().endswith("---\n\nNội dung của bài đã được gỡ khỏi cổng.\n")
    assert office.state(text) is State.PUBLISHED
    assert entries(desk.database)[0].act is Act.WITHDRAWN


def test_withdrawn_text_may_stay_below_the_notice(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("department", "summary: Họp về lúa.\ndepartment"))
    withdraw(desk, text, office.by("binh"), "Hết hiệu lực.", keeps_text=True)
    found = published(desk)
    assert found is not None
    assert "summary: Họp về lúa." in found.decode()
    assert found.decode().endswith("Nội dung họp.\n")


def test_withdrawal_publishes_nothing_that_was_not_approved(desk: Desk, office: Office) -> None:
    text = office.approved()
    publish(desk, text, office.by("binh"))
    office.write(text, TEXT.replace("Nội dung", "Chưa duyệt"))
    submit(desk, text, office.by("lan"))
    withdraw(desk, text, office.by("binh"), "Sai.")
    found = published(desk)
    assert found is not None
    assert "Chưa duyệt" not in found.decode()


def test_edit_in_no_commit_holds_up_no_withdrawal(desk: Desk, office: Office, site: TinySite) -> None:
    text, edited = office.publish(TEXT), TEXT.replace("Nội dung", "Sửa ở thư mục")
    site.write(PATH, edited)
    withdraw(desk, text, office.by("binh"), "Sai.")
    assert b"status: withdrawn" in (published(desk) or b"")
    assert b"status: withdrawn" in (desk.content.folder / PATH).read_bytes()
    assert desk.content.history.read(PATH, "HEAD^") == edited.encode()


def test_correction_published_during_a_withdrawal_stays(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT)
    office.write(text, TEXT.replace("Nội dung", "Nội dung đúng của cuộc"))
    approve(desk, text, office.by("an"), submit(desk, text, office.by("lan")).digest)
    by = office.by("binh")
    with desk.content.history.changing:
        late = threading.Thread(
            target=withdraw, args=(desk, text, by, "Hết hiệu lực."), kwargs={"keeps_text": True}
        )
        late.start()
        time.sleep(0.2)  # it waits by now
        publish(desk, text, office.by("binh"))
    late.join()
    assert "Nội dung đúng của cuộc họp." in (published(desk) or b"").decode()
    assert b"status: withdrawn" in (published(desk) or b"")


def test_database_is_free_while_a_publication_is_checked(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, entry = office.approved(), desk.content.checks.entry
    asked = []

    def slow(path: str, data: bytes, now: float) -> Entry | None:
        with ThreadPoolExecutor(1) as other:
            asked.append(other.submit(desk.database.row, "SELECT 1 AS one").result(timeout=5))
        return entry(path, data, now)

    monkeypatch.setattr(desk.content.checks, "entry", slow)
    publish(desk, text, office.by("binh"))
    assert asked != []


def test_nothing_is_submitted_or_published_before_all_is_read(desk: Desk, office: Office) -> None:
    public, text, site = office.publish(TEXT), office.approved(TEXT.replace("thôn", "xã")), PlainSite()
    site.entries = None
    checks = Checks(desk.content.settings, desk.agency, copy_of(desk.content.folder), site.texts)
    desk = replace(desk, content=replace(desk.content, checks=checks, site=site))  # as after a restart
    with pytest.raises(UserError, match="đang đọc các bài"):
        publish(desk, text, office.by("binh"))
    office.write(text, TEXT.replace("thôn", "xóm"))
    with pytest.raises(UserError, match="đang đọc các bài"):
        submit(desk, text, office.by("lan"))
    withdraw(desk, public, office.by("binh"), "Có số điện thoại riêng.")
    assert b"status: withdrawn" in (published(desk) or b"")


def test_texts_that_wait_hold_up_no_withdrawal(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("department:", "old_urls: [/2026/09/hop-cu/]\ndepartment:"))
    office.write(text, TEXT)
    submit(desk, text, office.by("lan"))
    office.submitted(TEXT.replace("Họp thôn", "Họp xã").replace("department:", "slug: hop-cu\ndepartment:"))
    withdraw(desk, office.now(text), office.by("binh"), "Có số điện thoại riêng.")
    assert b"status: withdrawn" in (published(desk) or b"")


def test_text_is_withdrawn_once(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT)
    withdraw(desk, text, office.by("binh"), "Sai.")
    with pytest.raises(UserError, match="đã được thu hồi"):
        withdraw(desk, text, office.by("binh"), "Sai nữa.", keeps_text=True)


def test_new_text_takes_the_place_of_no_file(desk: Desk, office: Office, site: TinySite) -> None:
    site.write(PATH, "chưa xong")
    assert office.submitted().path == PATH.replace(".md", "-2.md")
    assert (desk.content.folder / PATH).read_text(encoding="utf-8") == "chưa xong"


def test_remark_that_is_too_long_is_rejected_whole(desk: Desk, office: Office) -> None:
    text = office.submitted()
    lines = "\r\n" * (LONGEST_REMARK // 2)  # which a browser counts as one character each
    with pytest.raises(UserError, match="Viết ngắn lại"):
        send_back(desk, text, office.by("an"), f"{lines}{lines}Sửa")
    send_back(desk, text, office.by("an"), f"Sửa{lines}")
    assert where(desk, text).returned_with == f"Sửa{lines}"


def test_attributes_change_nothing_that_is_released(desk: Desk, office: Office, site: TinySite) -> None:
    site.write(".gitattributes", "*.md text eol=crlf ident\n")
    desk.content.history.git.run("add", ".gitattributes")
    commit(desk)
    desk.content.history.git.run("update-ref", f"refs/heads/{PUBLISHED}", "HEAD")
    desk.content.history.update_published()
    office.publish(TEXT.replace("Nội dung họp.", "Nội dung $Id$ họp."))
    desk.content.history.update_published()
    released = (desk.content.history.published_content / PATH).read_bytes()
    assert released == desk.content.history.read(PATH, PUBLISHED)


def test_what_is_not_published_cannot_be_withdrawn(desk: Desk, office: Office) -> None:
    with pytest.raises(UserError, match="chưa đăng"):
        withdraw(desk, office.approved(), office.by("binh"), "Sai.")


def test_correction_is_noted_for_readers(desk: Desk, office: Office) -> None:
    text = office.approved()
    publish(desk, text, office.by("binh"))
    for number, note in enumerate(("Sửa giờ họp: 15 giờ.", "Sửa nơi họp."), 1):
        office.write(
            text,
            (published(desk) or b"").decode().replace("họp.", f"họp {number}."),
            notes=Notes(correction=note),
        )
        digest = submit(desk, text, office.by("lan")).digest
        approve(desk, text, office.by("an"), digest)
        publish(desk, text, office.by("binh"))
    found = published(desk)
    assert found is not None
    assert "updates:\n- '21/9/2026: Sửa nơi họp.'\n- '21/9/2026: Sửa giờ họp: 15 giờ.'\n" in found.decode()


def test_old_url_of_a_published_text_leads_to_the_new_one(desk: Desk, office: Office) -> None:
    text = office.approved()
    publish(desk, text, office.by("binh"))
    checked = desk.content.checks.check(PATH, {}, office.clock.now)
    assert checked.entry is not None
    site = desk.content.site
    assert isinstance(site, PlainSite)
    site.entries.append(checked.entry)
    office.write(text, TEXT.replace("Văn phòng\n", "Văn phòng\nslug: hop-thon\n"))
    submit(desk, text, office.by("lan"))
    assert f"old_urls:\n- {checked.entry.address}\n" in (desk.content.folder / PATH).read_text(
        encoding="utf-8"
    )
    office.write(text, (desk.content.folder / PATH).read_text(encoding="utf-8").replace("họp.", "họp mới."))
    submit(desk, text, office.by("lan"))
    assert (desk.content.folder / PATH).read_text(encoding="utf-8").count(checked.entry.address) == 1


def test_table_of_publications_names_all_who_took_part(desk: Desk, office: Office) -> None:
    text = office.approved()
    publish(desk, text, office.by("binh"))
    withdraw(desk, office.now(text), office.by("binh"), "Nhầm ngày họp.")
    first, second = rows_of(publications(desk.database, ZoneInfo("Asia/Ho_Chi_Minh")))
    assert first[1:6] == ["đăng", PATH, "Lan", "An", "Binh"]
    assert second[1:6] == ["thu hồi", PATH, "", "", "Binh"]
    assert first[0] == "2026-09-21 21:13"


def test_writers_of_one_publication_are_not_of_the_next(desk: Desk, office: Office) -> None:
    text = office.approved()
    publish(desk, text, office.by("binh"))
    office.write(text, f"{TEXT}\nSửa giờ họp.\n", name="binh", notes=Notes(correction="Sửa giờ họp."))
    digest = submit(desk, text, office.by("binh")).digest
    approve(desk, office.now(text), office.by("an"), digest)
    publish(desk, office.now(text), office.by("lan"))
    rows = rows_of(publications(desk.database, ZoneInfo("Asia/Ho_Chi_Minh")))
    assert [row[3:6] for row in rows] == [["Lan", "An", "Binh"], ["Binh", "An", "Lan"]]


def test_table_of_the_journal_has_every_entry(desk: Desk, office: Office) -> None:
    publish(desk, office.approved(), office.by("binh"))
    rows = rows_of(whole_journal(desk.database, ZoneInfo("Asia/Ho_Chi_Minh")))
    assert [row[2] for row in rows] == [*["tạo tài khoản"] * 3, "gửi duyệt", "duyệt", "đăng"]
    assert rows[-1][1] == "Binh"


def rows_of(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))[1:]


def test_withdrawal_approves_no_file_that_was_changed_meanwhile(desk: Desk, office: Office) -> None:
    text = new_text(desk.database, "article")
    added = add_upload(desk.database, 0, text, office.people["lan"].id, name="a.csv", content=b"a,b\n")
    office.write(text, TEXT + f"\n[Bảng]({added.name})\n")
    digest = submit(desk, text, office.by("lan")).digest
    text = office.now(text)
    approve(desk, text, office.by("an"), digest)
    publish(desk, text, office.by("binh"))
    file = f"articles/2026/09/{added.name}"
    (desk.content.folder / file).write_bytes(b"sai\n")
    commit(desk)
    withdraw(desk, text, office.by("binh"), "Sai.", keeps_text=True)
    with suppress(UserError):
        publish(desk, text, office.by("binh"))
    assert published(desk, file) == b"a,b\n"


def test_file_with_the_name_of_another_is_rejected(desk: Desk, office: Office) -> None:
    first = new_text(desk.database, "article")
    same = pdf(["11285"]), pdf([])
    names = []
    for text, content in zip((first, new_text(desk.database, "article")), same, strict=True):
        names.append(
            add_upload(desk.database, 0, text, office.people["lan"].id, name="a.pdf", content=content).name
        )
        desk.database.write("UPDATE uploads SET name = 'a-12345678.pdf' WHERE text = ?", text.id)
        office.write(text, TEXT.replace("Họp", f"Họp {text.id}") + "\n[Tệp](a-12345678.pdf)\n")
        if text is first:
            submit(desk, text, office.by("lan"))
        else:
            with pytest.raises(UserError, match="Đã có một tệp khác"):
                submit(desk, text, office.by("lan"))
