"""A page of the portal inside a frame of the desk: without scripts, and with its files from the desk."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath

# Nothing in a text can reach the desk: no script runs in the frame. It has the desk's origin, since browsers would send no
# cookie (SameSite=Strict) for the pictures of a page with another one.
SANDBOX = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {"Content-Security-Policy": SANDBOX, "X-Frame-Options": "SAMEORIGIN"}
# Of a page of the desk itself that stands in a frame.
OWN_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "X-Frame-Options": "SAMEORIGIN",
}
SHOWN_KINDS = ("image/", "font/", "audio/", "video/")
FILES = "/xem/"  # where the files of the preview are
ROOT_RELATIVE = re.compile(rb"""(?P<before>\s(?:src|href|poster)=["'])/(?!/)""")
IN_SRCSET = re.compile(rb'(?P<set>\s(?:srcset|imagesrcset)=")(?P<list>[^"]*)')
MAIN = re.compile(rb"<body\b[^>]*>(?P<rest>).*?(?P<main><main\b.*</main>)", re.DOTALL)
AFTER_ARTICLE = re.compile(rb"(?<=</article>)(?!.*</article>).*(?=</main>)", re.DOTALL)
SCRIPT = re.compile(rb"<script\b.*?</script>|<script\b[^>]*>", re.DOTALL)
NAMED = re.compile(rb"""[\s"',]""" + re.escape(FILES.encode()) + rb"""(?P<name>[^\s"',]+\.[a-z0-9]{2,5})""")


def for_frame(html: bytes) -> bytes:
    """Return a page whose files come from FILES, and whose scripts are left out."""
    html = SCRIPT.sub(b"", html)
    html = IN_SRCSET.sub(
        lambda match: match["set"] + re.sub(rb"(^|,\s*)/(?!/)", rb"\1" + FILES.encode(), match["list"]), html
    )
    return ROOT_RELATIVE.sub(lambda match: match["before"] + FILES.encode(), html)


def main_part(html: bytes) -> bytes:
    """Return a page with nothing but its main part, so that who reads the text does not first scroll past the portal's head."""
    found = MAIN.search(html)
    return html[: found.start("rest")] + found["main"] + b"</body></html>" if found is not None else html


def without_others(html: bytes) -> bytes:
    """Return the page of an article without the titles of others below it, which nobody may have approved."""
    return AFTER_ARTICLE.sub(b"", html)


def files_named(html: bytes) -> list[str]:
    """Return the names of the files below FILES that a page for a frame names."""
    return list(dict.fromkeys(match["name"].decode(errors="replace") for match in NAMED.finditer(html)))


def media_type(name: str) -> str | None:
    """Return the type of a file that may be shown in a frame, None for anything else.

    Feeds and lists of the preview have texts that are not approved; documents are those of somebody else's draft.
    """
    kind = mimetypes.guess_type(PurePosixPath(name).name)[0] or ""
    return kind if kind == "text/css" or kind.startswith(SHOWN_KINDS) else None
