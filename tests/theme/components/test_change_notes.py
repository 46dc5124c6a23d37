"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


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
