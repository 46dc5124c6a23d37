"""Writing, approving and publishing, as browsers without script do it."""

from __future__ import annotations

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.drafts import text_by_id
from plugins.desk.texts.links import open_links
from tests.conftest import TinySite
from tests.desk.conftest import FIELDS, Browser, Clock, Staff, new, published, submitted, words, write
from tests.desk.office import TEXT, Office
from tests.desk.texts.test_catalogue import commit

PATH = "articles/2026/09/hop-thon-thang-12.md"
BODY = "noi-dung"


def test_text_is_written_approved_and_published(desk: Desk, lan: Browser, an: Browser) -> None:
    page = submitted(lan, loi_nhan_gui="Xin đăng sớm")
    an.open("/")
    assert "Chờ bạn duyệt" in words(an)
    an.open(str(an.page.select(".texts a")[0]["href"]))
    assert "Xin đăng sớm" in words(an)
    assert "Nội dung họp." in words(an)
    an.send(f"{page}/duyet", dang_luon="1")
    assert "Đã duyệt và đăng" in words(an)
    found = desk.content.history.read(PATH, PUBLISHED)
    assert found is not None
    assert "Nội dung họp." in found.decode()


def test_errors_stand_at_their_fields(lan: Browser) -> None:
    write(new(lan), department="", date="30/2/2026", lam="gui")
    assert lan.response.status_code == 422
    assert "còn 2 lỗi" in lan.problem
    for name in ("department", "date"):
        field = lan.page.select_one(f"[data-field={name}]")
        assert field is not None
        assert field.select_one(".wrong"), name
    title = lan.page.select_one("#title")
    assert title is not None
    assert title["value"] == FIELDS["title"]


def test_saving_says_whether_the_text_has_errors(lan: Browser) -> None:
    write(new(lan), "Chữ.", lam="luu", department="")
    assert "Đã lưu, còn 1 chỗ phải sửa." in words(lan)
    write(lan, "Chữ.", lam="luu")
    assert "Đã lưu. Bài không có lỗi." in words(lan)
    assert "Đã lưu" not in words(lan.open("/bai/1/viet"))


def test_empty_form_shows_no_errors_yet(lan: Browser) -> None:
    assert not new(lan).page.select(".wrong")


def test_what_is_typed_is_saved_at_once(lan: Browser) -> None:
    new(lan)
    form = lan.page.select_one("[data-autosave]")
    token = lan.page.select_one("form[data-autosave] input[name=ma-bieu-mau]")
    assert form is not None
    assert token is not None
    answer = lan.client.post(
        str(form["data-autosave"]),
        data={"ma-bieu-mau": str(token["value"]), "title": "Đang gõ dở", BODY: "Một"},
        headers={"Origin": lan.desk.address},
    ).json()
    assert [one["is_warning"] for one in answer["issues"]["department"]] == [False]
    assert "Đang gõ dở" in words(lan.open("/"))


def test_draft_of_another_is_not_shown(lan: Browser, an: Browser) -> None:
    new(lan)
    page = lan.response.url.path.rpartition("/")[0]
    for path in (page, f"{page}/viet", f"{page}/hai-ban"):
        assert an.open(path).response.status_code in (404, 200)
        assert "Họp thôn" not in words(an)
    assert an.open(f"{page}/viet").response.status_code == 404


def test_writer_sees_no_buttons_of_others(lan: Browser) -> None:
    page = submitted(lan)
    lan.open(page)
    actions = {str(form["action"]) for form in lan.page.select("main form")}
    assert not {action for action in actions if action.endswith(("/duyet", "/tra-lai", "/dang"))}


def test_stale_page_does_not_approve_what_was_not_read(lan: Browser, an: Browser) -> None:
    page = submitted(lan)
    an.open(page)
    lan.open(f"{page}/viet")
    write(lan, "Nội dung lén.", lam="gui")
    an.send(f"{page}/duyet")
    assert an.response.status_code == 422
    assert "đã đổi sau khi bạn mở" in words(an)


def test_text_that_was_sent_back_waits_for_its_writer(lan: Browser, an: Browser) -> None:
    page = submitted(lan)
    an.open(page).send(f"{page}/tra-lai", nhan_xet="Thiếu giờ họp")
    assert "Trả lại để sửa" in words(lan.open("/"))
    assert "Thiếu giờ họp" in words(lan.open(page))


