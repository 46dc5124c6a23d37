"""“Trang này có hữu ích không?”: what readers answer, and who is counted."""

from datetime import date
from pathlib import Path

import httpx
import pytest

from plugins.visitor_counter.stores.report import Report
from tests.visitor_counter.conftest import CHROME, FIREFOX, Browser, Client, Serve

pytestmark = pytest.mark.anyio
DAY = date(2024, 3, 21)


@pytest.fixture
def paths_file(tmp_path: Path) -> Path:
    file = tmp_path / "cac-trang.txt"
    file.write_text("/\n/lien-he/\n", encoding="utf-8")
    months = tmp_path / "cac-trang"
    months.mkdir()
    (months / "2024-03.txt").write_text("/tin/bai-viet/\n/tin/khác/\n", encoding="utf-8")
    return file


async def answer(client: httpx.AsyncClient, path: str, said: str, agent: str = FIREFOX) -> httpx.Response:
    headers = {"user-agent": agent, "origin": str(client.base_url)}
    return await client.post(
        "/luot-truy-cap/huu-ich", params={"trang": path, "tra-loi": said}, headers=headers
    )


def report(client: Client) -> Report:
    return client.app.store.report()


async def test_answer_is_counted_and_leads_to_a_page_of_thanks(serve: Serve, paths_file: Path) -> None:
    async with serve(paths_file=paths_file) as client:
        said = await answer(client, "/tin/bai-viet/", "co")
        assert (said.status_code, said.headers["location"]) == (
            303,
            "/luot-truy-cap/cam-on?trang=/tin/bai-viet/",
        )
        thanks = await client.get(said.headers["location"])
        assert thanks.status_code == 200
        assert '<a href="/tin/bai-viet/">Trở lại trang vừa đọc</a>' in thanks.text
        assert report(client).answers == {(DAY, "/tin/bai-viet/", True): 1}


async def test_first_answer_of_a_visit_counts(serve: Serve, paths_file: Path) -> None:
    async with serve(paths_file=paths_file) as client:
        for said in ("khong", "co", "co"):
            assert (await answer(client, "/tin/bai-viet/", said)).status_code == 303
        await answer(client, "/tin/bai-viet/", "co", CHROME)
        await answer(client, "/tin/khác/", "co")
        assert report(client).answers == {
            (DAY, "/tin/bai-viet/", False): 1,
            (DAY, "/tin/bai-viet/", True): 1,
            (DAY, "/tin/khác/", True): 1,
        }


async def test_answer_belongs_to_the_visit_and_begins_none(serve: Serve, paths_file: Path) -> None:
    async with serve(paths_file=paths_file) as client:
        browser = Browser(client)
        await browser.view("/tin/bai-viet/")
        await answer(client, "/tin/bai-viet/", "co")
        assert await browser.figures() == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("query", ["", "trang=/", "trang=/&tra-loi=", "trang=/&tra-loi=maybe", "tra-loi=co"])
async def test_what_the_form_would_not_send_is_no_answer(serve: Serve, query: str) -> None:
    async with serve() as client:
        said = await client.post(f"/luot-truy-cap/huu-ich?{query}", headers=Browser(client).headers)
        assert said.status_code == 400
        assert report(client).answers == {}


async def test_answers_that_do_not_count(serve: Serve, paths_file: Path) -> None:
    async with serve(paths_file=paths_file) as client:
        await answer(client, "/tin/bai-viet/", "co", "Googlebot/2.1")
        await answer(client, "/khong-co/", "co")
        other = {"user-agent": FIREFOX, "origin": "https://noi-khac.example"}
        params = {"trang": "/tin/bai-viet/", "tra-loi": "co"}
        assert (await client.post("/luot-truy-cap/huu-ich", params=params, headers=other)).status_code == 403
        assert report(client).answers == {}
        assert report(client).total == 0


@pytest.mark.parametrize(
    "path", ["//noi-khac.example/", "https://noi-khac.example/", "/khong-co/", "", '/"><b>']
)
async def test_thanks_page_links_only_to_published_pages(serve: Serve, paths_file: Path, path: str) -> None:
    async with serve(paths_file=paths_file) as client:
        thanks = await client.get("/luot-truy-cap/cam-on", params={"trang": path})
        assert '<a href="/">Trở lại trang vừa đọc</a>' in thanks.text


async def test_page_of_thanks_names_no_other_host(serve: Serve, paths_file: Path) -> None:
    async with serve(paths_file=paths_file) as client:
        thanks = await client.get("/luot-truy-cap/cam-on", params={"trang": "//tin/bai-viet/"})
        assert '<a href="/tin/bai-viet/">Trở lại trang vừa đọc</a>' in thanks.text


async def test_only_articles_are_ranked_by_their_readers(serve: Serve, paths_file: Path) -> None:
    async with serve(paths_file=paths_file) as client:
        for path in ("/", "/lien-he/", "/tin/bai-viet/", "/tin/bai-viet/index.html", "/tin/kh%C3%A1c/"):
            await Browser(client).view(path)
        store = client.app.store
        assert store.most_read(DAY, date(2024, 3, 23), 9) == [("/tin/bai-viet/", 1), ("/tin/khác/", 1)]
