"""What a page says when it is viewed."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs

LONGEST_QUERY = 2048
NONCE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Submission:
    """A view as the widget reports it: the page's path, the view's own random name, and whether a machine drives."""

    path: str
    nonce: bytes
    automated: bool


def parse_submission(body: bytes) -> Submission:
    """Read the widget's JSON object. Raises ValueError for anything that the widget would not send."""
    try:
        fields = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(fields, dict):
        raise ValueError("not an object")  # noqa: TRY004 - callers need one kind of error
    path, nonce = fields.get("path"), fields.get("nonce")
    if not isinstance(path, str) or not isinstance(nonce, str) or NONCE.fullmatch(nonce) is None:
        raise ValueError("path or nonce missing or not what it should be")
    return Submission(path, bytes.fromhex(nonce), fields.get("automated") is True)


def page_asked(query: bytes) -> str:
    """Read the path of the page that shows the picture, from `?trang=…`. Raises ValueError if it is not named once."""
    if len(query) > LONGEST_QUERY:
        raise ValueError("query too long")
    (path,) = parse_qs(query.decode("latin-1"), max_num_fields=4, errors="strict").get("trang", [""])
    if not path:
        raise ValueError("no page named")
    return path
