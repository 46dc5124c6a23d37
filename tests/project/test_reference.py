"""docs/reference.md lists every setting, template variable, filter, signal and key of agency.yaml, and no others."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pelican.settings
import pytest
from pelican.writers import Writer
from PIL import Image

from plugins.agency.agency import Agency, Badges
from plugins.agency.values import VALUES
from plugins.contract.types import ARTICLE, PAGE
from tests.conftest import ROOT, TinySite

REFERENCE = ROOT / "docs" / "reference.md"
SOURCES = sorted((ROOT / "plugins").rglob("*.py"))
CODE = re.compile(r"`([^`]+)`")
SETTING = re.compile(r"""\bsettings(?:\[|\.get\(|\.setdefault\()["']([A-Z][A-Z0-9_]+)["']""")
SIGNAL = re.compile(r"\bsignals\.([a-z_]+)\b")
AMOUNT = re.compile(r"\b([\d,]+) (characters|entries)\b")

# Names in pelicanconf.py that are no settings.
HELPERS = {"ROOT"}
COMPUTED_BY_PELICAN = {"CSS_FILE", "PAGE_EXCLUDES"}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of all table rows below a heading, as far as the next heading of its level."""
    text = REFERENCE.read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert section, f"docs/reference.md has no section {heading}"
    lines = [line for line in section.splitlines() if line.startswith("| ") and "| ---" not in line]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def documented(heading: str) -> set[str]:
    """Return the names in the first column of a section's tables. Fails if one stands there twice."""
    names = [name for row in rows(heading) for name in CODE.findall(row[0])]
    assert sorted(names) == sorted(set(names)), "listed twice"
    return set(names)


SAME: dict[str, set[str]] = {"missing": set(), "no longer exists": set()}


def difference(heading: str, existing: set[str]) -> dict[str, set[str]]:
    """Return what is missing in a section and what no longer exists."""
    listed = documented(heading)
    return {"missing": existing - listed, "no longer exists": listed - existing}


def assigned(file: Path) -> Iterator[str]:
    """Yield the names that a settings file assigns at its top level."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        yield from (target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper())


@dataclasses.dataclass
class Rendered:
    """What templates were given: own variables by template, shared ones, metadata of texts, and the settings."""

    own: dict[str, set[str]]
    shared: set[str]
    metadata: set[str]
    settings: dict[str, Any]


def rendered_site(folder: Path) -> Rendered:
    """Build a tiny site with every kind of page except days, which need ninety articles, with stock Pelican."""
    site = TinySite(folder)
    picture = site.write("articles/2024/03/anh.png", b"")
    Image.new("RGB", (40, 30), (200, 0, 0)).save(picture)
    site.article(
        category="Tin tức",
        tags="Lễ hội",
        modified="22/3/2024",
        cover="anh.png",
        cover_alt="Cổng chào màu đỏ",
        cover_caption="Cổng chào",
        old_urls="/2024/02/bai/",
    )
    site.article("articles/2024/03/en.md", lang="en", title="An article")
    site.page()
    found = Rendered({}, set(), set(), {})
    write_file = Writer.write_file

    def record(
        writer: Writer, name: str, template: Any, context: dict[str, Any], *args: Any, **own: Any
    ) -> Any:
        arguments = {"relative_urls", "paginated", "template_name", "override_output", "url"}
        found.own.setdefault(template.name, set()).update(own.keys() - arguments)
        found.shared.update(context.keys() - writer.settings.keys())
        found.settings.update(writer.settings)
        for content in (own.get("article"), own.get("page")):
            found.metadata.update(content.metadata if content is not None else ())
        return write_file(writer, name, template, context, *args, **own)

    with mock.patch.object(Writer, "write_file", record):
        site.build(INCREMENTAL=False)
    return found


@pytest.mark.long
def test_reference_matches_a_built_site(tmp_path: Path) -> None:
    site = rendered_site(tmp_path)
    used = {name for file in SOURCES for name in SETTING.findall(file.read_text(encoding="utf-8"))}
    used |= {item.setting(name) for item in (ARTICLE, PAGE) for name in ("ORDER_BY", "TRANSLATION_ID")}
    pelicans = pelican.settings.DEFAULT_CONFIG
    own = {name for name, value in site.settings.items() if name[0] != "_" and value != pelicans.get(name)}
    files = {*assigned(ROOT / "pelicanconf.py"), *assigned(ROOT / "publishconf.py")}
    existing = {
        "Settings": (used | own | files) - HELPERS - COMPUTED_BY_PELICAN,
        "Variables of all templates": site.shared,
        "Attributes of articles and pages": site.metadata,
        "Filters and functions": {*site.settings["JINJA_FILTERS"], *site.settings["JINJA_GLOBALS"]},
    }
    assert {heading: difference(heading, names) for heading, names in existing.items()} == dict.fromkeys(
        existing, SAME
    )
    variables = {
        template: {*CODE.findall(row[1])}
        for row in rows("Variables of one template")
        for template in CODE.findall(row[0])
    }
    assert variables == site.own | {"day.html": site.own["month.html"]}


def test_reference_lists_all_signals() -> None:
    used = {name for file in SOURCES for name in SIGNAL.findall(file.read_text(encoding="utf-8"))}
    assert difference("Signals", used) == SAME


def test_reference_lists_all_keys_of_agency_yaml() -> None:
    assert difference("agency.yaml", {*VALUES}) == SAME


def test_reference_has_defaults_of_agency_yaml() -> None:
    listed = {CODE.findall(row[0])[0]: row[2].strip("`") for row in rows("agency.yaml")[1:]}
    for field in dataclasses.fields(Agency):
        text = listed[field.name]
        if text == "required":
            assert field.default is field.default_factory is dataclasses.MISSING, field.name
        elif text == "none":
            assert field.default in ("", None, ()) or field.default_factory is Badges, field.name
        else:
            value: Any = text.split("`, `") if isinstance(field.default, tuple) else text
            assert VALUES[field.name](value) == field.default, field.name


@pytest.mark.parametrize("row", rows("agency.yaml")[1:], ids=lambda row: str(row[0]).strip("`"))
def test_reference_has_limits_of_agency_yaml(row: list[str]) -> None:
    read = VALUES[CODE.findall(row[0])[0]]
    if not (match := AMOUNT.search(row[1])):
        return
    most = int(match[1].replace(",", ""))
    examples: tuple[Any, ...] = (
        "a",
        "a = b",
        "https://a.example/a",
        "113",
        "a@b.example",
        {"label": "a", "url": "/a"},
        {"icon": "thu", "label": "a", "url": "/a"},
        {"label": "a", "number": "113"},
    )
    for item in examples:
        long = item + "a" * (most - len(item)) if isinstance(item, str) else item
        fits, exceeds = ([item] * most, [item] * (most + 1)) if match[2] == "entries" else (long, f"{long}a")
        if accepts(read, fits):
            assert not accepts(read, exceeds)
            return
    pytest.fail(f"rejects every example with {match[0]}")


def accepts(read: Any, value: Any) -> bool:
    """Return whether a reader of agency.yaml takes a value."""
    try:
        read(value)
    except ValueError:
        return False
    return True
