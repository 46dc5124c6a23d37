"""What the service sends back."""

from plugins.visitor_counter.request import Send

Headers = tuple[tuple[bytes, bytes], ...]
FRESH_AND_AS_SAID: Headers = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


class Answer:
    """A whole answer, with what else is said of it in `headers`. It may be sent as often as one likes."""

    __slots__ = ("_body", "_start", "_without_body")

    def __init__(
        self, status: int, body: bytes, content_type: str, headers: Headers = FRESH_AND_AS_SAID
    ) -> None:
        said = [(b"content-type", content_type.encode()), (b"content-length", b"%d" % len(body)), *headers]
        self._start = {"type": "http.response.start", "status": status, "headers": said}
        self._body = {"type": "http.response.body", "body": body}
        self._without_body = {"type": "http.response.body", "body": b""}

    async def send(self, send: Send, *, with_body: bool = True) -> None:
        """Send it; an answer to HEAD goes without its body."""
        await send(self._start)
        await send(self._body if with_body else self._without_body)


def json_answer(body: bytes, *, available: bool = True) -> Answer:
    """Give figures to a script."""
    return Answer(200 if available else 503, body, "application/json")


def to_sender(body: bytes) -> Answer:
    """Give figures to the page that sent a view.

    Answers to POST are not kept by anyone unless they say so (RFC 9110, 9.3.3), and no page can load them as anything
    else: so nothing more is said, since uvicorn looks at each header with two patterns.
    """
    return Answer(200, body, "application/json", ())


def document(body: bytes, content_type: str, *, available: bool = True) -> Answer:
    """Give a page or picture that brings its own style and may load nothing, and that no other site may show."""
    policy = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    headers = ((b"content-security-policy", policy), (b"cross-origin-resource-policy", b"same-origin"))
    return Answer(200 if available else 503, body, content_type, FRESH_AND_AS_SAID + headers)


def see_other(address: str) -> Answer:
    """Lead on to a page of this site after something was sent, so that loading it anew sends nothing again."""
    return Answer(
        303, b"", "text/plain; charset=utf-8", (*FRESH_AND_AS_SAID, (b"location", address.encode()))
    )


def refused(status: int, text: str, *, allow: str = "") -> Answer:
    """Give a short error: one Vietnamese sentence and nothing about the inside."""
    headers = ((b"allow", allow.encode()),) if allow else ()
    return Answer(status, f"{text}\n".encode(), "text/plain; charset=utf-8", FRESH_AND_AS_SAID + headers)
