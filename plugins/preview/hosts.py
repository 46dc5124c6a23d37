"""By which names the preview may be asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.types import Scope

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?")


def is_known(scope: Scope, others: Sequence[str]) -> bool:
    """Tell whether a request names this machine, or one of the `others`, as its host.

    A page of any other site could let its own name lead here (DNS rebinding) and then read drafts: the browser
    sends that name.
    """
    named = [value for key, value in scope["headers"] if key == b"host"]
    match = _HOST.fullmatch(named[0].decode("latin-1").lower()) if len(named) == 1 else None
    return match is not None and match["name"].rstrip(".") in (*THIS_MACHINE, *map(str.lower, others))
