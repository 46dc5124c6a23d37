"""`invoke desk.erase`: personal data out of everything that the desk keeps of the past."""

from __future__ import annotations

import time
from collections.abc import Sequence

from invoke.exceptions import Exit

from plugins.building.portal import portal_at
from plugins.building.verbs.arguments import path
from plugins.building.verbs.desk import desk_lock, existing_folder
from plugins.desk.database.database import Database
from plugins.desk.database.files import DATABASE, PUBLISHED_FOLDER
from plugins.desk.erasure.erased import Erased
from plugins.desk.erasure.records import erase_from_records, name_new_commits
from plugins.desk.erasure.repository import Found, find, forget_map, rewrite
from plugins.desk.repository.history import History
from plugins.errors.issue import UserError, printable
from plugins.errors.messages import messages
from plugins.vietnamese.writing import number

ELSEWHERE = (
    "Còn phải xóa ở nơi khác, nếu có: các bản sao lưu cũ, các bản phát hành cũ trên máy chủ, những kho Git khác đã lấy lịch sử "
    "này (đẩy lại bằng git push --force), và những máy đã chép tệp về."
)


@messages("Đã dừng giữa chừng. Chạy lại đúng lệnh này để xóa cho hết.")
def erase(
    words: Sequence[str], files: Sequence[str], reason: str, content: str, *, agency: str, write: bool
) -> None:
    """Print which versions have it; with `write` erase it from all of them, and from the desk's own file."""
    erased = Erased(tuple(words), tuple(files))
    portal = portal_at(path(content), path(agency))
    folder = existing_folder(portal)
    with desk_lock(folder):
        history = History(portal.content, folder / PUBLISHED_FOLDER)
        history.prepare()
        found = find(history, erased)
        print(printable(_told(found)))
        if found.current:
            raise UserError(
                "Chưa xóa được, vì bản hiện nay còn điều cần xóa. Sửa hay thu hồi ở bàn biên tập trước, rồi chạy lại:\n"
                + "\n".join(f"  {one}" for one in found.current)
            )
        if not write:
            print(
                "Chưa xóa gì. Xóa hẳn, không lấy lại được: chạy lại lệnh này, thêm --reason 'lý do' --write"
            )
            return
        if not reason.strip():
            raise Exit("Viết lý do để ghi vào nhật ký, ví dụ: --reason 'Theo đơn ngày 1/12/2026'", code=2)
        database = Database(folder / DATABASE)
        try:
            erase_from_records(database, erased, found.blobs, now=time.time(), reason=reason.strip())
            name_new_commits(database, history, rewrite(history, erased))
            forget_map(history)
        finally:
            database.close()
    print(f"Đã xóa.\n{ELSEWHERE}")


def _told(found: Found) -> str:
    if not found.versions and not found.messages:
        return "Lịch sử không có điều cần xóa."
    lines = [f"  {one}: {number(count)} bản" for one, count in sorted(found.versions.items())]
    if found.messages:
        lines.append(f"  lời ghi của {number(found.messages)} lần lưu")
    return "Lịch sử có điều cần xóa ở:\n" + "\n".join(lines)
