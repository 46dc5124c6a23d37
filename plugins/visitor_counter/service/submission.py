"""What a page says when it is viewed, in the query of its request: nothing here has a body."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote_plus

LONGEST_QUERY = 2048
NONCE = rb"ma=([0-9a-f]{32})"
VIEW = re.compile(rb"trang=([^&]+)&" + NONCE + rb"(&tu-dong=1)?")
ANSWER = re.compile(rb"trang=([^&]+)&tra-loi=(co|khong)")


class Submission(NamedTuple):
    """A view as the widget reports it: the page's path, the view's own random name, and whether a machine drives."""

    path: str
    nonce: bytes
    automated: bool


def parse_submission(query: bytes) -> Submission:
    """Read `trang=…&ma=…`, with `&tu-dong=1` from a machine. Raises ValueError for what the widget would not send."""
    found = VIEW.fullmatch(query) if len(query) <= LONGEST_QUERY else None
    if found is None:
        raise ValueError("page or nonce missing or not what it should be")
    path, nonce, automated = found.groups()
    return Submission(_plain(path), bytes.fromhex(nonce.decode()), automated is not None)


def parse_answer(query: bytes) -> tuple[str, bool]:
    """Read `trang=…&tra-loi=co` (or `khong`): the page, and whether it was of use. Raises ValueError for all else."""
    found = ANSWER.fullmatch(query) if len(query) <= LONGEST_QUERY else None
    if found is None:
        raise ValueError("page or answer missing or not what it should be")
    return _plain(found[1]), found[2] == b"co"


def page_asked(query: bytes) -> str:
    """Read the path of the page that shows the picture, from `?trang=…`. Raises ValueError if it is not named once."""
    if len(query) > LONGEST_QUERY:
        raise ValueError("query too long")
    (path,) = parse_qs(query.decode("latin-1"), max_num_fields=4, errors="strict").get("trang", [""])
    if not path:
        raise ValueError("no page named")
    return path


def _plain(value: bytes) -> str:
    path = value.replace(b"%2F", b"/")
    if b"%" not in path and b"+" not in path and path.isascii():
        return path.decode("ascii")
    return unquote_plus(value.decode("latin-1"), errors="strict")
