"""A wrong list of addresses would count nothing in silence: it is said, in the log and to those who ask for health."""

import logging
from pathlib import Path

import httpx
import pytest

from plugins.visitor_counter.filters.published import GRACE_ROUNDS, PublishedPaths
from tests.visitor_counter.conftest import Browser, Serve
from tests.visitor_counter.test_process import service


def test_problem_and_its_end_are_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    file = tmp_path / "cac-trang.txt"
    watch = PublishedPaths(file)
    for _ in range(GRACE_ROUNDS):
        watch.refresh_and_report()
    assert (caplog.messages, watch.status) == ([], "no-paths")
    for _ in range(5):
        watch.refresh_and_report()
    (said,) = caplog.messages
    assert said.startswith("CHƯA TÍNH LƯỢT NÀO")
    assert f"{file}: không có tệp này" in said
    file.write_text("/\n/lien-he/\n", encoding="utf-8")
    watch.refresh_and_report()
    assert caplog.messages[1:] == ["Danh sách trang đọc được: 2 địa chỉ."]
    assert watch.status == "ok"
    file.write_text("", encoding="utf-8")
    for _ in range(GRACE_ROUNDS + 1):
        watch.refresh_and_report()
    assert "đang dùng là bản cũ" in caplog.messages[2]
    assert watch.status == "old-paths"


def test_list_that_comes_in_time_is_not_complained_about(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "cac-trang.txt"
    watch = PublishedPaths(file)
    watch.refresh_and_report()
    file.write_text("/\n", encoding="utf-8")
    watch.refresh_and_report()
    assert caplog.messages == []


@pytest.mark.anyio
async def test_health_says_that_nothing_counts(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "cac-trang.txt"
    async with serve(paths_file=file) as client:
        health = await client.get("/luot-truy-cap/suc-khoe")
        assert (health.status_code, health.json()) == (503, {"status": "no-paths"})
        file.write_text("/\n", encoding="utf-8")
        assert (await Browser(client).view("/")).json()["counted"] is True
        health = await client.get("/luot-truy-cap/suc-khoe")
        assert (health.status_code, health.json()) == (200, {"status": "ok"})


@pytest.mark.long
def test_status_is_logged_at_start(tmp_path: Path) -> None:
    wrong = tmp_path / "passwd"
    wrong.write_text("root:x:0:0:root:/root:/bin/bash\n")
    with service(tmp_path / "dem.sqlite3", "--paths-file", str(wrong), healthy=False) as (process, address):
        assert httpx.get(f"{address}/luot-truy-cap/suc-khoe").json() == {"status": "no-paths"}
        process.terminate()
        said = process.communicate(timeout=15)[1].decode()
    assert "CHƯA TÍNH LƯỢT NÀO" in said
    assert f"{wrong}, dòng 1" in said
