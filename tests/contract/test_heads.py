"""Heads as editors get them wrong: each mistake has its line and its hint, and hides no other."""

from typing import Any

import pytest

from plugins.contract.check import check
from plugins.errors.issue import report
from plugins.incremental.api import IncrementalPelican
from tests.conftest import AGENCY, BuiltSite, TinySite
from tests.contract.test_check import errors, only

GOOD = ["title: Một bài", "date: 21/3/2024", "author: Đình Sơn", "department: Văn phòng"]


def write(site: TinySite, *lines: str, fences: tuple[str, str] = ("---", "---")) -> None:
    site.write("articles/2024/03/bai.md", "\n".join([fences[0], *lines, fences[1], "", "Nội dung.", ""]))


@pytest.mark.parametrize(
    ("line", "problem", "hint"),
    [
        ("\ttitle: Một bài", "phím Tab", "dấu cách"),
        ("title:Một bài", "thiếu dấu cách sau dấu hai chấm", "title: Một bài"),
        ('title: "Một bài', 'dấu nháy " mở ở mục “title”', 'title: "Một bài"'),
        ("title: 'Một bài", "dấu nháy ' mở ở mục “title”", 'title: "Một bài"'),
        ('title: "Chung tay" vì cộng đồng', "ở bên trong", "title: '\"Chung tay\" vì cộng đồng'"),
        ("title: 'Chung tay' vì cộng đồng", "ở bên trong", "title: \"'Chung tay' vì cộng đồng\""),
        ("title: Thông báo: lịch", "có dấu hai chấm", 'title: "Thông báo: lịch"'),
        ("title: [Video] Lễ hội", "mở đầu bằng dấu [", 'title: "[Video] Lễ hội"'),
        ("title: *Quan trọng* lắm", "mở đầu bằng dấu *", 'title: "*Quan trọng* lắm"'),
        ("title: @abc", "mở đầu bằng dấu @", 'title: "@abc"'),
        ('title: "C:\\dữ liệu"', "có dấu \\", "title: 'C:\\dữ liệu'"),
        ("title: Một bài # nháp", "dấu # cắt mất", 'title: "Một bài # nháp"'.partition(": ")[2]),
        ("title: #1 trong tỉnh", "dấu # cắt mất", '"#1 trong tỉnh"'),
        ("title: Một\nbài", "không có dạng", "Nối vào cuối dòng trên"),
        ("  title: Một bài", "bị thụt vào", "title: Một bài"),
        ("tags: [a, b", "ngoặc vuông mở ở mục “tags”", "tags: [a, b]"),
    ],
)
def test_each_mistake_in_yaml_has_its_own_message(site: TinySite, line: str, problem: str, hint: str) -> None:
    first = [] if "title" in line else GOOD[:1]
    write(site, *first, line, *GOOD[1:])
    found = errors(site)
    assert problem in found[0].message, report(found)
    assert hint in found[0].hint, report(found)
    expected = 2 if not first else 3
    assert found[0].line == expected + (line.startswith("title: Một\n")), report(found)


def test_an_unclosed_quote_is_told_where_it_opens(site: TinySite) -> None:
    write(site, *GOOD, 'summary: "Một câu', "category: Tin tức", "status: published")
    assert (only(site).line, "mở ở mục “summary”" in only(site).message) == (6, True)


def test_a_broken_entry_hides_no_other_issue(site: TinySite) -> None:
    write(
        site,
        "title: Thông báo: lịch",
        "date: 31/2/2024",
        'author: "Đình Sơn',
        "department: Phong Van hoa",
        "category: Tin túc",
    )
    assert [issue.line for issue in errors(site)] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("fence", ["----", "—", "–––", "--", " ---", "***", "```yaml"])
def test_a_line_that_is_almost_a_fence_is_named(site: TinySite, fence: str) -> None:
    write(site, *GOOD, fences=(fence, "---"))
    assert (only(site).line, "---" in only(site).hint) == (1, True)
    if fence != "```yaml":
        write(site, *GOOD, fences=("---", fence))
        assert (only(site).line, "---" in only(site).hint) == (6, True)


@pytest.mark.parametrize(
    "lines",
    [
        ['summary: "Một câu', '  status: draft"'],
        ["summary: >", "  Một câu", "  status: draft"],
        ["summary: Một câu", "  hai, Status ：Withdrawn"],
    ],
)
def test_status_that_became_part_of_another_field_is_an_error(site: TinySite, lines: list[str]) -> None:
    write(site, *GOOD, *lines)
    assert only(site).line in {6, 7}


