"""Templates of configuration files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

PLUGINS = Path(__file__).resolve().parent.parent


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(PLUGINS),  # of what a template includes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - no HTML; values have been checked as they were read
    )


def rendered(file: Path, **values: Any) -> str:
    """Return a template filled with values. Raises jinja2.UndefinedError for one that is missing."""
    return _environment().from_string(file.read_text(encoding="utf-8")).render(values)
