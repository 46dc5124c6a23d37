"""How many entries of the menu stand in one row."""

from __future__ import annotations

import pytest

from plugins.agency.agency import Link, MenuEntry
from plugins.site_pages.menu import MORE, PADDING, ROW, fitting_in_row, width_of

LONG, SHORT = MenuEntry("Chỉ đạo điều hành", "/"), MenuEntry("Trang chủ", "/")


@pytest.mark.parametrize(
    ("label", "measured"),  # in Noto Sans SemiBold at 1rem
    [("Trang chủ", 4.94), ("Chỉ đạo điều hành", 9.02), ("HĐND và UBND", 7.73), ("Phản ánh, kiến nghị", 9.95)],
)
def test_width_is_rather_overestimated(label: str, measured: float) -> None:
    assert measured < width_of(label, opens=False) < measured * 1.2


def test_short_menu_stands_whole() -> None:
    assert fitting_in_row([SHORT] * 7) == 7
    assert fitting_in_row([]) == 0


def test_room_is_left_for_the_last_entry() -> None:
    number = fitting_in_row([LONG] * 20)
    width, more = width_of(LONG.label, opens=False) + PADDING, MORE + PADDING
    assert number * width + more <= ROW < (number + 1) * width + more
    assert fitting_in_row([LONG] * number) == number


def test_last_entry_fits_where_no_more_entry_is_needed() -> None:
    width = width_of(SHORT.label, opens=False) + PADDING
    whole, beside_more = int(ROW / width), int((ROW - MORE - PADDING) / width)
    assert beside_more < whole
    assert fitting_in_row([SHORT] * whole) == whole
    assert fitting_in_row([SHORT] * (whole + 1)) == beside_more


def test_entry_with_children_needs_room_for_its_arrow() -> None:
    parent = MenuEntry("Trang chủ", "/", (Link("A", "/a/"),))
    assert fitting_in_row([parent] * 20) < fitting_in_row([SHORT] * 20)


def test_wider_screen_has_more_room() -> None:
    assert fitting_in_row([LONG] * 20) < fitting_in_row([LONG] * 20, wide=True)
