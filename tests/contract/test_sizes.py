"""What is parsed is limited in size and depth first, and control characters never reach a terminal raw."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from plugins.contract.check import check
from plugins.contract.content_type import Field
from plugins.contract.sources.source import LARGEST
from plugins.contract.types import ARTICLE
from plugins.errors.issue import LONGEST, ContentError, Issue, report
from tests.conftest import AGENCY, TinySite
from tests.contract.test_check import errors, only

DEEP = {
    "brackets": "title: " + "[" * 50_000,
    "few brackets": "title: " + "[" * 600,
    "closed brackets": "title: " + "[" * 5000 + "]" * 5000,
    "mappings": "title: " + "{a: " * 20_000,
    "sequences": "title:\n  " + "- " * 20_000 + "a",
    "keys": "? " * 20_000 + "a",
    "indents": "\n".join(" " * depth + "a:" for depth in range(400)),
}


@pytest.mark.parametrize("name", DEEP)
def test_deeply_nested_front_matter_is_one_error(site: TinySite, name: str) -> None:
    site.write("articles/2024/03/bai.md", f"---\n{DEEP[name]}\n---\n\nChữ.\n")
    assert "lồng nhau quá" in only(site).message


@pytest.mark.parametrize("name", DEEP)
def test_deeply_nested_agency_file_is_one_error(site: TinySite, name: str) -> None:
    site.write("agency.yaml", AGENCY + DEEP[name].replace("title", "links") + "\n")
    assert "lồng nhau quá" in only(site).message
    with pytest.raises(ContentError, match="lồng nhau quá"):
        site.build()


def test_many_escaped_quotes_are_read_in_linear_time(site: TinySite) -> None:
    site.article(title='"' + '\\"' * 40_000)
    start = time.process_time()
    assert "dấu nháy" in only(site).message
    assert time.process_time() - start < 2  # 12 s when each quote is searched from again


def test_huge_file_is_not_read_whole(site: TinySite) -> None:
    file = site.article()
    with file.open("r+b") as stream:
        stream.truncate(50 * 2**30)  # sparse: read whole, it would take 50 GB of memory
    assert f"lớn hơn {LARGEST // 1_000_000} MB" in only(site).message
    with pytest.raises(ContentError, match="lớn hơn"):
        site.build()


def test_long_front_matter_is_one_error(site: TinySite) -> None:
    site.article(summary='"' + "x" * 100_001 + '"')
    assert "phần khai báo dài" in only(site).message


LIMITED = ("title", "summary", "tags", "author", "source", "cover_caption")


@pytest.mark.parametrize(
    "item", [item for item in ARTICLE.fields if item.key in LIMITED], ids=lambda item: item.key
)
def test_value_beyond_its_declared_length_is_rejected(site: TinySite, item: Field) -> None:
    value = "x" * (item.longest + 1)
    head: dict[str, Any] = {item.key: f"[{value}]" if item.most < 100 else value}
    site.article(**head)
    assert f"({item.key}) dài {item.longest + 1} ký tự" in errors(site)[0].message
    head = {item.key: f"[{value[1:]}]" if item.most < 100 else value[1:]}
    site.article(**head)
    assert not any("ký tự, quá giới hạn" in issue.message for issue in errors(site))


@pytest.mark.parametrize("key", ["tags", "author"])
def test_too_many_names_are_rejected(site: TinySite, key: str) -> None:
    head: dict[str, Any] = {key: "; ".join(f"tên {number}" for number in range(31))}
    site.article(**head)
    assert "31 giá trị, quá giới hạn 30" in only(site).message


@pytest.mark.parametrize(
    "head",
    [
        {"department": '"Văn \\e[2J phòng"'},
        {"category": '"Tin \\u009b2J"'},
        {"status": '"draft\\u202e"'},
        {"slug": '"a\\e]0;x\\a"'},
        {"date": '"21/3/2024\\e[1A"'},
        {"lang": '"vi\\b"'},
        {"attachments": '["a.pdf\\e[2J | Tệp"]'},
        {"attachments": '["a.pdf | Tệp\\u202e"]'},
        {"updates": '["22/3/2024: Sửa\\e[2J"]'},
        {"updates": '["22/3/2024\\e[2J: Sửa"]'},
        {'"ti\\etle2"': "x"},
        {"khoa\\e[2J": "x"},
    ],
)
def test_control_characters_in_messages_are_shown_as_such(site: TinySite, head: dict[str, Any]) -> None:
    site.article(**head)
    reported = report(check(site.settings())[1])
    assert "Lỗi 1" in reported
    assert not any(character < " " and character != "\n" for character in reported)
    assert not {"\x9b", "\u202e", "\x07"} & set(reported)


def test_file_name_with_escape_sequence_is_shown_as_such(site: TinySite) -> None:
    site.article("articles/2024/03/a\x1b[2J.md")
    assert "a⟨U+001B⟩[2J.md" in report(errors(site))


def test_long_value_does_not_hide_other_messages() -> None:
    assert len(str(Issue("a.md", 1, "x" * 40_000, "y" * 40_000))) < 2 * LONGEST + 100


def test_link_names_in_one_run_are_compared_within_limits(site: TinySite) -> None:
    for number in range(40):
        tags = ", ".join(f"chu de {number} {tag}" for tag in range(25))
        site.article(f"articles/2024/03/bai-{number}.md", tags=tags, body="Chữ.")
    dead = " ".join(f"[x](/chu-de/khong-co-{number}/) [y](thieu-{number}.pdf)" for number in range(300))
    site.article("articles/2024/03/dan.md", body=dead)
    start = time.process_time()
    assert len(errors(site)) == 600
    assert time.process_time() - start < 6  # 20 s when each is compared with each


@pytest.mark.parametrize("marks", ["\u0315\u0316", "\u0315\u200b\u0316", "\u0f73"])
def test_stacked_marks_are_rejected_before_they_are_sorted(site: TinySite, marks: str) -> None:
    site.article(body="Một.\n\na" + marks * 100_000)
    start = time.process_time()
    issue = only(site)
    assert (issue.line, "dấu chồng" in issue.message) == (11, True)
    assert time.process_time() - start < 2  # 21 s when they are normalised first


def test_stacked_marks_in_the_agency_file_are_rejected(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + "description: a" + "\u0315\u0316" * 20 + "\n")
    assert "dấu chồng" in only(site).message


@pytest.mark.parametrize("text", ["…" * 500, "e\u0323\u0302" * 500, "—" * 100])
def test_rows_of_dots_and_loose_marks_are_accepted(site: TinySite, text: str) -> None:
    site.article(body=f"Họ tên {text}")
    assert errors(site) == []


def test_empty_mapping_in_front_matter_is_an_error(site: TinySite) -> None:
    site.write("articles/2024/03/bai.md", "---\n{}\ntitle: x\n---\n\nChữ.\n")
    assert errors(site)


def test_long_classic_continuation_is_read_in_linear_time(site: TinySite) -> None:
    site.write("articles/2024/03/bai.md", "Title: a\n" + " a\n" * 300_000)
    start = time.process_time()
    assert errors(site)
    assert time.process_time() - start < 2


def test_line_breaks_in_names_cannot_forge_a_report_line(site: TinySite) -> None:
    site.article("articles/a\nLỗi 9. gia.md: sai/b.md")
    assert "Lỗi 9. gia" not in report(errors(site)).split("\n")[1:][0]
    assert only(site).message.startswith("tên có ký tự ẩn")


def test_folder_name_that_is_not_utf8_is_rejected(site: TinySite) -> None:
    folder = os.fsdecode(os.fsencode(site.content) + b"/articles/\xff")
    Path(folder).mkdir(parents=True)
    Path(folder, "a.md").write_bytes(b"x")
    assert only(site).message.startswith("tên có ký tự ẩn")


@pytest.mark.long
def test_thousands_of_dead_links_are_judged_in_linear_time(site: TinySite) -> None:
    for number in range(300):
        site.article(f"articles/2024/03/bai-{number}.md", title="Một bài", slug="mot-bai", body="Chữ.")
    dead = " ".join(f"[x](/1{number:03}/0{1 + number % 9}/) [y](a-{number}.pdf)" for number in range(2000))
    site.article("articles/2024/03/dan.md", body=dead)
    start = time.process_time()
    assert len(errors(site)) == 4000 + 299
    assert time.process_time() - start < 6


@pytest.mark.parametrize("marker", [":  ", "•  ", "i) ", "-  ", "[^1]:  "])
@pytest.mark.parametrize("end", ["x > y", "> 5 triệu", "[x]: y"])
def test_many_markers_in_a_row_are_read_in_a_moment(site: TinySite, marker: str, end: str) -> None:
    site.article(body=f"Họ và tên\n\n{marker * 60}{end}")
    start = time.process_time()
    errors(site)
    assert time.process_time() - start < 3  # 24 markers took 7 s, and each further one twice as long
