import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from plugins.visitor_counter.report import report_lines
from plugins.visitor_counter.service import Settings, create_app
from plugins.visitor_counter.sqlite_store import SQLiteStore
from plugins.visitor_counter.store import StoreUnavailable
from tests.visitor_counter.conftest import CHROME, FIREFOX, HANOI, Browser, FakeClock

pytestmark = pytest.mark.anyio
Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
PREFIX = "/luot-truy-cap/"


def report(database: Path) -> list[str]:
    return list(report_lines(SQLiteStore(database, HANOI).report()))


async def test_a_first_view_is_counted_and_answered_with_the_figures(serve: Serve) -> None:
    async with serve() as client:
        answer = await Browser(client).look("/2024/03/bai/")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "online": 1,
        "today": 1,
        "week": 1,
        "month": 1,
        "total": 1,
        "as_of": "2024-03-21T08:05:00+07:00",
        "as_of_text": "Số liệu truy cập lúc 08:05, 21/3/2024",
        "counted": True,
    }


async def test_a_reload_and_a_second_page_are_not_second_visits(serve: Serve) -> None:
    async with serve() as client:
        reader = Browser(client)
        await reader.look("/")
        await reader.look("/")
        assert (await reader.look("/lien-he/")).json()["total"] == 1


async def test_another_browser_is_a_second_visit(serve: Serve) -> None:
    async with serve() as client:
        await Browser(client, FIREFOX).look()
        assert (await Browser(client, CHROME).look()).json()["total"] == 2


async def test_script_and_picture_of_one_reader_are_one_visit(serve: Serve) -> None:
    async with serve() as client:
        reader = Browser(client)
        await reader.picture("/")
        assert (await reader.look("/")).json()["total"] == 1
        await reader.picture("/lien-he/")
        assert await reader.figures() == [1, 1, 1, 1, 1]


async def test_a_picture_counts_the_view_and_shows_it(serve: Serve) -> None:
    async with serve(opening_total=7_448_250) as client:
        answer = await Browser(client).picture("/2024/03/bai/")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    picture = ET.fromstring(answer.text)
    words = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert words == [
        "Đang truy cập",
        "1",
        "Hôm nay",
        "1",
        "Trong tuần",
        "1",
        "Tháng hiện tại",
        "1",
        "Tổng lượt truy cập",
        "7.448.251",
        "Số liệu truy cập lúc 08:05, 21/3/2024",
    ]
    assert picture.findtext("{http://www.w3.org/2000/svg}title") == "Thống kê truy cập"
    assert "Tổng lượt truy cập: 7.448.251" in (picture.findtext("{http://www.w3.org/2000/svg}desc") or "")


async def test_the_plain_page_says_the_figures_in_words(serve: Serve) -> None:
    async with serve(opening_total=7_448_250) as client:
        await Browser(client).look()
        await asyncio.sleep(0)
        page = (await client.get(PREFIX)).text
    assert "<dt>Tổng lượt truy cập</dt><dd>7.448.251</dd>" in page
    assert "<p>Số liệu truy cập lúc 08:05, 21/3/2024</p>" in page
    assert "tạm ngừng" not in page


async def test_reading_the_figures_counts_nothing(serve: Serve) -> None:
    async with serve() as client:
        for name in ("", "so-lieu.json", "suc-khoe", "so-lieu.svg"):
            assert (await client.get(PREFIX + name, headers={"user-agent": FIREFOX})).status_code == 200
        await client.head(PREFIX + "so-lieu.svg?trang=/", headers={"user-agent": FIREFOX})
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]


async def test_a_view_sent_twice_counts_once_even_from_another_network(serve: Serve) -> None:
    nonce = secrets.token_hex(16)
    async with serve(peer="203.0.113.9") as client:
        await Browser(client).look(nonce=nonce)
    async with serve(peer="198.51.100.7") as client:
        again = await Browser(client).look(nonce=nonce)
        assert (again.json()["total"], again.json()["counted"]) == (1, True)


async def test_the_day_ends_at_the_sites_midnight(serve: Serve, clock: FakeClock) -> None:
    clock.set("2024-03-24 23:50")
    async with serve() as client:
        await Browser(client).look()
        clock.set("2024-03-25 00:30")
        assert [(await Browser(client).look()).json()[name] for name in ("today", "week", "month")] == [
            1,
            1,
            2,
        ]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"headers": {"user-agent": "Googlebot/2.1"}}, "chương trình tự động"),
        ({"headers": {"sec-purpose": "prefetch;prerender"}}, "trình duyệt tải sẵn"),
        ({"automated": True}, "máy điều khiển"),
        ({"path": "/chua-xuat-ban/"}, "không có trên cổng"),
    ],
)
async def test_what_is_no_readers_view_is_kept_apart(
    serve: Serve, database: Path, tmp_path: Path, sent: dict[str, object], reason: str
) -> None:
    paths = tmp_path / "cac-trang.txt"
    paths.write_text("/\n", encoding="utf-8")
    async with serve(paths_file=paths) as client:
        answer = await Browser(client).look(**sent)  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert (answer.json()["counted"], answer.json()["total"]) == (False, 0)
    assert any("không tính 1:" in line and reason in line for line in report(database))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch;prerender"},
        {"user-agent": "Googlebot/2.1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_a_picture_that_no_reader_sees_in_a_page_counts_nothing(
    serve: Serve, headers: dict[str, str]
) -> None:
    async with serve() as client:
        answer = await Browser(client).picture("/", headers=headers)
        assert answer.status_code == 200
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]


