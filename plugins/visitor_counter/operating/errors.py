"""The error that the operator's verbs end with."""


class OperationError(Exception):
    """The verb could not be done; the text says why, in Vietnamese."""
