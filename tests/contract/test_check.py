import time
from pathlib import Path
from typing import Any

import pytest

from plugins.contract.check import check
from plugins.errors.issue import Issue, report
from tests.conftest import AGENCY, TinySite
from tests.images.photos import photo


def check_of(site: TinySite) -> list[Issue]:
    return check(site.settings())[1]


def errors(site: TinySite) -> list[Issue]:
    return [issue for issue in check_of(site) if not issue.is_warning]


def only(site: TinySite) -> Issue:
    found = errors(site)
    assert len(found) == 1, report(found)
    return found[0]


def test_a_good_article_passes(site: TinySite) -> None:
    site.article(
        category="Tin tức",
        tags="[chuyển đổi số, du lịch]",
        summary="Một câu.",
        modified="25/3/2024",
        source="Báo Bình Thuận",
        lang="vi",
        status="published",
    )
    assert errors(site) == []


@pytest.mark.parametrize("missing", ["title", "date", "author", "department"])
def test_a_missing_field_is_named_with_an_example(site: TinySite, missing: str) -> None:
    fields: dict[str, Any] = {missing: None}
    site.article(**fields)
    issue = only(site)
    assert f"({missing})" in issue.message
    assert f"{missing}: " in issue.hint


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("titel", "title"), ("autor", "author"), ("authers", "authors"), ("departement", "department")],
)
def test_mistyped_required_key_is_one_error(site: TinySite, typed: str, meant: str) -> None:
    fields: dict[str, Any] = {meant.removesuffix("s"): None, typed: "Văn phòng"}
    site.article(**fields)
    issue = only(site)
    assert f"“{typed}”" in issue.message
    assert issue.hint == f"Ý bạn là “{meant}”?"


def test_missing_field_is_reported_beside_a_mistyped_alias(site: TinySite) -> None:
    site.article(title=None, autor="Đình Sơn")
    assert [issue.message for issue in errors(site)] == [
        "thiếu tiêu đề (title)",
        "không có mục nào tên “autor”",
    ]


@pytest.mark.parametrize("empty", ["title", "date", "author", "department"])
def test_an_empty_required_field_is_missing_too(site: TinySite, empty: str) -> None:
    site.article(**{empty: ""})
    assert f"({empty})" in only(site).message


@pytest.mark.parametrize(
    ("field", "value", "problem", "hint"),
    [
        (
            "department",
            "Phong Van hoa Thong tin",
            "không có đơn vị",
            "Ý bạn là “Phòng Văn hóa và Thông tin”?",
        ),
        (
            "department",
            "Sở Xây dựng",
            "không có đơn vị",
            "agency.yaml có: Văn phòng; Phòng Văn hóa và Thông tin; Công an xã",
        ),
        ("category", "Tin túc", "không có chuyên mục", "Ý bạn là “Tin tức”?"),
        ("date", "3/21/2024", "không có tháng 21", "Ý bạn là 21/3/2024?"),
        ("date", "31/2/2024", "không có thật", "từ 1 đến 29"),
        ("status", "publish", "không có tình trạng", "Ý bạn là “published”?"),
        ("slug", "Bài Viết", "không dùng được", "slug: bai-viet"),
        ("slug", "21", "trùng với cách viết ngày", "slug: lich-tiep-cong-dan-21"),
        ("lang", "fr", "không có ngôn ngữ", "vi; en"),
        ("cover", "anh.jpg", "chưa có mô tả", "cover_alt:"),
        ("cover_alt", "Ảnh", "mà không có ảnh", "cover:"),
        ("autor", "Đình Sơn", "không có mục nào tên “autor”", "Ý bạn là “author”?"),
        ("mau_sac", "đỏ", "không có mục nào tên “mau_sac”", "Các mục được dùng: title, date"),
        ("attachments", "[tep.pdf]", "phải có tên tệp và tên hiển thị", "|"),
        ("modified", "20/3/2024", "trước ngày đăng", "dòng 3"),
        ("title", "[a, b]", "phải là một dòng chữ", "nháy kép"),
    ],
)
def test_each_mistake_has_its_message(
    site: TinySite, field: str, value: str, problem: str, hint: str
) -> None:
    file = site.article(**{field: value})
    issue = only(site)
    assert issue.path == "articles/2024/03/bai.md"
    assert problem in issue.message
    assert hint in issue.hint
    assert file.read_text(encoding="utf-8").split("\n")[issue.line - 1].startswith(f"{field}:")


