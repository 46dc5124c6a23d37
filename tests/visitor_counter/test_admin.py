"""What the operator does with a store: by hand, while the counter runs."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from plugins.visitor_counter.admin import verbs
from plugins.visitor_counter.admin.backup import back_up, read_backup, restore
from plugins.visitor_counter.admin.corrections import parse_total, set_total, undo_total
from plugins.visitor_counter.admin.report import report_lines, table_of
from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.report import Adjustment, Report
from plugins.visitor_counter.stores.store import ConflictError, Store
from plugins.visitor_counter.terminal import OperationError
from tests.visitor_counter.conftest import FakeClock, OpenStore, sqlite_store
from tests.visitor_counter.numbers import numbers

ROOT = Path(__file__).parents[2]
DAY = date(2024, 3, 21)
AN, BINH = View(b"an", b"1" * 16, "/bai/", helpful=True), View(b"binh", b"2" * 16, "/bai/", helpful=False)
WHOLE = (
    '{"kind": "trang-tin: visitor counter", "version": 1, "opening": 0, "days": {}, "refused": [], "answers": [], '
    '"adjustments": []}'
)
MOMENT = "2024-03-21T01:05:00+00:00"


def filled(open_store: OpenStore) -> Store:
    store = open_store(1000)
    store.count([AN, BINH], {"crawler": 3})
    return store


def test_manual_total_is_shown_and_recorded(open_store: OpenStore) -> None:
    store = filled(open_store)
    set_total(store, 7_448_251, "cổng cũ", MOMENT)
    assert store.count([View(b"chi")], {}).figures.numbers == (3, 3, 3, 3, 7_448_252)
    assert store.report().adjustments == (Adjustment(MOMENT, 1000, 7_448_249, "cổng cũ"),)
    assert open_store().count([], {}).figures.total == 7_448_252


def test_total_does_not_fall_and_has_a_reason(open_store: OpenStore) -> None:
    store = filled(open_store)
    with pytest.raises(OperationError, match=r"đang là 1\.002 và không giảm được xuống 1\.001"):
        set_total(store, 1001, "nhầm", MOMENT)
    with pytest.raises(OperationError, match="thiếu lý do"):
        set_total(store, 2000, " ", MOMENT)
    assert store.report().adjustments == ()


def test_undo_keeps_visits_counted_since(open_store: OpenStore) -> None:
    store = filled(open_store)
    set_total(store, 2000, "lần một", MOMENT)
    set_total(store, 74_482_510, "thừa một số 0", MOMENT)
    store.count([View(b"chi")], {})
    undo_total(store, MOMENT)
    assert store.count([], {}).figures.total == 2001
    undo_total(store, MOMENT)
    assert store.count([], {}).figures.total == 1003
    with pytest.raises(OperationError, match="chưa lần nào đặt tổng"):
        undo_total(store, MOMENT)
    assert len(store.report().adjustments) == 4


def test_concurrent_total_changes_do_not_overwrite(open_store: OpenStore) -> None:
    store = filled(open_store)
    with pytest.raises(ConflictError):
        store.set_opening(Adjustment(MOMENT, 999, 5000, "đọc trước khi người khác đặt"))
    assert store.report().opening == 1000


def test_backup_brings_all_back_and_is_for_its_owner_alone(open_store: OpenStore, tmp_path: Path) -> None:
    store = filled(open_store)
    set_total(store, 5000, "cổng cũ", MOMENT)
    file = tmp_path / "sao-luu" / "dem.json"
    before = back_up(store, file)
    assert read_backup(file) == before == store.report()
    assert file.stat().st_mode & 0o077 == 0
    store.count([View(b"chi")], {"crawler": 1})
    restore(file, store, MOMENT)
    restore(file, store, MOMENT)
    assert store.count([], {}).figures.total == 5001
    assert store.report().refused == {(DAY, "crawler"): 4}
    assert len(store.report().adjustments) == 1


def test_backup_fills_an_empty_store(open_store: OpenStore, tmp_path: Path) -> None:
    report = Report(
        1000,
        numbers({DAY: 5, date(2023, 1, 2): 7}, {(DAY, "crawler"): 2}, {(DAY, "/bài/", True): 3}),
        (Adjustment(MOMENT, 0, 1000, "cổng cũ"),),
    )
    store = open_store()
    store.take_over(report)
    assert store.report() == report
    assert store.count([], {}).figures.numbers == (0, 5, 5, 5, 1012)
    back_up(store, tmp_path / "dem.json")
    assert read_backup(tmp_path / "dem.json") == report


def test_what_restores_while_views_are_counted_loses_none(open_store: OpenStore) -> None:
    store = filled(open_store)
    store.take_over(Report(0, numbers({DAY: 10})))
    assert store.count([View(b"chi", b"3" * 16)], {}).figures.today == 11
    store.take_over(Report(0, numbers({DAY: 10})))
    assert store.count([AN], {}).figures.numbers == (3, 11, 11, 11, 1011)


def test_backup_holds_neither_secrets_nor_digests(open_store: OpenStore, tmp_path: Path) -> None:
    back_up(filled(open_store), tmp_path / "dem.json")
    assert set(json.loads((tmp_path / "dem.json").read_text(encoding="utf-8"))) == {
        "kind", "version", "opening", "days", "refused", "answers", "adjustments", "moves",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "không phải bản sao lưu của bộ đếm, hoặc đã bị hỏng"),
        ("[]", "không phải bản sao lưu"),
        ('{"kind": "khác"}', "không phải bản sao lưu"),
        ('{"kind": "trang-tin: visitor counter", "version": 9}', "phiên bản khác"),
        ('{"kind": "trang-tin: visitor counter", "version": 1}', "thiếu hoặc sai một phần"),
        (WHOLE.replace("{}", '{"2024-03-21": -5}'), "thiếu hoặc sai một phần"),
        (WHOLE.replace("{}", '{"hôm nay": 5}'), "thiếu hoặc sai một phần"),
        (WHOLE.replace('"opening": 0', f'"opening": {10**30}'), "thiếu hoặc sai một phần"),
        (WHOLE.replace('"opening": 0', '"opening": true'), "thiếu hoặc sai một phần"),
    ],
)
def test_invalid_backup_changes_nothing(open_store: OpenStore, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "dem.json"
    file.write_text(text, encoding="utf-8")
    store = filled(open_store)
    before = store.report()
    assert json.loads(WHOLE)["days"] == {}
    with pytest.raises(OperationError, match=told):
        restore(file, store, MOMENT)
    assert store.report() == before


def test_restored_total_can_be_undone(open_store: OpenStore, tmp_path: Path) -> None:
    store, file = filled(open_store), tmp_path / "dem.json"
    set_total(store, 74_482_510, "nhầm", MOMENT)
    back_up(store, file)
    undo_total(store, MOMENT)
    set_total(store, 7_448_251, "cổng cũ", MOMENT)
    restore(file, store, MOMENT)
    assert store.report().total == 74_482_510
    undo_total(store, MOMENT)
    assert store.report().total == 7_448_251


def test_restore_into_empty_store_keeps_records(open_store: OpenStore, tmp_path: Path) -> None:
    store, file = filled(open_store), tmp_path / "dem.json"
    set_total(store, 5000, "cổng cũ", MOMENT)
    back_up(store, file)
    again = open_store()
    restore(file, again, MOMENT)
    assert again.report().adjustments == store.report().adjustments
    assert again.report().total == 5000


@pytest.mark.parametrize("verb", [verbs.export, verbs.back_up_to])
def test_nothing_is_written_over_a_counters_file(
    database: Path, clock: FakeClock, verb: Callable[[Path, str, str], str]
) -> None:
    store = sqlite_store(database, clock=clock)
    store.count([AN], {})
    with pytest.raises(OperationError, match="đây là tệp dữ liệu"):
        verb(database, str(database), "")
    assert store.count([BINH], {}).figures.total == 2
    store.close()


@pytest.mark.parametrize(
    "verb", [lambda place: verbs.show(place, ""), lambda place: verbs.adjust("5", "thử", place, "")]
)
def test_another_programs_file_is_left_alone(tmp_path: Path, verb: Callable[[str], object]) -> None:
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE things (name TEXT)")
        database.commit()
    before = other.read_bytes()
    with pytest.raises(OperationError, match="không phải tệp dữ liệu của bộ đếm"):
        verb(str(other))
    assert other.read_bytes() == before


@pytest.mark.parametrize(("written", "read"), [("7448251", 7_448_251), ("7.448.251", 7_448_251), ("0", 0)])
def test_total_is_read_as_people_write_it(written: str, read: int) -> None:
    assert parse_total(written) == read


@pytest.mark.parametrize("written", ["abc", "7.44", "-1", "1e6", "٣", "7,448"])
def test_invalid_total_is_reported(written: str) -> None:
    with pytest.raises(OperationError, match="viết một số"):
        parse_total(written)


def test_excessive_total_is_rejected(open_store: OpenStore) -> None:
    with pytest.raises(OperationError, match="quá lớn"):
        set_total(filled(open_store), 10**13, "nhầm", MOMENT)


def test_failed_backup_keeps_the_old_file(open_store: OpenStore, tmp_path: Path) -> None:
    store = filled(open_store)
    (tmp_path / "in the way").write_text("")
    with pytest.raises(OperationError, match="không ghi được"):
        back_up(store, tmp_path / "in the way" / "dem.json")


def test_table_opens_in_a_spreadsheet(open_store: OpenStore) -> None:
    text = table_of(filled(open_store).report())
    assert text.startswith("\ufeffNgày,Loại,Chi tiết,Số\r\n")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1:] == [
        ["", "Tổng ban đầu (từ cổng cũ)", "", "1000"],
        ["2024-03-21", "Hữu ích: Có", "/bai/", "1"],
        ["2024-03-21", "Hữu ích: Không", "/bai/", "1"],
        ["2024-03-21", "Không tính", "chương trình tự động (theo danh sách)", "3"],
        ["2024-03-21", "Lượt truy cập", "", "2"],
    ]


def test_no_cell_of_the_table_is_taken_for_a_formula() -> None:
    table = table_of(Report(0, numbers(answers={(DAY, "=cmd|'/c calc'!A0", True): 1})))
    assert ",'=cmd" in table


def test_report_says_what_readers_answered_worst_first() -> None:
    answers = {(DAY, "/tốt/", True): 5, (DAY, "/tệ/", False): 2, (date(2024, 3, 20), "/tệ/", True): 1}
    report = Report(0, numbers(answers=answers), [Adjustment(MOMENT, 0, 7, "cổng cũ")])
    lines = list(report_lines(report, DAY))
    assert lines[-4:] == [
        "Trang này có hữu ích không?",
        "  Có 1, Không 2  /tệ/",
        "  Có 5, Không 0  /tốt/",
        "Đặt tổng 08:05, 21/3/2024: ban đầu 0 thành 7 (cổng cũ)",
    ]


def test_operator_is_told_where_to_say_which_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISITOR_COUNTER_STORE", raising=False)
    with pytest.raises(OperationError, match="thêm --store TỆP"):
        verbs.show("", "")


def test_store_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="chưa có tệp dữ liệu này"):
        verbs.show(str(tmp_path / "none.sqlite3"), "")
    assert list(tmp_path.iterdir()) == []


def invoke(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.long
def test_verbs_work_while_a_counter_holds_the_file(database: Path, tmp_path: Path, clock: FakeClock) -> None:
    place = ("--store", str(database))
    assert "Đã tạo" in invoke("visitors.create", *place).stdout
    counter = sqlite_store(database, clock=clock, create=False)
    counter.count([AN, BINH], {"crawler": 3})
    shown = invoke("visitors", *place)
    assert "Tổng lượt truy cập: 2" in shown.stdout
    saved = str(tmp_path / "dem.json")
    assert "Đã sao lưu 2 lượt của 1 ngày" in invoke("backup", "--file", saved, *place).stdout
    done = invoke("visitors.set-total", "--total", "1000", "--reason", "cổng cũ", *place)
    assert "Tổng lượt truy cập nay là 1.000" in done.stdout
    assert counter.count([View(b"chi")], {}).figures.total == 1001
    assert invoke("visitors.set-total", "--undo", *place).returncode == 0
    assert counter.count([], {}).figures.total == 3
    assert "tổng nay là 3" in invoke("restore", "--file", saved, *place).stdout
    day = ("--source", "2024-03-21", "--reason", "sai giờ")
    assert "Đã chuyển 3 lượt" in invoke("visitors.move-day", *day, *place).stdout
    assert invoke("visitors.move-day", "--undo", *place).returncode == 0
    assert counter.count([], {}).figures.today == 3
    assert invoke("visitors.export", "--file", str(tmp_path / "dem.csv"), *place).returncode == 0
    assert (tmp_path / "dem.csv").read_bytes().startswith(b"\xef\xbb\xbfNg")
    refused = invoke("visitors.set-total", "--total", "1", "--reason", "nhầm", *place)
    assert (refused.returncode, "không giảm được xuống 1" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr
    counter.close()
