"""What a store holds for good, in one file: for a safe place, and to begin anew from."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from plugins.visitor_counter.operating.total import explain_rise
from plugins.visitor_counter.operating.writing import write_file
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL
from plugins.visitor_counter.stores.store import Adjustment, Report, Store

KIND = "trang-tin: visitor counter"
VERSION = 1


class NoBackupError(Exception):
    """The file is no backup; the text says why, in Vietnamese."""


def back_up(store: Store, file: Path) -> Report:
    """Write what `store` holds to `file`, whole or not at all, for its owner alone. Gives what was written.

    Neither secrets nor digests are in it: a backup outlives them. Raises OperationError, StoreUnavailable.
    """
    report = store.report()
    write_file(file, json.dumps(_fields(report), ensure_ascii=False, indent=1))
    return report


def restore(file: Path, store: Store, moment: str) -> Report:
    """Have `store` hold at least what the backup holds: nothing falls, and doing it twice is doing it once.

    Gives what was in the backup; `moment` is ISO 8601. Raises NoBackupError, ConflictError, StoreUnavailable.
    """
    report = read_backup(file)
    store.take_over(replace(report, opening=0))
    explain_rise(store, report.opening, moment, f"khôi phục từ {file.name}")
    return report


def read_backup(file: Path) -> Report:
    """Read a backup. Raises NoBackupError."""
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoBackupError(f"{file}: không có tệp này") from None
    except OSError as trouble:
        raise NoBackupError(f"{file}: không đọc được ({trouble.strerror})") from trouble
    except ValueError:
        raise NoBackupError(f"{file}: không phải bản sao lưu của bộ đếm, hoặc đã bị hỏng") from None
    if not isinstance(fields, dict) or fields.get("kind") != KIND:
        raise NoBackupError(f"{file}: không phải bản sao lưu của bộ đếm")
    if fields.get("version") != VERSION:
        raise NoBackupError(f"{file}: do một phiên bản khác ghi (kiểu {fields.get('version')})")
    try:
        return _report(fields)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NoBackupError(f"{file}: thiếu hoặc sai một phần, có lẽ đã bị sửa tay") from None


def _fields(report: Report) -> dict[str, Any]:
    return {
        "kind": KIND,
        "version": VERSION,
        "opening": report.opening,
        "days": {day.isoformat(): visits for day, visits in report.days.items()},
        "refused": [(day.isoformat(), reason, views) for (day, reason), views in report.refused.items()],
        "answers": [
            (day.isoformat(), page, yes, visits) for (day, page, yes), visits in report.answers.items()
        ],
        "adjustments": list(report.adjustments),
    }


def _report(fields: dict[str, Any]) -> Report:
    return Report(
        opening=_number(fields["opening"]),
        days={date.fromisoformat(day): _number(visits) for day, visits in fields["days"].items()},
        refused={
            (date.fromisoformat(day), str(reason)): _number(views) for day, reason, views in fields["refused"]
        },
        answers={
            (date.fromisoformat(day), str(page), bool(yes)): _number(visits)
            for day, page, yes, visits in fields["answers"]
        },
        adjustments=tuple(Adjustment(*adjustment) for adjustment in fields["adjustments"]),
    )


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_OPENING_TOTAL:
        raise ValueError(f"not a number of visits: {value!r}")
    return value
