"""What the operator does with a store: by hand, while the counter runs."""

import csv
import io
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

from plugins.errors.issue import UserError
from plugins.visitor_counter.admin import corrections, tasks, verbs
from plugins.visitor_counter.admin.backup import back_up, packed, read_backup
from plugins.visitor_counter.admin.report import report_lines, table_of
from plugins.visitor_counter.command_line import parse_number
from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Report
from plugins.visitor_counter.stores.store import Store, StoreUnavailable
from tests.visitor_counter.conftest import FakeClock, OpenStore, sqlite_store
from tests.visitor_counter.numbers import add, numbers

ROOT = Path(__file__).parents[2]
DAY = date(2024, 3, 21)
AN, BINH = View(b"an", b"1" * 16, "/bai/", helpful=True), View(b"binh", b"2" * 16, "/bai/", helpful=False)
MOMENT = "2024-03-21T01:05:00+00:00"


def filled(open_store: OpenStore) -> Store:
    store = open_store(1000)
    store.count([AN, BINH], {"crawler": 3})
    return store


def set_total(store: Store, total: int, reason: str) -> None:
    store.change(lambda report: corrections.set_total(report, total, reason, MOMENT))


def undo_total(store: Store) -> None:
    store.change(lambda report: corrections.undo_total(report, MOMENT))


def restore(file: Path, store: Store) -> None:
    backup = read_backup(file)
    store.change(lambda report: corrections.restore(report, backup, f"khôi phục từ {file.name}", MOMENT))


def test_manual_total_is_shown_and_recorded(open_store: OpenStore) -> None:
    store = filled(open_store)
    set_total(store, 7_448_251, "cổng cũ")
    assert store.count([View(b"chi")], {}).figures.numbers == (3, 3, 3, 3, 7_448_252)
    assert store.report().adjustments == (Adjustment(MOMENT, 1000, 7_448_249, "cổng cũ"),)
    assert open_store().count([], {}).figures.total == 7_448_252


def test_total_does_not_fall_and_has_a_reason(open_store: OpenStore) -> None:
    store = filled(open_store)
    with pytest.raises(UserError, match=r"đang là 1\.002 và không giảm được xuống 1\.001"):
        set_total(store, 1001, "nhầm")
    with pytest.raises(UserError, match="thiếu lý do"):
        set_total(store, 2000, " ")
    assert store.report().adjustments == ()


def test_undo_keeps_visits_counted_since(open_store: OpenStore) -> None:
    store = filled(open_store)
    set_total(store, 2000, "lần một")
    set_total(store, 74_482_510, "thừa một số 0")
    store.count([View(b"chi")], {})
    undo_total(store)
    assert store.count([], {}).figures.total == 2001
    undo_total(store)
    assert store.count([], {}).figures.total == 1003
    with pytest.raises(UserError, match="chưa lần nào đặt tổng"):
        undo_total(store)
    assert len(store.report().adjustments) == 4


def test_concurrent_changes_lose_nothing(new_store: Callable[..., Store]) -> None:
    stores = [new_store() for _ in range(4)]

    def raise_total(store: Store) -> None:
        for _ in range(5):
            store.change(
                lambda report: corrections.set_total(report, report.total + 1, "thêm một", MOMENT),
            )
            store.count([], {"crawler": 1}) if store is stores[0] else None

    with ThreadPoolExecutor(len(stores)) as threads:
        list(threads.map(raise_total, stores))
    report = stores[0].report()
    assert (report.total, len(report.adjustments), sum(report.refused.values())) == (20, 20, 5)
    for store in stores:
        store.close()


def test_rejected_change_changes_nothing(open_store: OpenStore) -> None:
    store = filled(open_store)
    before = store.report()
    with pytest.raises(UserError, match=r"^chưa chuyển ngày nào"):
        store.change(lambda report: corrections.undo_move(report.merged(Report(5000)), MOMENT))
    assert store.report() == before
    assert store.count([], {}).figures.total == 1002


def test_backup_brings_all_back_and_is_for_its_owner_alone(open_store: OpenStore, tmp_path: Path) -> None:
    store = filled(open_store)
    set_total(store, 5000, "cổng cũ")
    file = tmp_path / "thu-muc" / "sao-luu"
    before = back_up(store, file)
    assert read_backup(file) == before == store.report()
    assert file.stat().st_mode & 0o077 == 0
    store.count([View(b"chi")], {"crawler": 1})
    restore(file, store)
    restore(file, store)
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
    add(store, report)
    assert store.report() == report
    assert store.count([], {}).figures.numbers == (0, 5, 5, 5, 1012)
    back_up(store, tmp_path / "sao-luu")
    assert read_backup(tmp_path / "sao-luu") == report


