"""Names of sources, outputs and templates use slashes, also on Windows, where paths use backslashes."""

import ast
from collections.abc import Iterator

from tests.conftest import ROOT

NATIVE = {"relpath", "normpath", "relative_to"}  # give a path as this machine writes it
ALLOWED = {
    "plugins/authoring/new_text.py": "shown to a person, who may paste it into a command",
    "plugins/incremental/sources/scan.py": "compared with each other only",
}


def native_names(tree: ast.AST, *, shown: bool = False) -> Iterator[int]:
    """Yield the lines where a native path becomes text without `as_posix`; `shown` tells whether this node converts to text."""
    for child in ast.iter_child_nodes(tree):
        name = child.attr if isinstance(child, ast.Attribute) else ""
        if name == "as_posix":
            continue
        text = isinstance(child, ast.FormattedValue) or (
            isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == "str"
        )
        if isinstance(child, ast.Attribute) and name in NATIVE and (shown or name != "relative_to"):
            yield child.lineno
        yield from native_names(child, shown=text or (shown and not isinstance(child, ast.stmt)))


def test_path_names_use_slashes() -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "plugins").rglob("*.py")]
    found = {
        file: lines
        for file in [*files, "tasks.py", "pelicanconf.py"]
        if (lines := list(native_names(ast.parse((ROOT / file).read_text(encoding="utf-8")))))
    }
    assert found.keys() == ALLOWED.keys()


def test_native_path_names_are_found() -> None:
    wrong = [
        "os.path.relpath(a, b)",
        "f'{a.relative_to(b)}'",
        "str(a.relative_to(b))",
        "x(os.path.normpath(a))",
    ]
    right = [
        "Path(os.path.relpath(a, b)).as_posix()",
        "f'{a.relative_to(b).as_posix()}'",
        "a.relative_to(b).parts",
    ]
    assert [line for line in wrong + right if list(native_names(ast.parse(line)))] == wrong