def test_modified_on_the_day_of_publication_is_no_contradiction(site: TinySite) -> None:
    site.article(date="21/3/2024 08:00", modified="21/3/2024")
    assert errors(site) == []


def test_two_articles_with_one_address_are_refused(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", slug="hop")
    site.article("articles/2024/03/b.md", slug="hop")
    issue = only(site)
    assert (issue.path, issue.line) == ("articles/2024/03/b.md", 6)
    assert "/2024/03/hop/ đã dùng cho articles/2024/03/a.md" in issue.message


def test_one_slug_in_two_months_is_two_addresses(site: TinySite) -> None:
    site.article("articles/2024/03/hop.md")
    site.article("articles/2024/04/hop.md", date="21/4/2024")
    assert errors(site) == []


def test_a_scheduled_article_cannot_wait_for_a_taken_address(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", slug="hop", date="1/12/2026")
    site.article("articles/2024/03/b.md", slug="hop", date="2/12/2026")
    assert "đã dùng" in only(site).message


def test_name_in_two_spellings_is_rejected_where_it_is_rare(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", author="Minh Tuấn")
    site.article("articles/2024/03/b.md", author="Minh Tuấn")
    site.article("articles/2024/03/c.md", author="Minh  TUẤN")
    issue = only(site)
    assert (issue.path, issue.line) == ("articles/2024/03/c.md", 4)
    assert issue.hint == "Viết thống nhất “Minh Tuấn”."


def test_a_page_may_not_take_an_address_of_the_portal(site: TinySite) -> None:
    site.page("pages/a.md", slug="luu-tru")
    site.page("pages/b.md", slug='"2024"')
    assert [issue.path for issue in errors(site)] == ["pages/a.md", "pages/b.md"]


@pytest.mark.parametrize(
    "target", ["thieu.jpg", "{static}/anh/thieu.jpg", "{filename}khong-co.md", "khong-co.md"]
)
def test_a_link_to_a_missing_file_is_refused(site: TinySite, target: str) -> None:
    site.article(
        body=f"Một dòng.\n\n![Ảnh hội nghị]({target})" if "jpg" in target else f"Một dòng.\n\n[bài]({target})"
    )
    issue = only(site)
    assert "không có tệp" in issue.message
    assert issue.line == 11


def test_a_misspelt_file_name_is_guessed(site: TinySite) -> None:
    site.write("articles/2024/03/hoi-nghi.jpg", photo(3, 2))
    site.article(cover="hoi-nghi.jpeg", cover_alt="Hội nghị")
    assert "Ý bạn là “hoi-nghi.jpg”?" in only(site).hint


def test_a_link_out_of_the_content_folder_is_refused(site: TinySite) -> None:
    site.article(body="[mật](../../../../../etc/passwd)")
    assert "ra ngoài thư mục nội dung" in only(site).message


def test_a_link_to_an_unpublished_article_is_refused(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", body="[sau](b.md)")
    site.article("articles/2024/03/b.md", date="1/1/2030")
    assert "bài chưa đăng" in only(site).message


def test_html_that_the_allow_list_forbids_is_refused_on_its_line(site: TinySite) -> None:
    site.article(body="Một.\n\nHai.\n\n<script>alert(1)</script>")
    issue = only(site)
    assert "thẻ <script>" in issue.message
    assert issue.line == 13


def test_a_file_in_another_encoding_is_refused(site: TinySite) -> None:
    site.write("articles/2024/03/cu.md", "---\ntitle: Tiếng Việt\n---\n".encode("utf-16"))
    assert "UTF-8" in only(site).message


def test_all_issues_of_all_files_are_reported_in_one_run(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", title=None, date="31/2/2024", department="Phong Van hoa")
    site.article("articles/2024/03/b.md", autor="x", body="<iframe src='x'></iframe>")
    assert [(issue.path[-4:], issue.line) for issue in errors(site)] == [
        ("a.md", 1),
        ("a.md", 2),
        ("a.md", 4),
        ("b.md", 7),
        ("b.md", 10),
    ]


def test_documents_that_no_text_uses_are_named_in_one_warning(site: TinySite) -> None:
    site.article(attachments='["ke-hoach.docx | Kế hoạch"]')
    for name in ("ke-hoach.docx", "bai.docx", "bai.txt"):
        site.write(f"articles/2024/03/{name}", b"PK")
    warnings = [issue for issue in check(site.settings())[1] if "Markdown" in issue.message]
    assert [(issue.path, issue.is_warning) for issue in warnings] == [("", True)]
    assert "2 tệp" in warnings[0].message
    assert "ke-hoach.docx" not in warnings[0].message


@pytest.mark.parametrize(
    "path", ["documents/a.md", "documents/con/a.md", "articles/2024/03/a.md ", "articles/a.md\u200b"]
)
def test_text_that_would_be_left_out_is_an_error(site: TinySite, path: str) -> None:
    site.article()
    site.write(path, "---\ntitle: A\n---\n\nNội dung.")
    issues = [issue for issue in check(site.settings())[1] if not issue.is_warning]
    assert [issue.path for issue in issues] == [path]


def test_placeholders_of_the_agency_are_reminders(site: TinySite) -> None:
    issues = check(site.settings())[1]
    assert {issue.is_warning for issue in issues} == {True}
    assert any("telephone" in issue.message for issue in issues)


def test_the_check_writes_nothing(site: TinySite) -> None:
    site.article()
    before = sorted(site.content.rglob("*"))
    check(site.settings())
    assert sorted(site.content.rglob("*")) == before
    assert not site.output.exists()


def test_decomposed_text_is_accepted_as_if_composed(site: TinySite) -> None:
    site.article(department="Phòng Văn hóa và Thông tin".replace("ó", "o\u0301").replace("à", "a\u0300"))
    assert errors(site) == []


@pytest.mark.long
def test_five_hundred_articles_are_checked_in_seconds(site: TinySite) -> None:
    for number in range(500):
        site.article(f"articles/2024/03/bai-{number}.md", body="Một đoạn văn. " * 100)
    start = time.monotonic()
    assert check(site.settings())[0] == 500
    assert time.monotonic() - start < 30  # a guard against quadratic work, not a benchmark


def test_emblem_of_a_shared_agency_is_in_the_content_folder(site: TinySite, tmp_path: Path) -> None:
    shared = tmp_path / "chung.yaml"
    shared.write_text(AGENCY + "emblem: bieu-trung.png\n", encoding="utf-8")
    _, (issue,) = check(site.settings(AGENCY_FILE=str(shared)))
    assert (issue.path, issue.line) == ("chung.yaml", len(AGENCY.split("\n")))
    site.write("bieu-trung.png", photo(30, 20, "PNG"))
    assert [item for item in check(site.settings(AGENCY_FILE=str(shared)))[1] if not item.is_warning] == []


def test_withdrawal_reason_of_a_published_article_is_an_error(site: TinySite) -> None:
    site.article(withdrawn_reason="Sai số liệu.")
    issue = only(site)
    assert "nhưng bài vẫn đăng" in issue.message
    assert "status: withdrawn" in issue.hint


def test_incomplete_withdrawal_is_a_warning(
    site: TinySite,
) -> None:
    site.article(status="withdrawn")
    site.article("articles/2024/03/bai-en.md", slug="bai", lang="en")
    reminders = [issue for issue in check(site.settings())[1] if issue.is_warning and issue.path]
    assert [issue.message.partition(":")[0] for issue in reminders if issue.path.endswith("bai.md")] == [
        "bài thu hồi mà không nêu lý do",
        "bài đã thu hồi nhưng bản ngôn ngữ kia vẫn đăng",
    ]
