"""What a page says when it is viewed, in the query of its request: nothing here has a body."""

import re
from urllib.parse import unquote_plus

LONGEST_QUERY = 2048
VIEW = re.compile(rb"trang=([^&]{1,2000})&ma=([0-9a-f]{32})(&tu-dong=1)?")


Submission = tuple[str, bytes, bool]
"""A view as the widget reports it: the page's path, the view's own random name, and whether a machine drives.

Tuples go from hand to hand on a view's way, instead of named ones: making those took 6 % of its time.
"""


def parse_submission(query: bytes) -> Submission:
    """Read `trang=…&ma=…`, with `&tu-dong=1` from a machine. Raises ValueError for what the widget would not send."""
    told = VIEW.fullmatch(query)
    if told is None:
        raise ValueError("not what the widget sends")
    page, nonce, automated = told.groups()
    return _path(page), bytes.fromhex(nonce.decode()), automated is not None


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
    pairs = [part.partition(b"=") for part in query.split(b"&") if part]
    fields = {name: value for name, _, value in pairs}
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
    path = value.replace(b"%2F", b"/")
    if b"%" not in path and b"+" not in path and path.isascii():
        return path.decode("ascii")
    return unquote_plus(value.decode("latin-1"), errors="strict")
