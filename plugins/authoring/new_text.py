"""Start a new text, of any content type, that passes the checks from the beginning."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from plugins.agency.agency import Agency
from plugins.authoring.asking import ask_choice, ask_text, without_a_word
from plugins.contract.content_type import ContentType, Field, Kind, Status, types_of
from plugins.contract.fields.values import DAYS_OF_MONTH, Names, read_field
from plugins.contract.reader import names_of
from plugins.conversion.draft import Begun
from plugins.errors.commands import command
from plugins.errors.issue import ContentError, Issue, printable
from plugins.vietnamese.text import slug_of

# Values that people have typed are quoted: they may hold characters that YAML would take for its own.
TYPED = (Kind.TEXT, Kind.NAMES, Kind.DEPARTMENT, Kind.CATEGORY)
FIRST_LINE = "Viết nội dung bài ở đây. Đoạn đầu nói ngay việc chính."


def new_text(settings: dict[str, Any], agency: Agency, now: datetime, begun: Begun | None = None) -> Path:
    """Ask on the terminal for the fields that a content type names, write a draft and return its path.

    `settings` are Pelican's, `now` is the time in the agency's zone; `begun` is what another file has become, which proposes a
    title and brings the body with its pictures. The file is never written over another, nor
    through a link: a number is added to its name. Raises ContentError if its folder is a link, which could lead out of
    the content folder.
    """
    content_type = _chosen_type(settings)
    sections = agency.sections
    names = names_of({"AGENCY_SECTIONS": sections, "BUILD_MOMENT": now})
    choices = {Kind.DEPARTMENT: sections.departments, Kind.CATEGORY: sections.categories}
    values: dict[str, str] = {}
    for key in content_type.asked:
        item = content_type.field(key)
        question = item.label.capitalize()
        if item.kind in choices:
            offered = [section.name for section in choices[item.kind]]
            values[key] = ask_choice(question, offered, optional=not item.required)
        else:
            proposed = begun.title if begun is not None and key == "title" else ""
            values[key] = ask_text(question, default=proposed or item.suggestion, wrong=_judge(item, names))
    folders = [content_type.folder, *([f"{now:%Y}", f"{now:%m}"] if content_type.dated else [])]
    file = _free_name(_make_folder(Path(settings["PATH"]), *folders), _slug(values["title"]))
    known = {"date": f"{now.day}/{now.month}/{now:%Y %H:%M}", "slug": file.stem, "status": Status.DRAFT.value}
    values |= {key: known.get(key, "") for key in content_type.written}
    if (
        begun is not None
        and begun.attachment
        and any(one.key == "attachments" for one in content_type.fields)
    ):
        values["attachments"] = _attached(begun, file, values["title"])
    body = _with_pictures(begun, file) if begun is not None else FIRST_LINE
    text = f"{_front_matter(content_type, values)}\n{body.rstrip()}\n".encode()
    with file.open("xb") as created:  # never through a link that has been put there in the meantime
        created.write(text)
    return file


def _attached(begun: Begun, file: Path, title: str) -> str:
    """Write the document beside the text that is about it; return what its front matter says of it."""
    document = file.with_suffix(".pdf")
    with document.open("xb") as created:
        created.write(begun.attachment)
    return json.dumps([f"{document.name} | {title.replace('|', '/')}"], ensure_ascii=False)


def _with_pictures(begun: Begun, file: Path) -> str:
    """Write the pictures beside the text, under names that begin with its own; return the body with these names."""
    text = begun.text
    for name, content in begun.pictures.items():
        written = f"{file.stem}-{name}"
        with file.with_name(written).open("xb") as created:
            created.write(content)
        text = text.replace(f"]({name})", f"]({written})").replace(f'src="{name}"', f'src="{written}"')
    return text


def _chosen_type(settings: dict[str, Any]) -> ContentType:
    offered = {item.label: item for item in types_of(settings).values() if item.asked}
    if len(offered) == 1:
        return next(iter(offered.values()))
    return offered[ask_choice("Loại nội dung", list(offered))]


def _front_matter(content_type: ContentType, values: dict[str, str]) -> str:
    """Return the text of a new file, in which a comment above each field states its purpose."""
    lines = ["---"]
    for item in content_type.fields:
        if item.key in values:
            value = values[item.key]
            quoted = json.dumps(value, ensure_ascii=False) if value and item.kind in TYPED else value
            lines += [f"# {item.purpose}", f"{item.key}: {quoted}".rstrip()]
    return "\n".join([*lines, "---", ""])


def _slug(title: str) -> str:
    slug = slug_of(title)
    return f"bai-{slug}" if DAYS_OF_MONTH.fullmatch(slug) else slug


def _judge(item: Field, names: Names) -> Callable[[str], str | None]:
    """Return a function that returns the error which a check would report for an answer."""

    def wrong(answer: str) -> str | None:
        _, issue = read_field(answer, item, names)
        return f"Chưa được: {issue[0]}. Ví dụ: {item.example}" if issue else without_a_word(answer)

    return wrong


def _make_folder(content: Path, *names: str) -> Path:
    """Make nested folders and return the last. Raises ContentError if one of them is a link."""
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


def open_in_editor(file: Path) -> None:
    """Print where the file is, and open it in $VISUAL or $EDITOR if one is set and a person is there."""
    print(f"Đã tạo bản nháp {printable(_shown(file))}")
    print(f"Xem thử: {command('serve')}, rồi mở địa chỉ ở dòng “Chưa đăng”.")
    print(f"Viết xong, đổi “status: draft” thành “status: published”, rồi chạy: {command('check')}")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor and sys.stdin.isatty():
        # Windows takes a command as one line, and its paths contain backslashes, which shlex would drop.
        editing = f'{editor} "{file}"' if sys.platform == "win32" else [*shlex.split(editor), str(file)]
        subprocess.run(editing, check=False)  # noqa: S603 - the person's own editor


def _shown(file: Path) -> str:
    """Return the path from the current folder; in full where there is none, on another drive of Windows."""
    try:
        return os.path.relpath(file)
    except ValueError:
        return str(file)
