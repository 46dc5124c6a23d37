"""Text from elsewhere (addresses, reasons, file names) as a terminal may show it."""

MAX_CHARACTERS = 2000


def visible(text: str) -> str:
    r"""Show control and bidirectional characters as escapes (`\x1b`, `\u202e`), and cut what is endless.

    Line breaks are escaped too: one line stays one.
    """
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS] + "…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
