"""The ASGI application: what every request has to pass, and what every answer has."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import cast
from urllib.parse import parse_qsl, quote

from anyio import to_thread
from python_multipart.multipart import parse_options_header
from starlette.applications import Starlette
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Right
from plugins.desk.people.sessions import find_session
from plugins.desk.people.throttle import is_browser_of_staff
from plugins.desk.web.call import SEE_OTHER, Call, Endpoint, asks_for_json
from plugins.desk.web.fields import LONGEST_PART, reject_unusable
from plugins.desk.web.rendering import POLICY, TYPES, render, static_files
from plugins.desk.web.routes import Page, pages
from plugins.desk.web.turns import BUSY, Turns, turns_of
from plugins.desk.web.unsaved import TYPED, unsaved_page
from plugins.errors.issue import UserError

MOST_FIELDS, MOST_FILES = 2_000, 30
MOST_OF_STRANGERS = 20_000  # bytes of a form that needs no right; the answer of a passkey has two thousand
MOST_KEPT = 1_000_000  # bytes of a form that is shown once more to somebody whose session has ended
MOST_READ = 64 << 20  # bytes; nginx passes no more on
MOST_DIGITS = 12  # of a length
URL_ENCODED, MULTIPART = b"application/x-www-form-urlencoded", b"multipart/form-data"
KNOWN = "/nguoi-quen"  # what nginx asks before it takes a large form
HEADERS: Mapping[str, str] = MappingProxyType({
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send forms with the origin `null`
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
})  # fmt: skip
STRICT_TRANSPORT = "max-age=31536000"
FOR_EVER = "private, max-age=31536000, immutable"
SIGN_IN = "/vao"
ERRORS = {
    403: "Bạn không có quyền làm việc này, hoặc trang đã mở quá lâu. Quay lại, tải lại trang rồi làm lại.",
    404: "Không có trang này",
    405: "Không làm được theo cách này",
    413: "Nội dung gửi lên quá lớn",
    BUSY: "Bàn biên tập đang bận. Đợi nửa phút rồi làm lại; những gì đã lưu vẫn còn.",
    415: "Không nhận biểu mẫu viết theo cách này",
}
GONE = {
    403: "Bạn không còn quyền làm việc này.",
    404: "Không còn gì ở đây để lưu vào: bài đã được bỏ ở một cửa sổ khác, hoặc đã đổi.",
}
# A link from a chat opens the desk without its cookie (SameSite=Strict); from this page the browser sends it.
FROM_ELSEWHERE = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Bàn biên tập</title><meta http-equiv="refresh" content="0">'


class IdConvertor(IntegerConvertor):
    """The part of a path that is an id. SQLite has no integers of more than 19 digits."""

    regex = "[0-9]{1,18}"


register_url_convertor("id", IdConvertor())


def desk_application(desk: Desk) -> ASGIApp:
    """Return the ASGI application of a desk."""

    async def static(request: Request) -> Response:
        return _static(request.path_params["name"], desk)

    async def known(request: Request) -> Response:
        is_known = await to_thread.run_sync(_is_staff, Call(desk, request, None))
        return Response(status_code=204 if is_known else 403)

    routes = [
        Route("/tep/{name}", static, methods=["GET"]),
        Route(KNOWN, known, methods=["GET"]),
    ]
    for page in pages():
        methods = [
            method for method, wanted in (("GET", page.show), ("POST", page.act)) if wanted is not None
        ]
        path = page.path.replace(":int}", ":id}")
        routes.append(Route(path, _answering(desk, page), methods=methods))
    errors = {HTTPException: _http_error, UserError: _user_error}
    inner = Starlette(routes=routes, exception_handlers=errors)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if desk.is_secure:
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
            await send(message)

        if scope["type"] != "http":
            await inner(scope, receive, send)
        elif Request(scope).headers.get("host", "").lower() != desk.host:
            # Another name that leads here could be somebody else's (DNS rebinding).
            await PlainTextResponse(f"Bàn biên tập chỉ trả lời ở {desk.address}\n", 421)(
                scope, receive, send_with_headers
            )
        else:
            await inner(scope, receive, send_with_headers)

    return application


def _is_staff(call: Call) -> bool:
    """Return whether a request comes from somebody who has signed in, or from a browser in which a person of the staff has."""
    if token := call.cookie("phien"):
        call.session = find_session(call.desk.database, call.now, token)
    return call.person_id is not None or _is_of_staff(call)


def _answering(desk: Desk, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers the requests for a page, after everything that they have to pass."""

    async def answer(request: Request) -> Response:
        is_form = request.method == "POST"
        right = page.act_right or page.right if is_form else page.right
        turns = turns_of(page, is_form=is_form)
        call = Call(desk, request, None)
        if token := call.cookie("phien"):
            # In a thread: the database may be waiting for another, and the event loop answers everybody.
            call.session = await to_thread.run_sync(find_session, desk.database, call.now, token)
        _reject_address(request)
        if not call.may(right):
            return await _without_right(call, page, right, turns)
        if is_form:
            _reject_foreign(desk, request)
            _reject_encoded_otherwise(request, page)
            _reject_large(request, page.longest if right is not Right.NONE else MOST_OF_STRANGERS)
            turns.reject_more(call.person_id)
            response = await _acted(call, page, right, turns)
        else:
            response = await turns.take(partial(cast(Endpoint, page.show), call), call.person_id)
        _set_cookies(desk, call, response)
        return response

    async def answer_and_read(request: Request) -> Response:
        try:
            return await answer(request)
        finally:
            await _read_rest(request)

    return answer_and_read


