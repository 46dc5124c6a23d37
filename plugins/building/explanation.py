"""`invoke explain`: the reads of a page, and why it was rendered, in Vietnamese."""

from __future__ import annotations

from pathlib import Path

from plugins.building.build import load_settings
from plugins.errors.commands import command
from plugins.errors.issue import UserError, printable
from plugins.incremental.api import Settings, UnknownPageError, explain, ledger_file

KINDS = {
    "context": "biến của trang",
    "setting": "thiết lập",
    "global": "biến chung của Jinja",
    "list": "danh sách",
    "path": "bài được dẫn tới",
    "static": "tệp được dẫn tới",
    "always": "điều không so sánh được, nên lần nào cũng dựng lại",
}

REASONS = {
    "new": "trang mới",
    "a template changed": "mẫu trang đã đổi",
    "what the page is given changed": "điều mà trang được giao đã đổi",
}


def explain_page(page: str, content: Path | None, output: Path | None, *, publish: bool) -> str:
    """Return why a page was last rendered and what it depends on.

    Raises UserError if no build has made the page.
    """
    settings = Settings(load_settings(content, output, publish=publish))
    try:
        found = explain(ledger_file(settings), page)
    except FileNotFoundError as error:
        first = command("build", "--publish" if publish else "")
        raise UserError(f"Chưa dựng lần nào vào thư mục này. Chạy trước: {first}") from error
    except UnknownPageError as error:
        near = "\n".join(printable(f"  /{name.removesuffix('index.html')}") for name in error.near)
        raise UserError(
            printable(f"Không có trang “{page}”.") + (f" Gần giống:\n{near}" if near else "")
        ) from error
    lines = [
        f"/{found.name.removesuffix('index.html')}",
        f"  Dựng lần cuối vì: {REASONS.get(found.why, found.why)}",
        f"  Bằng mẫu: {found.made_with}",
    ]
    if found.pending:
        lines.append(f"  Sẽ dựng lại vì: {REASONS.get(found.pending, found.pending)}")
    lines.append(f"  Đọc {len(found.contents)} bài, trang:")
    lines += [f"    {path}: {names.replace(' ', ', ')}" for path, names in found.contents]
    if found.neighbours:
        lines.append("  Đọc bài trước và bài sau của bài.")
    lines.append("  Và:")
    for key in found.values:
        kind, _, name = key.partition("/")
        lines.append(f"    {KINDS.get(kind, kind)} {name}".rstrip())
    return "\n".join(map(printable, lines))
