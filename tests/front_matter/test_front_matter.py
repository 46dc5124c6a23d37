import pytest

from plugins.errors.issue import ContentError
from plugins.front_matter.parser import Head, split


def values(head: Head) -> dict[str, object]:
    return {entry.key: entry.value for entry in head.entries}


def test_yaml_values_stay_what_the_editor_wrote() -> None:
    head, issues = split("---\ntitle: No\ndate: 2024-03-21\ncode: 08\ntags: [a, b c]\n---\n\nBody\n", "x.md")
    assert issues == []
    assert values(head) == {"title": "No", "date": "2024-03-21", "code": "08", "tags": ["a", "b c"]}


def test_every_entry_knows_its_line() -> None:
    head, _ = split("---\ntitle: A\n\n# lời nhắc\ndate: B\n---\nBody", "x.md")
    assert [(entry.key, entry.line) for entry in head.entries] == [("title", 2), ("date", 5)]
    assert (head.body, head.body_line) == ("Body", 7)


def test_the_classic_header_is_read_as_well() -> None:
    head, issues = split(
        "Title: Họp: tổng kết\nDate: 21/3/2024 08:00\nSummary: một\n  hai\n\nBody: yes\n", "x.md"
    )
    assert issues == []
    assert values(head) == {"title": "Họp: tổng kết", "date": "21/3/2024 08:00", "summary": "một hai"}
    assert (head.body, head.body_line) == ("\nBody: yes\n", 5)


@pytest.mark.parametrize(
    "line", ["# chờ duyệt", "tóm tắt: Một", "(chờ duyệt)", "**status**: draft", "status：draft"]
)
def test_unreadable_line_of_a_classic_header_is_an_error(line: str) -> None:
    _, issues = split(f"Title: A\n{line}\nstatus: draft\n\nNội dung.", "x.md")
    assert [(issue.line, line in issue.message) for issue in issues] == [(2, True)]


def test_indented_field_of_a_classic_header_is_an_error() -> None:
    head, issues = split("Title: A\nSummary: Một\n  status: draft\n\nNội dung.", "x.md")
    assert [issue.line for issue in issues] == [3]
    assert values(head)["summary"] == "Một"


def test_a_file_of_header_lines_only_has_an_empty_body() -> None:
    head, _ = split("Title: A", "x.md")
    assert (values(head), head.body) == ({"title": "A"}, "")


def test_a_head_that_is_not_closed_is_a_issue() -> None:
    _, issues = split("---\ntitle: A\n\nBody", "x.md")
    assert [(issue.line, "không có dòng đóng" in issue.message) for issue in issues] == [(1, True)]


def test_broken_yaml_is_a_issue_on_its_line() -> None:
    _, issues = split("---\ntitle: Thông báo: lịch\ndate: 1/1/2024\n---\nBody", "x.md")
    assert [issue.line for issue in issues] == [2]
    assert "nháy kép" in issues[0].hint


def test_a_key_given_twice_is_a_issue() -> None:
    _, issues = split("---\ntitle: A\ndate: B\ntitle: C\n---\nBody", "x.md")
    assert [(issue.line, issue.hint) for issue in issues] == [(4, "Giữ lại một dòng; dòng kia ở dòng 2.")]


def test_yaml_references_are_refused_before_they_can_multiply() -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nBody"
    with pytest.raises(ContentError, match="tham chiếu"):
        split(bomb, "x.md")


def test_tags_of_python_objects_stay_text() -> None:
    head, _ = split("---\ntitle: !!python/object/apply:os.system [ls]\n---\nBody", "x.md")
    assert values(head) == {"title": ["ls"]}


@pytest.mark.parametrize("brackets", ["[" * 40_000, "[" * 900 + "]" * 900, "{a: " * 5_000])
def test_depth_behind_an_earlier_error_is_limited(brackets: str) -> None:
    _, issues = split(f'---\ntitle: "a" b\ntags: {brackets}\n---\nBody\n', "x.md")
    assert {issue.line for issue in issues if "lồng nhau" in issue.message} <= {3, 4}
    assert any("lồng nhau" in issue.message for issue in issues)
