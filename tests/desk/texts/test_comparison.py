"""Two versions compared; what would take hours is compared as a whole."""

from __future__ import annotations

import time

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


def test_many_hard_paragraphs_cost_a_few_seconds() -> None:
    """Each pair takes 75 ms, as people measured who had come to stop the desk: 500 took 40 s."""
    start = time.process_time()
    body = [f"{number} " + "a b " * 36 for number in range(500)]
    other = [f"x {line}y" for line in body]
    found = compared("\n\n".join(body).encode(), "\n\n".join(other).encode())
    assert len(found) == 500
    kinds = [{piece.kind for piece in change.pieces} for change in found]
    assert kinds[0] == {"same", "removed", "added"} or kinds[0] == {"same", "added"}
    assert kinds[-1] == {"removed", "added"}
    assert time.process_time() - start < 20


def test_change_in_a_long_text_is_found_between_what_is_equal() -> None:
    words = [f"từ{number} " for number in range(3_000)]
    other = [*words[:1_500], "mới ", *words[1_501:]]
    found = changed(list(words_compared("".join(words), "".join(other))))
    assert found == [("từ1500", "removed"), ("mới", "added")]
