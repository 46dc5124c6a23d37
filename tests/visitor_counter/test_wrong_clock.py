"""After the server's clock was wrong: no total falls, the days are named, and a verb moves them and back."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.visitor_counter.admin import corrections, verbs
from plugins.visitor_counter.admin.backup import back_up, read_backup
from plugins.visitor_counter.admin.corrections import parse_day
from plugins.visitor_counter.admin.report import report_lines
from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.rendering.summary import summary_of
from plugins.visitor_counter.service import statistics
from plugins.visitor_counter.service.statistics import Statistics
from plugins.visitor_counter.stores.report import UNDONE, DayMove, Report
from plugins.visitor_counter.stores.store import Store
from tests.visitor_counter.conftest import FakeClock, OpenStore, sqlite_store
from tests.visitor_counter.numbers import add, numbers
from tests.visitor_counter.test_admin import MOMENT, restore

TODAY, WRONG, LONG_AGO = date(2024, 3, 21), date(2031, 5, 1), date(1970, 1, 1)
WHY = "đồng hồ máy chủ sai"


def views(number: int, *, page: str = "") -> list[View]:
    return [View(b"%d" % n, None, page, helpful=True if page else None) for n in range(number)]


@pytest.fixture
def store(open_store: OpenStore, clock: FakeClock) -> Store:
    """Two visits today, then 30 with a clock seven years ahead, of which three are answered, and the clock is right again."""
    opened = open_store(1000)
    opened.count(views(2, page="/bai/"), {"crawler": 1})
    clock.set("2031-05-01 08:05")
    opened.count([*views(30), *views(3, page="/bai/")], {"crawler": 5, "prefetch": 2})
    clock.set("2024-03-21 09:10")
    opened.count([], {})
    return opened


def move(store: Store, source: date = WRONG, target: date = TODAY, why: str = WHY) -> DayMove:
    def change(report: Report) -> Report:
        return corrections.move_day(report, source, target, reason=why, moment=MOMENT, today=TODAY)

    return store.change(change).moves[-1]


def undo_move(store: Store) -> None:
    store.change(lambda report: corrections.undo_move(report, MOMENT))


def test_no_total_falls_when_the_clock_comes_back(store: Store) -> None:
    assert store.count([], {}).figures.numbers == (30, 2, 2, 2, 1032)
    assert store.count([View(b"chi")], {}).figures.numbers == (31, 3, 3, 3, 1033)


def test_visits_go_on_when_the_clock_comes_back(store: Store, clock: FakeClock) -> None:
    assert store.count(views(30), {}).figures.numbers == (30, 2, 2, 2, 1032)
    clock.forward(minutes=31)
    assert store.count([], {}).figures.numbers == (0, 2, 2, 2, 1032)


def test_days_that_cannot_be_are_named(store: Store) -> None:
    lines = list(report_lines(store.report(), TODAY))
    assert lines[1] == (
        "CHÚ Ý: 30 lượt được ghi cho ngày 01/5/2031, khi đồng hồ máy chủ sai. Chuyển sang hôm nay, hoặc ngày khác "
        'bằng --target: uv run invoke visitors.move-day --source 2031-05-01 --reason "đồng hồ máy chủ sai"'
    )
    move(store)
    assert not any("CHÚ Ý" in line for line in report_lines(store.report(), TODAY))


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (
            date(2024, 3, 22),
            False,
        ),  # a clock set back over midnight leaves visits for tomorrow: they are today's
        (date(2024, 3, 23), True),
        (date(2019, 12, 31), True),
        (LONG_AGO, True),
        (date(2020, 1, 1), False),
    ],
)
def test_only_days_that_cannot_be_are_named(day: date, *, named: bool) -> None:
    lines = report_lines(Report(0, numbers({day: 3})), TODAY)
    assert any("CHÚ Ý: 3 lượt" in line for line in lines) is named


def test_moved_day_counts_where_it_belongs(store: Store) -> None:
    before = store.report()
    done = move(store)
    rejected = {(WRONG, "crawler"): 5, (WRONG, "prefetch"): 2}
    assert done.numbers == numbers({WRONG: 30}, rejected, {(WRONG, "/bai/", True): 3})
    report = store.report()
    assert report.days == {TODAY: 32}
    assert report.refused == {(TODAY, "crawler"): 6, (TODAY, "prefetch"): 2}
    assert report.answers == {(TODAY, "/bai/", True): 5}
    assert report.total == before.total == 1032
    assert report.moves == (done,)
    assert store.count([], {}).figures.numbers == (30, 32, 32, 32, 1032)
    assert store.most_read(TODAY, TODAY, 9) == [("/bai/", 5)]
    assert store.most_read(WRONG, WRONG, 9) == []
    last = list(report_lines(report, TODAY))[-1]
    assert last == f"Chuyển ngày 08:05, 21/3/2024: 30 lượt từ ngày 01/5/2031 sang ngày 21/3/2024 ({WHY})"


def test_move_is_kept_over_a_restart(store: Store, open_store: OpenStore) -> None:
    done = move(store)
    again = open_store()
    assert again.count([], {}).figures.numbers == (30, 32, 32, 32, 1032)
    assert again.report().moves == (done,)


def test_move_can_be_taken_back(store: Store) -> None:
    before = store.report()
    move(store)
    store.count([View(b"chi")], {})
    undo_move(store)
    report = store.report()
    assert report.days == {TODAY: 3, WRONG: 30}
    assert (report.refused, report.answers) == (before.refused, before.answers)
    assert report.total == 1033
    assert len(report.moves) == 2
    with pytest.raises(UserError, match="chưa chuyển ngày nào"):
        undo_move(store)
    move(store)
    assert store.report().days == {TODAY: 33}


def test_what_was_moved_on_cannot_be_taken_back(store: Store) -> None:
    move(store)
    other, third = date(2024, 3, 20), date(2024, 3, 19)
    on = DayMove(MOMENT, TODAY, other, numbers({TODAY: 20}), "khác")
    away = DayMove(MOMENT, other, third, numbers({other: 20}), UNDONE)
    store.change(lambda report: report.after(on).after(away))
    with pytest.raises(UserError, match="đã được chuyển đi nơi khác"):
        undo_move(store)


@pytest.mark.parametrize(
    ("source", "target", "why", "reported"),
    [
        (WRONG, WRONG, WHY, "cùng một ngày"),
        (WRONG, date(2024, 3, 22), WHY, "không phải một ngày đã qua"),
        (WRONG, LONG_AGO, WHY, "không phải một ngày đã qua"),
        (WRONG, TODAY, " ", "thiếu lý do"),
        (WRONG, TODAY, "x" * 501, "nhiều nhất 500"),
        (date(2031, 5, 2), TODAY, WHY, "không có số liệu nào"),
    ],
)
def test_move_that_makes_no_sense_changes_nothing(
    store: Store, source: date, target: date, why: str, reported: str
) -> None:
    before = store.report()
    with pytest.raises(UserError, match=reported):
        move(store, source, target, why)
    assert store.report() == before


def test_no_more_is_moved_than_there_is(store: Store) -> None:
    change = numbers({WRONG: 31}, {(WRONG, "crawler"): 6, (WRONG, "khác"): 1}, {(WRONG, "/bai/", False): 1})
    store.change(lambda report: report.after(DayMove(MOMENT, WRONG, TODAY, change, WHY)))
    report = store.report()
    assert report.days == {TODAY: 32}
    assert report.refused == {(TODAY, "crawler"): 6, (WRONG, "prefetch"): 2}
    assert report.answers == {(TODAY, "/bai/", True): 2, (WRONG, "/bai/", True): 3}
    assert store.count([], {}).figures.total == 1032


def test_older_backup_does_not_count_a_moved_day_twice(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "dem")
    move(store)
    for _ in range(2):
        restore(tmp_path / "dem", store)
        assert store.report().days == {TODAY: 32}
    assert store.report().total == 1032


def test_newer_backup_moves_the_day_in_an_older_store(store: Store, tmp_path: Path) -> None:
    old = store.report()
    done = move(store)
    back_up(store, tmp_path / "dem")
    undo_move(store)
    newer = read_backup(tmp_path / "dem")
    assert newer.moves == (done,)
    # The store as it was: without the move, as a copy from before would have it.
    other = sqlite_store(tmp_path / "khac.sqlite3")
    add(other, old)
    for _ in range(2):
        restore(tmp_path / "dem", other)
        assert (other.report().days, other.report().total) == ({TODAY: 32}, 1032)
        assert other.report().moves == (done,)


def test_backup_fills_an_empty_store_with_its_moves(store: Store, tmp_path: Path) -> None:
    move(store)
    back_up(store, tmp_path / "dem")
    other = sqlite_store(tmp_path / "khac.sqlite3")
    restore(tmp_path / "dem", other)
    assert replace(other.report(), adjustments=()) == store.report()


def test_file_from_before_there_were_moves_takes_them(database: Path, clock: FakeClock) -> None:
    store = sqlite_store(database, clock=clock)
    store.count([View(b"an")], {})
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT * FROM sqlite_schema WHERE name = 'moves'").fetchall() == []
    assert store.report().moves == ()
    move(store, TODAY, date(2024, 3, 20))
    assert store.count([], {}).figures.numbers == (1, 0, 1, 1, 1)
    store.close()


def test_trace_is_read_as_it_was_written() -> None:
    rejected, answers = (
        {(WRONG, "b"): 1, (WRONG, "a"): 2},
        {(WRONG, "/bài/", False): 1, (WRONG, "/a/", True): 2},
    )
    trace = DayMove(MOMENT, WRONG, TODAY, numbers({WRONG: 3}, rejected, answers), WHY)
    assert DayMove.unpacked(trace.packed()) == trace
    assert DayMove.unpacked(trace.packed()).packed() == trace.packed()


def test_clock_in_1970_does_not_stretch_the_statistics(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    clock.set("1970-01-02 08:00")
    store.count([View(b"an")], {})
    clock.set("2024-03-21 08:00")
    store.count([View(b"binh")], {})
    summary = summary_of(store, TODAY, lambda _: "")
    assert summary.months == [(date(2024, 3, 1), 1)]
    assert store.count([], {}).figures.total == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [("2031-05-01", WRONG), ("2031-5-1", WRONG), ("1/5/2031", WRONG), (" 01/05/2031 ", WRONG)],
)
def test_day_is_read_as_people_write_it(written: str, read: date) -> None:
    assert parse_day(written, "--source") == read


@pytest.mark.parametrize(
    "written", ["", "2031-02-30", "hôm nay", "20310501", "9" * 5000, "1/5/31", "٢٠٣١-٠٥-٠١", "\x1b[31m"]
)
def test_invalid_day_is_reported(written: str) -> None:
    with pytest.raises(UserError, match="--source: viết một ngày") as caught:
        parse_day(written, "--source")
    assert len(str(caught.value)) < 150


def test_verbs_move_a_day_and_take_it_back(database: Path) -> None:
    store = sqlite_store(database)
    add(store, Report(0, numbers({date(2999, 5, 1): 300})))
    place = {"store": str(database), "prefix": ""}
    assert "CHÚ Ý: 300 lượt" in verbs.show(str(database), "")[1]
    reported = verbs.move_day_to("1/5/2999", "", WHY, **place)
    assert reported.startswith("Đã chuyển 300 lượt từ ngày 01/5/2999 sang ngày ")
    assert store.report().total == 300
    assert "Đã hoàn lại: chuyển 300 lượt" in verbs.take_day_back(**place)
    assert store.report().days == {date(2999, 5, 1): 300}
    with pytest.raises(UserError, match="--source: viết một ngày"):
        verbs.move_day_to("", "", WHY, **place)


def test_service_warns_once_of_days_that_cannot_be(
    database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(statistics, "PAUSE_SECONDS", -1.0)
    store = sqlite_store(database)
    add(store, Report(0, numbers({WRONG: 3})))
    watch = Statistics(store, lambda _: "")
    for _ in range(2):
        watch.refresh(TODAY)
    move(store)
    watch.refresh(TODAY)
    (message,) = caplog.messages
    assert "không thể có (01/5/2031)" in message
