"""Measured figures that the README quotes are those of docs/benchmarks.md, of the commit that both name."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

COMMIT = re.compile(r"\(commit (?P<commit>[0-9a-f]{7,})\)")
FIGURE = re.compile(r"\b(\d+(?:\.\d+)?) s\b")
QUOTING = [
    line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if COMMIT.search(line)
]


@pytest.mark.parametrize("line", QUOTING, ids=lambda line: line[4:20])
def test_readme_quotes_the_report(line: str) -> None:
    commit, figures = COMMIT.findall(line)[0], FIGURE.findall(line)
    sections = re.split(r"(?m)^## ", (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8"))
    (section,) = [one for one in sections if re.search(rf"commit {commit}\b", one.split("\n\n")[1])]
    assert figures
    assert [figure for figure in figures if figure not in section] == []


def test_readme_quotes_figures_with_their_commit() -> None:
    assert len(QUOTING) == 3
