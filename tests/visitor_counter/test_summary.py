"""What the statistics page shows, as the service gives it."""

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.rendering.summary import (
    EMPTY,
    Read,
    Summary,
    days_json,
    most_read_json,
    summary_of,
)
from plugins.visitor_counter.rendering.svg import chart_of
from plugins.visitor_counter.service import statistics
from tests.visitor_counter.conftest import CHROME, FIREFOX, Browser, FakeClock, OpenStore, Serve

TITLES = {"/mot/": "Bài một", "/hai/": "Bài <hai>"}


def title_of(address: str) -> str:
    return TITLES.get(address, "")


def test_days_and_months_have_no_gaps(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    for day in ("2024-01-31", "2024-03-01", "2024-03-21"):
        clock.set(f"{day} 08:00")
        store.count([View(day.encode()), View(b"an")], {})
    summary = summary_of(store, date(2024, 3, 21), title_of)
    assert len(summary.days) == 30
    assert summary.days[0][0] == date(2024, 2, 21)
    assert [day for day in summary.days if day[1]] == [(date(2024, 3, 1), 2), (date(2024, 3, 21), 2)]
    assert summary.months == [(date(2024, 1, 1), 2), (date(2024, 2, 1), 0), (date(2024, 3, 1), 4)]


def test_month_that_has_just_begun_is_there(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    clock.set("2024-12-31 23:00")
    store.count([View(b"an")], {})
    assert summary_of(store, date(2025, 1, 1), title_of).months == [
        (date(2024, 12, 1), 1),
        (date(2025, 1, 1), 0),
    ]


def test_before_the_first_visit_there_is_one_month_with_nothing(open_store: OpenStore) -> None:
    assert summary_of(open_store(), date(2024, 3, 21), title_of).months == [(date(2024, 3, 1), 0)]


def test_visits_left_tomorrow_count_today(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    clock.set("2024-04-01 00:05")
    store.count([View(b"an")], {})
    summary = summary_of(store, date(2024, 3, 31), title_of)
    assert summary.days[-1] == (date(2024, 3, 31), 1)
    assert summary.months == [(date(2024, 3, 1), 1)]


def test_most_read_are_of_seven_days_and_still_published(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    clock.set("2024-03-14 08:00")
    store.count([View(b"an", None, "/mot/")], {})
    clock.set("2024-03-15 08:00")
    store.count(
        [View(b"an", None, "/hai/"), View(b"an", None, "/thu-hoi/"), View(b"chi", None, "/thu-hoi/")], {}
    )
    assert summary_of(store, date(2024, 3, 21), title_of).most_read == [Read("/hai/", "Bài <hai>", 1)]
    assert len(summary_of(store, date(2024, 3, 20), title_of).most_read) == 2


def test_summary_as_json() -> None:
    summary = Summary([(date(2024, 3, 21), 12)], [(date(2024, 3, 1), 345)], [Read("/hai/", "Bài <hai>", 7)])
    assert json.loads(days_json(summary)) == {"days": [["2024-03-21", 12]], "months": [["2024-03", 345]]}
    assert json.loads(most_read_json(summary)) == [["/hai/", "Bài <hai>", 7]]


def test_chart_is_a_picture_whose_bars_have_their_numbers() -> None:
    days = [(date(2024, 3, day), day * 1000) for day in range(1, 31)]
    chart = ElementTree.fromstring(chart_of(Summary(days, [(date(2024, 3, 1), 465_000)], [])))
    texts = ["".join(text.itertext()) for text in chart.iterfind(".//{*}text")]
    assert texts[:3] == ["Theo ngày, 30 ngày qua", "30/3", "30.000"]
    assert texts[-2:] == ["3/2024", "465.000"]
    bars = [float(bar.attrib["width"]) for bar in chart.iterfind(".//{*}rect")]
    assert bars[0] == max(bars[:30])
    assert abs(bars[29] * 30 - bars[0]) < 1.5
    assert float(chart.attrib["height"]) > 31 * 22


def test_chart_of_nothing_is_a_picture_too() -> None:
    assert ElementTree.fromstring(chart_of(EMPTY)).tag.endswith("svg")


@pytest.fixture
def paths_file(tmp_path: Path) -> Path:
    file = tmp_path / "cac-trang.txt"
    file.write_text("/\n", encoding="utf-8")
    (tmp_path / "cac-trang").mkdir()
    lines = "/tin/mot/\tBài “một” & <hai>\n/tin/ba/\tBài ba\n"
    (tmp_path / "cac-trang" / "2024-03.txt").write_text(lines, encoding="utf-8")
    return file


@pytest.mark.anyio
async def test_summary_files_are_served_and_written(
    serve: Serve, paths_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "PAUSE_SECONDS", -1.0)
    async with serve(paths_file=paths_file, figures_folder=tmp_path / "so-lieu") as client:
        for agent in (FIREFOX, CHROME):
            await Browser(client, agent).view("/tin/mot/")
        await Browser(client).view("/tin/ba/")
        await client.app.recorder.round()
        for name, kind in (
            ("thong-ke.json", "application/json"),
            ("thong-ke.svg", "image/svg+xml; charset=utf-8"),
            ("doc-nhieu.json", "application/json"),
        ):
            answer = await client.get(f"/luot-truy-cap/{name}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
            assert (tmp_path / "so-lieu" / name).read_bytes() == answer.content
        assert (await client.get("/luot-truy-cap/doc-nhieu.json")).json() == [
            ["/tin/mot/", "Bài “một” & <hai>", 2],
            ["/tin/ba/", "Bài ba", 1],
        ]
        page = BeautifulSoup((await client.get("/luot-truy-cap/")).text, "html.parser")
        assert [link.text for link in page.select("ol a")] == ["Bài “một” & <hai>", "Bài ba"]
        assert [table.caption.text for table in page.select("table")] == [
            "Số lượt theo ngày, 30 ngày qua",
            "Số lượt theo tháng",
        ]
        assert [cell.text for cell in page.select("table tr:nth-of-type(2) > *")] == [
            "21/3/2024",
            "2",
            "3/2024",
            "2",
        ]
