"""What a result shows of a text, and what is marked in it."""

from __future__ import annotations

from pathlib import Path

from plugins.search.answer.answer import answer
from plugins.search.answer.excerpt import LENGTH, excerpt
from plugins.search.answer.query import parse
from plugins.search.answer.synonyms import groups
from plugins.search.index.following import stamp_of
from plugins.search.published import Page
from tests.search.conftest import indexed

SYNONYMS = groups(["tiêm chủng = tiêm phòng = chích ngừa"])


def marks(folder: Path, query: str, text: str) -> list[str]:
    """Return what is marked in the excerpt of the only page with a text."""
    page = Page("/2026/11/bai/", "article", "vi", "Thông báo", "", text, "", "2026-11-01T08:00:00+07:00")
    (folder / "2026/11/bai").mkdir(parents=True)
    (folder / "2026/11/bai/index.html").touch()
    connection = indexed(folder / "index.sqlite3", page)
    state = (folder / "2026/11/bai/index.html").stat()
    connection.execute("INSERT INTO file SELECT path, ?, id FROM page", (stamp_of(state),))
    (result,) = answer(connection, folder, parse([("q", query)]), SYNONYMS).results
    return [piece.text for piece in result.excerpt if piece.marked]


def test_synonym_is_marked_as_a_whole_only(tmp_path: Path) -> None:
    text = "Giấy mời tiêm chủng nhận tại phòng văn thư. Trẻ chưa tiêm phòng đến trạm y tế."
    assert marks(tmp_path, "tiêm chủng", text) == ["tiêm chủng", "tiêm phòng"]


def test_words_of_the_reader_are_marked_apart(tmp_path: Path) -> None:
    text = "Lịch tiêm tháng 11: mũi tiêm chủng thứ hai."
    assert marks(tmp_path, "tiêm chủng", text) == ["tiêm", "tiêm chủng"]


def test_phrase_is_marked_across_a_hyphen() -> None:
    pieces = excerpt("Bệnh COVID-19 và COVID.", [("covid", "19")])
    assert [piece.text for piece in pieces if piece.marked] == ["COVID", "19"]


def test_phrase_that_is_cut_off_is_not_marked() -> None:
    text = "Tiêm phòng. " + "mũi " * 33 + "tiêm phòng và các mũi khác"
    assert LENGTH - 12 < text.rindex("tiêm") < LENGTH
    pieces = excerpt(text, [("tiem", "phong")])
    assert [piece.text for piece in pieces if piece.marked] == ["Tiêm phòng"]


def test_excerpt_ends_with_a_clause_that_is_near() -> None:
    text = (
        "Xã nhận hồ sơ " + "và giấy tờ " * 9 + "của dân, rồi trả kết quả cho người nộp tại nhà văn hóa thôn."
    )
    shown = "".join(piece.text for piece in excerpt(text, [("ho",)]))
    assert shown.endswith("của dân, …")


def test_excerpt_does_not_end_at_the_comma_after_a_mark() -> None:
    text = (
        "Phụ huynh mang phiếu, cho trẻ ăn no và mặc áo rộng, "
        + "mang mũ, " * 8
        + "khi tiêm, trẻ ở lại theo dõi 30 phút rồi về"
    )
    assert "tiêm, trẻ" in "".join(piece.text for piece in excerpt(text, [("phieu",), ("tiem",)]))


def test_excerpt_keeps_words_after_the_last_clause() -> None:
    text = "Xã nhận hồ sơ " + "và giấy tờ " * 9 + "của dân, trả kết quả cho người nộp tại nhà văn hóa thôn."
    pieces = excerpt(text, [("xa",), ("qua",)])
    assert [piece.text for piece in pieces if piece.marked] == ["Xã", "quả"]
