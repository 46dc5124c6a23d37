"""Why there can be no preview."""


class PreviewError(Exception):
    """The preview cannot start; its text is Vietnamese and says what to do. Meant for exit status 1."""
