"""Components with their rendered examples, and the design tokens of the theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from plugins.images.markup import thumbnail
from plugins.languages import texts, writing
from plugins.rich_text import publication as rich_text
from plugins.site_pages import menu
from plugins.site_pages.home import last_day
from plugins.urls.patterns import BY_NAME
from plugins.vietnamese.writing import FILTERS

ROOT = Path(__file__).resolve().parents[2]
THEME, PACKAGES = ROOT / "theme", ROOT / "plugins"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(
    r"(?:@media\s+(?P<media>[^{]+?)\s*\{\s*)?(?:(?P<part>\.\w+)|:root(?:\[[\w-]+\])?)\s*\{(?P<body>[^}]*--[^}]*)\}"
)
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")


@dataclass(frozen=True)
class Example:
    """One named use of a component, rendered."""

    name: str
    description: str
    html: Markup


@dataclass(frozen=True)
class Component:
    """A component of the theme, or the widget of a plugin; `purpose` is the first paragraph of its README."""

    name: str
    purpose: str
    examples: tuple[Example, ...]


def read_components() -> list[Component]:
    """Return every component of the theme and every widget of a plugin, by name.

    Raises jinja2.UndefinedError if an example lacks an argument of its macro.
    """
    return [_read(name, folder) for name, folder in sorted(_folders())]


def _folders() -> Iterator[tuple[str, Path]]:
    for examples in (THEME / "components").glob("*/examples.yaml"):
        yield examples.parent.name, examples.parent
    for examples in PACKAGES.glob("*/widget/examples.yaml"):
        yield examples.parent.parent.name, examples.parent


def _read(name: str, folder: Path) -> Component:
    listed = yaml.safe_load((folder / "examples.yaml").read_text(encoding="utf-8"))
    examples = tuple(_render(name, folder, item) for item in listed)
    paragraphs = (folder / "README.md").read_text(encoding="utf-8").split("\n\n")
    return Component(name, " ".join(paragraphs[1].replace("`", "").split()), examples)


def _render(component: str, folder: Path, item: dict[str, Any]) -> Example:
    """Call the macro named like its component, or the one that the example names."""
    root = THEME if folder.is_relative_to(THEME) else PACKAGES
    template = environment().get_template((folder / "template.html").relative_to(root).as_posix())
    macro = getattr(template.module, item.get("macro", component))
    return Example(item["name"], item["description"], macro(**item.get("arguments", {})))


@cache
def environment() -> Environment:
    """Return the Jinja environment of a build, except that a missing value is an error."""
    made = Environment(
        loader=FileSystemLoader([THEME / "templates", THEME, PACKAGES]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    filters = FILTERS | writing.FILTERS | rich_text.FILTERS | menu.FILTERS
    made.filters.update(filters, thumbnail=thumbnail, last_day=last_day)
    made.globals.update({"_": texts.texts(), "urls": BY_NAME})
    return made


def read_tokens(css: str) -> dict[str, dict[str, str]]:
    """Return the declared tokens by media condition, e.g. `{"": {"--paper": "#fdfbf6"}, "print": {…}}`.

    The empty condition has those outside any `@media`; those of a part of the page are under its class, e.g. `.footer`.
    """
    rules = RULE.finditer(COMMENT.sub("", css))
    return {rule["part"] or rule["media"] or "": dict(DECLARATION.findall(rule["body"])) for rule in rules}
