"""`invoke new`: ask, write the draft, open the editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.authoring.new_text import new_text
from plugins.errors.issue import printable


def start_text(settings: dict[str, Any]) -> Path:
    """Ask on the terminal, write the draft and return its file; `settings` are Pelican's.

    Raises ContentError if agency.yaml has errors or the folder of the text is a link.
    """
    known = read_agency(find_agency_file(settings), content=Path(settings["PATH"]))
    return new_text(settings, known, datetime.now(known.zone), ask=input, say=print)


def open_in_editor(file: Path) -> None:
    """Print where the file is, and open it in $VISUAL or $EDITOR if one is set and a person is there."""
    print(f"Đã tạo bản nháp {printable(_shown(file))}")
    print("Xem thử: uv run invoke serve, rồi mở địa chỉ ở dòng “Bản nháp”.")
    print("Viết xong, đổi “status: draft” thành “status: published”, rồi chạy: uv run invoke check")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor and sys.stdin.isatty():
        # Windows takes a command as one line, and its paths contain backslashes, which shlex would drop.
        command = f'{editor} "{file}"' if sys.platform == "win32" else [*shlex.split(editor), str(file)]
        subprocess.run(command, check=False)  # noqa: S603 - the person's own editor


def _shown(file: Path) -> str:
    """Return the path from the current folder; in full where there is none, on another drive of Windows."""
    try:
        return os.path.relpath(file)
    except ValueError:
        return str(file)
