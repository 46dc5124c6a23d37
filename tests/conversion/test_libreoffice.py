"""Documents that LibreOffice has written: the text that is expected of each stands beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from plugins.conversion.heading import heading_of, proposed_title
from plugins.conversion.word import read_word

FILES = sorted(Path(__file__).with_name("libreoffice").glob("*.docx"))


def words(text: str) -> list[str]:
    """Return the words of a text without bullets and marks of notes, and as they stand, also before a comma."""
    return re.sub(r"(?:[-–•\s]|\[\d+\]|↑)+", " ", text).replace(" ,", ",").split()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_document_becomes_the_expected_text(file: Path) -> None:
    found = read_word(file.read_bytes())
    left_out = "".join(f"\n<!-- {one} -->" for one in found.dropped)
    assert found.text + left_out == file.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_page_has_every_word_and_number_in_order(file: Path) -> None:
    found = read_word(file.read_bytes())
    shown = BeautifulSoup(BodyRenderer(MARKDOWN).render(found.text).html, "html.parser")
    for mark in shown.select("sup, .footnote-backref"):
        mark.decompose()
    for items in shown.select("ol:not(.footnote ol)"):
        number = int(str(items.get("start", "1")))
        for item in items.find_all("li", recursive=False):
            number = int(str(item.get("value", str(number))))
            item.insert(0, f"{number}. ")
            number += 1
    source = BeautifulSoup(found.source, "html.parser").get_text(" ")
    assert words(shown.get_text(" ")) == words(source)


def test_heading_of_a_document_is_proposed() -> None:
    lines = read_word(Path(__file__).with_name("libreoffice").joinpath("ke-hoach.docx").read_bytes()).lines
    assert proposed_title(lines) == "Kế hoạch Chuyển đổi số năm 2026"
    assert heading_of(lines).sentence.startswith("Kế hoạch số 86/KH-UBND ngày 4/7/2026: Chuyển đổi số")
