"""What the service does when its store, its folder or its settings are not as they should be."""

import json
from pathlib import Path

import pytest

from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.visitor_counter.conftest import CHROME, Browser, Serve

pytestmark = pytest.mark.anyio
PREFIX = "/luot-truy-cap/"


async def test_figures_files_change_with_the_figures(serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "so-lieu"
    async with serve(figures_folder=folder) as client:
        file = folder / "so-lieu.json"
        assert json.loads(file.read_text())["total"] == 0
        before = file.stat()
        await Browser(client).view()
        await client.app.recorder.round()
        written = file.stat()
        assert written.st_ino != before.st_ino
        assert json.loads(file.read_text())["total"] == 1
        await client.app.recorder.round()
        assert (file.stat().st_ino, file.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert sorted(entry.name for entry in folder.iterdir()) == [
        "doc-nhieu.json", "index.html", "so-lieu.json", "so-lieu.svg", "thong-ke.json", "thong-ke.svg",
    ]  # fmt: skip


async def test_unwritable_figures_folder_does_not_stop_counting(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file, not a folder")
    async with serve(figures_folder=tmp_path / "in the way") as client:
        assert (await Browser(client).view()).json()["counted"] is True


async def test_missing_store_fails_views_and_health(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve() as client:
        await Browser(client).view()

        def fail(*_: object) -> None:
            raise StoreUnavailable("disk is full")

        monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.store.SQLiteStore.count", fail)
        picture = await Browser(client, CHROME).picture()
        answer = await Browser(client, CHROME).view()
        health = await client.get(PREFIX + "suc-khoe")
        page = await client.get(PREFIX)
    assert (answer.status_code, health.status_code) == (503, 503)
    assert "disk" not in answer.text + health.text
    # the last figures, with the time when they were true
    for kept in (picture.text, page.text):
        assert "Bộ đếm đang tạm ngừng." in kept
        assert "Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024" in kept
    assert "<dd>1</dd>" in page.text
    assert "Tổng lượt truy cập: 1" in picture.text


async def test_unforeseen_fault_shows_nothing_of_the_inside(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve() as client:
        monkeypatch.setattr("plugins.visitor_counter.service.endpoints.page_of", lambda *_, **__: 1 / 0)
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
def test_setting_that_cannot_be_right_is_refused_in_vietnamese(
    setting: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        create_app(Settings(**setting))  # type: ignore[arg-type]


async def test_second_service_on_the_same_file_does_not_start(
    serve: Serve, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    async with serve():
        second = create_app(Settings(store=database))
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "lifespan.startup"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        await second({"type": "lifespan"}, receive, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
