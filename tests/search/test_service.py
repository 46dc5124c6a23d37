"""The service over ASGI: answers from the release that is served, and nothing else."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from plugins.errors.issue import UserError
from plugins.search.index.index import open_index
from plugins.search.service.application import SearchService, Settings
from tests.conftest import AGENCY, TinySite
from tests.search.conftest import Client, serving

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built portal; tests do not change it."""
    site = TinySite(tmp_path_factory.mktemp("release"))
    site.write("agency.yaml", AGENCY + "\nsynonyms: [chợ phiên = chợ đêm]\n")
    site.article(title="Họp chợ phiên đầu xuân", category="Tin tức", body="Chợ họp <b>ba</b> ngày & đêm.")
    site.article("articles/2024/03/kin.md", slug="kin", title="Bài kín", status="withdrawn")
    site.article("articles/2024/03/bai-en.md", slug="cho", lang="en", title="Spring market", author="Jane")
    for number in range(12):
        site.article(
            f"articles/2023/05/{number}.md",
            slug=f"so-{number}",
            title=f"Thông báo số {number}",
            date="2023-05-01",
        )
    return site.build().folder


async def test_answer_stands_in_the_built_page(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        answer = await client.get("/tim-kiem/", q="cho phien")
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert page.select_one("title").get_text().startswith("cho phien - Tìm kiếm")
    assert page.select_one("input[name=q]")["value"] == "cho phien"
    assert page.select_one(".search-status").get_text() == "Tìm thấy 1 kết quả."
    result = page.select_one(".search-results li")
    assert result.select_one("h2 mark").get_text() == "chợ phiên"
    assert "Chợ họp ba ngày & đêm." in result.get_text()
    assert [fact.get_text() for fact in result.select("h2 + .meta span")] == [
        "21/3/2024",
        "Văn phòng",
        "Tin tức",
    ]
    assert page.select_one("footer") is not None


async def test_withdrawn_text_is_not_found(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        assert await client.found("bài kín") == []


async def test_own_synonyms_are_used(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        assert await client.found("cho dem") == ["/2024/03/bai/"]


async def test_results_come_in_pages_of_ten(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        first, second = await client.found("thông báo số"), await client.found("thông báo số", trang="2")
        page = BeautifulSoup(
            (await client.get("/tim-kiem/", q="thông báo số", trang="2")).text, "html.parser"
        )
    assert (len(first), len(second)) == (10, 2)
    assert not set(first) & set(second)
    assert page.select_one(".search-results")["start"] == "11"
    assert [link["rel"] for link in page.select(".search-pages a")] == [["prev"]]


async def test_filters_have_counts_and_lead_on(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        page = BeautifulSoup((await client.get("/tim-kiem/", q="o")).text, "html.parser")
        assert page.select_one(".search-status").get_text() == "Mời bạn gõ ít nhất hai chữ."
        page = BeautifulSoup((await client.get("/tim-kiem/", q="van phong")).text, "html.parser")
        years = {
            link.get_text(): link["href"]
            for link in page.select(".search-filters a")
            if "nam=" in str(link["href"])
        }
        assert years == {}, "one year is no choice"
        assert len(await client.found("", nam="2023")) == 10
        assert await client.found("", nam="2024", ngon_ngu="vi", loai="article") == [
            "/2024/03/bai/",
            "/en/2024/03/cho/",
        ]


async def test_mistyped_query_shows_what_was_meant(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        page = BeautifulSoup((await client.get("/tim-kiem/", q="chợ phienn")).text, "html.parser")
    assert (
        page.select_one(".search-status").get_text()
        == "Không có kết quả cho “chợ phienn”. Đây là kết quả cho “chợ phiên”."
    )
    assert page.select_one(".search-results h2 a")["href"] == "/2024/03/bai/"


async def test_english_page_answers_in_english(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        answer = await client.get("/en/tim-kiem/", q="market")
    assert "Results: 1" in answer.text
    assert "kết quả" not in BeautifulSoup(answer.text, "html.parser").select_one("main").get_text()


async def test_part_of_a_page_is_small(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        answer = await client.get("/tim-kiem/", q="thông báo", phan="1")
    assert "<html" not in answer.text
    assert len(answer.content) <= 12_000


async def test_suggestions_are_titles_and_addresses(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        answer = await client.get("/tim-kiem/goi-y.json", q="hop ch", go="1")
    assert answer.json() == [["Họp chợ phiên đầu xuân", "/2024/03/bai/"]]


async def test_search_can_be_followed_as_a_feed(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        answer = await client.get("/tim-kiem/ket-qua.xml", q="chợ & phiên")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(answer.text)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert feed.findtext(f"{atom}title") == "Tìm “chợ & phiên”"
    assert [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")] == [
        "https://xathu.example/2024/03/bai/"
    ]


@pytest.mark.parametrize(
    "text",
    [
        '"><script>alert(1)</script>',
        "' OR 1=1 --",
        "NEAR(a b) AND OR NOT *",
        '"""',
        "words : x ^y {a b}",
        "\x00\x07",
        r"\1 \g<0> \\",
        "\u202eabc",
        "a\ufffe\uffffb",
        "👨‍👩‍👧",
        "a" * 3_000,
        "-- ; DROP TABLE page",
        "·a ·z nam·2024",
        "%",
        "٣٤",
    ],
)
async def test_any_query_gets_an_answer_without_markup(release: Path, tmp_path: Path, text: str) -> None:
    async with serving(release, tmp_path) as client:
        for path in ("/tim-kiem/", "/tim-kiem/goi-y.json", "/tim-kiem/ket-qua.xml"):
            answer = await client.get(path, q=text)
            assert answer.status_code == 200, (path, answer.text)
            assert "<script>alert" not in answer.text


async def test_bad_fields_are_ignored(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        for fields in (
            {"trang": "-1"},
            {"trang": "9" * 50},
            {"nam": "' OR 1"},
            {"don_vi": "../.."},
            {"xep": "x"},
        ):
            assert (await client.get("/tim-kiem/", q="chợ", **fields)).status_code == 200


async def test_other_requests_are_refused(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        assert (await client.get("/tim-kiem/khac")).status_code == 404
        assert (await client.get("/tim-kiem/", q="a" * 5_000)).status_code == 414
        assert (await client._http.post("/tim-kiem/?q=a")).status_code == 405


async def test_second_service_cannot_use_the_index(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path):
        with pytest.raises(UserError, match="đang được một dịch vụ tìm kiếm khác dùng"):
            async with serving(release, tmp_path):
                pass


def damage(index: Path) -> None:
    """Overwrite most of the index."""
    (file,) = index.glob("*.sqlite3")
    file.write_bytes(file.read_bytes()[:5_000] + b"\0" * 40_000)


def delete(index: Path) -> None:
    """Delete the index, as the guide allows."""
    for file in index.glob("*.sqlite3*"):
        file.unlink()


def delete_folder(index: Path) -> None:
    """Delete the folder too."""
    shutil.rmtree(index)


def change(command: str) -> Callable[[Path], None]:
    """Return a function that damages the index by a command of SQL."""

    def damage_by_command(index: Path) -> None:
        (file,) = index.glob("*.sqlite3")
        connection = open_index(file, create=True)
        connection.execute(command)
        connection.close()

    return damage_by_command


def truncate(index: Path) -> None:
    """Leave an empty file."""
    (file,) = index.glob("*.sqlite3")
    file.write_bytes(b"")


SPOILT = {
    "overwritten": damage,
    "texts": change("UPDATE text SET text = x'00'"),
    "not UTF-8": change("UPDATE text SET title = CAST(x'ff' AS TEXT)"),
    "another FTS5": change("UPDATE titles_config SET v = 0 WHERE k = 'version'"),
    "empty": truncate,
    "deleted": delete,
    "folder deleted": delete_folder,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("running", [True, False])
async def test_spoilt_index_is_made_again(
    release: Path, tmp_path: Path, spoil: Callable[[Path], None], running: bool
) -> None:
    shutil.copytree(release, tmp_path / "site")
    async with serving(tmp_path / "site", tmp_path / "index") as client:
        assert await client.found("chợ phiên")
        if running:
            spoil(tmp_path / "index")
            await client.found("chợ phiên")
            await client.until("chợ phiên", "/2024/03/bai/")
            shutil.rmtree(tmp_path / "site/2024/03/bai")
            client.service.release_changed()
            await client.until("chợ phiên")
    if not running:
        spoil(tmp_path / "index")
        async with serving(tmp_path / "site", tmp_path / "index") as client:
            await client.until("chợ phiên", "/2024/03/bai/")


async def test_service_without_an_index_answers_503_with_the_page(release: Path, tmp_path: Path) -> None:
    client = Client(SearchService(Settings(release=release, index=tmp_path)))
    answer = await client.get("/tim-kiem/", q="chợ")
    assert answer.status_code == 503
    assert "tạm ngừng" in answer.text
    assert (await client.get("/tim-kiem/")).status_code == 200


async def test_query_that_takes_too_long_is_not_shown_as_no_result(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(release, tmp_path) as client:
        monkeypatch.setattr("plugins.search.answer.matching.TIME_LIMIT", -1.0)
        monkeypatch.setattr("plugins.search.answer.matching.STEPS", 1)
        answer = await client.get("/tim-kiem/", q="thông báo")
    assert answer.status_code == 503
    assert "Không có kết quả" not in answer.text
    assert "tạm ngừng" in answer.text


async def test_bad_page_does_not_end_the_following(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release, tmp_path / "site")
    async with serving(tmp_path / "site", tmp_path / "index") as client:
        page = tmp_path / "site/2024/03/bai/index.html"
        text = (
            page.read_text(encoding="utf-8")
            .replace("2024-03-21T", "hôm qua T")
            .replace("chợ phiên", "hội làng")
        )
        page.with_name("new").write_text(text, encoding="utf-8")
        page.with_name("new").rename(page)
        client.service.release_changed()
        await client.until("hội làng", "/2024/03/bai/")


async def test_service_stops_while_it_reads_a_release(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release, tmp_path / "site")
    for number in range(3_000):
        page = tmp_path / f"site/2024/04/bai-{number}/index.html"
        page.parent.mkdir(parents=True)
        page.hardlink_to(tmp_path / "site/2024/03/bai/index.html")
    service = SearchService(Settings(release=tmp_path / "site", index=tmp_path / "index"))
    start = asyncio.get_running_loop().time()
    async with service.running():
        await asyncio.sleep(0.2)
    assert asyncio.get_running_loop().time() - start < 3


async def test_withdrawn_text_is_gone_with_the_release(release: Path, tmp_path: Path) -> None:
    before, after, current = (tmp_path / name for name in ("before", "after", "current"))
    for folder in (before, after):
        shutil.copytree(release, folder)
    (after / "2024/03/bai/index.html").write_text(
        (release / "2024/03/kin/index.html").read_text(encoding="utf-8"), encoding="utf-8"
    )
    current.symlink_to("before")
    async with serving(current, tmp_path / "index") as client:
        assert await client.found("chợ phiên") == ["/2024/03/bai/"]
        (tmp_path / "next").symlink_to("after")
        (tmp_path / "next").rename(current)
        # At once, before the index has followed.
        assert await client.found("chợ phiên") == []
        await client.until("spring market", "/en/2024/03/cho/")


async def test_new_and_changed_pages_are_found(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release, tmp_path / "site")
    page = tmp_path / "site/2024/03/bai/index.html"
    async with serving(tmp_path / "site", tmp_path / "index") as client:
        page.with_name("new").write_text(
            page.read_text(encoding="utf-8").replace("chợ phiên", "hội làng"), encoding="utf-8"
        )
        page.with_name("new").rename(page)
        client.service.release_changed()
        await client.until("hội làng", "/2024/03/bai/")
        pages = (await client.get("/tim-kiem/suc-khoe")).json()["pages"]
        shutil.rmtree(page.parent)
        client.service.release_changed()
        async with asyncio.timeout(30):
            while (await client.get("/tim-kiem/suc-khoe")).json()["pages"] == pages:
                await asyncio.sleep(0.02)


async def test_flood_is_rejected_and_leaves_the_service_well(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.search.service.application.LONGEST_WAIT", 0.0)
    async with serving(release, tmp_path) as client:
        answers = await asyncio.gather(*(client.get("/tim-kiem/", q=f"thông báo {n}") for n in range(60)))
        assert {answer.status_code for answer in answers} == {200, 503}
        assert await client.found("chợ phiên") == ["/2024/03/bai/"]


async def test_queries_are_answered_side_by_side(release: Path, tmp_path: Path) -> None:
    async with serving(release, tmp_path) as client:
        answers = await asyncio.gather(*(client.get("/tim-kiem/", q=f"thông báo {n}") for n in range(60)))
    assert {answer.status_code for answer in answers} == {200}