def test_remark_that_comes_too_late_is_shown_to_be_copied(lan: Browser, an: Browser) -> None:
    page = submitted(lan)
    an.open(page)
    lan.open(page).send(f"{page}/lay-lai")
    an.send(f"{page}/tra-lai", nhan_xet="Mười dòng nhận xét kỹ.")
    assert an.response.status_code == 422
    assert "không chờ duyệt" in an.problem
    assert [one.get_text().strip() for one in an.page.select("textarea[readonly]")] == [
        "Mười dòng nhận xét kỹ."
    ]
    assert an.page.select_one(f"main a[href='{page}']")


def test_notes_outlive_a_look_at_the_preview(lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    notes = {"loi_nhan_gui": "Cần đăng trước 17 giờ.", "ghi_chu_sua": "Sửa giờ họp."}
    write(lan.open(f"{page}/viet"), "Họp lúc 15 giờ.", lam="xem", **notes)
    assert lan.response.url.path == f"{page}/xem"
    form = lan.open(f"{page}/viet").page
    shown = [form.select_one(f"#{name}")["value"] for name in ("loi-nhan-gui", "ghi-chu-sua")]
    assert shown == list(notes.values())
    write(lan, "Họp lúc 15 giờ.", lam="gui")
    assert "Cần đăng trước 17 giờ." in words(an.open(page))


def test_approver_reads_the_page_as_readers_will(lan: Browser, an: Browser) -> None:
    page = submitted(lan)
    frame = an.open(page).page.select_one("main iframe")
    assert frame is not None
    assert (frame["src"], frame["sandbox"]) == (f"{page}/trang?phan=bai", ["allow-same-origin"])
    assert lan.open(page).page.select("main iframe") == []


def test_writer_takes_a_submission_back(lan: Browser, an: Browser) -> None:
    page = submitted(lan)
    assert f"{page}/lay-lai" not in {str(form["action"]) for form in an.open(page).page.select("form")}
    lan.open(page).send(f"{page}/lay-lai")
    assert lan.response.url.path == f"{page}/viet"
    assert "Đã lấy lại" in words(lan)
    assert "Chờ bạn duyệt" not in words(an.open("/"))
    assert "Bạn đang viết" in words(lan.open("/"))


def test_second_writer_is_told_and_both_versions_are_shown(desk: Desk, lan: Browser) -> None:
    page = submitted(lan)
    binh = Staff(desk, "binh", Role.WRITER).signed_in()
    write(lan.open(f"{page}/viet"), "Của Lan.", lam="luu")
    binh.open(f"{page}/viet")
    assert "đang viết bài này" in words(binh)
    write(binh, "Của Bình.", lam="gui")
    assert "Đã gửi duyệt" in words(binh)
    write(lan.open(f"{page}/viet"), "Của Lan.", lam="gui")
    assert lan.response.url.path == f"{page}/hai-ban"
    assert "Của Bình." in lan.page.select("del")[-1].get_text() or "Bình" in words(lan)
    lan.send(giu="cua-toi")
    write(lan, "Của Lan.", lam="gui")
    assert "Của Lan." in (desk.content.folder / PATH).read_text(encoding="utf-8")


def beaten_by_hung(desk: Desk, lan: Browser) -> tuple[str, Browser]:
    """Let Hùng submit a version while Lan is writing hers; return the path of the text, and Hùng's browser."""
    page = submitted(lan)
    write(lan.open(f"{page}/viet"), "Của Lan.")
    hung = Staff(desk, "hung", Role.WRITER).signed_in()
    write(hung.open(f"{page}/viet"), "Của Hùng.", lam="gui")
    write(lan.open(f"{page}/viet"), "Của Lan, hai trang.", lam="gui")
    assert lan.response.url.path == f"{page}/hai-ban"
    return page, hung


def test_other_version_is_taken_and_the_own_kept_beside(desk: Desk, lan: Browser) -> None:
    page, _ = beaten_by_hung(desk, lan)
    lan.send(f"{page}/viet-tren-ban-moi", giu="viet-tiep")
    area = lan.page.select_one("textarea#noi-dung")
    assert area is not None
    assert area.get_text().strip() == "Của Hùng."
    assert "còn ở trang của bài trong 30 ngày" in words(lan)
    lan.open(page).open(str(lan.page.select("a[href*=ban-giu]")[0]["href"]))
    assert "hai trang" in words(lan)


def test_approver_sees_what_was_changed_since_the_return(lan: Browser, an: Browser) -> None:
    page = submitted(lan)
    assert "Đã sửa sau khi trả lại" not in words(an.open(page))
    an.send(f"{page}/tra-lai", nhan_xet="Thiếu giờ.")
    write(lan.open(f"{page}/viet"), "Nội dung họp lúc 14 giờ.", lam="gui")
    an.open(page)
    assert "Đã sửa sau khi trả lại" in words(an)
    assert "14 giờ" in " ".join(one.get_text() for one in an.page.select("ins"))
    an.send(f"{page}/duyet", dang_luon="1")
    write(lan.open(f"{page}/viet"), "Nội dung họp lúc 15 giờ.", lam="gui", khong_ghi_chu="1")
    assert "Đã sửa sau khi trả lại" not in words(an.open(page))
    assert [one.get_text() for one in an.page.select(".rows li strong")] == ["đang đăng"]


def test_saving_leads_to_what_is_wrong(lan: Browser) -> None:
    write(new(lan), "<script>x</script>", title="", lam="luu")
    assert [str(one["href"]) for one in lan.page.select(".to-correct a")] == ["#title", "#noi-dung"]
    write(lan, "<script>x</script>", title="", lam="gui")
    assert len(lan.page.select(".to-correct a")) == 2
    write(lan, lam="luu")
    assert not lan.page.select(".to-correct")


def test_version_that_was_not_shown_is_not_replaced(desk: Desk, lan: Browser) -> None:
    page, hung = beaten_by_hung(desk, lan)
    write(hung.open(f"{page}/viet"), "Bản ba của Hùng: hoãn họp.", lam="gui")
    lan.send(f"{page}/viet-tren-ban-moi", giu="cua-toi")
    assert lan.response.url.path == f"{page}/hai-ban"
    assert "Vừa có bản mới hơn nữa" in words(lan)
    assert "hoãn họp" in words(lan)


def test_earlier_version_is_taken_up_again(desk: Desk, lan: Browser) -> None:
    page = submitted(lan)
    write(lan.open(f"{page}/viet"), "Bản hai.", lam="gui")
    lan.open(page)
    lan.open(str(lan.page.select(".rows a")[-1]["href"]))
    assert {one.get_text() for one in lan.page.select("del")} & {"Nội", "Nội dung họp.", "Nội dung họp"}
    lan.send()
    area = lan.page.select_one("textarea#noi-dung")
    assert area is not None
    assert area.get_text().strip() == "Nội dung họp."
    del desk


def test_existing_texts_are_found_without_marks(lan: Browser, site: TinySite, desk: Desk) -> None:
    site.article("articles/2024/03/le-hoi.md", title="Lễ hội đua thuyền")
    desk.content.history.git.run("add", "-A")
    desk.content.history.git.run("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")
    lan.open("/bai?tim=dua+thuyen")
    assert [link.get_text() for link in lan.page.select(".texts a")] == ["Lễ hội đua thuyền"]
    assert not lan.open("/bai?tim=khong+co").page.select(".texts a")


def test_what_is_written_is_shown_as_text(lan: Browser) -> None:
    write(new(lan), "</textarea><script>x</script> {{ 7*7 }}", title="<b>{{ 7*7 }}</b>", lam="luu")
    assert not lan.page.select("main script, main b")
    assert "{{ 7*7 }}" in lan.page.select("textarea#noi-dung")[0].get_text()


def test_preview_is_the_page_without_scripts_in_a_sandbox(lan: Browser) -> None:
    write(new(lan), "Đoạn xem thử.", lam="xem")
    frames = {str(frame["src"]) for frame in lan.page.select("iframe[sandbox]")}
    assert len(frames) == 1
    page = lan.client.get(frames.pop())
    assert page.headers["content-security-policy"].startswith("sandbox allow-same-origin; default-src 'none'")
    assert "Đoạn xem thử." in page.text
    assert "script" not in page.text
    assert 'src="/xem/anh/a.jpg" srcset="/xem/anh/a.jpg 1x, /xem/anh/b.jpg 2x"' in page.text


def test_form_that_is_too_large_is_rejected_before_it_is_read(lan: Browser) -> None:
    new(lan)
    write(lan, "x" * 10_000_000)
    assert lan.response.status_code == 413


def test_correction_asks_for_a_public_note(lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    write(lan.open(f"{page}/viet"), "Nội dung đúng.", lam="gui")
    assert "Bài này đang đăng" in lan.problem
    assert lan.page.select_one(".to-correct a[href='#ghi-chu-sua']") is not None
    write(lan, "Nội dung đúng.", lam="gui", khong_ghi_chu="1")
    assert "Đã gửi duyệt" in words(lan)


def test_publisher_withdraws_with_a_reason(desk: Desk, lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    an.send(f"{page}/thu-hoi", ly_do="Lịch đã đổi.")
    assert an.page.select_one(".state strong").get_text() == "Đã thu hồi"
    assert b"withdrawn_reason" in (desk.content.history.read(PATH, PUBLISHED) or b"")
    assert f"{page}/thu-hoi" not in {str(form["action"]) for form in an.open(page).page.select("form")}
    assert f"{page}/thu-hoi" not in {str(form["action"]) for form in lan.open(page).page.select("form")}


def test_scheduled_text_that_is_withdrawn_never_appears(
    desk: Desk, lan: Browser, an: Browser, clock: Clock
) -> None:
    page = published(lan, an, date="22/9/2026 07:00")
    assert "Hủy hẹn đăng" in words(an.open(page))
    an.send(f"{page}/thu-hoi", ly_do="Họp hoãn.")
    assert "Đã hủy hẹn đăng." in words(an)
    assert an.page.select_one(".state strong").get_text() == "Bản nháp, không hiện"
    assert "An hủy hẹn đăng, " in words(an)
    assert not {"đang đăng", "đã đăng", "thu hồi"} & {one.get_text() for one in an.page.select("li strong")}
    assert f"{page}/thu-hoi" not in {str(form["action"]) for form in an.page.select("form")}
    assert "Hẹn đăng" not in words(lan.open("/"))
    later = clock.now + 2 * 86_400
    entry = desk.content.checks.entry(PATH, desk.content.history.read(PATH, PUBLISHED) or b"", later)
    assert entry is None or not entry.published
    write(lan.open(f"{page}/viet"), lam="gui", date="30/9/2026 07:00", khong_ghi_chu="1")
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    assert "Sẽ hiện lúc 07:00" in words(an)
    assert b"status" not in (desk.content.history.read(PATH, PUBLISHED) or b"")


def test_scheduled_text_that_others_lead_to_leaves_a_notice(desk: Desk, lan: Browser, an: Browser) -> None:
    page = published(lan, an, date="22/9/2026 07:00")
    other = f"Xem [giấy mời]({{filename}}/{PATH})."
    published(lan, an, title="Tổng hợp", date="25/9/2026 07:00", body=other)
    an.open(page).send(f"{page}/thu-hoi", ly_do="Họp hoãn.")
    assert b"withdrawn_reason" in (desk.content.history.read(PATH, PUBLISHED) or b"")


def test_scheduled_text_that_readers_version_leads_to_stays(desk: Desk, lan: Browser, an: Browser) -> None:
    page = published(lan, an, date="22/9/2026 07:00")
    link = f"Xem [giấy mời]({{filename}}/{PATH})."
    other = published(lan, an, title="Tổng hợp", date="25/9/2026 07:00", body=link)
    write(
        lan.open(f"{other}/viet"),
        "Không còn dẫn.",
        lam="gui",
        title="Tổng hợp",
        date="25/9/2026 07:00",
        khong_ghi_chu="1",
    )
    an.open(page).send(f"{page}/thu-hoi", ly_do="Họp hoãn.")
    assert b"withdrawn_reason" in (desk.content.history.read(PATH, PUBLISHED) or b"")


def test_text_that_readers_have_seen_leaves_a_notice(desk: Desk, lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    write(lan.open(f"{page}/viet"), "Họp lúc 15 giờ.", lam="gui", date="25/9/2026 07:00", khong_ghi_chu="1")
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    an.open(page).send(f"{page}/thu-hoi", ly_do="Họp hoãn.")
    assert b"withdrawn_reason" in (desk.content.history.read(PATH, PUBLISHED) or b"")


def test_withdrawal_names_texts_that_link_to_nothing(lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    published(lan, an, title="Tổng hợp", date="1/8/2026", body="Xem [tin tháng 9](/2026/09/).")
    an.open(page).send(f"{page}/thu-hoi", ly_do="Sai.")
    assert "“Tổng hợp” còn liên kết tới một địa chỉ nay không còn bài nào" in words(an)


def test_withdrawal_ends_the_secret_links(lan: Browser, an: Browser, desk: Desk) -> None:
    page = published(lan, an)
    lan.open(page).send(f"{page}/lien-ket")
    text = text_by_id(desk.database, 1)
    assert text is not None
    assert len(open_links(desk, text, desk.clock())) == 1
    an.open(page).send(f"{page}/thu-hoi", ly_do="Lộ thông tin cá nhân.")
    assert open_links(desk, text, desk.clock()) == []


def test_own_words_that_others_restored_are_not_approved(desk: Desk, lan: Browser, an: Browser) -> None:
    binh = Staff(desk, "binh", Role.WRITER, Role.APPROVER).signed_in()
    page = published(binh, an)
    write(lan.open(f"{page}/viet"), "Họp lúc 15 giờ.", lam="gui", slug="hop-moi", ghi_chu_sua="Đổi giờ họp.")
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    version = desk.content.history.versions(PATH)[-1].commit
    lan.open(f"{page}/ban/{version}").send(f"{page}/ban/{version}")
    lan.send(f"{page}/viet", lam="gui", ghi_chu_sua="Giờ cũ mới đúng.")
    assert "Đã gửi duyệt" in words(lan)
    assert "Bạn đã viết hoặc sửa bản này, nên người khác phải duyệt." in words(binh.open(page))
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    assert "Đã duyệt và đăng" in words(an)


def test_restored_version_keeps_what_readers_know(desk: Desk, lan: Browser, an: Browser) -> None:
    page = published(lan, an)
    write(lan.open(f"{page}/viet"), "Họp lúc 15 giờ.", lam="gui", slug="hop-moi", ghi_chu_sua="Đổi giờ họp.")
    an.open(page).send(f"{page}/duyet", dang_luon="1")
    version = desk.content.history.versions(PATH)[-1].commit
    lan.open(f"{page}/ban/{version}").send(f"{page}/ban/{version}")
    assert "Địa chỉ và ghi chú cập nhật vẫn là của bản hiện nay." in words(lan)
    assert "Nội dung họp." in lan.page.select_one("#noi-dung").get_text()
    assert lan.page.select_one("#slug")["value"] == "hop-moi"
    assert "Đổi giờ họp." in lan.page.select_one("#updates").get_text()
    assert lan.page.select_one("#old_urls").get_text().strip()


def test_fields_that_are_too_long_cost_nothing_that_was_typed(lan: Browser) -> None:
    new(lan)
    form = str(lan.response.url.path)
    lan.send(form, title="Bài của tôi", summary="chữ " * 250_000, noi_dung="Ba trang viết cả buổi.")
    assert lan.response.status_code == 422
    assert "dài hơn 100000" in lan.problem
    assert "Ba trang viết cả buổi." in [area.get_text().strip() for area in lan.page.select("textarea")]


@pytest.mark.parametrize("commit", ["HEAD", "HEAD~0", "@", "published", "%00", "-h"])
def test_only_known_versions_are_taken_back(desk: Desk, office: Office, commit: str) -> None:
    text = office.publish(TEXT)
    office.publish(TEXT + "Đoạn hai.\n", text)
    writer = Staff(desk, "hoa", Role.WRITER).signed_in().open(f"/bai/{text.id}")
    version = desk.content.history.versions(PATH)[-1].commit
    writer.open(f"/bai/{text.id}/ban/{version}")
    address = f"/bai/{text.id}/ban/"
    form = writer.page.select_one(f"form[action='{address}{version}']")
    assert form is not None
    token = str(form.select("[name=ma-bieu-mau]")[0]["value"])
    sent = writer.client.post(address + commit, data={"ma-bieu-mau": token}, headers={"Origin": desk.address})
    assert sent.status_code == 404
    assert writer.send(f"{address}{version}").response.url.path == f"/bai/{text.id}/viet"


@pytest.mark.parametrize("path", [".gitattributes", "agency.csv", "x/.an/bai.md"])
def test_only_texts_are_opened_as_texts(desk: Desk, lan: Browser, path: str) -> None:
    file = desk.content.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("*.md text\n", encoding="utf-8")
    commit(desk)
    assert lan.open(f"/bai/mo?tep={path}").response.status_code == 404


def test_numbers_of_many_digits_are_no_pages(lan: Browser) -> None:
    assert lan.open(f"/bai/1/ban-giu/{'9' * 4_400}").response.status_code == 404
