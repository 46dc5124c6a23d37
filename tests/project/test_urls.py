"""Every URL comes from `plugins/urls`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugins.contract.publication import set_settings
from plugins.errors.issue import UserError
from plugins.urls import patterns
from plugins.urls.patterns import BY_NAME, RESERVED, file_of, fill_urls
from tests.conftest import ROOT, TinySite

FIRST_PARTS = "|".join(sorted(re.escape(part) for part in RESERVED if "-" in part))
WRITTEN_OUT = re.compile(rf"""["'`(]/?(?:en/)?(?:{FIRST_PARTS})/""")
# Texts for people, which show a URL as an example.
MESSAGES = {"links.py", "link_targets.py"}


def sources() -> list[Path]:
    """Return templates, scripts and modules that could write a URL out."""
    files = [
        file
        for folder in (ROOT / "theme", ROOT / "plugins")
        for ending in ("py", "html", "js", "xml", "txt")
        for file in folder.rglob(f"*.{ending}")
    ]
    return [
        file
        for file in files
        if file != Path(patterns.__file__) and file.name not in MESSAGES and "starter" not in file.parts
    ]


def code_of(file: Path) -> Iterator[str]:
    """Yield the lines of a file; of a module its strings that are no docstrings."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        yield from text.splitlines()
        return
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docstrings:
            yield f'"{node.value}'


def test_no_other_module_writes_a_url_out() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sources()
        for line in code_of(file)
        if WRITTEN_OUT.search(line)
    }
    assert found == set()


def test_a_url_that_is_written_out_would_be_found() -> None:
    assert WRITTEN_OUT.search('href="/luu-tru/"')
    assert WRITTEN_OUT.search("fetch(`/luot-truy-cap/doc-nhieu.json`)")


def test_first_parts_of_all_urls_are_reserved() -> None:
    assert {
        "rss",
        "404.html",
        "410.html",
        "500.html",
        "theme",
        "tim-kiem",
        "ban-nhap",
        "en",
        "404",
        ".well-known",
    } <= RESERVED
    assert not {"", "{slug}", "{date:%Y}"} & RESERVED


def test_scripts_are_given_urls_by_name() -> None:
    assert fill_urls("fetch(`${urls.counter}x.json?${query}`)") == "fetch(`/luot-truy-cap/x.json?${query}`)"
    with pytest.raises(KeyError):
        fill_urls("${urls.unknown}")


def test_operator_can_move_a_fixed_page(site: TinySite) -> None:
    site.article()
    built = site.build(SIGN_IN_SAVE_AS="vao/index.html")
    assert "vao/index.html" in built.paths()
    assert file_of(BY_NAME["sign_in"]) not in built.paths()


def test_plugins_in_the_wrong_order_are_named(site: TinySite) -> None:
    pelican = SimpleNamespace(settings=site.settings())
    with pytest.raises(UserError, match=r"plugins\.agency has to come before plugins\.contract"):
        set_settings(pelican)
