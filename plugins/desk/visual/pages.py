"""The two requests of the visual editor's script: split a text into blocks, and join blocks to a text."""

from __future__ import annotations

import json

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from plugins.desk.people.roles import Right
from plugins.desk.texts.editing import text_of
from plugins.desk.texts.form import BODY
from plugins.desk.texts.writing import MOST_FORM
from plugins.desk.visual.blocks import Change, NotInBlocksError, blocks_of, join_blocks
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError
from plugins.vietnamese.text import normalise

NOT_SHOWN = "Bài này đang có lỗi, hoặc có cách viết mà cách soạn như Word chưa đọc được. Sửa ở cách soạn bằng chữ trước."
NOT_JOINED = "Đoạn có vạch đỏ chưa lưu được, vì trên cổng sẽ hiện khác với ở đây. Viết lại đoạn ấy cách khác; giữa hai danh sách thì thêm một đoạn chữ."
MOST_BLOCKS = 3_000
MOST_HTML = 4_000_000  # characters
BLOCK = Markup('<section data-source="{}" data-editable="{}">{}</section>')


def show_blocks(call: Call) -> Response:
    """Return the body, or the Markdown in the field `chu`, as blocks: an HTML page with one `section` each."""
    text_of(call)
    given = call.form.get("chu")
    written = normalise(given if isinstance(given, str) else call.text(BODY)).replace("\r\n", "\n")
    try:
        blocks = call.desk.content.checks.reader.ask(blocks_of, written)
    except NotInBlocksError:
        raise UserError(NOT_SHOWN) from None
    found = (
        BLOCK.format(block.source, "1" if block.is_editable else "", Markup(block.html))  # noqa: S704 - sanitised by the contract
        for block in blocks
    )
    return HTMLResponse(f"<!doctype html><title>Các đoạn</title>{Markup().join(found)}")


def join(call: Call) -> Response:
    """Return the text of blocks and their sources, or which of them would not render as shown."""
    text_of(call)
    changes = _changes(call.text("khoi"))
    try:
        joined = call.desk.content.checks.reader.ask(join_blocks, changes)
    except NotInBlocksError:
        raise UserError(NOT_SHOWN) from None
    if joined.wrong:
        return JSONResponse({"wrong": joined.wrong, "problem": NOT_JOINED})
    return JSONResponse({"text": joined.text, "sources": joined.sources, "wrong": []})


def _changes(sent: str) -> list[Change]:
    """Parse the blocks of a request, `[[html, source or null], …]`. Raises HTTPException."""
    try:
        found = json.loads(sent)
        changes = [Change(str(html), None if source is None else str(source)) for html, source in found]
    except (ValueError, TypeError, RecursionError):
        raise HTTPException(400) from None
    if len(changes) > MOST_BLOCKS or sum(len(change.html) for change in changes) > MOST_HTML:
        raise HTTPException(413)
    return changes


PAGES = [
    Page("/bai/{number:int}/khoi", Right.WRITE, act=show_blocks, longest=MOST_FORM),
    Page("/bai/{number:int}/ghep", Right.WRITE, act=join, longest=MOST_FORM),
]