def test_what_restores_while_views_are_counted_loses_none(open_store: OpenStore) -> None:
    store = filled(open_store)
    add(store, Report(0, numbers({DAY: 10})))
    assert store.count([View(b"chi", b"3" * 16)], {}).figures.today == 11
    add(store, Report(0, numbers({DAY: 10})))
    assert store.count([AN], {}).figures.numbers == (3, 11, 11, 11, 1011)


def test_backup_holds_neither_secrets_nor_digests(database: Path, tmp_path: Path, clock: FakeClock) -> None:
    store = sqlite_store(database, clock=clock)
    store.count([AN, BINH], {})
    with closing(sqlite3.connect(database)) as kept:
        private = [*kept.execute("SELECT key FROM secrets"), *kept.execute("SELECT digest FROM views")]
    back_up(store, tmp_path / "sao-luu")
    assert len(private) == 3
    assert not any(value in (tmp_path / "sao-luu").read_bytes() for (value,) in private)
    store.close()


def test_backup_is_read_where_nobody_may_write(open_store: OpenStore, tmp_path: Path) -> None:
    folder = tmp_path / "chỉ đọc"
    before = back_up(filled(open_store), folder / "dem.sqlite3")
    folder.chmod(0o500)
    assert read_backup(folder / "dem.sqlite3") == before
    assert [file.name for file in folder.iterdir()] == ["dem.sqlite3"]
    folder.chmod(0o700)


def test_file_of_a_counter_goes_on_in_another_store(
    open_store: OpenStore, tmp_path: Path, clock: FakeClock
) -> None:
    source = sqlite_store(tmp_path / "cu.sqlite3", clock=clock)
    source.count([AN, BINH], {"crawler": 3})
    source.close()
    store = open_store()
    restore(tmp_path / "cu.sqlite3", store)
    assert store.report() == source.report()
    assert store.count([View(b"chi")], {}).figures.total == 3


def test_backup_is_a_store(open_store: OpenStore, tmp_path: Path, clock: FakeClock) -> None:
    before = back_up(filled(open_store), tmp_path / "sao-luu")
    store = sqlite_store(tmp_path / "sao-luu", clock=clock, create=False)
    assert store.report() == before
    assert store.count([View(b"chi")], {}).figures.total == 1003
    store.close()


