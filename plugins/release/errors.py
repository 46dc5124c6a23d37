"""Errors of a release."""

from plugins.errors.io_errors import why
from plugins.errors.issue import UserError


class ReleaseError(UserError):
    """A release or a rollback was rejected or failed, and `current` is unchanged; the message is in Vietnamese."""


def disk_error(error: OSError) -> ReleaseError:
    """Return an error of the file system in words for the operator."""
    path = f"{error.filename}: " if error.filename else ""
    return ReleaseError(f"Không ghi được. {path}{why(error)} Trang đang phục vụ không thay đổi.")
