from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.visitor_counter.conftest import FIREFOX, Browser, Serve

pytestmark = pytest.mark.anyio
PREFIX = "/luot-truy-cap/"


async def test_first_view_is_counted_and_answered_with_the_figures(serve: Serve) -> None:
    async with serve() as client:
        answer = await Browser(client).view("/2024/03/bai/")
    assert answer.status_code == 200
    assert answer.json() == {
        "online": 1,
        "today": 1,
        "week": 1,
        "month": 1,
        "total": 1,
        "as_of": "2024-03-21T08:05:00+07:00",
        "as_of_text": "Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024",
        "as_of_english": "Figures as of 08:05, 21 March 2024",
        "counted": True,
    }


async def test_script_and_picture_of_one_reader_are_one_visit(serve: Serve) -> None:
    async with serve() as client:
        reader = Browser(client)
        await reader.picture("/")
        assert (await reader.view("/")).json()["total"] == 1
        await reader.picture("/lien-he/")
        assert await reader.figures() == [1, 1, 1, 1, 1]


async def test_picture_counts_the_view_and_shows_it(serve: Serve) -> None:
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
        "Số liệu tính đến 08 giờ 05 phút,",
        "ngày 21/3/2024",
    ]
    assert picture.findtext("{http://www.w3.org/2000/svg}title") == "Thống kê truy cập"
    assert "Tổng lượt truy cập: 7.448.251" in (picture.findtext("{http://www.w3.org/2000/svg}desc") or "")


async def test_plain_page_says_the_figures_in_words(serve: Serve) -> None:
    async with serve(opening_total=7_448_250) as client:
        await Browser(client).view()
        page = (await client.get(PREFIX)).text
    assert "<dt>Tổng lượt truy cập</dt><dd>7.448.251</dd>" in page
    assert "<p>Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024</p>" in page
    assert "tạm ngừng" not in page


async def test_plain_page_of_a_demonstration_says_so(serve: Serve, tmp_path: Path) -> None:
    paths, notice = tmp_path / "cac-trang.txt", '<p class="demo-notice">Trang trình diễn phần mềm.</p>'
    paths.write_text("/\n", encoding="utf-8")
    (tmp_path / "thong-bao.txt").write_text(notice + "\n", encoding="utf-8")
    async with serve(paths_file=paths) as client:
        assert f"<header>\n{notice}\n</header>\n<main>" in (await client.get(PREFIX)).text
    (tmp_path / "thong-bao.txt").unlink()
    async with serve(paths_file=paths) as client:
        assert "<header>" not in (await client.get(PREFIX)).text


async def test_reading_the_figures_counts_nothing(serve: Serve) -> None:
    async with serve() as client:
        for name in ("", "so-lieu.json", "suc-khoe", "so-lieu.svg"):
            assert (await client.get(PREFIX + name, headers={"user-agent": FIREFOX})).status_code == 200
        await client.head(PREFIX + "so-lieu.svg?trang=/", headers={"user-agent": FIREFOX})
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]
