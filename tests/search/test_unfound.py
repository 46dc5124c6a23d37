"""Questions that found nothing: noted in words only when five visitors have asked them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from plugins.search.answer.query import parse
from plugins.search.service.application import SearchService, Settings
from plugins.search.unfound import FILE, KEPT, Question, Unfound, restore, unfound
from plugins.server.settings import Server
from plugins.server.units import unit_files
from plugins.visitor_counter.admin import verbs
from tests.conftest import TinySite
from tests.search.conftest import Client

TODAY = date(2026, 11, 30)
FIVE = [b"a", b"b", b"c", b"d", b"e"]


class Calendar:
    """A day that tests can change."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    """Return the calendar of `noted`."""
    return Calendar()


@pytest.fixture
def noted(tmp_path: Path, calendar: Calendar) -> Unfound:
    """Return the questions of a new index."""
    return Unfound(tmp_path, calendar)


def ask(noted: Unfound, text: str, visitors: Sequence[bytes] = FIVE, **fields: str) -> None:
    """Note a question as each visitor asks it."""
    query = parse([("q", text), *((name.replace("_", "-"), value) for name, value in fields.items())])
    for visitor in visitors:
        noted.note(query, visitor)


def test_fifth_visitor_brings_the_words(tmp_path: Path, noted: Unfound) -> None:
    ask(noted, "Đèn đường", FIVE[:4])
    assert unfound(tmp_path, 9) == []
    stored = (tmp_path / FILE).read_bytes().lower()
    assert "đường".encode() not in stored
    assert b"duong" not in stored
    ask(noted, "den duong", FIVE[4:])
    assert unfound(tmp_path, 9) == [Question("den duong", 5, TODAY)]


def test_same_visitor_counts_once_a_day(tmp_path: Path, noted: Unfound, calendar: Calendar) -> None:
    ask(noted, "đèn đường", [b"a"] * 9)
    for _ in range(4):
        assert unfound(tmp_path, 9) == []
        calendar.day += timedelta(days=1)
        ask(noted, "đèn đường", [b"a"])
    assert unfound(tmp_path, 9) == [Question("đèn đường", 5, TODAY + timedelta(days=4))]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("0912345678", {}),
        ("nguyễn văn a 1990", {}),
        ("a.nguyen@thu.example", {}),
        ("đèn " * 20, {}),
        ("đèn đường", {"nam": "2026"}),
        ("đèn đường", {"go": "1"}),
        ("đèn đường", {"trang": "2"}),
        ("", {}),
        ("đ", {}),
        ("?!", {}),
    ],
)
def test_question_that_is_never_noted(
    tmp_path: Path, noted: Unfound, text: str, fields: dict[str, str]
) -> None:
    ask(noted, text, FIVE, **fields)
    assert not (tmp_path / FILE).exists()


def test_old_question_is_deleted(tmp_path: Path, noted: Unfound, calendar: Calendar) -> None:
    ask(noted, "đèn đường")
    calendar.day += KEPT + timedelta(days=1)
    ask(noted, "sân bóng")
    assert [question.text for question in unfound(tmp_path, 9)] == ["sân bóng"]


def test_flood_of_visits_does_not_fill_memory(
    tmp_path: Path, noted: Unfound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.search.unfound.MOST_A_DAY", 4)
    ask(noted, "đèn đường")
    assert unfound(tmp_path, 9) == []


def test_damaged_file_is_replaced(tmp_path: Path, noted: Unfound) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 500)
    ask(noted, "đèn đường", [b"x"])
    ask(noted, "đèn đường")
    assert unfound(tmp_path, 9) == [Question("đèn đường", 5, TODAY)]


@pytest.mark.anyio
async def test_service_notes_what_it_did_not_find(tmp_path: Path) -> None:
    site = TinySite(tmp_path / "site")
    site.article(title="Họp chợ phiên")
    service = SearchService(Settings(release=site.build().folder, index=tmp_path / "index"))
    async with service.running():
        client = Client(service)
        await client.ready()
        transport = httpx.ASGITransport(service, client=("", 0))  # a Unix socket
        async with httpx.AsyncClient(transport=transport, base_url="http://xathu.example") as http:
            for number in range(5):
                for asked in ("chợ phiên", "xyzt uvu"):
                    # What a client sends stands before what nginx adds.
                    forwarded = {"x-forwarded-for": f"192.0.2.9, 203.0.113.{number}"}
                    await http.get("/tim-kiem/", params={"q": asked, "phan": "1"}, headers=forwarded)
                    await http.get(
                        "/tim-kiem/",
                        params={"q": "một người"},
                        headers={"x-forwarded-for": f"192.0.2.{number}, 203.0.113.1"},
                    )
    assert [question.text for question in unfound(tmp_path / "index", 9)] == ["xyzt uvu"]


def test_restored_questions_never_lose_visits(tmp_path: Path, noted: Unfound) -> None:
    ask(noted, "Chợ phiên")
    ask(noted, "trạm xá", FIVE[:2])
    day = TODAY - timedelta(days=9)
    for _ in range(2):
        restore(tmp_path, [Question("chợ phiên", 3, day), Question("trạm xá", 8, day)])
    assert unfound(tmp_path, 9) == [Question("trạm xá", 8, TODAY), Question("chợ phiên", 5, TODAY)]
    ask(noted, "CHO PHIEN", [b"f"])
    assert unfound(tmp_path, 1) == [Question("trạm xá", 8, TODAY)]
    assert {text: visits for text, visits, _ in unfound(tmp_path, 9)}["cho phien"] == 6


def test_report_lists_them(tmp_path: Path, noted: Unfound) -> None:
    ask(noted, "đèn \x1b[m đường")
    store = str(tmp_path / "dem.sqlite3")
    verbs.create(store, "", "")
    assert verbs.show(store, "", str(tmp_path))[-2:] == [
        "Tìm mà không có kết quả:",
        "  5 lượt, lần cuối 30/11/2026  đèn [m đường",
    ]
    assert "Tìm mà không có kết quả:" not in verbs.show(store, "", str(tmp_path / "none"))


def test_report_looks_where_the_unit_keeps_the_index() -> None:
    unit = unit_files(Server("https://tanhlinh.example"))["/etc/systemd/system/trang-tin-tim-kiem.service"]
    (folder,) = re.findall(r"--index (\S+)", unit)
    assert folder == verbs.SEARCH_INDEX
