"""Errors of the preview."""


class PreviewError(Exception):
    """The preview cannot start. The message is Vietnamese and says what to do; the exit status should be 1."""