async def _read_rest(request: Request) -> None:
    """Read what is left of a form that was rejected: nginx, which has all of it, takes a closed connection for a failure."""
    if request.method == "POST" and _length(request) <= MOST_READ:
        with suppress(RuntimeError, ClientDisconnect):  # RuntimeError: nothing is left
            async for _ in request.stream():
                pass


async def _acted(call: Call, page: Page, right: Right, turns: Turns) -> Response:
    """Read a form, and return what the page does with it."""

    def act() -> Response:
        if token := call.cookie("phien"):  # once more: the account may have been closed while this waited
            call.session = find_session(call.desk.database, call.now, token)
            if not call.may(right):
                return _over(call, right)
        if _is_forged(call, right):
            if (unsaved := unsaved_page(call, right)) is not None:
                return unsaved
            raise HTTPException(403)
        try:
            reject_unusable(_words_of(call.form))
            return cast(Endpoint, page.act)(call)
        except (UserError, HTTPException) as error:
            problem = str(error) if isinstance(error, UserError) else GONE.get(error.status_code, "")
            unsaved = unsaved_page(call, right, problem) if problem else None
            if unsaved is not None:
                return unsaved
            raise

    return await _with_form(call, page, turns, act, call.person_id)


async def _with_form(
    call: Call, page: Page, turns: Turns, act: Callable[[], Response], person: int | None
) -> Response:
    """Read the form of a request, and return what `act` returns in a thread; `person` is whose turn that takes."""

    def read_and_act() -> Response:
        call.form = _url_encoded(body)
        return act()

    if _encoding(call.request) == MULTIPART:
        async with call.request.form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=min(page.longest, LONGEST_PART)
        ) as form:
            call.form = form
            return await turns.take(act, person)
    body = await call.request.body() if _encoding(call.request) else b""
    return await turns.take(read_and_act, person)


def _url_encoded(body: bytes) -> FormData:
    """Return the fields of a form without files. Starlette would do this in the event loop: of 9 MB, in seconds."""
    try:
        fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
    return FormData([*fields])


def _encoding(request: Request) -> bytes:
    return parse_options_header(request.headers.get("content-type", ""))[0]


def _reject_address(request: Request) -> None:
    """Raise UserError for an unusable question in an address, HTTPException for an unusable path."""
    reject_unusable(request.query_params.values())
    try:
        reject_unusable(map(str, request.path_params.values()))
    except UserError as error:
        raise HTTPException(404) from error


