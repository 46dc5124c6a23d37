"""Test names have at most 60 characters."""

from __future__ import annotations

import re

from tests.conftest import ROOT

LONGEST = 60


def long_names(text: str) -> list[str]:
    """Return the names of test functions that are too long."""
    found = re.findall(r"^ *(?:async )?def (test_\w+)", text, re.MULTILINE)
    return [name for name in found if len(name) > LONGEST]


def test_no_test_name_is_longer_than_60_characters() -> None:
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    names = {
        file.relative_to(ROOT).as_posix(): long_names(file.read_text(encoding="utf-8")) for file in files
    }
    assert {path: long for path, long in names.items() if long} == {}


def test_long_test_names_are_recognised() -> None:
    kept, long = f"test_{'a' * 55}", f"test_{'a' * 56}"
    assert long_names(f"def {kept}(): ...\nclass Suite:\n    async def {long}(self): ...\n") == [long]
