"""An HTTP request without its body."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.types import Scope


class Request(NamedTuple):
    """A request; its body is never read. `headers` are by lower-case name, repeated ones joined with commas."""

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    peer: str

    def header(self, name: bytes) -> str:
        """Return the value of a header, or "" if it was not sent."""
        return self.headers.get(name, b"").decode("latin-1")


def request_of(scope: Scope) -> Request:
    """Create a Request from an ASGI scope of type `http`. `peer` is "" if the connection has no address."""
    sent = scope["headers"]
    headers = dict(sent)
    if len(headers) < len(sent):
        headers = {}
        for name, value in sent:
            headers[name] = headers[name] + b"," + value if name in headers else value
    client = scope.get("client")
    peer = client[0] if client else ""
    return Request(scope["method"], scope["path"], scope.get("query_string", b""), headers, peer)
