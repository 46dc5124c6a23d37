"""Where the portal's sign-in page leads. It stands in agency.yaml, which builds read, so `invoke server` compares."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.server.settings import Server


def missing_line(server: Server, root: Path) -> str:
    """Return the line that agency.yaml lacks for its sign-in page to lead to the desk, "" if it has it or there is no desk.

    `root` is the root directory of the server.
    """
    try:
        text = (root / server.content_folder.lstrip("/") / "agency.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    has_line = re.search(rf"^desk:\s*[\"']?{re.escape(server.desk)}/?[\"']?\s*(#.*)?$", text, re.MULTILINE)
    return "" if not server.desk or has_line else f"desk: {server.desk}"
