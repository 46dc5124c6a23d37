"""Contrast, computed from the tokens."""

from __future__ import annotations

import pytest

from plugins.agency.palettes import PALETTES
from plugins.styleguide.components import THEME, read_tokens
from tests.theme.wcag import contrast

SHEET = (THEME / "styles" / "10-tokens.css").read_text(encoding="utf-8")
TOKENS = read_tokens(SHEET)
DARK, MORE = "screen and (prefers-color-scheme: dark)", "(prefers-contrast: more)"
MORE_DARK = "screen and (prefers-contrast: more) and (prefers-color-scheme: dark)"
CONDITIONS = {
    "light": [],
    "dark": [DARK],
    "more contrast": [MORE],
    "more contrast, dark": [DARK, MORE, MORE_DARK],
    "switched on by the reader": ["screen and (forced-colors: none)"],
    "footer": [".footer"],
    "switched on in the dark": [DARK, "screen and (forced-colors: none)"],
}


def scheme_of(name: str, accent: str) -> dict[str, str]:
    """Return the tokens of a colour scheme in an accent."""
    tokens = read_tokens(PALETTES[accent].fill(SHEET))
    values = dict(tokens[""])
    for condition in CONDITIONS[name]:
        values |= tokens[condition]
    return values


SCHEMES = {f"{name}, {accent}": scheme_of(name, accent) for accent in PALETTES for name in CONDITIONS}
TEXT = ("--ink", "--muted", "--accent", "--link", "--visited")
MARKS = ("--rule", "--focus")
GROUNDS = ("--paper", "--shade")


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", TEXT)
def test_text_has_seven_to_one(scheme: str, ground: str, name: str) -> None:
    assert contrast(SCHEMES[scheme][name], SCHEMES[scheme][ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", MARKS)
def test_rules_and_focus_have_four_and_a_half_to_one(scheme: str, ground: str, name: str) -> None:
    assert contrast(SCHEMES[scheme][name], SCHEMES[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_initials_can_be_read_on_the_seal(scheme: str) -> None:
    assert contrast(SCHEMES[scheme]["--gold"], SCHEMES[scheme]["--seal"]) >= 4.5


@pytest.mark.parametrize("ground", ["--seal", "--deep"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_menu_can_be_read_on_its_ground(scheme: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme]["--on-seal"], SCHEMES[scheme][ground]) >= 7


def test_every_scheme_sets_only_known_tokens() -> None:
    assert set().union(*TOKENS.values()) == set(TOKENS[""])


def test_colour_only_links_keep_it_in_forced_colours() -> None:
    assert TOKENS["(forced-colors: active)"]["--accent"] == "LinkText"


def test_forced_colours_are_the_systems() -> None:
    assert not any(value.startswith("#") for value in TOKENS["(forced-colors: active)"].values())
