"""How many entries of the menu stand in one row."""

from __future__ import annotations

import pytest

from plugins.agency.agency import Link, MenuEntry
from plugins.site_pages.menu import MORE, ROW, fitting_in_row, width_of


@pytest.mark.parametrize(
    ("label", "measured"),  # in Noto Sans SemiBold at 1rem
    [("Trang chủ", 4.94), ("Chỉ đạo điều hành", 9.02), ("HĐND và UBND", 7.73), ("Phản ánh, kiến nghị", 9.95)],
)
def test_width_is_rather_overestimated(label: str, measured: float) -> None:
    estimated = width_of(label, opens=False) - width_of("", opens=False)
    assert measured < estimated < measured * 1.2


def test_short_menu_stands_whole() -> None:
    entries = [MenuEntry("Trang chủ", "/")] * 7
    assert fitting_in_row(entries) == 7
    assert fitting_in_row([]) == 0


def test_room_is_left_for_the_last_entry() -> None:
    entries = [MenuEntry("Chỉ đạo điều hành", "/")] * 20
    number = fitting_in_row(entries)
    width = width_of("Chỉ đạo điều hành", opens=False)
    assert number * width + MORE <= ROW < (number + 1) * width + MORE
    assert fitting_in_row(entries[:number]) == number


def test_last_entry_fits_where_no_more_entry_is_needed() -> None:
    fill = (ROW - MORE) / width_of("Trang chủ", opens=False)
    entries = [MenuEntry("Trang chủ", "/")] * (int(fill) + 1)
    assert fitting_in_row(entries) == len(entries)
    assert fitting_in_row([*entries, *entries]) == int(fill)


def test_entry_with_children_needs_room_for_its_arrow() -> None:
    assert width_of("Tin", opens=True) > width_of("Tin", opens=False)
    parents = [MenuEntry("Trang chủ", "/", (Link("A", "/a/"),))] * 20
    assert fitting_in_row(parents) < fitting_in_row([MenuEntry("Trang chủ", "/")] * 20)
