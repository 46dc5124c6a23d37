"""Documents as python-docx writes them, with the styles of Word's own template: every word, in order."""

from __future__ import annotations

import io
import re
from html import unescape

import docx
import pytest

from plugins.conversion.word import read_word
from tests.contract.test_any_text import RENDERER

WORD = re.compile(r"\w+")


def saved(document: docx.document.Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def words_on_page(data: bytes) -> list[str]:
    """Return the words that readers see, with those of lists' numbers, which browsers draw."""
    body = RENDERER.render(read_word(data).text)
    assert [problem.message for problem in body.problems if not problem.is_warning] == []
    return WORD.findall(unescape(re.sub(r"<[^>]*>", " ", body.html)))


def test_headings_lists_and_tables_keep_every_word() -> None:
    document = docx.Document()
    said = [
        "Kế hoạch năm 2027",
        "Mục tiêu chung",
        "Ủy ban nhân dân xã giao",
        "Văn phòng",
        "chủ trì, báo cáo trước ngày 15/12.",
    ]
    document.add_heading(said[0], 1)
    document.add_heading(said[1], 2)
    paragraph = document.add_paragraph(f"{said[2]} ")
    paragraph.add_run(said[3]).bold = True
    paragraph.add_run(f" {said[4]}")
    for item in ("Rà soát hộ nghèo", "Sửa đường thôn 3"):
        document.add_paragraph(item, style="List Bullet")
        said.append(item)
    table = document.add_table(rows=2, cols=3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"ô thứ {number}"
        said.append(cell.text)
    document.add_paragraph("Chủ tịch ký.")
    assert words_on_page(saved(document)) == WORD.findall(" ".join([*said, "Chủ tịch ký."]))


@pytest.mark.parametrize(
    ("style", "labels"), [("List Number", ["1. một", "2. hai"]), ("List Bullet", ["- một", "- hai"])]
)
def test_lists_of_words_own_styles_are_lists(style: str, labels: list[str]) -> None:
    document = docx.Document()
    for item in ("một", "hai"):
        document.add_paragraph(item, style=style)
    assert read_word(saved(document)).text.splitlines() == labels


def test_merged_cells_of_another_program_stay_merged() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Số hộ"
    table.cell(1, 0).text, table.cell(1, 1).text = "2025", "2026"
    assert '<th colspan="2">Số hộ</th>' in read_word(saved(document)).text
