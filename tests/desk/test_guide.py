"""The guide for editors names only what the desk shows."""

from __future__ import annotations

import re

from plugins.building.places import ROOT

GUIDE = ROOT / "docs" / "huong-dan-ban-bien-tap.md"
DESK = ROOT / "plugins" / "desk"
LONGEST = 1_200  # words: three pages


def shown_by_the_desk() -> str:
    files = [file for kind in ("html", "py", "js") for file in DESK.rglob(f"*.{kind}")]
    fields = ROOT / "plugins" / "contract" / "types.py"
    return " ".join(" ".join(file.read_text(encoding="utf-8").split()) for file in [*files, fields]).lower()


def test_everything_that_the_guide_names_is_there() -> None:
    shown = shown_by_the_desk()
    named = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", GUIDE.read_text(encoding="utf-8"))
    assert len(named) > 30
    parts = [part.strip() for name in named for part in name.split("…") if part.strip()]
    assert [part for part in parts if part.lower() not in shown] == []


def test_guide_has_three_pages() -> None:
    assert len(GUIDE.read_text(encoding="utf-8").split()) <= LONGEST
