"""Numbers without end, files of any content and control characters: a short answer, no traceback, nothing raw."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.visitor_counter.__main__ import main
from plugins.visitor_counter.admin import verbs
from plugins.visitor_counter.admin.backup import parse_report, read_backup
from plugins.visitor_counter.admin.corrections import parse_total
from plugins.visitor_counter.admin.report import report_lines, table_of
from plugins.visitor_counter.command_line import parsed
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Report
from plugins.visitor_counter.terminal import OperationError, visible
from tests.visitor_counter.conftest import Browser, Serve, sqlite_store
from tests.visitor_counter.numbers import numbers
from tests.visitor_counter.test_admin import MOMENT, WHOLE

ENDLESS = "9" * 5000
DAY = date(2024, 3, 21)


@pytest.mark.parametrize("option", ["--opening-total", "--ceiling", "--port", "--metrics-port"])
@pytest.mark.parametrize("number", [ENDLESS, "1." * 2500 + "1", "-" + ENDLESS])
def test_endless_number_is_an_error_in_one_short_line(option: str, number: str) -> None:
    with pytest.raises(ValueError, match="quá dài") as caught:
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
    with pytest.raises(OperationError, match=r"--total: (quá lớn|viết một số)") as caught:
        verbs.adjust(written, "thử", str(database), "")
    assert len(str(caught.value)) < 150


def test_number_of_another_script_is_no_total() -> None:
    with pytest.raises(OperationError):
        parse_total("七")


def deep(text: str, levels: int = 100_000) -> str:
    return text * levels


ADJUSTMENT = [MOMENT, 0, 7, "cổng cũ"]
MOVE = [MOMENT, "2031-05-01", "2024-03-21", 3, {"crawler": 1}, [["/bai/", True, 1]], "sai giờ"]


def whole(**fields: object) -> str:
    return json.dumps({**json.loads(WHOLE), **fields})


@pytest.mark.parametrize(
    "text",
    [
        deep("["),
        deep('{"a":'),
        WHOLE.replace('"days": {}', '"days": ' + deep("[")),
        WHOLE.replace('"opening": 0', f'"opening": {ENDLESS}'),
        WHOLE.replace('"opening": 0', '"opening": 1e999'),
        WHOLE.replace('"opening": 0', '"opening": NaN'),
        WHOLE.replace('"opening": 0', '"opening": 0, "opening": 5'),
        WHOLE.replace('"days": {}', '"days": {"2024-03-21": 1, "2024-03-21": 2}'),
        whole(days={"2024-W12-4": 1}),
        whole(days={"20240321": 1}),
        whole(days={"2024-02-30": 1}),
        whole(days=[["2024-03-21", 1]]),
        whole(days={"2024-03-21": 10**12, "2024-03-22": 1}),
        whole(days={"2024-03-21": 1.5}),
        whole(refused=[["2024-03-21", "crawler", 1], ["2024-03-21", "crawler", 2]]),
        whole(refused=[["2024-03-21", {"a": 1}, 1]]),
        whole(refused=[["2024-03-21", "crawler"]]),
        whole(answers=[["2024-03-21", "/bai/", 1, 1]]),
        whole(answers=[["2024-03-21", "/bai/", True, -1]]),
        whole(answers=[["2024-03-21", "\ud800", True, 1]]),
        whole(answers=[["2024-03-21", "/" * 3000, True, 1]]),
        whole(adjustments=[[*ADJUSTMENT, "thừa"]]),
        whole(adjustments=[[{}, 0, 7, "cổng cũ"]]),
        whole(adjustments=[[MOMENT, "0", 7, "cổng cũ"]]),
        whole(adjustments=[None]),
        whole(adjustments=7),
        whole(moves=[[*MOVE[:3], -3, *MOVE[4:]]]),
        whole(moves=[[*MOVE[:3], True, *MOVE[4:]]]),
        whole(moves=[[*MOVE[:4], {"crawler": "1"}, *MOVE[5:]]]),
        whole(moves=[[*MOVE[:5], [["/bai/", 1, 1]], MOVE[6]]]),
        whole(moves=[[MOMENT, "hôm nay", *MOVE[2:]]]),
        whole(moves=[MOVE[:5]]),
        whole(moves={"a": 1}),
        whole(version=ENDLESS),
    ],
)
def test_no_content_of_a_backup_makes_a_traceback(database: Path, tmp_path: Path, text: str) -> None:
    sqlite_store(database).open()
    file = tmp_path / "dem.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OperationError) as caught:
        verbs.restore_from(file, str(database), "")
    assert str(caught.value).startswith(f"{file}: ")
    assert len(str(caught.value)) < 300
    assert verbs.show(str(database), "")[0].startswith("Tổng lượt truy cập: 0 ")


def test_whole_backup_is_read(tmp_path: Path) -> None:
    file = tmp_path / "dem.json"
    file.write_text(whole(adjustments=[ADJUSTMENT], moves=[MOVE]), encoding="utf-8")
    assert len(read_backup(file).moves) == len(read_backup(file).adjustments) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("opening", "days", "refused", "answers", "adjustments", "moves")


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), json_values, min_size=1))
def test_any_fields_of_a_backup_are_read_or_rejected(fields: dict[str, Any]) -> None:
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        parse_report({**json.loads(WHOLE), **fields})


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "dem.json"
    with file.open("wb") as huge:
        huge.truncate(2**30)
    with pytest.raises(OperationError, match="quá lớn"):
        read_backup(file)


@pytest.mark.parametrize("make", [os.mkfifo, lambda file: file.symlink_to("/dev/zero"), Path.mkdir])
def test_what_may_never_end_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "dem.json")
    with pytest.raises(OperationError, match="không phải một tệp thường"):
        read_backup(tmp_path / "dem.json")


def test_control_characters_are_shown_as_such() -> None:
    assert visible("a\x1b[31m\n\u202eđỏ\x9b\u2066") == r"a\x1b[31m\n\u202eđỏ\x9b\u2066"
    assert visible("Đã ghi “số” – 1.000 …") == "Đã ghi “số” – 1.000 …"
    assert len(visible("a" * 10_000)) < 2100


HOSTILE = "\x1b]0;x\x07\r\u202e"


def test_no_line_of_a_report_holds_control_characters() -> None:
    report = Report(
        0,
        numbers({DAY: 1}, {(DAY, HOSTILE): 1}, {(DAY, f"/{HOSTILE}", True): 1}),
        [Adjustment(HOSTILE, 0, 7, HOSTILE)],
        [DayMove(HOSTILE, DAY, DAY, numbers({DAY: 1}), HOSTILE)],
    )
    lines = list(report_lines(report, DAY))
    assert all(line.isprintable() for line in lines)
    assert sum(r"\x1b]0;x\x07\r\u202e" in line for line in lines) == 4
    table = table_of(report).removeprefix("\ufeff")
    assert all(line.isprintable() for line in table.removesuffix("\r\n").split("\r\n"))


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@x", "\t=1", " =1"])
def test_no_reason_of_the_table_is_taken_for_a_formula(sign: str) -> None:
    cell = table_of(Report(0, numbers({}, {(DAY, sign): 1}))).split(",")[-2]
    assert cell[0] in "'\\"


@pytest.mark.parametrize(
    "verb",
    [
        lambda name: verbs.show(name, ""),
        lambda name: verbs.restore_from(Path(name), "redis://127.0.0.1:1/0", ""),
        lambda name: verbs.create(f"redis://{name}", "", ""),
        lambda name: verbs.create("x", "", name),
    ],
)
def test_no_error_of_a_verb_holds_control_characters(verb: Callable[[str], object]) -> None:
    with pytest.raises(OperationError) as caught:
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
