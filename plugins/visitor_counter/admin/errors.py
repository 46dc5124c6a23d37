"""The error of the operator's commands."""

from plugins.errors.issue import UserError
from plugins.visitor_counter.terminal import visible


class OperationError(UserError):
    """The command failed. The message is Vietnamese and safe to print."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text))