@pytest.mark.parametrize("content", [b"", b"[]", b"SQLite format 3\0", "không phải".encode() * 500])
def test_invalid_backup_changes_nothing(open_store: OpenStore, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "dem.sqlite3.cu"
    file.write_bytes(content)
    store = filled(open_store)
    before = store.report()
    with pytest.raises((UserError, StoreUnavailable), match="không phải"):
        restore(file, store)
    assert store.report() == before


ENDLESS = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


def crafted(file: Path, *statements: str) -> Path:
    """Write a backup, and change it with SQL."""
    file.write_bytes(packed(Report(5, numbers({DAY: 1}), (Adjustment(MOMENT, 0, 5, "cổng cũ"),))))
    with closing(sqlite3.connect(file, isolation_level=None)) as backup:
        for statement in statements:
            backup.execute(statement)
    return file


@pytest.mark.parametrize(
    "statements",
    [
        ["DROP TABLE opening", "CREATE VIEW opening AS SELECT 5 AS total"],
        [
            "DROP TABLE days",
            f"CREATE VIEW days AS {ENDLESS} SELECT '2024-01-01' AS day, 1 AS visits FROM c",
        ],
        ["DROP TABLE days", "CREATE TABLE days (day TEXT PRIMARY KEY, visits AS (1))"],
        ["DROP TABLE adjustments", "CREATE VIRTUAL TABLE adjustments USING fts5 (moment, before, after, reason)"],
        ["CREATE TRIGGER t AFTER INSERT ON days BEGIN UPDATE opening SET total = 999; END"],
        *(
            [f"INSERT INTO days VALUES ('{day}', 5)"]
            for day in ("2024-W01-1", "20240101", "2024-01-01 ", "2024-02-31")
        ),
        *(
            [f"UPDATE adjustments SET moment = '{moment}'"]
            for moment in (
                "hôm qua", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59+00:00", "2024-03-21T01:05:00",
                "2024-03-21", "2024-03-21T01:05:00Z", "2024-03-21 01:05:00+00:00",
            )
        ),
        *([f"UPDATE adjustments SET reason = 'a' || char({code})"] for code in (7, 10, 27, 127, 155)),
        ["INSERT INTO refused VALUES ('2024-01-02', char(27) || '[2J', 5)"],
        [
            "CREATE TABLE moves (trace TEXT NOT NULL)",
            f"""INSERT INTO moves VALUES ('["{MOMENT}", "20240102", "2024-01-03", 0, {{}}, [], "r"]')""",
        ],
    ],
)  # fmt: skip
def test_crafted_backup_is_rejected(tmp_path: Path, statements: list[str]) -> None:
    assert read_backup(crafted(tmp_path / "sao-luu")).total == 6
    with pytest.raises(UserError, match="thiếu hoặc sai một phần"):
        read_backup(crafted(tmp_path / "sao-luu", *statements))


@pytest.mark.parametrize(
    "limits",
    [{"MAX_NUMBERS": 0}, {"MAX_RECORDS": 0}, {"MAX_SECONDS": -1, "INSTRUCTIONS": 1}, {"MAX_RECORD": 40}],
)
def test_reading_a_backup_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    file = crafted(tmp_path / "sao-luu", f"UPDATE adjustments SET reason = '{'a' * 50}'")
    read_backup(file)
    for name, limit in limits.items():
        monkeypatch.setattr(f"plugins.visitor_counter.admin.backup.{name}", limit)
    with pytest.raises(UserError, match="thiếu hoặc sai một phần"):
        read_backup(file)


def test_moved_days_are_in_the_backup(open_store: OpenStore, tmp_path: Path) -> None:
    store, other = filled(open_store), date(2024, 3, 20)
    store.change(
        lambda held: corrections.move_day(held, DAY, other, reason="sai\tgiờ", moment=MOMENT, today=DAY)
    )
    store.change(lambda held: corrections.undo_move(held, MOMENT))
    back_up(store, tmp_path / "sao-luu")
    assert read_backup(tmp_path / "sao-luu") == store.report()


@pytest.mark.parametrize("reason", ["hoàn lại", " hoàn lại ", "a\nb", "a\x1b[2J", "a" * 501])
def test_reason_that_cannot_be_recorded(reason: str) -> None:
    report = Report(0, numbers({DAY: 1}))
    with pytest.raises(UserError, match="--reason: "):
        corrections.set_total(report, 5, reason, MOMENT)
    with pytest.raises(UserError, match="--reason: "):
        corrections.move_day(report, DAY, date(2024, 3, 20), reason=reason, moment=MOMENT, today=DAY)


def test_name_of_a_restored_file_can_be_recorded(database: Path, tmp_path: Path) -> None:
    verbs.restore_from(
        crafted(tmp_path / "sao\nlưu", "DELETE FROM adjustments"), str(database), "", create=True
    )
    verbs.back_up_to(tmp_path / "lại", str(database), "")
    assert [made.reason for made in read_backup(tmp_path / "lại").adjustments] == ["khôi phục từ sao?lưu"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:00", "hôm qua"])
def test_records_edited_by_hand_are_shown(moment: str) -> None:
    lines = list(report_lines(Report(0, {}, (Adjustment(moment, 0, 5, "a\nb"),)), DAY))
    assert lines[-1] == f"Đặt tổng {moment}: ban đầu 0 thành 5 (a⟨U+000A⟩b)"


def test_restored_total_can_be_undone(open_store: OpenStore, tmp_path: Path) -> None:
    store, file = filled(open_store), tmp_path / "sao-luu"
    set_total(store, 74_482_510, "nhầm")
    back_up(store, file)
    undo_total(store)
    set_total(store, 7_448_251, "cổng cũ")
    restore(file, store)
    assert store.report().total == 74_482_510
    undo_total(store)
    assert store.report().total == 7_448_251


def test_restore_into_empty_store_keeps_records(open_store: OpenStore, tmp_path: Path) -> None:
    store, file = filled(open_store), tmp_path / "sao-luu"
    set_total(store, 5000, "cổng cũ")
    back_up(store, file)
    again = open_store()
    restore(file, again)
    assert again.report().adjustments == store.report().adjustments
    assert again.report().total == 5000


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", ".lock", ".lock-journal"])
@pytest.mark.parametrize("verb", [verbs.export, verbs.back_up_to])
def test_nothing_is_written_over_a_counters_file(
    database: Path, clock: FakeClock, verb: Callable[[Path, str, str], str], ending: str
) -> None:
    store = sqlite_store(database, clock=clock)
    store.count([AN], {})
    with pytest.raises(UserError, match="đây là tệp dữ liệu"):
        verb(database.with_name(database.name + ending), str(database), "")
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
    with pytest.raises(UserError, match="không phải tệp dữ liệu của bộ đếm"):
        verb(str(other))
    assert other.read_bytes() == before


@pytest.mark.parametrize(("written", "read"), [("7448251", 7_448_251), (" 7.448.251 ", 7_448_251), ("0", 0)])
def test_total_is_read_as_people_write_it(written: str, read: int) -> None:
    assert parse_number(written) == read


def test_failed_backup_keeps_the_old_file(open_store: OpenStore, tmp_path: Path) -> None:
    store = filled(open_store)
    (tmp_path / "in the way").write_text("")
    with pytest.raises(UserError, match="không ghi được"):
        back_up(store, tmp_path / "in the way" / "sao-luu")


def test_table_opens_in_a_spreadsheet(open_store: OpenStore) -> None:
    text = table_of(filled(open_store).report()).decode()
    assert text.startswith("\ufeffNgày,Loại,Chi tiết,Số\r\n")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1:] == [
        ["", "Tổng ban đầu (từ cổng cũ)", "", "1000"],
        ["2024-03-21", "Hữu ích: Có", "/bai/", "1"],
        ["2024-03-21", "Hữu ích: Không", "/bai/", "1"],
        ["2024-03-21", "Không tính", "chương trình tự động (theo danh sách)", "3"],
        ["2024-03-21", "Lượt truy cập", "", "2"],
    ]


def test_report_says_what_readers_answered_worst_first() -> None:
    answers = {(DAY, "/tốt/", True): 5, (DAY, "/tệ/", False): 2, (date(2024, 3, 20), "/tệ/", True): 1}
    report = Report(0, numbers(answers=answers), (Adjustment(MOMENT, 0, 7, "cổng cũ"),))
    lines = list(report_lines(report, DAY))
    assert lines[-4:] == [
        "Trang này có hữu ích không?",
        "  Có 1, Không 2  /tệ/",
        "  Có 5, Không 0  /tốt/",
        "Đặt tổng 08:05, 21/3/2024: ban đầu 0 thành 7 (cổng cũ)",
    ]


def test_operator_is_told_where_to_say_which_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISITOR_COUNTER_STORE", raising=False)
    with pytest.raises(UserError, match="thêm --store TỆP"):
        verbs.show("", "")


def test_store_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="chưa có tệp dữ liệu này"):
        verbs.show(str(tmp_path / "none.sqlite3"), "")
    assert list(tmp_path.iterdir()) == []


