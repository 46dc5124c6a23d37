"""Search from the terminal, as the service would answer."""

from __future__ import annotations

from pathlib import Path

from plugins.errors.commands import command
from plugins.errors.issue import UserError
from plugins.search.answer.answer import answer
from plugins.search.answer.query import parse
from plugins.search.answer.synonyms import synonyms_of
from plugins.search.index.index import Index
from plugins.search.service.rendering import said


def look_up(release: Path, index: Path, text: str) -> str:
    """Return the first results in a built site or release, as lines for the terminal.

    `index` is the folder of an index, which is brought up to date first. Raises UserError if there is no site or no query.
    """
    if not (release / "index.html").is_file():
        raise UserError(
            f"{release}: chưa có trang nào. Dựng trước ({command('build')}), hoặc nêu thư mục phát hành bằng --to"
        )
    query = parse([("q", text)])
    if query.is_empty:
        raise UserError('Viết điều cần tìm, ít nhất hai chữ, ví dụ: --query "tiếp công dân"')
    files = Index(index)
    with files.held():
        files.refresh(release.resolve())
        found = answer(files.reader(), release.resolve(), query, synonyms_of(release))
    lines = [said(found)]
    for number, result in enumerate(found.results, 1):
        excerpt = "".join(piece.text for piece in result.excerpt)
        lines += ["", f"{number}. {result.page.title}", f"   {result.page.path}", f"   {excerpt}"]
    return "\n".join(lines)
