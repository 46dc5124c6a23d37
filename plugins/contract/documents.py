"""Documents derived from the content types: JSON schemas for editors, the table of fields in docs/reference.md.

`python -m plugins.contract.documents` writes them below `docs/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plugins.contract.content_type import ContentType, Field, Kind
from plugins.contract.types import ARTICLE, PAGE

DOCS = Path(__file__).resolve().parents[2] / "docs"
TABLE = re.compile(r"(?<=## Fields of texts\n\n)(?:\|.*\n)*")
LISTS = {
    Kind.NAMES: {"type": "string"},
    Kind.TAGS: {"type": "string"},
    Kind.ATTACHMENTS: {"type": ["string", "object"]},
    Kind.UPDATES: {"type": ["string", "object"]},
    Kind.ADDRESSES: {"type": "string"},
}


def json_schema(content_type: ContentType) -> dict[str, Any]:
    """Return the JSON schema of a type's front matter, for completion and checks in an editor."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": content_type.label,
        "type": "object",
        "properties": {
            key: _property(item) for item in content_type.fields for key in (item.key, *item.aliases)
        },
        "required": [item.key for item in content_type.fields if item.required and not item.aliases],
        "additionalProperties": False,
    }


def _property(item: Field) -> dict[str, Any]:
    about: dict[str, Any] = {"title": item.label, "description": item.purpose, "examples": [item.example]}
    if item.kind is Kind.YES_NO:  # what YAML reads as a truth value, and the Vietnamese words
        return about | {"enum": [True, False, *item.choices]}
    if item.choices:
        return about | {"enum": list(item.choices)}
    if item.kind in LISTS:
        single = {"type": "string", "maxLength": item.longest * item.most}
        several = {"type": "array", "items": LISTS[item.kind], "maxItems": item.most}
        return about | {"anyOf": [single, several]}
    return about | {"type": "string", "maxLength": item.longest}


def table_of_fields(types: Iterable[ContentType]) -> str:
    """Return a Markdown table of the fields of all types; a field that several types share stands there once."""
    users: dict[Field, list[str]] = {}
    for content_type in types:
        for item in content_type.fields:
            users.setdefault(item, []).append(content_type.name)
    rows = ["| field | of | kind | required | limit | meaning |", "| --- | --- | --- | --- | --- | --- |"]
    for item, names in users.items():
        limit = f"{item.longest} characters" + (f", {item.most} values" if item.kind in LISTS else "")
        kind = ", ".join(f"`{choice}`" for choice in item.choices) or item.kind.value
        required = "yes" if item.required else "no"
        meaning = f"{item.label}: {item.purpose}".replace("|", "\\|")
        rows.append(f"| `{item.key}` | {', '.join(names)} | {kind} | {required} | {limit} | {meaning} |")
    return "\n".join(rows) + "\n"


def documents() -> dict[Path, str]:
    """Return the text of each derived document by its file."""
    reference = DOCS / "reference.md"
    types = (ARTICLE, PAGE)
    table = table_of_fields(types)
    schemas = {
        DOCS / "schema" / f"{item.name}.json": json.dumps(json_schema(item), ensure_ascii=False, indent=2)
        + "\n"
        for item in types
    }
    return schemas | {reference: TABLE.sub(lambda _: table, reference.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    for file, text in documents().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
