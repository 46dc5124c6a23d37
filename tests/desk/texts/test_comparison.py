"""Comparing takes seconds at most, whatever is compared."""

from __future__ import annotations

import time

from plugins.desk.texts.comparison import lines_compared, words_compared


def test_repeated_words_and_lines_take_no_time() -> None:
    start = time.process_time()
    list(words_compared("a " * 3_000, "b " + "a " * 2_000 + "c " + "a " * 1_500))
    list(lines_compared(["x"] * 3_000, ["y", *["x"] * 2_000, "z", *["x"] * 1_500]))
    assert time.process_time() - start < 5  # was hours


def test_change_in_a_long_text_is_found_between_what_is_equal() -> None:
    words = [f"từ{number} " for number in range(3_000)]
    changed = [*words[:1_500], "mới ", *words[1_501:]]
    pieces = [piece for piece in words_compared("".join(words), "".join(changed)) if piece.kind != "same"]
    assert [(piece.text.strip(), piece.kind) for piece in pieces] == [("từ1500", "removed"), ("mới", "added")]
