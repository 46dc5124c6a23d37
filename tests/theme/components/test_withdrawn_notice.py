"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_says_it_in_words(example: Show) -> None:
    """It says in words what its border shows."""
    assert "đã được thu hồi" in example("co-ly-do").text
    assert "Lý do: Lịch tiếp công dân đã thay đổi." in example("co-ly-do").text
    assert "Lý do" not in example("khong-ly-do").text


def test_is_a_note_with_a_name(example: Show) -> None:
    """It is a note with a name, in the order of reading; it interrupts nobody."""
    assert example("co-ly-do").select_one("[role=note]")["aria-label"] == "Bài đã thu hồi"