async def test_a_page_of_another_site_cannot_send_views(serve: Serve, database: Path) -> None:
    async with serve() as client:
        answer = await Browser(client).look(headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]
    assert any("gửi từ trang web khác" in line for line in report(database))


async def test_behind_a_trusted_proxy_each_reader_counts(serve: Serve) -> None:
    async with serve(peer="127.0.0.1", trusted_proxies=("127.0.0.1",)) as client:
        for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1"):
            answer = await Browser(client).look(headers={"x-forwarded-for": f"192.0.2.66, {address}"})
        assert answer.json()["total"] == 2


async def test_a_stranger_cannot_invent_readers_by_a_header(serve: Serve) -> None:
    async with serve(peer="203.0.113.9", trusted_proxies=("127.0.0.1",)) as client:
        for address in ("198.51.100.1", "198.51.100.2"):
            answer = await Browser(client).look(headers={"x-forwarded-for": address})
        assert answer.json()["total"] == 1


async def test_a_connection_without_address_is_not_everybodys_visit(serve: Serve) -> None:
    async with serve(peer="") as client:
        assert (await Browser(client).look()).json()["counted"] is False


async def test_the_figures_stand_in_a_file_only_when_they_changed(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.service.ROUND_SECONDS", 0.05)
    folder = tmp_path / "so-lieu"
    async with serve(figures_folder=folder) as client:
        file = folder / "so-lieu.json"
        assert json.loads(file.read_text())["total"] == 0
        before = file.stat()
        await Browser(client).look()
        async with asyncio.timeout(5):
            while file.stat().st_ino == before.st_ino:
                await asyncio.sleep(0.01)
        written = file.stat()
        assert json.loads(file.read_text())["total"] == 1
        await asyncio.sleep(0.3)
        assert (file.stat().st_ino, file.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert sorted(entry.name for entry in folder.iterdir()) == ["index.html", "so-lieu.json", "so-lieu.svg"]


async def test_a_figures_folder_that_cannot_be_written_does_not_stop_the_counting(
    serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "in the way").write_text("a file, not a folder")
    async with serve(figures_folder=tmp_path / "in the way") as client:
        assert (await Browser(client).look()).json()["counted"] is True


async def test_when_the_store_is_gone_nothing_is_acknowledged_and_health_says_so(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve() as client:
        await Browser(client).look()

        def fail(*_: object) -> None:
            raise StoreUnavailable("disk is full")

        monkeypatch.setattr("plugins.visitor_counter.sqlite_store.SQLiteStore.count", fail)
        answer = await Browser(client, CHROME).look()
        picture = await Browser(client, CHROME).picture()
        health = await client.get(PREFIX + "suc-khoe")
        page = await client.get(PREFIX)
    assert (answer.status_code, health.status_code) == (503, 503)
    assert "disk" not in answer.text + health.text
    # the last figures, with the time when they were true
    for kept in (picture.text, page.text):
        assert "Bộ đếm đang tạm ngừng." in kept
        assert "Số liệu truy cập lúc 08:05, 21/3/2024" in kept
    assert "<dd>1</dd>" in page.text
    assert "Tổng lượt truy cập: 1" in picture.text


async def test_an_unforeseen_fault_shows_nothing_of_the_inside(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve() as client:
        monkeypatch.setattr("plugins.visitor_counter.endpoints.page_of", lambda *_, **__: 1 / 0)
        answer = await client.get(PREFIX)
    assert (answer.status_code, answer.text) == (500, "Bộ đếm gặp lỗi.\n")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"time_zone": "Asia/Hanoi"}, "Không có múi giờ"),
        ({"time_zone": "../etc/passwd"}, "Không có múi giờ"),
        ({"time_zone": ""}, "Không có múi giờ"),
        ({"opening_total": -1}, "Tổng ban đầu phải từ 0"),
        ({"trusted_proxies": ("nginx",)}, "Máy chủ đứng trước"),
        ({"origins": ("cong.example",)}, "Địa chỉ của cổng"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_in_vietnamese(
    setting: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        create_app(Settings(**setting))  # type: ignore[arg-type]


async def test_a_second_service_on_the_same_file_does_not_start(
    serve: Serve, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.sqlite_file.BUSY_SECONDS", 0.05)
    async with serve():
        second = create_app(Settings(database=database))
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "lifespan.startup"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        await second({"type": "lifespan"}, receive, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
