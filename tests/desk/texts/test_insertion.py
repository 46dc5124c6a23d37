"""Whatever the desk puts into a text passes the contract's checks and shows the words that were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.desk.texts.insertion import link_to_text, markdown_of, with_paragraph, wrong_words
from plugins.desk.uploads.store import Listed
from tests.conftest import TinySite
from tests.desk.conftest import NOW
from tests.desk.texts.test_checks import checks_of
from tests.images.photos import photo

PATH = "articles/2024/03/bai.md"
WORDS = [
    "Toàn cảnh hội nghị",
    "Họp [khẩn] về *bão* số 5_6_7",
    "Giá < 5 & > 3 <b>đậm</b>",
    "Dấu ` và \\ cùng ) ( ngoặc",
    "Mục [1], [2](phụ lục)",
    "Một\ndòng   hai",
    "“Chung tay” & 'vì' \"cộng đồng\" 100%",
]
PICTURE, DOCUMENT = Listed("hoi-nghi-1a2b3c4d.jpg", 1, ""), Listed("ke-hoach-1a2b3c4d.csv", 1, "")


def errors(site: TinySite, folder: Path, body: str) -> list[str]:
    """Return what the contract reports about a text with a body, beside which both files lie."""
    checks = checks_of(site, folder)
    written = site.article(PATH, body=body).read_bytes()
    beside = PATH.rpartition("/")[0]
    files = {
        PATH: written,
        f"{beside}/{PICTURE.name}": photo(40, 20),
        f"{beside}/{DOCUMENT.name}": b"a,b\n1,2\n",
    }
    return [str(issue) for issue in checks.check(PATH, files, NOW).issues]


@pytest.mark.parametrize("words", WORDS)
def test_link_with_any_title_is_accepted(site: TinySite, tmp_path: Path, words: str) -> None:
    site.article("articles/2024/03/bai khac (1).md", title="Bài khác", slug="khac")
    link = link_to_text("articles/2024/03/bai khac (1).md", words)
    assert errors(site, tmp_path / "copy", f"Xem {link} nhé.") == []


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("file", [PICTURE, DOCUMENT], ids=["picture", "document"])
def test_file_with_any_words_is_accepted(site: TinySite, tmp_path: Path, words: str, file: Listed) -> None:
    body = with_paragraph("Đoạn một.", markdown_of(file, words))
    assert errors(site, tmp_path / "copy", body) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "Viết mô tả trước"),
        ("ảnh 1", "không nói gì"),
        (PICTURE.name, "không nói gì"),
        ("IMG_2024", "không nói gì"),
        ("lịch TIẾP công dân", "nhắc lại tiêu đề"),
    ],
)
def test_words_of_a_picture_have_to_say_something(words: str, message: str) -> None:
    assert message in wrong_words(PICTURE, words, "Lịch tiếp công dân")


def test_words_that_say_something_are_taken() -> None:
    assert wrong_words(PICTURE, "Bà con xếp hàng", "Lịch tiếp công dân") == ""
    assert wrong_words(DOCUMENT, "Lịch tiếp công dân", "Lịch tiếp công dân") == ""
    assert "Viết tên" in wrong_words(DOCUMENT, " – ", "")


def test_paragraph_is_put_at_the_end() -> None:
    assert with_paragraph("", "x") == "x\n"
    assert with_paragraph("Một.\n\n\n", "x") == "Một.\n\nx\n"
