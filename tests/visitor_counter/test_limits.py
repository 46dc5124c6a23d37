"""Numbers without end, files of any content and control characters: a short answer, no traceback, nothing raw."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

from plugins.errors.issue import UserError
from plugins.visitor_counter.__main__ import main
from plugins.visitor_counter.admin import tasks, verbs
from plugins.visitor_counter.admin.backup import packed, read_backup
from plugins.visitor_counter.admin.report import report_lines, table_of
from plugins.visitor_counter.command_line import parsed
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Report
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.visitor_counter.conftest import Browser, Serve, sqlite_store
from tests.visitor_counter.numbers import numbers
from tests.visitor_counter.test_admin import MOMENT

ENDLESS = "9" * 5000
DAY = date(2024, 3, 21)


@pytest.mark.parametrize("option", ["--opening-total", "--ceiling", "--port", "--metrics-port"])
@pytest.mark.parametrize("number", [ENDLESS, "1." * 2500 + "1", "-" + ENDLESS])
def test_endless_number_is_an_error_in_one_short_line(option: str, number: str) -> None:
    with pytest.raises(ValueError, match="viết một số") as caught:
        parsed([f"{option}={number}"])
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize(
    "options",
    [
        ["--store", f"redis://127.0.0.1:{ENDLESS}/0"],
        ["--store", f"redis://127.0.0.1:6379/{ENDLESS}"],
        ["--store", ENDLESS],
        ["--trusted-proxy", f"10.0.0.0/{ENDLESS}"],
        ["--origin", f"https://cong.example:{ENDLESS}"],
        ["--time-zone", ENDLESS],
        ["--prefix", "\x1b[31m", "--store", "\x1b[31m\n/\u202e"],
        ["--socket", ENDLESS],
        [f"--{ENDLESS}"],
    ],
)
def test_endless_option_is_an_error_in_one_line(
    options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = [] if "--store" in options else ["--store", str(tmp_path / "dem.sqlite3"), "--create"]
    assert main([*store, *options]) in {1, 2}
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Lỗi: ")
    assert line.isprintable()
    assert len(line) < 2100


@pytest.mark.parametrize("written", [ENDLESS, "1." * 2500 + "000", " " * 5000 + "x"])
def test_endless_total_is_an_error(database: Path, written: str) -> None:
    sqlite_store(database).open()
    with pytest.raises(UserError, match="--total: viết một số") as caught:
        verbs.adjust(written, "thử", str(database), "")
    assert len(str(caught.value)) < 150


MOVE = [MOMENT, "2031-05-01", "2024-03-21", 3, {"crawler": 1}, [["/bai/", True, 1]], "sai giờ"]


def in_moves(*fields: object, ensure_ascii: bool = True) -> str:
    return f"INSERT INTO moves VALUES ('{json.dumps(fields, ensure_ascii=ensure_ascii)}')"


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE opening",
        "DELETE FROM opening",
        "UPDATE opening SET total = -5",
        f"UPDATE opening SET total = {10**13}",
        f"UPDATE opening SET total = {ENDLESS}",
        "UPDATE opening SET total = 'bảy'",
        "INSERT INTO days VALUES ('hôm nay', 1)",
        "INSERT INTO days VALUES ('2024-02-30', 1)",
        "INSERT INTO days VALUES ('2024-03-21', -5)",
        "INSERT INTO days VALUES ('2024-03-21', 1.5)",
        f"INSERT INTO days VALUES ('2024-03-21', {10**12}), ('2024-03-22', 1)",
        "INSERT INTO refused VALUES ('2024-03-21', x'ff', 1)",
        "INSERT INTO refused VALUES ('2024-03-21', CAST(x'ff' AS TEXT), 1)",
        f"INSERT INTO answers VALUES ('2024-03-21', '/{'a' * 3000}', 1, 1)",
        "INSERT INTO adjustments VALUES (NULL, 0, 7, 'cổng cũ')",
        "INSERT INTO adjustments VALUES ('lúc ấy', 'không', 7, 'cổng cũ')",
        "INSERT INTO moves VALUES ('" + "[" * 100_000 + "')",
        "INSERT INTO moves VALUES ('{}')",
        "INSERT INTO moves VALUES (7)",
        in_moves(*MOVE[:3], -3, *MOVE[4:]),
        in_moves(*MOVE[:4], {"crawler": "1"}, *MOVE[5:]),
        in_moves(*MOVE[:4], {"\ud800": 1}, *MOVE[5:]),
        in_moves(MOMENT, "hôm nay", *MOVE[2:]),
        in_moves(*MOVE[:5]),
    ],
)
def test_no_content_of_a_backup_makes_a_traceback(database: Path, tmp_path: Path, statement: str) -> None:
    sqlite_store(database).open()
    file = tmp_path / "sao-luu"
    change_backup(file, statement)
    with pytest.raises(UserError, match="thiếu hoặc sai một phần") as caught:
        verbs.restore_from(file, str(database), "")
    assert str(caught.value).startswith(f"{file}: ")
    assert len(str(caught.value)) < 300
    assert verbs.show(str(database), "")[0].startswith("Tổng lượt truy cập: 0 ")


def change_backup(file: Path, *statements: str) -> None:
    file.write_bytes(packed(Report()))
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for statement in ("CREATE TABLE moves (trace TEXT NOT NULL)", *statements):
            raw.execute(statement)


def test_whole_backup_is_read(tmp_path: Path) -> None:
    file = tmp_path / "sao-luu"
    change_backup(
        file,
        in_moves(*MOVE, ensure_ascii=False),
        f"INSERT INTO adjustments VALUES ('{MOMENT}', 0, 7, 'cổng cũ')",
    )
    assert len(read_backup(file).moves) == len(read_backup(file).adjustments) == 1


@pytest.mark.parametrize("length", [50, 4096, 5000, 20_000])
def test_truncated_backup_is_reported(tmp_path: Path, length: int) -> None:
    days = {DAY + timedelta(days=n): n + 1 for n in range(3000)}
    file = tmp_path / "sao-luu"
    file.write_bytes(packed(Report(0, numbers(days)))[:length])
    with pytest.raises((UserError, StoreUnavailable), match=f"{file}: "):
        read_backup(file)


def test_huge_file_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "sao-luu"
    with file.open("wb") as huge:
        huge.truncate(2**30)
    with pytest.raises(StoreUnavailable, match="không phải tệp dữ liệu của bộ đếm"):
        read_backup(file)


@pytest.mark.parametrize("make", [os.mkfifo, lambda file: file.symlink_to("/dev/zero"), Path.mkdir])
def test_what_may_never_end_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "sao-luu")
    with pytest.raises(UserError, match="không phải một tệp thường"):
        read_backup(tmp_path / "sao-luu")


HOSTILE = "\x1b]0;x\x07\r\u202e"


def test_no_line_of_a_report_holds_control_characters() -> None:
    report = Report(
        0,
        numbers({DAY: 1}, {(DAY, HOSTILE): 1}, {(DAY, f"/{HOSTILE}", True): 1}),
        (Adjustment(HOSTILE, 0, 7, HOSTILE),),
        (DayMove(HOSTILE, DAY, DAY, numbers({DAY: 1}), HOSTILE),),
    )
    lines = list(report_lines(report, DAY))
    assert all(line.isprintable() for line in lines)
    assert sum("⟨U+001B⟩]0;x⟨U+0007⟩⟨U+000D⟩⟨U+202E⟩" in line for line in lines) == 4
    table = table_of(report).decode("utf-8-sig")
    assert all(line.isprintable() for line in table.removesuffix("\r\n").split("\r\n"))


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@x", "\t=1", " =1"])
def test_no_reason_of_the_table_is_taken_for_a_formula(sign: str) -> None:
    cell = table_of(Report(0, numbers({}, {(DAY, sign): 1}))).decode().split(",")[-2]
    assert cell[0] in "'\\"


@pytest.mark.parametrize(
    "verb",
    [
        lambda name: tasks.visitors_show(Context(), store=name),
        lambda name: tasks.visitors_restore(Context(), file=name, store="redis://127.0.0.1:1/0"),
        lambda name: tasks.visitors_create(Context(), store=f"redis://{name}"),
        lambda name: tasks.visitors_create(Context(), store="x", opening_total=name),
    ],
)
def test_no_error_of_a_verb_holds_control_characters(verb: Callable[[str], object]) -> None:
    with pytest.raises(Exit) as caught:
        verb(f"không-có{HOSTILE}")
    assert str(caught.value).isprintable()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "1," * 15_000},
        {"host": f"cong.example:{ENDLESS}"},
        {"origin": f"http://cong.example:{ENDLESS}", "sec-fetch-site": ""},
        {"referer": f"http://cong.example:{ENDLESS}/", "sec-fetch-site": ""},
        {"content-length": "0" * 5000},
        {"sec-purpose": "," * 15_000},
    ],
)
async def test_no_endless_header_makes_the_service_stumble(serve: Serve, headers: dict[str, str]) -> None:
    async with serve(trusted_proxies=("203.0.113.9",)) as client:
        assert (await Browser(client).view(headers=headers)).status_code in {200, 400, 403, 413}
        assert (await Browser(client).picture(headers=headers)).status_code in {200, 400, 403, 413}
