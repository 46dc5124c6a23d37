"""Two versions compared; what would take hours is compared as a whole."""

from __future__ import annotations

from plugins.desk.texts.comparison import Piece, Work, compared, lines_compared, words_compared


def changed(pieces: list[Piece]) -> list[tuple[str, str]]:
    return [(piece.text.strip(), piece.kind) for piece in pieces if piece.kind != "same"]


def test_long_repetition_is_compared_as_a_whole() -> None:
    """Word for word, these would be two small changes, found in a time that grows with the third power."""
    repeated = "a " * 300
    words = changed(list(words_compared(f"b {repeated}c {repeated}d", f"x {repeated}y {repeated}z")))
    assert [kind for _, kind in words] == ["removed", "added"]
    lines = list(lines_compared(["b", *["a"] * 300, "c"], ["x", *["a"] * 300, "y"], Work()))
    assert len(lines) == 302


def test_paragraphs_beyond_the_limit_are_not_compared() -> None:
    body = [f"{number} " + "a b " * 36 for number in range(500)]
    other = [f"x {line}y" for line in body]
    found = compared("\n\n".join(body).encode(), "\n\n".join(other).encode())
    are_compared = ["same" in {piece.kind for piece in change.pieces} for change in found]
    assert len(are_compared) == 500
    assert 0 < sum(are_compared) < 100
    assert are_compared == sorted(are_compared, reverse=True)


def test_change_in_a_long_text_is_found_between_what_is_equal() -> None:
    words = [f"từ{number} " for number in range(3_000)]
    other = [*words[:1_500], "mới ", *words[1_501:]]
    found = changed(list(words_compared("".join(words), "".join(other))))
    assert found == [("từ1500", "removed"), ("mới", "added")]
