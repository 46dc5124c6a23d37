"""Test names have at most 60 characters.

Files with longer names are listed in long_names.txt, which may only shrink. `python -m tests.project.test_names` removes
files from it that have none left or no longer exist.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ROOT

LIST = Path(__file__).with_name("long_names.txt")
LONGEST = 60


def long_names(text: str) -> list[str]:
    """Return the names of test functions that are too long."""
    functions = (
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [node.name for node in functions if node.name.startswith("test_") and len(node.name) > LONGEST]


def found() -> dict[str, list[str]]:
    """Return the test names that are too long, by file."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    names = {
        file.relative_to(ROOT).as_posix(): long_names(file.read_text(encoding="utf-8")) for file in files
    }
    return {path: long for path, long in names.items() if long}


def listed() -> set[str]:
    """Return the files that may still have longer names."""
    return set(LIST.read_text(encoding="utf-8").split())


def test_no_test_name_is_longer_than_60_characters() -> None:
    remaining = found()
    assert {path: names for path, names in remaining.items() if path not in listed()} == {}
    assert listed() - remaining.keys() == set(), "clean now: run python -m tests.project.test_names"


def test_long_test_names_are_recognised() -> None:
    kept, long = f"test_{'a' * 55}", f"test_{'a' * 56}"
    assert long_names(f"def {kept}(): ...\nclass Suite:\n    async def {long}(self): ...\n") == [long]


if __name__ == "__main__":
    LIST.write_text("".join(f"{path}\n" for path in sorted(listed() & found().keys())), encoding="utf-8")
