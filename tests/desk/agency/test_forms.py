"""The office's facts, as browsers without script edit, approve and publish them."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from plugins.agency.editing import values_of
from plugins.agency.writing import scalar
from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.deciding import where
from plugins.desk.texts.drafts import draft_of, text_at
from plugins.desk.texts.submitting import submit as submit_text
from tests.desk.conftest import Browser, Staff, words
from tests.desk.office import PATH as PATH_OF_TEXT
from tests.desk.office import TEXT, Office

FORM = "/co-quan/viet"
PATH = "agency.yaml"


@pytest.fixture
def hoa(desk: Desk) -> Browser:
    return Staff(desk, "hoa", Role.PUBLISHER).signed_in()


@pytest.fixture
def mai(desk: Desk) -> Browser:
    return Staff(desk, "mai", Role.APPROVER, Role.PUBLISHER).signed_in()


def read(desk: Desk, branch: str = "HEAD") -> str:
    return (desk.content.history.read(PATH, branch) or b"").decode()


def draft(desk: Desk, person: str = "hoa") -> str:
    row = desk.database.rows("SELECT id FROM people WHERE name = ?", person)[0]
    found = draft_of(desk.database, text_at(desk.database, PATH, "agency"), row["id"])
    assert found is not None
    return found.content.decode()


def errors(browser: Browser, field: str) -> list[str]:
    return [line.get_text() for line in browser.page.select(f'[data-field="{field}"] .wrong')]


def edit(
    browser: Browser,
    address: str,
    *,
    file: tuple[str, bytes] | None = None,
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> Browser:
    """Fill in the form of a page as a browser would, and send it."""
    form = browser.open(f"{FORM}/{address}").page.select_one("main form")
    data = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input[name]")
        if one.get("type") not in ("checkbox", "radio", "file") or one.has_attr("checked")
    }
    data |= {str(one["name"]): one.get_text().strip() for one in form.select("textarea")}
    data |= {str(one.parent["name"]): str(one.get("value", "")) for one in form.select("[selected]")}
    browser.response = browser.client.post(
        str(form["action"]),
        data=data | fields,
        files={"tep-picture": file} if file else None,
        headers={"Origin": browser.desk.address} | (headers or {}),
    )
    return browser


def submit(browser: Browser, remark: str = "") -> Browser:
    return browser.open(FORM).send("/co-quan/gui", loi_nhan_gui=remark)


def publish(browser: Browser) -> Browser:
    return browser.open("/co-quan").send("/co-quan/duyet", dang_luon="1")


def test_facts_are_edited_approved_and_published(desk: Desk, hoa: Browser, mai: Browser) -> None:
    edit(hoa, "ten", name="UBND xã Đông Kho", telephone="0252 3 880 001")
    submit(hoa, "Đổi tên xã")
    assert "Đã gửi duyệt" in words(hoa)
    assert read(desk) == read(desk, PUBLISHED).replace("UBND xã Thử", "UBND xã Đông Kho") + (
        "telephone: 0252 3 880 001\n"
    )
    mai.open("/")
    assert mai.page.select_one(".texts a")["href"] == "/co-quan"
    mai.open("/co-quan")
    assert "Tên ngắn UBND xã Thử Đông Kho" in words(mai)
    assert "Đổi tên xã" in words(mai)
    mai.send("/co-quan/duyet", dang_luon="1")
    assert "Đã duyệt và đăng" in words(mai)
    assert "UBND xã Đông Kho" in read(desk, PUBLISHED)
    assert desk.agency.name == "UBND xã Đông Kho"
    assert mai.open("/").page.select_one(".brand span").get_text() == "UBND xã Đông Kho"


def test_editor_does_not_approve_own_edits(desk: Desk) -> None:
    alone = Staff(desk, "mai", Role.APPROVER, Role.PUBLISHER).signed_in()
    edit(alone, "ten", name="UBND xã Đông Kho")
    submit(alone)
    assert not alone.open("/co-quan").page.select("form[action='/co-quan/duyet']")
    token = alone.page.select_one("[name=ma-bieu-mau]")["value"]
    digest = where(desk, text_at(desk.database, PATH, "agency")).current
    alone.response = alone.client.post(
        "/co-quan/duyet", data={"ban": digest, "ma-bieu-mau": token}, headers={"Origin": desk.address}
    )
    assert "người khác phải duyệt" in alone.problem


def test_errors_stand_at_their_fields_in_the_readers_words(hoa: Browser) -> None:
    edit(hoa, "ten", name="")
    assert errors(hoa, "name")[0].startswith("Thiếu mục “Tên ngắn”")
    badges: dict[str, Any] = {"badges.trust_url": "http://x", "badges.ipv6": "true"}
    edit(hoa, "khac", **badges)
    assert "không dùng được" in errors(hoa, "badges.trust_url")[0]
    edit(hoa, "menu/1", url="thong-bao")
    assert hoa.response.url.path == f"{FORM}/menu/1"
    assert "không dùng được" in errors(hoa, "url")[0]
    assert "1 lỗi" in words(hoa.open(f"{FORM}/menu"))
    assert [line.get_text() for line in hoa.open(FORM).page.select(".rows .wrong")] == ["1 lỗi"] * 3
    assert "Còn 3 lỗi" in hoa.send("/co-quan/gui").problem


def test_menu_is_moved_indented_and_extended(desk: Desk, hoa: Browser) -> None:
    edit(hoa, "menu/moi", label="Giới thiệu", url="/gioi-thieu/", lam="luu")
    edit(hoa, "menu/2.moi", label="Lịch sử", url="/lich-su/", lam="luu")
    edit(hoa, "menu", lam="len 2")
    edit(hoa, "menu", lam="vao 2")
    assert values_of(draft(desk).encode())["menu"] == [
        {"label": "Trang chủ", "url": "/"},
        {
            "label": "Giới thiệu",
            "url": "/gioi-thieu/",
            "children": [
                {"label": "Lịch sử", "url": "/lich-su/"},
                {"label": "Thông báo", "url": "/chuyen-muc/thong-bao/"},
            ],
        },
    ]
    edit(hoa, "menu", lam="ra 1.1")
    edit(hoa, "menu", lam="xuong 0")
    edit(hoa, "menu/0.0", lam="luu", label="Lịch sử xã")
    edit(hoa, "menu/1", lam="xoa")
    assert [row.get_text() for row in hoa.page.select(".items a")] == [
        "Giới thiệu",
        "Lịch sử xã",
        "Thông báo",
    ]


def test_button_pressed_twice_moves_once(desk: Desk, hoa: Browser) -> None:
    hoa.open(f"{FORM}/menu")
    page = hoa.response
    hoa.send(f"{FORM}/menu", lam="xuong 0")
    once = draft(desk)
    hoa.response = page
    hoa.send(f"{FORM}/menu", lam="xuong 0")
    assert hoa.response.status_code == 422
    assert "đã đổi" in hoa.problem
    assert draft(desk) == once


def test_comments_and_order_of_the_file_outlive_the_forms(desk: Desk) -> None:
    text = (
        "# Cơ quan\n"
        + read(desk)
        .replace("superior", "# Cấp trên\nsuperior")
        .replace("xã Thử\n", "xã Thử  # tên\n", 1)
        .lstrip()
    )
    desk.content.history.submit({PATH: text.encode()}, "Kỹ sư", "x", before={})
    hoa = Staff(desk, "hoa", Role.PUBLISHER).signed_in()
    edit(hoa, "ten", name="UBND xã Đông Kho")
    edit(hoa, "don-vi", lam="len 1")
    changed = text.replace("UBND xã Thử", "UBND xã Đông Kho")
    assert draft(desk) == changed.replace(
        "[Văn phòng, Phòng Văn hóa và Thông tin,", "[Phòng Văn hóa và Thông tin, Văn phòng,"
    )


def test_department_that_texts_name_cannot_be_renamed(hoa: Browser, office: Office) -> None:
    office.publish("---\ntitle: Họp\ndate: 1/9/2026\nauthor: A\ndepartment: Văn phòng\n---\n\nX.\n")
    hoa.open(f"{FORM}/don-vi/0")
    assert "1 bài ghi tên này" in words(hoa)
    edit(hoa, "don-vi/0", name="Văn phòng UBND")
    hoa.open(f"{FORM}/don-vi")
    assert "“Văn phòng” không còn trong danh sách, mà 1 bài ghi đơn vị ấy" in words(hoa)
    assert "hop.md : không có đơn vị “Văn phòng”" in words(hoa)
    submit(hoa)
    assert hoa.response.status_code == 422
    edit(hoa, "don-vi/0", name="Văn phòng")
    edit(hoa, "don-vi/moi", name="Văn phòng UBND", lam="luu")
    submit(hoa)
    assert "Đã gửi duyệt" in words(hoa)


def test_text_submitted_meanwhile_stops_the_publication(
    desk: Desk, hoa: Browser, mai: Browser, office: Office
) -> None:
    edit(hoa, "don-vi/2", lam="xoa")
    submit(hoa)
    office.publish("---\ntitle: Họp\ndate: 1/9/2026\nauthor: A\ndepartment: Công an xã\n---\n\nX.\n")
    mai.open("/co-quan").send("/co-quan/duyet")
    mai.open("/co-quan").send("/co-quan/dang")
    assert "“Công an xã” không còn trong danh sách" in mai.problem
    assert read(desk, PUBLISHED).count("Công an xã") == 1


def test_texts_follow_the_published_sections(hoa: Browser, mai: Browser) -> None:
    edit(hoa, "don-vi/moi", name="Trạm Y tế", telephone="0252 300 0002", lam="luu")
    submit(hoa)
    hoa.open("/bai/moi").send(loai="article")
    assert "Trạm Y tế" not in words(hoa)
    publish(mai)
    text = hoa.response.url.path
    assert "Trạm Y tế" in words(hoa.open(text))


def test_pictures_are_uploaded_and_published(desk: Desk, hoa: Browser, mai: Browser) -> None:
    picture = BytesIO()
    Image.new("RGB", (200, 100), (0, 90, 160)).save(picture, "PNG")
    file = ("Ảnh tỉnh.png", picture.getvalue())
    edit(hoa, "lien-ket/moi", label="Tỉnh", url="https://tinh.example", lam="luu", file=file)
    found = re.search(r"picture: (anh-tinh-\w+\.png)", draft(desk))
    assert found, draft(desk)
    submit(hoa)
    assert "Đã gửi duyệt" in words(hoa), words(hoa)
    publish(mai)
    assert desk.content.history.read(found[1], PUBLISHED)


def test_earlier_version_is_taken_up_again(desk: Desk, hoa: Browser) -> None:
    edit(hoa, "ten", name="UBND xã Đông Kho")
    submit(hoa)
    hoa.open("/co-quan").open(str(hoa.page.select(".rows a")[-1]["href"]))
    assert "Tên ngắn" in words(hoa)
    hoa.send()
    assert "UBND xã Thử" in draft(desk)


def test_two_editors_see_both_versions(desk: Desk, hoa: Browser, mai: Browser) -> None:
    edit(hoa, "ten", name="UBND xã Đông Kho")
    edit(mai, "ten", name="UBND xã Lạc Tánh")
    assert "cũng đang sửa" in words(mai.open(f"{FORM}/ten"))
    submit(hoa)
    submit(mai)
    assert mai.response.url.path == "/co-quan/hai-ban"
    assert "UBND xã Đông Lạc Kho Tánh" in words(mai)
    edit(hoa, "ten", name="UBND xã Đồng Kho")
    submit(hoa)
    mai.send("/co-quan/hai-ban", giu="cua-toi")
    assert "Vừa có bản mới hơn nữa" in words(mai)
    mai.send("/co-quan/hai-ban", giu="cua-toi")
    submit(mai)
    assert "Lạc Tánh" in read(desk)


def test_typing_is_saved_for_the_script(desk: Desk, hoa: Browser) -> None:
    edit(hoa, "menu/1", headers={"Accept": "application/json"}, url="sai")
    told = hoa.response.json()
    assert "không dùng được" in told["issues"]["url"][0]["message"]
    assert "sai" in draft(desk)
    hoa.open(f"{FORM}/menu/1")
    assert hoa.page.select_one("[name=ban]")["value"] == told["digest"]


def test_submitted_version_is_taken_back(desk: Desk, hoa: Browser) -> None:
    edit(hoa, "ten", name="UBND xã Đông Kho")
    submit(hoa)
    hoa.open("/co-quan").send("/co-quan/lay-lai")
    assert "UBND xã Đông Kho" in draft(desk, "hoa")
    assert "Đang viết" in words(hoa.open("/co-quan"))


def test_writers_have_no_way_to_the_file(desk: Desk) -> None:
    lan = Staff(desk, "lan", Role.WRITER).signed_in()
    assert lan.open("/bai/mo?tep=agency.yaml").response.url.path == "/co-quan"
    text = text_at(desk.database, PATH, "agency")
    token = lan.page.select_one("[name=ma-bieu-mau]")["value"]
    for page in ("viet", "luu", "lien-ket", "tep", f"ban/{desk.content.history.head()}"):
        sent = lan.client.post(
            f"/bai/{text.id}/{page}", data={"ma-bieu-mau": token}, headers={"Origin": desk.address}
        )
        assert sent.status_code == 404, page
    assert lan.open(f"/bai/{text.id}").response.status_code == 404


def test_file_outside_the_content_is_not_edited(desk: Desk, hoa: Browser) -> None:
    desk.agency_file = None
    for page in ("/co-quan", FORM, f"{FORM}/menu", "/co-quan/xem"):
        hoa.open(page)
        assert hoa.response.status_code == 422
        assert "nằm ngoài thư mục nội dung" in words(hoa)


def test_broken_version_can_be_dropped(desk: Desk, hoa: Browser) -> None:
    good = read(desk)
    desk.content.history.submit({PATH: b"name: [A\n"}, "Kỹ sư", "x", before={})
    assert "YAML" in words(hoa.open(FORM)) or hoa.page.select(".wrong")
    assert hoa.open(f"{FORM}/ten").response.status_code == 422
    first = desk.content.history.versions(PATH)[-1].commit
    hoa.open(f"/co-quan/ban/{first}").send()
    submit(hoa)
    assert read(desk) == good


def test_preview_shows_the_draft_in_a_frame(hoa: Browser) -> None:
    edit(hoa, "ten", name="UBND xã Đông Kho")
    hoa.open("/co-quan/xem")
    assert [frame["src"] for frame in hoa.page.select("iframe")] == ["/co-quan/trang/trang-chu"] * 2
    hoa.open("/co-quan/trang/trang-chu")
    assert "UBND xã Đông Kho" in hoa.response.text
    assert "/co-quan/tep/a.css" in hoa.response.text
    assert "sandbox" in hoa.response.headers["content-security-policy"]


def test_older_page_takes_back_nothing(desk: Desk, hoa: Browser) -> None:
    older = hoa.open(f"{FORM}/ten").response
    edit(hoa, "ten", email="a@xathu.example")
    hoa.response = older
    hoa.send(f"{FORM}/ten", hours="Sáng thứ Hai")
    assert "được giữ riêng" in words(hoa)
    assert "a@xathu.example" in draft(desk)
    assert "Sáng thứ Hai" not in draft(desk)
    assert "Sáng thứ Hai" in hoa.page.select_one("details:has([action^='/co-quan/ban-giu/'])").get_text()


def test_item_typed_on_an_older_list_is_shown_to_be_copied(hoa: Browser) -> None:
    edit(hoa, "don-vi/moi", name="Tổ Văn thư")
    older = hoa.open(f"{FORM}/don-vi/0").response
    hoa.open(f"{FORM}/don-vi").send(f"{FORM}/don-vi", lam="xuong 0")
    hoa.response = older
    hoa.send(f"{FORM}/don-vi/0", name="Văn phòng Ủy ban", email="vp@xathu.example")
    shown = {one.get_text().strip() for one in hoa.page.select("textarea[readonly]")}
    assert {"Văn phòng Ủy ban", "vp@xathu.example"} <= shown
    assert hoa.page.select_one(f"a[href='{FORM}/don-vi/0']")


def test_dropped_edit_is_taken_up_again(desk: Desk, hoa: Browser) -> None:
    edit(hoa, "ten", email="a@xathu.example")
    hoa.open(FORM).send("/co-quan/bo")
    edit(hoa, "ten", hours="Sáng thứ Hai")
    kept = hoa.open("/co-quan").page.select_one("details:has([action^='/co-quan/ban-giu/'])")
    assert "a@xathu.example" in kept.get_text()
    hoa.send(str(kept.select_one("form")["action"]))
    assert "a@xathu.example" in draft(desk)
    assert "Sáng thứ Hai" not in draft(desk)
    assert "Sáng thứ Hai" in hoa.page.select_one("details:has([action^='/co-quan/ban-giu/'])").get_text()


def test_value_of_many_brackets_ends_nothing() -> None:
    """PyYAML's parser in C ends the process."""
    assert scalar("[" * 100_000) == f'"{"[" * 100_000}"'


def test_department_of_a_published_version_is_not_deleted(
    desk: Desk, hoa: Browser, mai: Browser, office: Office
) -> None:
    office.publish(TEXT.replace("Văn phòng", "Công an xã"))
    text = text_at(desk.database, PATH_OF_TEXT, "article")
    office.write(text, TEXT)
    submit_text(desk, text, office.by("lan"))
    edit(hoa, "don-vi/2", lam="xoa")
    submit(hoa)
    mai.open("/co-quan").send("/co-quan/duyet", dang_luon="1")
    assert "bản đang đăng của bài sau sẽ có lỗi" in words(mai)
    assert "Công an xã" in (desk.content.history.read(PATH, PUBLISHED) or b"").decode()
