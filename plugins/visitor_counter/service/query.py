"""Parse the queries of views and answers."""

import re
from typing import NamedTuple
from urllib.parse import unquote_plus

MAX_QUERY = 2048
NONCE = re.compile(rb"[0-9a-f]{32}")
WIDGET_QUERY = re.compile(rb"trang=([^&]+)&ma=([0-9a-f]{32})")


class Submission(NamedTuple):
    """A view of the page at `path`, with the widget's nonce and `navigator.webdriver`, or the answer to the question."""

    path: str
    nonce: bytes | None = None
    automated: bool = False
    helpful: bool | None = None


def parse_view(query: bytes) -> Submission:
    """Parse `trang=…&ma=…`, with `&tu-dong=1` from an automated browser. Raises ValueError for anything else."""
    usual = WIDGET_QUERY.fullmatch(query) if len(query) <= MAX_QUERY else None
    if usual is not None:
        page, nonce = usual.groups()
        return Submission(_path(page), bytes.fromhex(nonce.decode()))
    fields = _fields(query)
    nonce, automated = fields.pop(b"ma", b""), fields.pop(b"tu-dong", None)
    if NONCE.fullmatch(nonce) is None or automated not in {None, b"1"}:
        raise ValueError("nonce missing or invalid")
    return Submission(_page(fields), bytes.fromhex(nonce.decode()), automated is not None)


def parse_answer(query: bytes) -> Submission:
    """Parse `trang=…&tra-loi=co` (or `khong`). Raises ValueError for anything else."""
    fields = _fields(query)
    helpful = {b"co": True, b"khong": False}.get(fields.pop(b"tra-loi", b""))
    if helpful is None:
        raise ValueError("no answer")
    return Submission(_page(fields), helpful=helpful)


def parse_page(query: bytes) -> Submission:
    """Parse `trang=…`, ignoring other fields. Raises ValueError unless it is given once."""
    return Submission(_page({b"trang": _fields(query).get(b"trang", b"")}))


def _fields(query: bytes) -> dict[bytes, bytes]:
    """Split a query into fields. Raises ValueError if it is too long or has a duplicate field."""
    if len(query) > MAX_QUERY:
        raise ValueError("query too long")
    pairs = [part.split(b"=", 1) for part in query.split(b"&") if b"=" in part]
    fields: dict[bytes, bytes] = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("duplicate field")
    return fields


def _page(fields: dict[bytes, bytes]) -> str:
    """Parse the path, which must be the only field left. Raises ValueError."""
    value = fields.pop(b"trang", b"")
    if not value or fields:
        raise ValueError("page missing, or unknown fields")
    return _path(value)


def _path(value: bytes) -> str:
    """Decode a percent-encoded path. Raises ValueError."""
    path = value.replace(b"%2F", b"/")
    if b"%" not in path and b"+" not in path and path.isascii():
        return path.decode("ascii")
    return unquote_plus(value.decode("latin-1"), errors="strict")
