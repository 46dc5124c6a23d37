"""Messages say what the author did, not only what the program expected."""

import pytest

from plugins.contract.check import check
from plugins.errors.issue import Issue
from tests.conftest import AGENCY, TinySite


def found(site: TinySite) -> list[Issue]:
    return [
        issue for issue in check(site.settings())[1] if issue.path != "agency.yaml" or not issue.is_warning
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("| Xã | Số |\n|---|---|---|\n| A | 1 |", "hàng tên cột có 2 ô, dòng ngăn dưới nó có 3"),
        ("Xã | Số\n---|---|---\nA | 1", "hàng tên cột có 2 ô"),
        ("| Xã | Số |\n| A | 1 |", "ngay dưới dòng tên cột một dòng ngăn"),
        ("![Cổng chào](C:\\Users\\an\\a.jpg)", "đường dẫn trên máy của người viết"),
        ("![Cổng chào](file:///C:/a.jpg)", "![Toàn cảnh hội nghị](hoi-nghi.jpg)"),
        ("Kính gửi <Tên cơ quan>", "&lt;tên…&gt;"),
        ("Gửi <xã> nhé", "chữ đặt trong dấu < >"),
        ("<iframe src='/x'></iframe>", "thẻ <iframe>"),
    ],
)
def test_error_of_a_body_names_what_is_wrong(site: TinySite, body: str, words: str) -> None:
    site.article(body=body)
    (issue,) = found(site)
    assert words in f"{issue.message} {issue.hint}"


@pytest.mark.parametrize("text", ["tại đây", "Đây", "bấm vào đây", "Xem tại đây.", "xem thêm", "here"])
def test_link_that_names_no_target_is_a_warning(site: TinySite, text: str) -> None:
    site.article(body=f"Lịch xem [{text}](/luu-tru/).")
    (issue,) = found(site)
    assert issue.is_warning
    assert "không nói rõ dẫn tới đâu" in issue.message
    site.article(body="Xem [lịch tiếp dân](/luu-tru/), [đây là lịch](/luu-tru/).")
    assert found(site) == []


@pytest.mark.parametrize("name", ["bai - Copy.md", "bai (1).md", "bai copy.md", "bai - Bản sao (2).md"])
def test_copied_file_is_recognised(site: TinySite, name: str) -> None:
    site.article(slug="bai")
    site.article(f"articles/2024/03/{name}", slug="bai")
    (issue,) = found(site)
    assert f"{name} có lẽ là bản chép" in issue.hint


def test_colon_in_a_title_or_note_is_text(site: TinySite) -> None:
    site.write("articles/2024/03/a.pdf", b"%PDF-1.7\n")
    site.article(
        attachments="\n  - a.pdf | Kế hoạch: năm 2024", updates='\n  - "25/3/2024: Sửa số liệu: quý I"'
    )
    assert found(site) == []
    page = site.build().page("/2024/03/bai/")
    assert page.find(string=lambda text: "Kế hoạch: năm 2024" in text)
    assert page.find(string=lambda text: "Sửa số liệu: quý I" in text)


def test_second_colon_in_a_note_is_shown_in_quotes(site: TinySite) -> None:
    site.article(updates="\n  - 25/3/2024: Sửa số liệu: quý I")
    (issue,) = found(site)
    assert '  - "25/3/2024: Sửa số liệu: quý I"' in issue.hint


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("logo: bieu-trung.png", "Ý bạn là “emblem”?"),
        ("hotline: 0252", "Ý bạn là “telephone”?"),
        (
            "menu:\n  - {label: A, children: [{label: Giới thiệu, url: /, children: [{label: B, url: /}]}]}",
            "“Giới thiệu” là mục con mà lại có mục con, menu của cổng chỉ có hai cấp",
        ),
    ],
)
def test_error_of_the_agency_names_what_is_meant(site: TinySite, line: str, words: str) -> None:
    site.write(
        "agency.yaml", f"{AGENCY.partition('menu:')[0] if line.startswith('menu') else AGENCY}{line}\n"
    )
    site.article()
    (issue,) = (issue for issue in found(site) if not issue.is_warning)
    assert words in f"{issue.message} {issue.hint}"


def test_english_invitation_may_begin_with_a_date(site: TinySite) -> None:
    body = "Date: 5 March 2024, 8 am\nVenue: District hall"
    site.article(body=body, lang="en")
    assert found(site) == []
    for stray in ("date: 5/3/2024", "Status: draft", "Category: Tin tức"):
        site.article(body=f"{stray}\nVenue: District hall", lang="en")
        assert "có dòng khai báo" in found(site)[0].message, stray