@pytest.mark.parametrize(
    ("word", "has_page", "is_listed"),
    [
        ("nháp", False, False),
        ("Draft", False, False),
        ("PUBLISHED", True, True),
        ("Bản nháp", False, False),
        ("đăng", True, True),
        ("Thu hồi", True, False),
    ],
)
def test_status_may_be_written_in_vietnamese(
    site: TinySite, word: str, *, has_page: bool, is_listed: bool
) -> None:
    write(site, *GOOD, "category: null", f"status: {word}")
    built = site.build()
    assert ("2024/03/mot-bai/index.html" in built.paths()) is has_page
    assert ("Một bài" in built.text("/")) is is_listed


def test_blank_lines_before_the_head_are_named(site: TinySite) -> None:
    text = "\n".join(["", "", "---", *GOOD, "category: Tin túc", "---", "", "Nội dung."])
    (site.content / "articles/2024/03").mkdir(parents=True)
    (site.content / "articles/2024/03/bai.md").write_text(text, encoding="utf-8")
    assert [(issue.line, issue.message[:8]) for issue in errors(site)] == [(1, "có 2 dòn"), (8, "không có")]


def test_a_head_that_is_not_closed_hides_no_other_issue(site: TinySite) -> None:
    site.write("articles/2024/03/bai.md", "\n".join(["---", *GOOD, "category: Tin túc", "", "Nội dung."]))
    assert [issue.line for issue in errors(site)] == [1, 6]
    assert "ở dòng 7" in errors(site)[0].hint


def test_a_file_without_a_head_is_one_issue(site: TinySite) -> None:
    site.write("articles/2024/03/bai.md", "Chỉ có chữ.\n\nThế thôi.")
    assert "không có phần khai báo" in only(site).message


def test_a_key_given_twice_hides_no_other_issue(site: TinySite) -> None:
    write(site, *GOOD, "title: Hai", "category: Tin túc")
    assert [issue.line for issue in errors(site)] == [6, 7]


@pytest.mark.parametrize(
    ("field", "value", "problem", "hint"),
    [
        ("author", "Đình Sơn, Minh Tuấn", "có dấu phẩy", "author: Đình Sơn; Minh Tuấn"),
        ("author", "['Đình Sơn, Minh Tuấn']", "có dấu phẩy", "author: Đình Sơn; Minh Tuấn"),
        ("author", "['Đình Sơn; Minh Tuấn']", "có dấu ;", "Mỗi tên một dòng"),
        ("author", ";", "thiếu tác giả", "author: Đình Sơn"),
        ("author", "\n  -Đình Sơn", "có dấu -", "Mỗi tên một dòng"),
        ("tags", "[a; b]", "có dấu ;", "tags: chuyển đổi số, du lịch"),
        ("tags", '"[a, b]"', "danh sách viết như một dòng chữ", "tags: chuyển đổi số, du lịch"),
        ("author", '"[Đình Sơn]"', "danh sách viết như một dòng chữ", "author: Đình Sơn"),
        ("attachments", "a.pdf | A, b.pdf | B", "hai dấu |", "Mỗi tệp một dòng"),
        ("updates", "Sửa số liệu.", "phải có ngày và nội dung", "25/3/2024: Sửa"),
        ("updates", "\n  - 25/3/2024", "phải có ngày và nội dung", "25/3/2024: Sửa"),
        ("updates", "\n  - 25/3/2024:", "phải có ngày và nội dung", "25/3/2024: Sửa"),
        ("updates", "\n  - 3/25/2024: Sửa.", "không có tháng 25", "Ý bạn là 25/3/2024?"),
        ("updates", "\n  - 25/3/2204: Sửa.", "năm 2204 không hợp lý", "từ 1945"),
        (
            "updates",
            "\n  - 20/3/2024: Sửa.",
            "“Sửa.” mang ngày 20/3/2024, trước ngày đăng",
            "ngày đăng ở dòng",
        ),
        ("date", "0024-03-21", "năm 0024 không hợp lý", "từ 1945 đến 2031"),
        ("date", "21/3/1900", "năm 1900 không hợp lý", "từ 1945 đến 2031"),
        ("date", "21/3/2204", "năm 2204 không hợp lý", "từ 1945 đến 2031"),
        ("modified", "21/3/2204", "năm 2204 không hợp lý", "từ 1945 đến 2031"),
        ("date", "0001-01-01T00:00:00+14:00", "không có thật", "năm"),
        ("cover", "ke-hoach.pdf", "không phải là tệp ảnh", "attachments"),
    ],
)
def test_ambiguous_value_is_rejected(site: TinySite, field: str, value: str, problem: str, hint: str) -> None:
    site.article(**{field: value}, **({"cover_alt": "Toàn cảnh"} if field == "cover" else {}))
    issue = only(site)
    assert problem in issue.message
    assert hint in issue.hint


