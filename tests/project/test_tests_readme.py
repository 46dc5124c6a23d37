"""tests/README.md names every fixture of the conftest files, and no others."""

import ast
import re

from tests.conftest import ROOT

README = ROOT / "tests" / "README.md"


def fixtures() -> set[str]:
    """Return the names of all fixtures in conftest files."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "tests").rglob("conftest.py")]
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any("pytest.fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def test_readme_names_all_fixtures() -> None:
    section = README.read_text(encoding="utf-8").partition("## Fixtures\n")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == fixtures()
