"""The headers that objects in a bucket carry: those that nginx sends for the same files, as `plugins/server` configures it."""

from __future__ import annotations

import hashlib
import json
import re

from plugins.release.assets import ASSET
from plugins.urls.patterns import PICTURES

UTF_8 = "; charset=utf-8"
UNKNOWN = "application/octet-stream"
# By extension, as in the mime.types of nginx and the `types` of that configuration. Others are UNKNOWN.
TYPES = {
    "7z": "application/x-7z-compressed",
    "avif": "image/avif",
    "css": f"text/css{UTF_8}",
    "csv": f"text/csv{UTF_8}",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "html": f"text/html{UTF_8}",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": f"text/javascript{UTF_8}",
    "json": "application/json",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rar": "application/x-rar-compressed",
    "rtf": "application/rtf",
    "svg": "image/svg+xml",
    "txt": f"text/plain{UTF_8}",
    "vtt": f"text/vtt{UTF_8}",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": f"text/xml{UTF_8}",
    "zip": "application/zip",
}
FEEDS = {"xml": "application/atom+xml", "json": "application/feed+json"}  # below /rss/

PICTURE = re.compile(rf"{PICTURES[1:]}.")
IMMUTABLE, CHECKED = "public, max-age=31536000, immutable", "no-cache"


def headers_of(name: str) -> dict[str, str]:
    """Return the headers of a release's file.

    >>> headers_of("rss/tin.xml")
    {'Content-Type': 'application/atom+xml', 'Cache-Control': 'no-cache'}
    """
    extension = name.rpartition("/")[2].rpartition(".")[2].lower()
    types = FEEDS if name.startswith("rss/") and extension in FEEDS else TYPES
    immutable = ASSET.fullmatch(name) or PICTURE.match(name)
    return {
        "Content-Type": types.get(extension, UNKNOWN),
        "Cache-Control": IMMUTABLE if immutable else CHECKED,
    }


def policy() -> str:
    """Return a digest of these rules: objects that were sent by other rules cannot be copied."""
    rules = [TYPES, FEEDS, ASSET.pattern, PICTURE.pattern, IMMUTABLE, CHECKED]
    return hashlib.sha256(json.dumps(rules).encode()).hexdigest()[:16]
