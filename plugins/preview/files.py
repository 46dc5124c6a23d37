"""Serve the built folder as a static web server would."""

import hashlib
from collections.abc import Callable
from email.utils import formatdate
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

# Without /etc/mime.types, which differs between machines.
_KNOWN = MimeTypes(filenames=())
_CONTENT_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".xml": "application/xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".ics": "text/calendar",
    ".md": "text/markdown",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")
_SHARED = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}


def name_at(path: str) -> str:
    """Return the name, below the output folder, of the file that is served at a decoded path."""
    return (f"{path}index.html" if path.endswith("/") else path).removeprefix("/")


def answer_file(
    output: Path, request: Request, transform: Callable[[bytes], bytes], newer: bytes | None = None
) -> Response:
    """Answer a request from the files in `output`; HTML is passed through `transform` first.

    `newer` is served instead of the file at this path, if there is one.
    A folder without its final slash is redirected to the path with one, an unknown path gets `404.html` with
    status 404. Hidden files, and links that lead out of the folder, are never served.
    """
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Chỉ GET và HEAD.\n", 405, {"allow": "GET, HEAD", **_SHARED})
    path: str = request.scope["path"]
    file = find(output, f"/{name_at(path)}")
    if file is not None:
        return _answer(file, request, transform, newer)
    if find(output, f"{path}/index.html") is not None:
        return _with_slash(path, request)
    missing = find(output, "/404.html")
    if missing is not None:
        return Response(transform(missing.read_bytes()), 404, _SHARED, "text/html")
    return PlainTextResponse("Không có trang này.\n", 404, _SHARED)


def find(output: Path, path: str) -> Path | None:
    """Return the regular file behind a decoded path that starts with a slash, or None if there is no such file or it is hidden."""
    slash, *segments = path.split("/")
    if slash or any(not segment or segment.startswith(".") for segment in segments):
        return None
    try:
        folder = output.resolve(strict=True)
        file = folder.joinpath(*segments).resolve(strict=True)
        # Check the resolved path too: a link may lead to a hidden file, and so may a short name on Windows (GIT~1).
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        return file if not hidden and file.is_file() else None
    except (OSError, ValueError, RuntimeError):
        # Missing, too long, contains a null byte, or a loop of links (RuntimeError before Python 3.13).
        return None


def _with_slash(path: str, request: Request) -> Response:
    # Each segment is quoted separately and none is empty (see `find`), so this cannot redirect to another host.
    location = "".join(f"/{quote(segment, safe='')}" for segment in path.split("/")[1:]) + "/"
    query = request.scope["query_string"].decode("latin-1")
    return Response(
        status_code=308, headers={"location": f"{location}?{query}" if query else location, **_SHARED}
    )


def _answer(
    file: Path, request: Request, transform: Callable[[bytes], bytes], newer: bytes | None
) -> Response:
    kind, state = content_type(file), file.stat()
    response: Response
    if kind.startswith("text/html"):
        content = transform(file.read_bytes() if newer is None else newer)
        headers = {
            "etag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            **_SHARED,
        }
        if newer is None:
            headers["last-modified"] = formatdate(state.st_mtime, usegmt=True)
        response = Response(content, headers=headers, media_type="text/html")
    else:
        response = FileResponse(file, headers=_SHARED, media_type=kind, stat_result=state)
    is_known = StaticFiles().is_not_modified(response.headers, request.headers)
    return NotModifiedResponse(response.headers) if is_known else response


def content_type(file: Path) -> str:
    """Return the content type for a file name; text types carry `charset=utf-8`."""
    guessed, encoding = _KNOWN.guess_type(file.name)
    media_type = _CONTENT_TYPES.get(file.suffix.lower(), guessed)
    if media_type is None or encoding is not None:
        return "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type
