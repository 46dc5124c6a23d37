"""Writing a file for the operator: whole or not at all, and never over a counter's numbers."""

import os
from pathlib import Path

from plugins.visitor_counter.operating.errors import OperationError

DATABASE = b"SQLite format 3\0"


def write_file(file: Path, text: str) -> None:
    """Write `text` in UTF-8 for its owner alone. Raises OperationError, also where a counter's file lies."""
    scratch = file.with_name(f".{file.name}.new")
    try:
        if _is_database(file):
            raise OperationError(
                f"{file}: đây là tệp dữ liệu, ghi vào thì mất hết số liệu; hãy viết tên khác ở --file"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        scratch.replace(file)
    except OSError as trouble:
        raise OperationError(f"{file}: không ghi được ({trouble.strerror})") from trouble


def _is_database(file: Path) -> bool:
    """Tell whether a database lies there; a young one has all that it holds in the log beside it."""
    if any(file.with_name(file.name + ending).exists() for ending in ("-wal", ".lock")):
        return True
    if not file.is_file():
        return False
    with file.open("rb") as there:
        return there.read(len(DATABASE)) == DATABASE
