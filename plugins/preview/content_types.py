"""The content types of a site's files, the same on every machine."""

from mimetypes import MimeTypes
from pathlib import Path

# No files: what /etc/mime.types says differs from machine to machine.
_KNOWN = MimeTypes(filenames=())
_OURS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".ics": "text/calendar",
    ".md": "text/markdown",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")


def content_type(file: Path) -> str:
    """Return the content type by the file's name, with the charset (always UTF-8) where it is text."""
    guessed, encoding = _KNOWN.guess_type(file.name)
    kind = _OURS.get(file.suffix.lower(), guessed)
    if kind is None or encoding is not None:
        return "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind
