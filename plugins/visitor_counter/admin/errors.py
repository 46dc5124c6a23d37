"""The error that the operator's verbs end with."""

from plugins.visitor_counter.terminal import visible


class OperationError(Exception):
    """The verb could not be done; the text says why, in Vietnamese, and is safe to print."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text))
