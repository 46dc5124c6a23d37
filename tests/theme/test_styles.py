"""What no style of the theme may do."""

from __future__ import annotations

import gzip
import re
from itertools import chain
from pathlib import Path

import pytest

from plugins.assets.joining import join_styles
from plugins.styleguide.components import THEME, read_tokens
from tests.conftest import PACKAGES

TOKENS_FILE = THEME / "styles" / "10-tokens.css"
STYLES = sorted(chain((THEME / "styles").glob("*.css"), (THEME / "components").glob("*/*.css")))
SMALLEST = 0.875
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(|:\s*(?:black|white|red|gold)\b",
    re.IGNORECASE,
)


def rules(file: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("file", STYLES, ids=lambda file: str(file.relative_to(THEME)))
class TestEveryStyle:
    def test_names_no_colour_outside_the_tokens(self, file: Path) -> None:
        if file != TOKENS_FILE:
            assert COLOUR.findall(rules(file)) == []

    def test_sets_no_capitals(self, file: Path) -> None:
        assert "text-transform" not in rules(file)
        assert "small-caps" not in rules(file)

    def test_sizes_of_type_are_tokens(self, file: Path) -> None:
        sizes = re.findall(r"font-size:\s*([^;]+);", rules(file))
        allowed = r"var\(--size-\w+\)" if file.name != "90-print.css" else r"var\(--size-\w+\)|11\.5pt"
        assert [size for size in sizes if not re.fullmatch(allowed, size)] == []

    def test_uses_only_known_tokens(self, file: Path) -> None:
        known = read_tokens(TOKENS_FILE.read_text(encoding="utf-8"))[""]
        assert set(re.findall(r"var\((--[\w-]+)", rules(file))) <= set(known)

    def test_nothing_moves(self, file: Path) -> None:
        assert not re.search(r"animation|transition|@keyframes|scroll-behavior", rules(file))

    def test_loads_nothing(self, file: Path) -> None:
        assert not re.search(r"url\(|@import|@font-face", rules(file))


def test_five_sizes_of_type_none_too_small() -> None:
    sizes = {
        k: v for k, v in read_tokens(TOKENS_FILE.read_text("utf-8"))[""].items() if k.startswith("--size-")
    }
    assert len(sizes) == 5
    smallest = {name: min(map(float, re.findall(r"([\d.]+)rem", size))) for name, size in sizes.items()}
    body = smallest["--size-body"]
    assert all(size >= SMALLEST * body for size in smallest.values())


def test_headings_leave_room_for_stacked_marks() -> None:
    tokens = read_tokens(TOKENS_FILE.read_text(encoding="utf-8"))[""]
    assert float(tokens["--leading-tight"]) >= 1.3
    assert 1.65 <= float(tokens["--leading"]) <= 1.75


def test_joined_style_sheet_stays_small() -> None:
    assert len(gzip.compress(join_styles(THEME, PACKAGES).text.encode(), 9, mtime=0)) <= 5000
