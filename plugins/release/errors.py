"""What can go wrong with a release, in words for the operator."""

import errno

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class ReleaseError(Exception):
    """A release or a way back was refused or failed; its text is Vietnamese and says what to do.

    Whoever raises it has left what `current` shows as it was.
    """


def disk_error(error: OSError) -> ReleaseError:
    """Turn an error of the file system into one that an operator can act on."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        wrong = f"Đĩa đã đầy hoặc hết hạn mức{where}. Hãy giải phóng dung lượng rồi chạy lại."
    elif error.errno in _FORBIDDEN:
        wrong = (
            f"Không có quyền ghi{where}. "
            "Hãy kiểm tra chủ sở hữu và quyền của thư mục, hoặc ổ đĩa có đang ở chế độ chỉ đọc không."
        )
    else:
        wrong = f"Hệ thống tệp báo lỗi{where}: {error.strerror or error}."
    return ReleaseError(f"{wrong} Trang đang phục vụ không thay đổi.")
