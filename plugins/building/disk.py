"""What the disk says, in words for the operator."""

from __future__ import annotations

import errno

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


def why(error: OSError) -> str:
    """Return what is wrong and what to do, for an error of the file system."""
    other = f"hệ thống tệp báo lỗi ({error.strerror or error}). Kiểm tra ổ đĩa, hoặc chọn chỗ khác."
    return WORDS.get(error.errno or 0, other)
