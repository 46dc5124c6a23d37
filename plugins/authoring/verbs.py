"""The verbs of `tasks.py` for editors: questions on the terminal, errors by `messages`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from plugins.authoring.editor import open_in_editor, start_article
from plugins.authoring.new_portal import new_portal
from plugins.building.verbs import path, quoted
from plugins.errors.messages import messages

NOTHING_WRITTEN = "Đã dừng, chưa ghi gì."


def new(content: str, *, agency: str) -> None:
    """Ask, write a draft and open it."""
    with messages(NOTHING_WRITTEN):
        file = start_article(path(content), path(agency))
    with messages():
        open_in_editor(file)


@messages(NOTHING_WRITTEN)
def init(folder: str) -> None:
    """Ask, and write a new content folder."""
    written = new_portal(Path(folder), datetime.now().astimezone(), ask=input, say=print)
    print(f"Đã tạo {len(written)} tệp trong {folder}.")
    print("Viết tiếp vào chỗ có ngoặc vuông “[…]” trong agency.yaml và pages/.")
    print(f"Xem thử: uv run invoke serve --content {quoted(folder)}")