@pytest.mark.parametrize("date", ["2/9/1945", "21/3/2031"])
def test_the_years_of_the_office_are_accepted(site: TinySite, date: str) -> None:
    site.article(date=date)
    assert errors(site) == []


@pytest.mark.parametrize(
    ("head", "hint"), [({"slug": None}, "Thêm dòng slug"), ({"slug": ""}, "Điền dòng slug")]
)
def test_a_title_that_is_a_day_needs_a_slug(site: TinySite, head: dict[str, Any], hint: str) -> None:
    site.article(title='"21"', **head)
    assert "trùng với cách viết ngày" in only(site).message
    assert hint in only(site).hint
    site.article(title='"21"', slug="ngay-21")
    assert errors(site) == []


@pytest.mark.parametrize("name", ["BAI.MD", "bai.Markdown", "bai.md.txt", "bai.mdwn"])
def test_text_with_another_extension_is_an_error(site: TinySite, name: str) -> None:
    site.article()
    (site.content / "articles/2024/03/bai.md").rename(site.content / f"articles/2024/03/{name}")
    issue = only(site)
    assert "bài không được đọc" in issue.message
    assert ".md" in issue.hint


def test_all_endings_of_markdown_are_read(site: TinySite) -> None:
    for ending in ("md", "markdown", "mkd", "mdown"):
        site.article(f"articles/2024/03/{ending}.{ending}", title=f"Bài {ending}", slug=ending)
    assert errors(site) == []
    built = site.build()
    assert [name for name in built.pages() if name.startswith("2024/03/m")] == [
        f"2024/03/{ending}/index.html" for ending in ("markdown", "md", "mdown", "mkd")
    ]


