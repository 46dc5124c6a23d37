"""Every command that a message suggests is composed by `command`, which repeats the options of the call."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from plugins.errors.commands import REPEATED, command, options_of_call, repeats_options
from tasks import ns
from tests.conftest import ROOT

SUGGESTED = re.compile(r"(?<!`)\binvoke (?:--?[a-z]|[a-z]+\b)")
WRITTEN_OUT = {
    "plugins/preview/application.py": "an answer to strangers, who must not learn the paths of this machine",
    "plugins/building/usage_errors.py": "a call that was not understood has no options to repeat",
    "tasks.py": "the usage of `init`, which has no options",
}
COMMON = {"content", "agency", "to", "store", "prefix"}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Return all modules of the project with their paths."""
    files = (ROOT / "tasks.py", *sorted((ROOT / "plugins").rglob("*.py")))
    return [
        (file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))) for file in files
    ]


def literals(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that are not docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def verbs() -> dict[str, set[str]]:
    """Return the options of each verb of `tasks.py`."""
    return {name: set(inspect.signature(ns[name].body).parameters) - {"_c"} for name in ns.task_names}


def test_no_message_writes_a_command_out() -> None:
    found = {path for path, tree in modules() if any(map(SUGGESTED.search, literals(tree)))}
    assert found == set(WRITTEN_OUT)


def test_every_suggested_verb_is_known() -> None:
    suggested = {
        call.args[0].value
        for _, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "command"
        and isinstance(call.args[0], ast.Constant)
    }
    assert suggested == set(REPEATED)


def test_suggested_verbs_repeat_all_options_that_they_have() -> None:
    known = verbs()
    for verb, repeated in REPEATED.items():
        assert set(repeated) <= known[verb], verb
        assert COMMON & known[verb] <= set(repeated), verb


def test_options_of_the_call_are_repeated_and_quoted(tmp_path: Path) -> None:
    folder = str(tmp_path / "xã Đông Kho; rm -rf")

    @repeats_options
    def deploy(to: str, content: str, *, agency: str, force: bool) -> str:
        assert (to, content, force) == ("/srv/a", folder, True)
        return command("rollback", "--release 2026", agency=agency)

    assert deploy("/srv/a", folder, agency="", force=True) == (
        f"uv run invoke rollback --to /srv/a --content '{folder}' --release 2026"
    )
    assert command("rollback") == "uv run invoke rollback"


def test_inner_calls_add_options_and_forget_them() -> None:
    with options_of_call(content="a", to="b"):
        with options_of_call(content="c", agency=""):
            assert command("deploy") == "uv run invoke deploy --to b --content c"
        assert command("new") == "uv run invoke new --content a"
        assert command("build", flag="--debug") == "uv run invoke --debug build --content a"
