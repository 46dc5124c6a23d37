"""Contrast, computed from the tokens as WCAG 2 defines it (relative luminance, 1.4.3 and 1.4.6)."""

from __future__ import annotations

import pytest

from plugins.styleguide.components import THEME
from plugins.styleguide.tokens import read_tokens

TOKENS = read_tokens((THEME / "styles" / "10-tokens.css").read_text(encoding="utf-8"))
DARK, MORE = "screen and (prefers-color-scheme: dark)", "(prefers-contrast: more)"
SCHEMES = {
    "light": TOKENS[""],
    "dark": TOKENS[""] | TOKENS[DARK],
    "more contrast": TOKENS[""] | TOKENS[MORE],
    "more contrast, dark": TOKENS[""]
    | TOKENS[DARK]
    | TOKENS["screen and (prefers-contrast: more) and (prefers-color-scheme: dark)"],
}
TEXT = ("--ink", "--muted", "--accent", "--link", "--visited")
MARKS = ("--rule", "--focus")
GROUNDS = ("--paper", "--shade")


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


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


def test_every_scheme_sets_only_known_tokens() -> None:
    assert set().union(*TOKENS.values()) == set(TOKENS[""])


def test_forced_colours_are_the_systems() -> None:
    assert not any(value.startswith("#") for value in TOKENS["(forced-colors: active)"].values())
