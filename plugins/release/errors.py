"""Errors of a release."""

from plugins.errors.issue import UserError
from plugins.files.io_errors import why


class ReleaseError(UserError):
    """A release or a rollback was rejected or failed; the message is Vietnamese and says what to do.

    Whoever raises it has left what `current` shows as it was.
    """


def disk_error(error: OSError) -> ReleaseError:
    """Turn an error of the file system into one that an operator can act on."""
    where = f"{error.filename}: " if error.filename else ""
    return ReleaseError(f"Không ghi được. {where}{why(error)} Trang đang phục vụ không thay đổi.")
