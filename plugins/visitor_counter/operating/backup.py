"""What a store holds for good, in one file: for a safe place, and to begin anew from."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from plugins.visitor_counter.stores.store import Adjustment, Report, Store

KIND = "trang-tin: visitor counter"
VERSION = 1


class NoBackupError(Exception):
    """The file cannot be written, or is no backup; the text says why, in Vietnamese."""


def back_up(store: Store, file: Path) -> Report:
    """Write what `store` holds to `file`, whole or not at all, for its owner alone. Gives what was written.

    Neither secrets nor digests are in it: a backup outlives them. Raises NoBackupError, StoreUnavailable.
    """
    report = store.report()
    scratch = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as text:
            json.dump(_fields(report), text, ensure_ascii=False, indent=1)
            text.flush()
            os.fsync(text.fileno())
        scratch.replace(file)
    except OSError as trouble:
        raise NoBackupError(f"{file}: không ghi được ({trouble.strerror})") from trouble
    return report


def restore(file: Path, store: Store) -> Report:
    """Have `store` hold at least what the backup holds: nothing falls, and doing it twice is doing it once.

    Gives what was in the backup. Raises NoBackupError, StoreUnavailable.
    """
    report = read_backup(file)
    store.take_over(report)
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
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"not a number of visits: {value!r}")
    return value
