"""A new article that keeps the contract from its first line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from plugins.agency.agency import Agency
from plugins.authoring.asking import Ask, Say, ask_choice, ask_text, without_a_word
from plugins.contract.fields import DAY_OF_MONTH, read_field
from plugins.contract.reader import names_of
from plugins.contract.schema import ARTICLE_FIELDS, Kind, Status
from plugins.errors.issue import ContentError, Issue
from plugins.vietnamese.text import slug_of

# What people have typed or an agency calls itself: it may hold what YAML would take for its own signs.
TYPED = (Kind.TEXT, Kind.NAMES, Kind.DEPARTMENT, Kind.CATEGORY)
FIRST_LINE = "Viết nội dung bài ở đây. Đoạn đầu nói ngay việc chính."


def new_article(content: Path, agency: Agency, now: datetime, *, ask: Ask, say: Say) -> Path:
    """Ask for title, department, category and author, write a draft and return its path.

    `now` is the time in the agency's zone. The file is never written over another, nor through a link: a number is
    added to its name. Raises ContentError if its folder is a link, which could lead out of the content folder.
    """
    title = ask_text(ask, "Tiêu đề bài viết", say, wrong=_judge("title", agency, now))
    department = ask_choice(ask, "Đơn vị", [section.name for section in agency.departments], say)
    category = ask_choice(
        ask, "Chuyên mục", [section.name for section in agency.categories], say, optional=True
    )
    author = ask_text(ask, "Tác giả", say, default="Ban Biên tập", wrong=_judge("author", agency, now))
    folder = _make_folder(content, "articles", f"{now:%Y}", f"{now:%m}")
    file = _free_name(folder, _slug(title))
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
    text = article_text(values).encode()
    with file.open("xb") as created:  # never through a link that has been put there in the meantime
        created.write(text)
    return file


def article_text(values: dict[str, str]) -> str:
    """Return the text of a new article; each field stands with what it is for, as the schema says it."""
    lines = ["---"]
    for item in ARTICLE_FIELDS:
        if item.key in values:
            value = values[item.key]
            quoted = json.dumps(value, ensure_ascii=False) if value and item.kind in TYPED else value
            lines += [f"# {item.purpose}", f"{item.key}: {quoted}".rstrip()]
    return "\n".join([*lines, "---", "", FIRST_LINE, ""])


def _slug(title: str) -> str:
    slug = slug_of(title)
    return f"bai-{slug}" if DAY_OF_MONTH.fullmatch(slug) else slug


def _judge(key: str, agency: Agency, now: datetime) -> Callable[[str], str | None]:
    """Return a function that says what the contract would have against an answer for the field `key`."""
    item = next(item for item in ARTICLE_FIELDS if item.key == key)
    names = names_of({"AGENCY_SECTIONS": agency.sections, "BUILD_MOMENT": now})

    def wrong(answer: str) -> str | None:
        _, issue = read_field(answer, item, names)
        return f"Chưa được: {issue[0]}. Ví dụ: {item.example}" if issue else without_a_word(answer)

    return wrong


def _make_folder(content: Path, *names: str) -> Path:
    """Make the folders one inside the other and return the last. Raises ContentError if one of them is a link."""
    folder = content
    for name in names:
        folder /= name
        if folder.is_symlink() or not folder.resolve().is_relative_to(content.resolve()):
            raise ContentError(
                [
                    Issue(
                        folder.relative_to(content).as_posix(),
                        0,
                        "là lối tắt (symbolic link), nên bài sẽ nằm ngoài thư mục nội dung",
                        "Chuyển chính thư mục ấy vào đây, hoặc xóa lối tắt.",
                    )
                ]
            )
        folder.mkdir(exist_ok=True)
    return folder


def _free_name(folder: Path, slug: str) -> Path:
    file, number = folder / f"{slug}.md", 2
    while os.path.lexists(file):
        file = folder / f"{slug}-{number}.md"
        number += 1
    return file