def _reject_encoded_otherwise(request: Request, page: Page) -> None:
    """Raise HTTPException for a form that no browser sends from this page.

    Starlette decodes the fields of multipart forms with the `charset` that the sender names, in the event loop: `punycode` needs
    quadratic time, `utf-7` makes lone surrogates.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    known = {b"", URL_ENCODED, MULTIPART} if page.takes_files else {b"", URL_ENCODED}
    if kind not in known or options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise HTTPException(415)


def _reject_large(request: Request, most: int) -> None:
    """Raise HTTPException for a form of more than `most` bytes, or without a length, before it is read."""
    if _length(request) > most:
        raise HTTPException(413)


def _length(request: Request) -> int:
    """Return how long the body is, a very large number if that is not said."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) <= MOST_DIGITS else sys.maxsize


def _words_of(form: FormData) -> list[str]:
    """Return all that was typed or chosen, also the names of fields and files."""
    values = [value if isinstance(value, str) else value.filename or "" for _, value in form.multi_items()]
    return [*form.keys(), *values]


async def _without_right(call: Call, page: Page, right: Right, turns: Turns) -> Response:
    """Return the way to the door; what was typed while the session has ended is shown, so that it can be copied."""
    session, request = call.session, call.request
    if session is not None and session.signed_in is not None:
        raise HTTPException(403)
    if request.method == "POST":
        is_kept = right in TYPED and _encoding(request) and _length(request) <= MOST_KEPT
        # Only for browsers in which somebody has signed in before: parsing 1 MB of fields takes 0.1 s.
        if is_kept and _is_from_here(call.desk, request) and await to_thread.run_sync(_is_of_staff, call):
            _reject_encoded_otherwise(request, page)
            return await _with_form(call, page, turns, partial(_over, call, right), None)
        return RedirectResponse(SIGN_IN, SEE_OTHER)
    if request.headers.get("sec-fetch-site") == "cross-site":
        return HTMLResponse(FROM_ELSEWHERE)
    return RedirectResponse(f"{SIGN_IN}?tiep={quote(request.url.path)}", SEE_OTHER)


def _is_of_staff(call: Call) -> bool:
    return is_browser_of_staff(call.desk.database, call.now, call.browser_token())


def _over(call: Call, right: Right) -> Response:
    return unsaved_page(call, right) or RedirectResponse(SIGN_IN, SEE_OTHER)


def _reject_foreign(desk: Desk, request: Request) -> None:
    """Raise HTTPException for a form that another site has sent."""
    if not _is_from_here(desk, request):
        raise HTTPException(403)


def _is_from_here(desk: Desk, request: Request) -> bool:
    """Return whether a page of the desk has sent a form. All browsers name the origin of one."""
    return request.headers.get("origin", "") == desk.address


def _is_forged(call: Call, right: Right) -> bool:
    """Return whether a form lacks the session's token; before anybody has signed in there is none to protect."""
    if right is Right.NONE and call.session is None:
        return False
    expected = call.session.form_token if call.session is not None else ""
    return not expected or not secrets.compare_digest(call.text("ma-bieu-mau").encode(), expected.encode())


def _set_cookies(desk: Desk, call: Call, response: Response) -> None:
    for name, (value, seconds) in call.cookies.items():
        response.set_cookie(
            desk.cookie_name(name),
            value,
            max_age=seconds,
            path="/",
            secure=desk.is_secure,
            httponly=True,
            samesite="strict",
        )


def _static(name: str, desk: Desk) -> Response:
    content = static_files().get(name) or (desk.bundle.read(name) if desk.bundle is not None else None)
    if content is None:
        raise HTTPException(404)
    return Response(
        content, media_type=TYPES[PurePosixPath(name).suffix], headers={"Cache-Control": FOR_EVER}
    )


def _http_error(request: Request, error: Exception) -> Response:
    status, headers = cast(HTTPException, error).status_code, cast(HTTPException, error).headers
    title = ERRORS.get(status, "Không làm được")
    return HTMLResponse(render("error.html", title=title, message="", path=request.url.path), status, headers)


def _user_error(request: Request, error: Exception) -> Response:
    if asks_for_json(request):
        return JSONResponse({"problem": str(error)}, 422)
    return HTMLResponse(
        render("error.html", title="Chưa làm được", message=str(error), path=request.url.path), 422
    )
