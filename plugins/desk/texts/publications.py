"""The journal, and who has published what, as tables for a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.desk.database.database import Database
from plugins.desk.database.journal import entries
from plugins.desk.texts.workflow import StepKind
from plugins.files.spreadsheet import table

PUBLICATIONS = ("Lúc", "Việc", "Đường dẫn", "Người viết", "Người duyệt", "Người đăng hoặc thu hồi", "Mã bản")
# A spreadsheet that separates cells by `;`, as Vietnamese ones do, begins a cell behind each, also within quotes.
FORMULA_BEHIND = re.compile(r"([;\t]\s*)(?=[\"'\s]*[=+\-@])")
ENTRIES = ("Lúc", "Người", "Việc", "Về", "Chi tiết")


def publications(database: Database, zone: ZoneInfo) -> bytes:
    """Return what was published or withdrawn, oldest first, by whom it was written and approved; times are of the zone.

    For example to pay royalties (Decree 224/2026, article 20, paragraph 3). Writers are all who have submitted the
    text since it was published the last time.
    """
    names = _names(database)
    writers: dict[int, list[str]] = {}
    approvers: dict[int, str] = {}
    withdrawn: dict[int, str] = {}
    rows = []
    for step in database.rows(
        "SELECT steps.*, texts.path FROM steps JOIN texts ON texts.id = steps.text ORDER BY steps.id"
    ):
        kind, text, digest, name = StepKind[step["kind"]], step["text"], step["digest"], names[step["person"]]
        first = (_moment(step["moment"], zone), kind.value, step["path"])
        match kind:
            case StepKind.SUBMITTED:
                writers.setdefault(text, []).append(name)
            case StepKind.APPROVED:
                approvers[text] = name
            case StepKind.WITHDRAWN:  # a step PUBLISHED of the same version follows
                withdrawn[text] = digest
                rows.append((*first, "", "", name, digest[:12]))
            case StepKind.PUBLISHED if withdrawn.get(text) != digest:
                written = "; ".join(dict.fromkeys(writers.pop(text, [])))
                rows.append((*first, written, approvers.pop(text, ""), name, digest[:12]))
            case _:
                pass
    return table(PUBLICATIONS, map(_without_formulas, rows))


def whole_journal(database: Database, zone: ZoneInfo) -> bytes:
    """Return all entries of the journal, oldest first; times are of the zone."""
    names = _names(database)
    return table(
        ENTRIES,
        (
            _without_formulas(
                (
                    _moment(entry.moment, zone),
                    names.get(entry.person, ""),
                    entry.act.value,
                    entry.subject,
                    "; ".join(f"{key}: {value}" for key, value in entry.details.items()),
                )
            )
            for entry in reversed(entries(database, newest=None))
        ),
    )


def _without_formulas(row: Sequence[str]) -> list[str]:
    """Return a row in which no formula begins behind a `;`; `table` takes care of the first of a cell."""
    return [FORMULA_BEHIND.sub(r"\1'", cell) for cell in row]


def _names(database: Database) -> dict[int | None, str]:
    return {row["id"]: row["full_name"] for row in database.rows("SELECT id, full_name FROM people")}


def _moment(seconds: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M}"