def test_drafts_and_scheduled_articles_are_named(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", status="draft")
    site.page("pages/b.md", status="draft")
    site.article("articles/2024/03/c.md", date="21/3/2027 08:00")
    reported = [str(issue) for issue in check(site.settings())[1] if issue.is_warning and not issue.path]
    assert reported[0].startswith("1 bài hẹn giờ: articles/2024/03/c.md (21/3/2027 08:00)")
    assert reported[1].startswith("2 bản nháp: articles/2024/03/a.md, pages/b.md")


def test_reminders_of_the_agency_stand_on_their_lines(site: TinySite) -> None:
    file = site.content / "agency.yaml"
    file.write_text(file.read_text(encoding="utf-8") + 'telephone: "[chưa có]"\n', encoding="utf-8")
    lines = file.read_text(encoding="utf-8").split("\n")
    reported = {issue.message.split("”")[0]: issue.line for issue in check(site.settings())[1]}
    assert lines[reported["“telephone"] - 1].startswith("telephone")
    assert reported["“email"] == 0  # it stands nowhere


def test_an_english_page_may_have_any_slug_but_a_year(site: TinySite) -> None:
    site.page("pages/a.md", slug="luu-tru", lang="en")
    assert errors(site) == []
    site.page("pages/b.md", slug='"2024"', lang="en")
    assert only(site).path == "pages/b.md"


def test_each_duplicate_is_told_a_free_slug(site: TinySite) -> None:
    for name in ("a", "b", "c"):
        site.article(f"articles/2024/03/{name}.md", slug="hop")
    site.article("articles/2024/03/d.md", slug="hop-2")
    assert [issue.hint.rpartition(" ")[2] for issue in errors(site)] == ["hop-3", "hop-4"]


def test_utf_16_is_one_issue(site: TinySite) -> None:
    site.write("articles/2024/03/cu.md", "---\ntitle: Abc\n---\nabc\n".encode("utf-16-le"))
    assert "UTF-8" in only(site).message


def test_newest_note_of_a_change_is_first_and_dates_the_article(
    site: TinySite,
) -> None:
    site.article(updates='\n  - 22/3/2024: "Thêm: tên <người> chủ trì."\n  - "25/3/2024 14:30: Sửa số liệu."')
    page = site.build().page("/2024/03/bai/")
    notes = [" ".join(item.text.split()) for item in page.select(".change-notes li")]
    assert notes == [
        "Thứ Hai, 25/3/2024, 14:30: Sửa số liệu.",
        "Thứ Sáu, 22/3/2024: Thêm: tên <người> chủ trì.",
    ]
    assert page.select_one('.article-header time[datetime="2024-03-25T14:30+07:00"]')
    assert page.select_one('meta[property="article:modified_time"]')["content"] == "2024-03-25T14:30:00+07:00"


def test_a_day_of_change_later_than_the_notes_stands(site: TinySite) -> None:
    site.article(updates="[22/3/2024: Thêm tên.]", modified="30/3/2024")
    page = site.build().page("/2024/03/bai/")
    assert page.select_one('.article-header time[datetime="2024-03-30T00:00+07:00"]')


def test_an_article_without_notes_has_no_empty_room_for_them(site: TinySite) -> None:
    site.article()
    assert not site.build().page("/2024/03/bai/").select(".change-notes")


@pytest.mark.parametrize(
    ("moment", "fields", "old"),
    [
        ("2026-03-20 23:59", {}, False),
        ("2026-03-21 00:00", {}, True),
        ("2026-03-21 00:00", {"modified": "25/3/2024"}, False),
        ("2026-03-25 00:00", {"modified": "25/3/2024"}, True),
        ("2026-03-01 00:00", {"date": "29/2/2024"}, True),
        ("2026-02-28 23:59", {"date": "29/2/2024"}, False),
        ("2026-11-23 08:00", {"status": "withdrawn", "withdrawn_reason": "Sai."}, False),
    ],
)
def test_an_article_that_nobody_changed_for_two_years_says_so(
    site: TinySite, moment: str, fields: dict[str, str], old: bool
) -> None:
    site.article("articles/2024/02/bai.md", **{"date": "21/3/2024", **fields})
    page = next(
        built for built in site.build(BUILD_MOMENT=moment).folder.glob("2024/*/bai/index.html")
    ).read_text(encoding="utf-8")
    assert ("old-notice" in page) is old
    if old:
        assert "đề nghị đối chiếu với văn bản mới nhất" in page


@pytest.mark.parametrize(
    ("line", "old"), [("old_after: 0", False), ("old_after: 3", False), ("old_after: 1", True)]
)
def test_the_agency_says_when_an_article_is_old(site: TinySite, line: str, old: bool) -> None:
    site.write("agency.yaml", f"{AGENCY}{line}\n")
    site.article(date="21/3/2024")
    assert bool(site.build(BUILD_MOMENT="2026-03-21").page("/2024/03/bai/").select(".old-notice")) is old


@pytest.mark.long
def test_article_turns_old_without_an_edit(site: TinySite) -> None:
    site.article(date="21/3/2024 08:00")
    site.article("articles/2025/03/moi.md", date="21/3/2025 08:00")
    said = []
    for moment in ("2026-03-21 07:59", "2026-03-21 08:00", "2027-03-21 08:00"):
        IncrementalPelican(site.settings(BUILD_MOMENT=moment)).run()
        built = BuiltSite(site.output)
        said.append(["old-notice" in built.text(f"/{place}/") for place in ("2024/03/bai", "2025/03/moi")])
        fresh = site.build(
            BUILD_MOMENT=moment, OUTPUT_PATH=str(site.output.with_name(f"fresh-{moment[:13]}"))
        )
        assert built.files() == fresh.files()
    assert said == [[False, False], [True, False], [True, True]]


def test_a_portal_that_has_a_successor_says_so_on_every_page(site: TinySite) -> None:
    site.write(
        "agency.yaml", AGENCY + "successor: {label: Cổng tỉnh Lâm Đồng, url: 'https://lamdong.example/'}\n"
    )
    site.article()
    site.page()
    built = site.build()
    pages = built.pages()
    assert len(pages) > 5
    for path in pages:
        assert built.page(f"/{path}").select_one('.successor-notice a[href="https://lamdong.example/"]'), path


def test_exclamation_mark_stays_in_a_title(site: TinySite) -> None:
    site.article(title="!1 b")
    assert site.build().page("/2024/03/bai/").select_one("h1").get_text(strip=True) == "!1 b"
    for title in ("! Khẩn", "&x y", '"Nghị quyết" #5'):
        site.article(title=title)
        assert [issue.line for issue in errors(site)] == [2], title
    site.article(title='"Nghị quyết" # lời nhắc')
    assert errors(site) == []


@pytest.mark.parametrize(
    "updates",
    [
        "\n  25/3/2024: Sửa số liệu.\n  25/3/2024: Thêm tên.",
        "\n  26/3/2024: Sửa số liệu.\n  25/3/2024: Thêm tên.",
        "\n  - 25/3/2024: Sửa số liệu.\n  - 25/3/2024: Thêm tên.",
        "{25/3/2024: Sửa số liệu., 25/3/2024: Thêm tên.}",
    ],
)
def test_each_note_of_a_day_is_shown(site: TinySite, updates: str) -> None:
    site.article(updates=updates)
    assert errors(site) == []
    page = site.build().text("2024/03/bai/index.html")
    assert "Sửa số liệu." in page
    assert "Thêm tên." in page


def test_key_given_twice_within_a_value_is_an_error(site: TinySite) -> None:
    site.write("articles/2024/03/a.pdf", b"%PDF-1.7\n")
    site.article(attachments="\n  - file: a.pdf\n    title: A\n    file: b.pdf")
    assert (10, True) in [(issue.line, "viết hai lần" in issue.message) for issue in errors(site)]
