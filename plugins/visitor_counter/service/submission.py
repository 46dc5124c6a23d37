"""What a page says when it is viewed, in the query of its request: nothing here has a body."""

import re
from urllib.parse import unquote_plus

LONGEST_QUERY = 2048
NONCE = re.compile(rb"[0-9a-f]{32}")
AS_THE_WIDGET_SENDS = re.compile(rb"trang=([^&]+)&ma=([0-9a-f]{32})")

Submission = tuple[str, bytes, bool]
"""A view as the widget reports it: the page's path, the view's own random name, and whether a machine drives."""


def parse_submission(query: bytes) -> Submission:
    """Read `trang=…&ma=…`, with `&tu-dong=1` from a machine. Raises ValueError for what the widget would not send."""
    usual = AS_THE_WIDGET_SENDS.fullmatch(query) if len(query) <= LONGEST_QUERY else None
    if usual is not None:
        page, nonce = usual.groups()
        return _path(page), bytes.fromhex(nonce.decode()), False
    fields = _fields(query)
    nonce, automated = fields.pop(b"ma", b""), fields.pop(b"tu-dong", None)
    if NONCE.fullmatch(nonce) is None or automated not in {None, b"1"}:
        raise ValueError("nonce missing or not what it should be")
    return _page(fields), bytes.fromhex(nonce.decode()), automated is not None


def parse_answer(query: bytes) -> tuple[str, bool]:
    """Read `trang=…&tra-loi=co` (or `khong`): the page, and whether it was of use. Raises ValueError for all else."""
    fields = _fields(query)
    helpful = {b"co": True, b"khong": False}.get(fields.pop(b"tra-loi", b""))
    if helpful is None:
        raise ValueError("no answer")
    return _page(fields), helpful


def page_asked(query: bytes) -> str:
    """Read the path of a page from `?trang=…`, among whatever else. Raises ValueError if it is not named once."""
    return _page({b"trang": _fields(query).get(b"trang", b"")})


def _fields(query: bytes) -> dict[bytes, bytes]:
    """Take a query apart. Raises ValueError when it is too long, or says something twice."""
    if len(query) > LONGEST_QUERY:
        raise ValueError("query too long")
    pairs = [part.split(b"=", 1) for part in query.split(b"&") if b"=" in part]
    fields: dict[bytes, bytes] = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("said twice")
    return fields


def _page(fields: dict[bytes, bytes]) -> str:
    """Read the page's path, which is all that is left to say. Raises ValueError."""
    value = fields.pop(b"trang", b"")
    if not value or fields:
        raise ValueError("no page named, or something else")
    return _path(value)


def _path(value: bytes) -> str:
    """Read a path as browsers escape it. Raises ValueError."""
    path = value.replace(b"%2F", b"/")
    if b"%" not in path and b"+" not in path and path.isascii():
        return path.decode("ascii")
    return unquote_plus(value.decode("latin-1"), errors="strict")
