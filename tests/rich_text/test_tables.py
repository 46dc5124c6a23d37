"""Tables scroll in regions of their own, with headings that screen readers find and numbers at the right."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup

from plugins.rich_text.tables import NUMBER, with_tables
from tests.conftest import TinySite


def shown(html: str) -> BeautifulSoup:
    return BeautifulSoup(with_tables(html, "Bảng"), "html.parser")


def table(*rows: str, head: str = "") -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


PLAIN = table("<td>La Ngâu</td>")


def names(html: str) -> list[str]:
    return [str(region["aria-label"]) for region in shown(html).select("[role=region][tabindex='0']")]


def test_region_is_named_by_caption_or_heading_above() -> None:
    with_caption = PLAIN.replace("<table>", "<table><caption>Chỉ tiêu <b>2024</b></caption>")
    assert names(PLAIN) == ["Bảng 1"]
    assert names(f"<h2 id='a'>Kết quả &amp; số liệu</h2>{PLAIN}<p>Và</p>{PLAIN}") == [
        "Bảng 1: Kết quả & số liệu",
        "Bảng 2: Kết quả & số liệu",
    ]
    assert names(with_caption * 2) == ["Chỉ tiêu 2024", "Bảng 2: Chỉ tiêu 2024"]


def test_table_within_a_table_shares_its_region() -> None:
    html = table(f"<td>{PLAIN}</td>") + PLAIN
    assert names(html) == ["Bảng 1", "Bảng 2"]


def test_headings_say_which_cells_they_are_of() -> None:
    head = '<th></th><th colspan="2">Kỳ</th><th scope="row">Ghi chú</th>'
    cells = shown(table('<th rowspan="2">Xã</th><td>1</td>', "<th>Tổ</th><td>2</td>", head=head)).select("th")
    assert [cell.get("scope") for cell in cells] == [None, "colgroup", "row", "rowgroup", "row"]


def test_row_of_headings_is_a_head_without_thead() -> None:
    cells = shown(table("<th>Xã</th><th>Số hộ</th>", "<td>La Ngâu</td><td>12</td>")).select("th")
    assert [(cell["scope"], cell.get("class")) for cell in cells] == [("col", None), ("col", ["number"])]


def test_column_of_numbers_is_marked_with_its_heading() -> None:
    head = "<th>Xã</th><th>Số hộ</th><th>Tỷ lệ</th><th>Đạt</th>"
    rows = (
        "<td>La Ngâu</td><td>1.204</td><td>3,2%</td><td>17/19</td>",
        '<td>Đồng Kho</td><td><strong>98</strong><sup id="fnref:1"><a>1</a></sup></td><td>–</td><td>19</td>',
    )
    page = shown(table(*rows, head=head))
    marked = [[cell.text for cell in row.select(".number")] for row in page.select("tr")]
    assert marked == [["Số hộ", "Tỷ lệ"], ["1.204", "3,2%"], ["981", "–"]]


def test_merged_cells_do_not_shift_columns() -> None:
    head = "<th>Xã</th><th>Nội dung</th><th>Số</th>"
    rows = (
        '<td rowspan="2">La Ngâu</td><td>Đường</td><td>5</td>',
        "<td>Cầu</td><td>12</td>",
        '<td colspan="2">Tổng</td><td>17</td>',
        '<td colspan="3">Theo báo cáo</td>',
    )
    page = shown(table(*rows, head=head))
    assert [cell.text for cell in page.select(".number")] == ["Số", "5", "12", "17"]


def test_alignment_of_the_author_stays() -> None:
    page = shown(table('<td class="align-left">5</td><td>6</td>', head="<th>A</th><th>B</th>"))
    assert [cell.get("class") for cell in page.select("td")] == [["align-left"], ["number"]]


def test_column_without_any_number_is_not_one() -> None:
    assert not shown(table("<td>–</td><td></td>", head="<th>A</th><th>B</th>")).select(".number")


@pytest.mark.parametrize(
    "text", ["0", "5", "-3", "+ 2,5", "1.234", "1.234.567,89", "1,234.5", "12 500", "98,6%", "3 ‰", "0,5"]
)
def test_numbers_in_vietnamese_and_plain_writing(text: str) -> None:
    assert NUMBER.fullmatch(text)


@pytest.mark.parametrize("text", ["", "02523880123", "21/3/2024", "17/19", "5 tỷ", "1.2.3", "II", "1..2"])
def test_what_is_no_number(text: str) -> None:
    assert not NUMBER.fullmatch(text)


def test_table_with_merged_cells_is_accepted(site: TinySite) -> None:
    site.article(
        body="## Kinh phí\n\n<table><caption>Kinh phí</caption><thead><tr><th rowspan='2'>Xã</th>"
        "<th colspan='2'>Triệu đồng</th></tr><tr><th>Giao</th><th>Chi</th></tr></thead>"
        "<tbody><tr><td>La Ngâu</td><td>1.200</td><td>900</td></tr></tbody></table>"
    )
    page = site.build().page("/2024/03/bai/")
    assert page.select_one("[role=region]")["aria-label"] == "Kinh phí"
    assert [cell.get("scope") for cell in page.select(".prose th")] == ["col", "colgroup", "col", "col"]
    assert [cell.text for cell in page.select("td.number")] == ["1.200", "900"]


def test_only_pages_with_rich_text_load_its_style_sheet(site: TinySite) -> None:
    site.article(body="| Xã | Số |\n| --- | --- |\n| La Ngâu | 5 |")
    site.article("articles/2024/03/thuong.md", slug="thuong", date="20/3/2024")
    built = site.build()
    sheets = {
        name: [str(link["href"]) for link in built.page(f"/2024/03/{name}/").select("link[rel=stylesheet]")]
        for name in ("bai", "thuong")
    }
    assert sheets["bai"][:1] == sheets["thuong"]
    assert len(sheets["bai"]) == 2
    assert "table{" in built.text(sheets["bai"][1])
    assert "var(--paper)" not in built.text(sheets["bai"][1])


def test_wide_cells_over_many_rows_take_linear_time() -> None:
    cells = '<td colspan="100" rowspan="999">x</td>' * 480
    start = time.process_time()
    with_tables(table(cells, *[""] * 480), "Bảng")
    assert time.process_time() - start < 2  # 0.1 s; it was 7
