"""`invoke desk.erase`: personal data out of everything that the desk keeps of the past."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

from invoke.exceptions import Exit

from plugins.building import places
from plugins.building.portal import portal_at
from plugins.building.verbs.arguments import path
from plugins.building.verbs.desk import desk_lock, existing_folder
from plugins.desk.database.database import Database
from plugins.desk.database.files import DATABASE, PUBLISHED_FOLDER
from plugins.desk.erasure.erased import Erased
from plugins.desk.erasure.records import erase_from_records, name_new_commits
from plugins.desk.erasure.repository import Found, find, forget_map, remaining, rewrite
from plugins.desk.repository.history import History
from plugins.errors.issue import UserError, printable
from plugins.errors.messages import messages
from plugins.files.lock import LockedError, exclusive
from plugins.vietnamese.writing import number

BUILDS = ("kiem-tra", "xem-thu")  # of `check` and `serve`, see places.py
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
            records = erase_from_records(
                database, erased, found.blobs, now=time.time(), reason=reason.strip()
            )
            name_new_commits(database, history, rewrite(history, erased))
            forget_map(history)
        finally:
            database.close()
        _delete_derived(folder, (portal.content, history.published_content))
        if left := remaining(history, erased, found.blobs):
            raise UserError(
                "Chưa xóa hết. Kho Git vẫn còn điều cần xóa ở:\n" + "\n".join(f"  {one}" for one in left)
            )
    if records.unread:
        print(printable(_unread("tệp đã tải lên", records.unread)))
    if not (found.versions or found.messages or records.changed):
        print(
            "Không tìm thấy điều cần xóa ở đâu cả, nên không có gì để xóa. Viết đúng như đã viết trong bài."
        )
        return
    print(f"Đã xóa.\n{ELSEWHERE}")


def _delete_derived(folder: Path, contents: Iterable[Path]) -> None:
    """Delete what is made of the content, and may be of an earlier state: the next preview and the next build make it again.

    That is all of the desk's folder but its own file and the work tree of what is published; the folders of builds on
    this machine; and what builds know of texts, except of pictures. Raises UserError if a build is running.
    """
    for one in folder.iterdir():
        if one.is_dir() and one.name != PUBLISHED_FOLDER:
            shutil.rmtree(one)
    for content, kind in product(contents, BUILDS):
        shutil.rmtree(places.state_folder(kind, content), ignore_errors=True)
    for ledger in (places.STATE / "ledger").glob("*.sqlite3"):
        try:
            with exclusive(ledger.with_suffix(".lock")):
                for file in ledger.parent.glob(f"{ledger.name}*"):
                    file.unlink()
        except LockedError as error:
            raise UserError(
                f"Một lần dựng đang chạy (tiến trình {error.pid or '?'}). Đợi nó xong rồi chạy lại."
            ) from None


def _unread(where: str, names: Iterable[str]) -> str:
    listed = ", ".join(sorted(set(names)))
    return f"Không tìm chữ được trong {where}: {listed}. Mở xem; cần xóa thì dùng --file, hoặc bỏ tệp ấy ở bàn biên tập."


def _told(found: Found) -> str:
    unread = f"\n{_unread('lịch sử', found.unread)}" if found.unread else ""
    if not found.versions and not found.messages:
        return f"Lịch sử không có điều cần xóa.{unread}"
    lines = [f"  {one}: {number(count)} bản" for one, count in sorted(found.versions.items())]
    if found.messages:
        lines.append(f"  lời ghi của {number(found.messages)} lần lưu")
    return "Lịch sử có điều cần xóa ở:\n" + "\n".join(lines) + unread
