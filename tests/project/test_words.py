"""Comments, docstrings and English documents use the terms of docs/glossary.md."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache

import pytest

from tests.conftest import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
FOLDERS = ("plugins", "tests", "bench", "theme", "docs")
CODE_SPAN = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

ALLOWED_PHRASES = {
    "sign in": "authentication",
    "sign-in": "authentication",
    "minus sign": "name of the character",
    "plus sign": "name of the character",
    "equals sign": "name of the character",
    "percent sign": "name of the character",
    "connection refused": "message of the operating system",
    "connections are refused": "the operating system's term",
}
ALLOWED_FILES = {
    "docs/glossary.md": "lists the words to avoid",
    "docs/huong-dan-bien-tap.md": "Vietnamese",
    "docs/huong-dan-ban-bien-tap.md": "Vietnamese",
    "docs/huong-dan-van-hanh.md": "Vietnamese",
    "docs/hinh-anh.md": "Vietnamese",
    "README.vi.md": "Vietnamese",
}


@cache
def avoided() -> re.Pattern[str]:
    """Return a pattern of the words that the glossary marks as checked: `code` in the last column."""
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [line.rstrip().removesuffix("|").rpartition("|")[2] for line in lines if line.startswith("| ")]
    words = {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(words))})(?![\w-])", re.IGNORECASE)


def sources() -> list[str]:
    """Return the paths of all Python files and documents, relative to the project."""
    found = [*ROOT.glob("*.py"), *ROOT.glob("*.md")]
    for folder in FOLDERS:
        found += [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.md")]
    paths = [file.relative_to(ROOT) for file in found if "node_modules" not in file.parts]
    return sorted(path.as_posix() for path in paths if "starter" not in path.parts)


def prose_of_python(text: str) -> Iterator[str]:
    """Yield the comments and docstrings of a module."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def avoided_words(path: str) -> list[str]:
    """Return the words of a file's prose that the glossary avoids; code in backticks is not prose."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if not avoided().search(text):  # tokenizing every file would take seconds
        return []
    prose = "\n".join(prose_of_python(text)) if path.endswith(".py") else text
    prose = re.sub(r"\s+", " ", CODE_SPAN.sub("", prose))
    for phrase in ALLOWED_PHRASES:
        prose = re.sub(re.escape(phrase), "", prose, flags=re.IGNORECASE)
    return sorted(set(avoided().findall(prose)))


@pytest.mark.long
def test_avoided_words_do_not_come_back() -> None:
    paths = [path for path in sources() if path not in ALLOWED_FILES]
    assert {path: words for path in paths if (words := avoided_words(path))} == {}


def test_glossary_words_are_found_in_prose_only() -> None:
    prose = " ".join(prose_of_python('"""Doc."""\nroom = "text"  # comment\n'))
    assert prose.split() == ["#", "comment", "Doc."]
    assert avoided().findall("A room, a room-mate and mushrooms; Refused.") == ["room", "Refused"]
