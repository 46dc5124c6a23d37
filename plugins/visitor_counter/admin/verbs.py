"""The commands behind `invoke visitors.*`; each returns a Vietnamese message and raises UserError."""

import os
import sqlite3
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.errors.commands import command
from plugins.errors.issue import UserError, printable
from plugins.search.unfound import unfound
from plugins.vietnamese.writing import number, short_date
from plugins.visitor_counter.admin import corrections
from plugins.visitor_counter.admin.backup import back_up, read_backup, write_file
from plugins.visitor_counter.admin.report import move_text, report_lines, table_of
from plugins.visitor_counter.command_line import PASSWORD, STORE, parse_number
from plugins.visitor_counter.service.application import store_of
from plugins.visitor_counter.settings import DEFAULT_PREFIX, Settings
from plugins.visitor_counter.stores.report import CONTROL
from plugins.visitor_counter.stores.store import NoStoreError, Store
from plugins.visitor_counter.words import LABELS

SEARCH_INDEX = "/var/lib/trang-tin-tim-kiem"  # where its systemd unit keeps it
QUESTIONS = 30


def show(store: str, prefix: str, index: str = "") -> list[str]:
    """Return the lines of the report, and what readers searched for in vain: from the folder of a search index."""
    with _opened(store, prefix) as opened:
        return [*report_lines(opened.report(), _today()), *_unfound(index)]


def _unfound(index: str) -> Iterator[str]:
    folder = Path(index or SEARCH_INDEX)
    try:
        questions = unfound(folder, QUESTIONS)
    except (OSError, sqlite3.Error) as error:
        raise UserError(f"--index {folder}: {error}") from error
    if questions:
        yield "Tìm mà không có kết quả:"
    for text, visits, day in questions:
        yield printable(f"  {number(visits)} lượt, lần cuối {short_date(day)}  {text}")


def create(store: str, prefix: str, opening: str) -> str:
    """Create a new store. It is an error if there is one."""
    place = _place(store)
    total = _total(opening or "0", "--opening-total")
    with suppress(NoStoreError), closing(_store(place, prefix)) as known:
        held = number(known.report().total)
        raise UserError(f"{place}: đã có số liệu ở đây (tổng {held}), nên không tạo mới")
    with closing(_store(place, prefix, create=True, opening_total=total)) as made:
        made.open()
        held = number(made.report().total)
        return f"Đã tạo {place}, tổng {held}. Từ nay chạy bộ đếm với --store {place}"


def export(file: Path, store: str, prefix: str) -> str:
    """Write all numbers by day to a CSV file."""
    with _opened(store, prefix) as opened:
        write_file(file, table_of(opened.report()))
        return f"Đã ghi {file}."


def adjust(total: str, reason: str, store: str, prefix: str) -> str:
    """Set the total."""
    if not total:
        raise UserError(
            'viết tổng mới, ví dụ: --total 7448251 --reason "số của cổng cũ"; hoàn lại lần cuối: --undo'
        )
    with _opened(store, prefix) as opened:
        wanted = _total(total, "--total")
        changed = opened.change(lambda report: corrections.set_total(report, wanted, reason, _now()))
        return (
            f"{LABELS[-1]} nay là {number(wanted)} (tổng ban đầu {number(changed.opening)}). Hoàn lại: --undo"
        )


def take_back(store: str, prefix: str) -> str:
    """Undo the last change of the total."""
    with _opened(store, prefix) as opened:
        done = opened.change(lambda report: corrections.undo_total(report, _now())).adjustments[-1]
        return f"Đã hoàn lại: tổng ban đầu từ {number(done.before)} về {number(done.after)}."


def move_day_to(source: str, target: str, reason: str, *, store: str, prefix: str) -> str:
    """Move the numbers of one day to another, by default today."""
    with _opened(store, prefix) as opened:
        today = _today()
        wanted = corrections.parse_day(target, "--target") if target else today
        days = corrections.parse_day(source, "--source"), wanted
        changed = opened.change(
            lambda report: corrections.move_day(report, *days, reason=reason, moment=_now(), today=today)
        )
        return f"Đã chuyển {move_text(changed.moves[-1])}; tổng không đổi. Hoàn lại: --undo"


def take_day_back(store: str, prefix: str) -> str:
    """Undo the last move of a day."""
    with _opened(store, prefix) as opened:
        changed = opened.change(lambda report: corrections.undo_move(report, _now()))
        return f"Đã hoàn lại: chuyển {move_text(changed.moves[-1])}."


def back_up_to(file: Path, store: str, prefix: str) -> str:
    """Write a backup."""
    with _opened(store, prefix) as opened:
        report = back_up(opened, file)
        return f"Đã sao lưu {number(report.total)} lượt của {len(report.days)} ngày vào {file}."


def restore_from(file: Path, store: str, prefix: str, *, create: bool = False) -> str:
    """Restore a backup, with `create` also into a new store."""
    place = _place(store)
    new = create and "://" not in place and not Path(place).exists()
    with _opened(store, prefix, create=create) as opened:
        backup, reason = read_backup(file), CONTROL.sub("?", f"khôi phục từ {file.name}")
        changed = opened.change(lambda report: corrections.restore(report, backup, reason, _now()))
        return (
            f"Đã khôi phục {number(backup.total)} lượt của {len(backup.days)} ngày; tổng nay là {number(changed.total)}. "
            "Ngày nào số đang có lớn hơn số trong bản sao lưu thì giữ số đang có."
            + (f" Tệp {place} trước đó chưa có, nay được tạo mới." if new else "")
        )


def _total(text: str, option: str) -> int:
    try:
        return parse_number(text)
    except ArgumentTypeError as error:
        raise UserError(f"{option}: {error}") from None


def _today() -> date:
    return datetime.now(ZoneInfo(Settings().time_zone)).date()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _place(store: str) -> str:
    place = store or os.environ.get(STORE, "")
    if not place:
        raise UserError(
            f"chưa biết số liệu ở đâu: thêm --store TỆP (hoặc redis://...), hay đặt biến môi trường {STORE}"
        )
    return place


def _store(place: str, prefix: str, *, create: bool = False, opening_total: int = 0) -> Store:
    settings = Settings(
        store=place,
        create=create,
        password=os.environ.get(PASSWORD, ""),
        prefix=prefix or DEFAULT_PREFIX,
        opening_total=opening_total,
    )
    try:
        return store_of(settings)
    except ValueError as error:
        raise UserError(str(error)) from error


@contextmanager
def _opened(store: str, prefix: str, *, create: bool = False) -> Iterator[Store]:
    try:
        with closing(_store(_place(store), prefix, create=create)) as opened:
            yield opened
    except NoStoreError as error:
        new, from_backup = command("visitors.create"), command("visitors.restore", "--create --file TỆP")
        raise UserError(
            f"{error}. Nếu chưa từng có, tạo bằng: {new}; hoặc từ bản sao lưu: {from_backup}"
        ) from error
