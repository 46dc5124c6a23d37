"""Make untrusted text (addresses, reasons, file names) safe to print, and the error of the operator's commands."""

from plugins.errors.issue import UserError

MAX_CHARACTERS = 2000


def visible(text: str) -> str:
    r"""Escape control and bidirectional characters (`\x1b`, `\u202e`), line breaks included, and truncate long text."""
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS] + "…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


class OperationError(UserError):
    """A command failed, or the service cannot start. The message is Vietnamese and safe to print."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text))
