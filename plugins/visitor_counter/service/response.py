"""HTTP responses."""

from plugins.visitor_counter.request import Send

Headers = tuple[tuple[bytes, bytes], ...]
COMMON_HEADERS: Headers = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


class Response:
    """A complete response; `headers` are sent besides Content-Type and Content-Length. It can be sent many times."""

    __slots__ = ("_body", "_start", "_without_body")

    def __init__(
        self, status: int, body: bytes, content_type: str, headers: Headers = COMMON_HEADERS
    ) -> None:
        all_headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", b"%d" % len(body)),
            *headers,
        ]
        self._start = {"type": "http.response.start", "status": status, "headers": all_headers}
        self._body = {"type": "http.response.body", "body": body}
        self._without_body = {"type": "http.response.body", "body": b""}

    async def send(self, send: Send, *, with_body: bool = True) -> None:
        """Send the response, without its body for HEAD."""
        await send(self._start)
        await send(self._body if with_body else self._without_body)


def json_response(body: bytes, *, available: bool = True) -> Response:
    """Return a JSON response with status 200, or 503 if not `available`."""
    return Response(200 if available else 503, body, "application/json")


def view_response(body: bytes) -> Response:
    """Return the response to a view, without `Cache-Control` and `X-Content-Type-Options`.

    Responses to POST are not cached by default (RFC 9110, 9.3.3) and cannot be loaded as script or style, and uvicorn
    checks each header with two regular expressions.
    """
    return Response(200, body, "application/json", ())


def document(body: bytes, content_type: str, *, available: bool = True) -> Response:
    """Return a page or picture that may load nothing and that no other site may embed."""
    policy = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    headers = ((b"content-security-policy", policy), (b"cross-origin-resource-policy", b"same-origin"))
    return Response(200 if available else 503, body, content_type, COMMON_HEADERS + headers)


def see_other(address: str) -> Response:
    """Redirect after a form was sent, so that a reload does not send it again."""
    return Response(303, b"", "text/plain; charset=utf-8", (*COMMON_HEADERS, (b"location", address.encode())))


def error_response(status: int, text: str, *, allow: str = "") -> Response:
    """Return an error with one Vietnamese sentence as plain text."""
    headers = ((b"allow", allow.encode()),) if allow else ()
    return Response(status, f"{text}\n".encode(), "text/plain; charset=utf-8", COMMON_HEADERS + headers)