def invoke(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.long
def test_verbs_work_while_a_counter_holds_the_file(database: Path, tmp_path: Path, clock: FakeClock) -> None:
    place = ("--store", str(database))
    verbs.create(str(database), "", "")
    counter = sqlite_store(database, clock=clock, create=False)
    counter.count([AN, BINH], {"crawler": 3})
    assert "Tổng lượt truy cập: 2" in invoke("visitors", *place).stdout
    saved = str(tmp_path / "sao-luu")
    assert "Đã sao lưu 2 lượt của 1 ngày" in invoke("visitors.backup", "--file", saved, *place).stdout
    done = invoke("visitors.set-total", "--total", "1000", "--reason", "cổng cũ", *place)
    assert "Tổng lượt truy cập nay là 1.000" in done.stdout
    assert counter.count([View(b"chi")], {}).figures.total == 1001
    verbs.take_back(*place[1:], "")
    assert counter.count([], {}).figures.total == 3
    assert "tổng nay là 3" in verbs.restore_from(Path(saved), *place[1:], "")
    verbs.move_day_to("2024-03-21", "", "sai giờ", store=place[1], prefix="")
    verbs.take_day_back(*place[1:], "")
    assert counter.count([], {}).figures.today == 3
    verbs.export(tmp_path / "dem.csv", *place[1:], "")
    assert (tmp_path / "dem.csv").read_bytes().startswith(b"\xef\xbb\xbfNg")
    refused = invoke("visitors.set-total", "--total", "1", "--reason", "nhầm", *place)
    assert (refused.returncode, "không giảm được xuống 1" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr
    counter.close()


@pytest.mark.parametrize("task", ["create", "export", "set_total", "move_day", "show"])
def test_verb_shows_what_happened(
    database: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, task: str
) -> None:
    options: dict[str, dict[str, Any]] = {
        "export": {"file": str(tmp_path / "dem.csv")},
        "set_total": {"total": "9", "reason": "thử"},
        "move_day": {"undo": True},
    }
    store = sqlite_store(database)
    if task != "create":
        store.change(lambda report: report.after(DayMove(MOMENT, DAY, DAY, {}, "thử")))
    getattr(tasks, f"visitors_{task}")(Context(), store=str(database), **options.get(task, {}))
    assert len(capsys.readouterr().out.splitlines()) >= 1


@pytest.mark.parametrize("task", [tasks.visitors_set_total, tasks.visitors_move_day])
def test_undo_goes_alone(task: Callable[..., None]) -> None:
    with pytest.raises(Exit, match="--undo đi một mình"):
        task(Context(), reason="thử", undo=True)
