"""What the service reads of a request."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """A request without its body: `headers` by lower-case name, repeated ones joined by commas."""

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    peer: str

    def header(self, name: bytes) -> str:
        """Give a header's value, "" when it was not sent."""
        return self.headers.get(name, b"").decode("latin-1")


def request_of(scope: Scope) -> Request:
    """Read an ASGI scope of type `http`. `peer` is "" when the connection has no address."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = headers[name] + b"," + value if name in headers else value
    client = scope.get("client")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope.get("query_string", b""),
        headers=headers,
        peer=client[0] if client else "",
    )


class TooLargeError(Exception):
    """The body is larger than any view's."""


class DisconnectedError(Exception):
    """The sender went away before the whole body had come."""


async def body_of(receive: Receive, limit: int) -> bytes:
    """Read the whole body, at most `limit` bytes. Raises TooLargeError or DisconnectedError."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DisconnectedError
        body += bytes(message.get("body", b""))
        if len(body) > limit:
            raise TooLargeError
        if not message.get("more_body", False):
            return body
