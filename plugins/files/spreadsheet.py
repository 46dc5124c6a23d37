"""Tables for spreadsheets, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from plugins.errors.issue import printable

FORMULA = ("=", "+", "-", "@")


def table(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    r"""Return a table as CSV (RFC 4180), with a byte order mark so that spreadsheets detect UTF-8.

    Control characters are escaped, and so is text that a spreadsheet would take for a formula.

    >>> table(["Lý do"], [["=1+1"]]).decode("utf-8-sig")
    "Lý do\r\n'=1+1\r\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_plain(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown
