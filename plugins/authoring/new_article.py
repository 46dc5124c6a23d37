"""A new article that keeps the contract from its first line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from plugins.agency.agency import Agency
from plugins.authoring.asking import Ask, ask_choice, ask_text
from plugins.contract.schema import ARTICLE_FIELDS, Status
from plugins.contract.text import slug_of

FIRST_LINE = "Viết nội dung bài ở đây. Đoạn đầu nói ngay việc chính."


def new_article(
    content: Path, agency: Agency, now: datetime, *, ask: Ask, say: Callable[[str], None]
) -> Path:
    """Ask for title, department and author, write a draft and return its path.

    `now` is the time in the agency's zone. The file is never written over another: a number is added to its name.
    """
    title = ask_text(ask, "Tiêu đề bài viết")
    while not slug_of(title):
        say("  Tiêu đề cần có chữ hoặc số.")
        title = ask_text(ask, "Tiêu đề bài viết")
    department = ask_choice(ask, "Đơn vị", [section.name for section in agency.departments], say)
    author = ask_text(ask, "Tác giả", default="Ban Biên tập")
    category = agency.categories[0].name
    folder = content / "articles" / f"{now:%Y}" / f"{now:%m}"
    file = _free_name(folder, slug_of(title))
    values = {
        "title": title,
        "date": f"{now.day}/{now.month}/{now:%Y %H:%M}",
        "author": author,
        "department": department,
        "category": category,
        "slug": file.stem,
        "summary": "",
        "status": Status.DRAFT.value,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(article_text(values), encoding="utf-8")
    return file


def article_text(values: dict[str, str]) -> str:
    """Return the text of a new article; each field stands with what it is for, as the schema says it."""
    lines = ["---"]
    for item in ARTICLE_FIELDS:
        if item.key in values:
            value = values[item.key]
            quoted = (
                json.dumps(value, ensure_ascii=False) if value and item.key in ("title", "author") else value
            )
            lines += [f"# {item.purpose}", f"{item.key}: {quoted}".rstrip()]
    return "\n".join([*lines, "---", "", FIRST_LINE, ""])


def _free_name(folder: Path, slug: str) -> Path:
    file, number = folder / f"{slug}.md", 2
    while file.exists():
        file = folder / f"{slug}-{number}.md"
        number += 1
    return file
