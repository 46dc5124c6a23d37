"""Buttons of a list move items; forms change them."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.agency.fields import PARTS, Series
from plugins.desk.agency.series import end_of, filled_in, moved, place_of, rows_of, with_item
from plugins.front_matter.parser import Value


def entry(name: str) -> Value:
    return {"label": name, "url": f"/{name.lower()}/"}


A, B, C, D = [*map(entry, "ABCD")]
MENU: list[Value] = [A, {"label": "B", "children": [C, D]}]


def series(slug: str) -> Series:
    found = next(part.series for part in PARTS if part.slug == slug)
    assert found is not None
    return found


def outline(value: list[Any]) -> str:
    below = ("(" + "".join(one["label"] for one in item.get("children", [])) + ")" for item in value)
    return "".join(item["label"] + part.replace("()", "") for item, part in zip(value, below, strict=True))


@pytest.mark.parametrize(
    ("place", "button", "made", "to"),
    [
        ((0,), "xuong", "B(CD)A", (1,)),
        ((1,), "len", "B(CD)A", (0,)),
        ((1, 0), "xuong", "AB(DC)", (1, 1)),
        ((1, 1), "ra", "AB(C)D", (2,)),
    ],
)
def test_buttons_move_an_item(place: tuple[int, ...], button: str, made: str, to: tuple[int, ...]) -> None:
    value, now = moved(MENU, place, series("menu"), button)
    assert outline(value) == made
    assert now == to


def test_item_goes_below_the_one_before_it_and_back() -> None:
    menu = series("menu")
    value, place = moved([A, D, B], (1,), menu, "vao")
    assert (outline(value), place) == ("A(D)B", (0, 0))
    assert outline(moved(value, place, menu, "ra")[0]) == "ADB"


@pytest.mark.parametrize(
    ("place", "button"),
    [((0,), "len"), ((0,), "vao"), ((1,), "xuong"), ((1,), "vao"), ((1,), "ra"), ((1, 0), "vao"), ((7,), "len"), ((0, 0), "len"), ((0,), "x")],
)  # fmt: skip
def test_buttons_that_a_row_has_not_are_rejected(place: tuple[int, ...], button: str) -> None:
    with pytest.raises(LookupError):
        moved(MENU, place, series("menu"), button)


@pytest.mark.parametrize("name", ["", "x", "-1", "1.2.3", "9999", "²", "1.", "0x1"])
def test_places_are_one_or_two_numbers(name: str) -> None:
    with pytest.raises(LookupError):
        place_of(name)


def test_rows_name_items_and_their_second_line() -> None:
    rows = rows_of([{"name": "Y tế", "slug": "y-te"}, "Văn phòng", {}], series("don-vi"), {})
    assert [(row.label, row.detail) for row in rows] == [
        ("Y tế", "y-te"),
        ("Văn phòng", ""),
        ("(chưa ghi)", ""),
    ]


def test_department_with_nothing_but_a_name_stays_text() -> None:
    departments = series("don-vi")
    assert filled_in("Y tế", departments, {"name": "Trạm Y tế", "address": ""}.get) == "Trạm Y tế"
    assert filled_in("Y tế", departments, {"address": "Ấp 1"}.get) == {"name": "Y tế", "address": "Ấp 1"}
    known: Value = {"name": "Y tế", "la": "x"}
    assert filled_in(known, departments, {"name": "B"}.get) == {"name": "B", "la": "x"}


def test_items_are_added_behind_the_last() -> None:
    menu = series("menu")
    assert outline(with_item(MENU, end_of(MENU, menu), menu, D)) == "AB(CD)D"
    assert outline(with_item(MENU, end_of(MENU, menu, (0,)), menu, D)) == "A(D)B(CD)"
    with pytest.raises(LookupError):
        with_item(MENU, (5,), menu, D)
