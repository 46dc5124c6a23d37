"""The built folder as a good static host serves it."""

import hashlib
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from plugins.preview.content_types import content_type

_SHARED = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}


def answer_file(output: Path, request: Request, adorn: Callable[[bytes], bytes]) -> Response:
    """Answer a request from the files in `output`; HTML passes through `adorn` on its way.

    A folder without its final slash leads on to itself with one, an unknown address gets `404.html` with
    status 404. Nothing hidden and nothing outside the folder is shown, whatever links point to.
    """
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Chỉ GET và HEAD.\n", 405, {"allow": "GET, HEAD", **_SHARED})
    path: str = request.scope["path"]
    file = find(output, f"{path}index.html" if path.endswith("/") else path)
    if file is not None:
        return _page(file, request, adorn) if _is_html(file) else _file(file, request)
    if find(output, f"{path}/index.html") is not None:
        return _with_slash(path, request)
    missing = find(output, "/404.html")
    if missing is not None:
        return Response(adorn(missing.read_bytes()), 404, _SHARED, "text/html")
    return PlainTextResponse("Không có trang này.\n", 404, _SHARED)


def find(output: Path, path: str) -> Path | None:
    """Return the regular file behind a decoded path that starts with a slash, None if there is none to show."""
    slash, *segments = path.split("/")
    if slash or any(not segment or segment.startswith(".") for segment in segments):
        return None
    try:
        folder = output.resolve(strict=True)
        file = folder.joinpath(*segments).resolve(strict=True)
        # Once more where it really is: Windows has short names for hidden files too (GIT~1), and links may lead to one.
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        return file if not hidden and file.is_file() else None
    except (OSError, ValueError, RuntimeError):
        # Absent, too long, a zero byte, or (RuntimeError, before Python 3.13) a loop of links: nothing to show.
        return None


def _with_slash(path: str, request: Request) -> Response:
    # Each segment is quoted by itself and none is empty (see find), so this cannot lead to another host.
    location = "".join(f"/{quote(segment, safe='')}" for segment in path.split("/")[1:]) + "/"
    query = request.scope["query_string"].decode("latin-1")
    return Response(
        status_code=308, headers={"location": f"{location}?{query}" if query else location, **_SHARED}
    )


def _page(file: Path, request: Request, adorn: Callable[[bytes], bytes]) -> Response:
    content = adorn(file.read_bytes())
    headers = {
        "etag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "last-modified": formatdate(file.stat().st_mtime, usegmt=True),
        **_SHARED,
    }
    if _is_known(request, headers["etag"], file.stat().st_mtime):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="text/html")


def _file(file: Path, request: Request) -> Response:
    state = file.stat()
    response = FileResponse(file, headers=_SHARED, media_type=content_type(file), stat_result=state)
    if _is_known(request, response.headers["etag"], state.st_mtime):
        kept = {name: response.headers[name] for name in ("etag", "last-modified")}
        return Response(status_code=304, headers={**kept, **_SHARED})
    return response


def _is_known(request: Request, etag: str, modified: float) -> bool:
    """Whether the browser has this very version (RFC 9110, section 13.2.2: the tag goes before the date)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        return etag in tags or known.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return int(modified) <= since.timestamp()
    except (ValueError, OverflowError):
        return False


def _is_html(file: Path) -> bool:
    return content_type(file).startswith("text/html")
