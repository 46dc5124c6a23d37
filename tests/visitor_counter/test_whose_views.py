"""Which views the service takes for a reader's, and for whose."""

from datetime import date
from pathlib import Path

import pytest

from plugins.visitor_counter.admin.report import report_lines
from tests.visitor_counter.conftest import Browser, Serve, sqlite_store

pytestmark = pytest.mark.anyio
PREFIX = "/luot-truy-cap/"


def report(database: Path) -> list[str]:
    return list(report_lines(sqlite_store(database).report(), date(2024, 3, 21)))


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"headers": {"user-agent": "Googlebot/2.1"}}, "chương trình tự động"),
        ({"headers": {"sec-purpose": "prefetch;prerender"}}, "trình duyệt tải sẵn"),
        ({"automated": True}, "máy điều khiển"),
        ({"path": "/chua-xuat-ban/"}, "không có trên cổng"),
    ],
)
async def test_rejected_views_are_counted_by_reason(
    serve: Serve, database: Path, tmp_path: Path, sent: dict[str, object], reason: str
) -> None:
    paths = tmp_path / "cac-trang.txt"
    paths.write_text("/\n", encoding="utf-8")
    async with serve(paths_file=paths) as client:
        answer = await Browser(client).view(**sent)  # type: ignore[arg-type]
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
        {"sec-fetch-site": "cross-site", "referer": "http://cong.example/"},
        {"sec-fetch-site": ""},  # an old browser, on another site that keeps its address to itself
        {"referer": "http://cong.example/tin/khac/"},
        {"sec-fetch-dest": "document"},
    ],
)
async def test_picture_outside_its_page_counts_nothing(serve: Serve, headers: dict[str, str]) -> None:
    async with serve() as client:
        answer = await Browser(client).picture("/", headers=headers)
        assert answer.status_code == 200
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]


async def test_page_of_another_site_cannot_send_views(serve: Serve, database: Path) -> None:
    async with serve() as client:
        answer = await Browser(client).view(headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]
    assert any("gửi từ trang web khác" in line for line in report(database))


async def test_behind_a_trusted_proxy_each_reader_counts(serve: Serve) -> None:
    async with serve(peer="127.0.0.1", trusted_proxies=("127.0.0.1",)) as client:
        for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1"):
            answer = await Browser(client).view(headers={"x-forwarded-for": f"192.0.2.66, {address}"})
        assert answer.json()["total"] == 2


async def test_stranger_cannot_invent_readers_by_a_header(serve: Serve) -> None:
    async with serve(peer="203.0.113.9", trusted_proxies=("127.0.0.1",)) as client:
        for address in ("198.51.100.1", "198.51.100.2"):
            answer = await Browser(client).view(headers={"x-forwarded-for": address})
        assert answer.json()["total"] == 1


async def test_connection_without_address_is_not_everybodys_visit(serve: Serve) -> None:
    async with serve(peer="") as client:
        assert (await Browser(client).view()).json()["counted"] is False
