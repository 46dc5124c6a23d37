"""Write an output file atomically, and never over a counter's database."""

from pathlib import Path

from plugins.files.atomic import PRIVATE, replace_file
from plugins.visitor_counter.admin.errors import OperationError
from plugins.visitor_counter.stores.sqlite.errors import OF_SYSTEM

DATABASE = b"SQLite format 3\0"


def write_file(file: Path, text: str) -> None:
    """Write `text` as UTF-8 with mode 0600. Raises OperationError, also if `file` is a database."""
    try:
        if _is_database(file):
            raise OperationError(
                f"{file}: đây là tệp dữ liệu, ghi vào thì mất hết số liệu; hãy viết tên khác ở --file"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, text.encode(), mode=PRIVATE)
    except OSError as error:
        why = OF_SYSTEM.get(error.errno or 0, error.strerror or str(error))
        raise OperationError(f"{file}: không ghi được ({why})") from error


def _is_database(file: Path) -> bool:
    """Return whether `file` is a database; the data of a new one may still be in its write-ahead log."""
    if any(file.with_name(file.name + ending).exists() for ending in ("-wal", ".lock")):
        return True
    if not file.is_file():
        return False
    with file.open("rb") as there:
        return there.read(len(DATABASE)) == DATABASE
