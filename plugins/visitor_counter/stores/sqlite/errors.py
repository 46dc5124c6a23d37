"""Errors of the database file as one Vietnamese line for the operator."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.errors.commands import command
from plugins.errors.io_errors import why
from plugins.visitor_counter.stores.store import StoreUnavailable

MISSING = "chưa có tệp dữ liệu này; hãy xem lại đường dẫn"
TAKEN = "một bộ đếm khác đang dùng tệp này; hãy dừng bộ đếm kia, hoặc chọn tệp khác"
REPLACED = "tệp đã bị xóa hoặc thay trong lúc bộ đếm chạy, nên không ghi tiếp; hãy đưa tệp cũ về chỗ cũ, hoặc khởi động lại bộ đếm nếu muốn dùng tệp mới"
BESIDE_REPLACED = "tệp này đã bị xóa hoặc thay trong lúc bộ đếm chạy; bộ đếm đã ghi hết số liệu vào tệp chính và tự mở lại; đừng xóa, thay hay ghi vào các tệp -wal, -shm và .lock cạnh tệp dữ liệu"
LAYOUT = "tệp do một phiên bản khác của bộ đếm tạo ra (kiểu {version}); hãy dùng đúng phiên bản ấy"
OF_ANOTHER_ACCOUNT = "tệp thuộc về một tài khoản khác, tài khoản ấy đổi được số liệu; hãy dùng lệnh chown giao tệp cho tài khoản chạy bộ đếm"
LINK = "chỗ này là một liên kết (symbolic link); hãy xóa nó, hoặc viết đường dẫn của chính tệp dữ liệu"
NOT_OURS = "không phải tệp dữ liệu của bộ đếm; hãy chọn tệp khác"
OF_SQLITE = {
    sqlite3.SQLITE_BUSY: "một chương trình khác đang khóa tệp; hãy đóng chương trình ấy",
    sqlite3.SQLITE_LOCKED: "một chương trình khác đang khóa tệp; hãy đóng chương trình ấy",
    sqlite3.SQLITE_READONLY: "không được phép ghi; hãy cho tài khoản chạy bộ đếm quyền ghi tệp và thư mục của nó",
    sqlite3.SQLITE_CANTOPEN: "không mở được; hãy xem tệp có đó không và tài khoản này có quyền đọc, ghi không",
    sqlite3.SQLITE_PERM: "không được phép mở; hãy cho tài khoản chạy bộ đếm quyền đọc, ghi",
    sqlite3.SQLITE_FULL: "ổ đĩa đầy; hãy dọn bớt",
    sqlite3.SQLITE_NOTADB: NOT_OURS,
    sqlite3.SQLITE_CORRUPT: "tệp bị hỏng; hãy cất nó đi, chạy lại với tệp mới rồi khôi phục bản sao lưu gần nhất "
    "({restore}); chưa có bản nào thì lấy tổng ghi được gần nhất làm tổng ban đầu",
    sqlite3.SQLITE_IOERR: "ổ đĩa báo lỗi khi đọc hoặc ghi",
}

OF_SYSTEM = {errno.EROFS: "ổ đĩa chỉ cho đọc; hãy chọn nơi khác", errno.ELOOP: LINK}


@contextmanager
def store_unavailable(path: Path) -> Iterator[None]:
    """Convert errors of SQLite and the system to StoreUnavailable."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(f"{path}: {error_reason(error)}") from error


def error_reason(error: sqlite3.Error | OSError) -> str:
    """Return what is wrong and what to do, in Vietnamese."""
    if isinstance(error, OSError):
        return OF_SYSTEM.get(error.errno or 0) or why(error)
    # The lower byte is the primary result code (sqlite.org/rescode.html).
    known = OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return (
        known.replace("{restore}", command("visitors.restore", "--create --file TỆP"))
        if known
        else str(error)
    )
