"""Normalise and validate the paths of pages."""

import re
import unicodedata
from urllib.parse import unquote

INDEX = "index.html"
ROOT_RELATIVE = re.compile(
    r"/(?:[^/\\][^\\]{0,510})?"
)  # one slash at the start, no backslash, at most 512 characters
PLAIN = re.compile(r"[a-z0-9/_.-]*")  # has no other spelling


def root_relative(path: str) -> bool:
    """Return whether `path` is a plausible root-relative path of a page."""
    return ROOT_RELATIVE.fullmatch(path) is not None and path.isprintable()


def resolved(path: str) -> str:
    """Normalise the path of a request as nginx does, so that a view counts for the page that is served.

    Percent-encoding is decoded first, then slashes are merged (`merge_slashes` is on by default), `.` and `..` resolved, and
    `index.html` is dropped. Return "" for a path that leaves the root or is not absolute, which nginx rejects.
    """
    if not path.startswith("/"):
        return ""
    if PLAIN.fullmatch(path) and "//" not in path and "/." not in path:
        return path.removesuffix(INDEX) if path.endswith(f"/{INDEX}") else path
    parts = unicodedata.normalize("NFC", unquote(path)).split("/")[1:]
    kept: list[str] = []
    for part in parts:
        if part == ".." and not kept:
            return ""
        if part == "..":
            kept.pop()
        elif part not in {"", "."}:
            kept.append(part)
    if parts[-1] == INDEX:
        kept.pop()
    folder = parts[-1] in {"", ".", "..", INDEX} and kept
    return f"/{'/'.join(kept)}{'/' if folder else ''}"
