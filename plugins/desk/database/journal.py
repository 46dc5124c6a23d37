"""What was done at the desk, by whom and when. Entries are never changed or deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from plugins.desk.database.database import Database

NOTHING: Mapping[str, str] = MappingProxyType({})


class Act(Enum):
    """What can be done; the value is how the journal says it."""

    SIGNED_IN = "đăng nhập"
    SIGN_IN_FAILED = "đăng nhập không thành công"
    SIGNED_OUT = "đăng xuất"
    ACCOUNT_CREATED = "tạo tài khoản"
    ACCOUNT_CHANGED = "sửa tài khoản"
    ACCOUNT_RESET = "đặt lại cách đăng nhập"
    PASSWORD_CHANGED = "đổi mật khẩu"  # noqa: S105 - a word for an act
    CODES_SET_UP = "cài mã dùng một lần"
    PASSKEY_ADDED = "thêm khóa đăng nhập"
    PASSKEY_REMOVED = "xóa khóa đăng nhập"
    SUBMITTED = "gửi duyệt"
    APPROVED = "duyệt"
    RETURNED = "trả lại để sửa"
    RECALLED = "lấy lại để sửa"
    PUBLISHED = "đăng"
    WITHDRAWN = "thu hồi"
    LINK_MADE = "tạo liên kết xem trước"
    LINK_OPENED = "mở liên kết xem trước"
    LINKS_REVOKED = "hủy liên kết xem trước"
    ALERT_WRITTEN = "viết cảnh báo"
    ALERT_SHOWN = "xác nhận cảnh báo"
    ALERT_REMOVED = "gỡ cảnh báo"
    ERASED = "xóa khỏi lịch sử"
    STARTED = "mở bàn biên tập"
    RESTORED = "khôi phục từ bản sao lưu"
    RECOVERY_USED = "đăng nhập bằng mã dự phòng"


@dataclass(frozen=True)
class Entry:
    """One act; `person` is an id of `people`, None for the desk itself; `moment` in seconds since 1970."""

    moment: float
    person: int | None
    act: Act
    subject: str
    details: Mapping[str, str]


def record(
    database: Database,
    now: float,
    person: int | None,
    act: Act,
    subject: str = "",
    *,
    details: Mapping[str, str] = NOTHING,
) -> None:
    """Add an entry to the journal, in the transaction of the caller if there is one."""
    database.write(
        "INSERT INTO journal (moment, person, act, subject, details) VALUES (?, ?, ?, ?, ?)",
        now,
        person,
        act.name,
        subject,
        json.dumps(dict(details), ensure_ascii=False),
    )


def entries(database: Database, *, newest: int | None = 100, subject: str | None = None) -> list[Entry]:
    """Return the newest entries, newest first, all if `newest` is None; of one subject only if it is given."""
    rows = database.rows(
        "SELECT * FROM journal WHERE ?1 IS NULL OR subject = ?1 ORDER BY id DESC LIMIT ?2",
        subject,
        -1 if newest is None else newest,
    )
    return [
        Entry(row["moment"], row["person"], Act[row["act"]], row["subject"], json.loads(row["details"]))
        for row in rows
    ]
