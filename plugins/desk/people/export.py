"""The journal of publications as a table, for example to pay royalties (Decree 224/2026, article 20, paragraph 3)."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.desk.database.database import Database
from plugins.desk.texts.workflow import StepKind

COLUMNS = ("lúc đăng", "đường dẫn", "người viết", "người duyệt", "người đăng", "mã bản")


def publications(database: Database, zone: ZoneInfo) -> str:
    """Return who has written, approved and published what and when, as CSV for Excel; times are of the zone."""
    rows = database.rows(
        "SELECT steps.*, texts.path FROM steps JOIN texts ON texts.id = steps.text ORDER BY steps.id"
    )
    names = {row["id"]: row["full_name"] for row in database.rows("SELECT id, full_name FROM people")}
    written: dict[tuple[int, str], list[str]] = {}
    approved: dict[tuple[int, str], str] = {}
    output = io.StringIO()
    table = csv.writer(output, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        version, name = (row["text"], row["digest"]), names.get(row["person"], "")
        match StepKind[row["kind"]]:
            case StepKind.SUBMITTED:
                written.setdefault(version, []).append(name)
            case StepKind.APPROVED:
                approved[version] = name
            case StepKind.PUBLISHED:
                moment = datetime.fromtimestamp(row["moment"], zone)
                writers = "; ".join(dict.fromkeys(written.get(version, [])))
                cells = [
                    f"{moment:%Y-%m-%d %H:%M}",
                    row["path"] or "",
                    writers,
                    approved.get(version, ""),
                    name,
                ]
                table.writerow([*map(_plain, cells), row["digest"][:12]])
            case _:
                pass
    return "\ufeff" + output.getvalue()  # by this mark Excel knows UTF-8


def _plain(cell: str) -> str:
    """Return a cell that Excel does not take for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
