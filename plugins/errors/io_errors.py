"""Errors of the file system, in words for the operator."""

from __future__ import annotations

import errno
import re
import sys

FULL = "đĩa đã đầy hoặc hết hạn mức. Giải phóng dung lượng rồi chạy lại."
FORBIDDEN = "không có quyền. Kiểm tra chủ sở hữu và quyền, hoặc chọn chỗ khác."
FILE = "có một tệp ở chỗ lẽ ra là thư mục. Chọn chỗ khác."
WORDS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.EROFS: FORBIDDEN,
    errno.EEXIST: FILE,
    errno.ENOTDIR: FILE,
    errno.EISDIR: "có một thư mục ở chỗ lẽ ra là tệp. Chọn chỗ khác.",
    errno.ENOENT: "không có hoặc không tạo được ở chỗ này. Kiểm tra lại đường dẫn.",
    errno.ENAMETOOLONG: "tên quá dài. Chọn tên ngắn hơn.",
}

LONGEST_ON_WINDOWS = 259  # characters of a whole path, unless the machine is set to allow more
RESERVED_ON_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^.]*)*", re.IGNORECASE)


def why(error: OSError) -> str:
    """Return what is wrong and what to do, for an error of the file system."""
    if sys.platform == "win32" and isinstance(error.filename, str):
        name = wrong_on_windows(error.filename)
        if name:
            return name
    other = f"hệ thống tệp báo lỗi ({error.strerror or error}). Kiểm tra ổ đĩa, hoặc chọn chỗ khác."
    return WORDS.get(error.errno or 0, other)


def wrong_on_windows(path: str) -> str:
    """Return what Windows has against a path that Linux and macOS accept; empty if nothing."""
    for part in re.split(r"[\\/]", path):
        if RESERVED_ON_WINDOWS.fullmatch(part):
            return (
                f"“{part}” là tên dành riêng của Windows. Đổi “slug” hoặc tên ấy, hoặc dựng trên máy Linux."
            )
        if part.strip(".") and part != part.rstrip(". "):
            return f"“{part}” kết thúc bằng dấu chấm hoặc dấu cách, Windows không nhận. Đổi tên ấy."
    if len(path) > LONGEST_ON_WINDOWS:
        return (
            f"đường dẫn dài {len(path)} ký tự, Windows chỉ nhận {LONGEST_ON_WINDOWS}. Chuyển thư mục tới gần gốc ổ đĩa, "
            "ví dụ C:\\cong, hoặc bật “Enable Win32 long paths” trong Windows."
        )
    return ""
