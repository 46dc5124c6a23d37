"""What forms say about agency.yaml agrees with what its reader takes."""

from __future__ import annotations

import pytest

from plugins.agency.agency import BLOCKS
from plugins.agency.fields import (
    PARTS,
    TECHNICAL,
    WORDS_OF_BLOCKS,
    WORDS_OF_CARDS,
    WORDS_OF_ICONS,
    Field,
    Group,
    Kind,
    Part,
)
from plugins.agency.values import CARDS, ICONS, VALUES
from plugins.front_matter.parser import Value


def examples(fields: tuple[Field, ...]) -> Value:
    return fields[0].example if not fields[0].key else {item.key: item.example for item in fields}


def test_every_value_stands_on_one_page_or_is_technical() -> None:
    shown = [key for part in PARTS for key in part.keys]
    assert sorted([*shown, *TECHNICAL]) == sorted(VALUES)


def test_choices_are_those_of_the_reader() -> None:
    assert tuple(WORDS_OF_BLOCKS) == BLOCKS
    assert tuple(WORDS_OF_ICONS) == ICONS
    assert set(WORDS_OF_CARDS) == set(CARDS)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
def test_examples_are_accepted(part: Part) -> None:
    if part.series is not None:
        item = examples(part.series.fields)
        assert VALUES[part.series.key]([item])
        if part.series.children:
            assert isinstance(item, dict)
            assert VALUES[part.series.key]([{**item, part.series.children: [item]}])
        if part.series.names:
            assert VALUES[part.series.key]([part.series.fields[0].example])
    for value in part.values:
        written = examples(value.fields) if isinstance(value, Group) else value.example
        VALUES[value.key](written)
        if isinstance(value, Field) and value.kind is Kind.CHOICE:
            for choice in value.choices:
                VALUES[value.key](choice)
