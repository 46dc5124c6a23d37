"""Errors of the preview."""

from plugins.errors.issue import UserError


class PreviewError(UserError):
    """The preview cannot start. The message is Vietnamese and says what to do; the exit status should be 1."""
