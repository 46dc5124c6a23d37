"""Sections of a Markdown file that are written by programs, each between two comments."""

from __future__ import annotations

import re
from pathlib import Path

SECTION = re.compile(r"<!-- (\w+): begin -->\n(.*?)<!-- \1: end -->", re.DOTALL)


def put_section(file: Path, name: str, text: str) -> None:
    """Write a section in the place of the earlier one of that name, or at the end of the file."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    before, found, rest = known.partition(begin)
    after = rest.partition(end)[2] if found else ""
    parts = (before.strip(), f"{begin}\n{text.strip()}\n{end}", after.strip())
    file.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")


def sections_of(file: Path) -> dict[str, str]:
    """Read the sections of a file, by name."""
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    return {name: text.strip() for name, text in SECTION.findall(known)}
