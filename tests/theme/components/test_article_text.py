"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_a_paragraph(example: Show) -> None:
    """The summary is a paragraph, not a heading: only the style sheet makes it strong."""
    assert [tag.name for tag in example("tom-tat").select("*")] == ["p"]


def test_table_scrolls_in_a_region_of_its_own(example: Show) -> None:
    """A table scrolls in a region of its own, which the keyboard reaches and which has a name of its own."""
    regions = example("hai-bang-rong").select("[role=region][tabindex='0'] > table")
    assert [table.parent["aria-label"] for table in regions] == ["Bảng 1", "Bảng 2"]
    assert regions[1]["class"] == ["hep"]


def test_region_is_named_in_the_language_of_the_page(example: Show) -> None:
    """The name of that region is in the language of the page, and says what the table is about."""
    assert example("tieng-anh").select_one("[role=region]")["aria-label"] == "Table 1"
    assert example("van-ban").select_one("[role=region]")["aria-label"] == "Bảng 1: Ghi chú"


def test_long_text_begins_with_contents(macro: Show) -> None:
    """A long text begins with a table of contents: a navigation landmark with a name, closed until it is opened."""
    sections = "".join(f'<h2 id="muc-{n}">Mục {n}</h2><p>{"Nội dung. " * 120}</p>' for n in range(4))
    shown = macro(html=sections)
    assert shown.select_one("nav[aria-label] > details:not([open]) > summary").text == "Mục lục"
    assert len(shown.select("nav li > a[href^='#muc-']")) == 4


def test_everything_else_stays(example: Show, macro: Show) -> None:
    """Everything else stays as the editor wrote it."""
    written = "<p>Chữ <em>nghiêng</em> và &lt;table&gt;</p>\n<pre>a\n  b</pre>"
    assert macro(html=written).div.decode_contents().strip() == written
    assert example("van-ban").select_one("ol > li").text == "Rà soát tiến độ."


def test_names_are_text(example: Show) -> None:
    """The names of authors are text in the order of reading; only the style sheet moves them to the right."""
    assert [tag.name for tag in example("mot-tac-gia").select("*")] == ["div", "p"]
    assert example("co-nguon").p.text == "Đình Sơn, Ban Biên tập"


def test_source_is_told_in_words(example: Show) -> None:
    """The source is given as text."""
    assert "Nguồn: Báo Bình Thuận" in example("co-nguon").text
    assert "Nguồn" not in example("mot-tac-gia").text


def test_notes_are_a_list_under_a_heading_newest_first(example: Show) -> None:
    """The notes are a list under a heading, newest first."""
    assert [time["datetime"] for time in example("hai-lan").select("h2 + ul > li > time")] == [
        "2024-03-25T14:30+07:00",
        "2024-03-22T00:00+07:00",
    ]


def test_note_begins_with_its_date(example: Show) -> None:
    """Each note begins with its date, for people and for machines."""
    assert [" ".join(item.text.split()) for item in example("hai-lan").select("li")] == [
        "Thứ Hai, 25/3/2024, 14:30: Sửa số liệu du lịch quý I.",
        "Thứ Sáu, 22/3/2024: Thêm tên người chủ trì buổi làm việc.",
    ]


def test_files_are_a_list_under_a_heading(example: Show) -> None:
    """The files are a list under a heading."""
    assert len(example("hai-tep").select("h2 + ul > li")) == 2


def test_link_says_title_and_kind(example: Show) -> None:
    """A link says the file's title and, where its name tells it, what kind of file it opens and how large it is."""
    assert [link.text for link in example("hai-tep").find_all("a")] == [
        "Kế hoạch số 86/KH-UBND ngày 04/7/2022 (PDF, 1,2\u00a0MB)",
        "Mẫu đăng ký (DOCX, 18\u00a0kB)",
    ]
    assert example("khong-duoi").a.text == "Danh sách"
    assert example("tep-tieng-anh").a.text == "Plan (PDF, 1.2\u00a0MB)"
