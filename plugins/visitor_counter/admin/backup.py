"""Back up the permanent data of a store to a JSON file, and restore it."""

import json
import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from plugins.files.atomic import PRIVATE, replace_file
from plugins.visitor_counter.admin.corrections import explain_rise
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.sqlite.errors import error_reason
from plugins.visitor_counter.stores.store import NoStoreError, Store
from plugins.visitor_counter.terminal import OperationError

KIND = "trang-tin: visitor counter"
VERSION = 1
LARGEST = 256 * 2**20  # bytes: answers on 400 pages a day for ten years
MAX_TEXT = 2048  # characters of an address or a reason
DATABASE = b"SQLite format 3\0"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def back_up(store: Store, file: Path) -> Report:
    """Write the permanent data of `store` to `file`, atomically and with mode 0600, and return it.

    Secrets and digests are left out, since a backup would outlive them. Raises OperationError, StoreUnavailable.
    """
    report = store.report()
    write_file(file, json.dumps(_fields(report), ensure_ascii=False, indent=1))
    return report


def restore(file: Path, store: Store, moment: str) -> Report:
    """Merge a backup into `store`, keeping the larger of two values; idempotent.

    Return the content of the backup; `moment` is ISO 8601. Raises OperationError, ConflictError, StoreUnavailable.
    """
    report = read_backup(file)
    try:
        held = store.report()
    except NoStoreError:  # the next call creates the store or raises the same error
        held = Report()
    for move in report.moves:  # repeat those that the store has not seen, or their days would count twice
        if move not in held.moves:
            left = move.available_in(held)
            if left.numbers:
                store.move_day(left, reads=True)
            held = held.after(move)
    merged = report
    for move in held.moves:  # and apply those made since the backup
        if move not in report.moves:
            merged = merged.after(move)
    store.take_over(replace(merged, opening=0))
    explain_rise(store, report.opening, moment, f"khôi phục từ {file.name}")
    return report


def write_file(file: Path, text: str) -> None:
    """Write `text` as UTF-8 with mode 0600, atomically. Raises OperationError, also if `file` is a database."""
    try:
        if _is_database(file):
            raise OperationError(
                f"{file}: đây là tệp dữ liệu, ghi vào thì mất hết số liệu; hãy viết tên khác ở --file"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, text.encode(), mode=PRIVATE)
    except OSError as error:
        raise OperationError(f"{file}: không ghi được ({error_reason(error)})") from error


def _is_database(file: Path) -> bool:
    """Return whether `file` is a database; the data of a new one may still be in its write-ahead log."""
    if any(file.with_name(file.name + ending).exists() for ending in ("-wal", ".lock")):
        return True
    if not file.is_file():
        return False
    with file.open("rb") as there:
        return there.read(len(DATABASE)) == DATABASE


def read_backup(file: Path) -> Report:
    """Read a backup. Raises OperationError for any invalid content."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe or device may never end
            raise OperationError(f"{file}: không phải một tệp thường, nên không phải bản sao lưu của bộ đếm")
        if status.st_size > LARGEST:
            raise OperationError(f"{file}: quá lớn, không phải bản sao lưu của bộ đếm")
        fields = json.loads(file.read_bytes(), object_pairs_hook=_without_duplicates)
    except FileNotFoundError:
        raise OperationError(f"{file}: không có tệp này") from None
    except OSError as error:
        raise OperationError(f"{file}: không đọc được ({error.strerror})") from error
    except (ValueError, RecursionError):
        raise OperationError(f"{file}: không phải bản sao lưu của bộ đếm, hoặc đã bị hỏng") from None
    if not isinstance(fields, dict) or fields.get("kind") != KIND:
        raise OperationError(f"{file}: không phải bản sao lưu của bộ đếm")
    if fields.get("version") != VERSION:
        raise OperationError(f"{file}: do một phiên bản khác ghi (kiểu {str(fields.get('version'))[:20]})")
    try:
        return parse_report(fields)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise OperationError(f"{file}: thiếu hoặc sai một phần, có lẽ đã bị sửa tay") from None


def parse_report(fields: dict[str, Any]) -> Report:
    """Validate all fields of a backup. Raises KeyError, TypeError, ValueError or AttributeError."""
    numbers = _without_duplicates(
        [
            *((Key(Kind.VISITS, _day(day)), n) for day, n in fields["days"].items()),
            *((Key(Kind.REJECTED, _day(day), reason), n) for day, reason, n in fields["refused"]),
            *((Key(Kind.ANSWERS, _day(day), page, yes), n) for day, page, yes, n in fields["answers"]),
        ]
    )
    _check(numbers)
    adjustments = [
        Adjustment(_text(moment), _number(before), _number(after), _text(reason))
        for moment, before, after, reason in fields["adjustments"]
    ]
    moves = map(_move, fields.get("moves", []))  # absent in old backups
    report = Report(_number(fields["opening"]), numbers, tuple(adjustments), tuple(moves))
    _number(report.total)
    return report


def _fields(report: Report) -> dict[str, Any]:
    return {
        "kind": KIND,
        "version": VERSION,
        "opening": report.opening,
        "days": {day.isoformat(): visits for day, visits in report.days.items()},
        "refused": [(day.isoformat(), reason, views) for (day, reason), views in report.refused.items()],
        "answers": [(day.isoformat(), page, yes, n) for (day, page, yes), n in report.answers.items()],
        "adjustments": list(report.adjustments),
        "moves": [json.loads(move.packed()) for move in report.moves],
    }


def _move(fields: object) -> DayMove:
    move = DayMove.unpacked(json.dumps(fields))
    _text(move.moment)
    _text(move.reason)
    _check(move.numbers)
    return move


def _check(numbers: Mapping[Key, object]) -> None:
    """Raise TypeError or ValueError for a name, answer or number of the wrong type or size."""
    for key, number in numbers.items():
        _text(key.name)
        _number(number)
        if not isinstance(key.helpful, bool):
            raise TypeError("not an answer")


def _without_duplicates(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """Convert pairs to a dict. Raises ValueError for a duplicate key, TypeError for an unhashable one."""
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("duplicate key")
    return mapping


def _day(value: str) -> date:
    if not DAY.fullmatch(value):  # fromisoformat accepts more
        raise ValueError("not a day")
    return date.fromisoformat(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    if len(value) > MAX_TEXT:
        raise ValueError("too long")
    value.encode()  # rejects lone surrogates: UnicodeEncodeError is a ValueError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_OPENING_TOTAL:
        raise ValueError("not a number of visits")
    return value
