"""The index that is built: what is in it, what is not, and what it costs to change."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from invoke.exceptions import Exit

from plugins.building.build import build
from plugins.errors.issue import UserError
from plugins.errors.messages import messages
from plugins.search import indexing
from plugins.search.indexing import Indexes, index
from plugins.search.publication import PORTAL
from plugins.search.record import Record, indexed
from tests.conftest import BuiltSite, TinySite

MAGIC = b"pagefind_dcd"


def found_in(built: BuiltSite) -> dict[str, dict[str, Any]]:
    """Return what the index can show, by address."""
    texts = [gzip.decompress(data) for path, data in built.files().items() if "/fragment/" in path]
    fragments = [json.loads(text.removeprefix(MAGIC)) for text in texts]
    return {fragment["url"]: fragment for fragment in fragments}


def test_article_page_and_section_can_be_found(site: TinySite) -> None:
    site.article(
        title="Lịch tiếp công dân", category="Thông báo", summary="Một câu.", body="Kế hoạch số 86/KH-UBND."
    )
    site.page("pages/gioi-thieu.md", title="Giới thiệu")
    found = found_in(site.build())
    assert set(found) >= {
        "/2024/03/bai/",
        "/gioi-thieu/",
        "/don-vi/van-phong/",
        "/chuyen-muc/thong-bao/",
        "/luu-tru/",
    }
    article = found["/2024/03/bai/"]
    assert article["meta"] == {"title": "Lịch tiếp công dân", "date": "21/3/2024", "department": "Văn phòng"}
    assert set(article["content"].split()) >= {"86/KH-UBND", "muc1vanphong0", "muc1thongbao0", "muc120240"}


def test_translation_can_be_found(site: TinySite) -> None:
    site.article()
    site.article("articles/2024/03/bai-en.md", slug="bai", lang="en", title="Office hours", author="Jane")
    assert found_in(site.build())["/en/2024/03/bai/"]["meta"]["title"] == "Office hours"


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_listed_cannot_be_found(site: TinySite, status: str) -> None:
    site.article()
    site.article("articles/2024/03/kin.md", title="Điều kín", status=status, body="Zyxwv.")
    built = site.build()
    assert "/2024/03/kin/" not in found_in(built)
    packed = [gzip.decompress(data) for path, data in built.files().items() if ".pf_" in path]
    assert len(packed) > 3
    assert not [data for data in packed if b"zyxwv" in data.lower()]


def test_article_that_is_withdrawn_later_leaves_the_index(site: TinySite) -> None:
    site.article("articles/2024/03/hai.md")
    site.article()
    build(site.content, site.output)
    site.article(status="withdrawn", withdrawn_reason="Sai.")
    build(site.content, site.output)
    assert set(found_in(BuiltSite(site.output))) >= {"/2024/03/hai/"}
    assert "/2024/03/bai/" not in found_in(BuiltSite(site.output))


def test_published_article_changes_its_own_shard_only(site: TinySite) -> None:
    site.article("articles/2014/cu.md", date="1/5/2014")
    site.article()
    build(site.content, site.output)
    files = {file: file.stat().st_mtime_ns for file in site.output.rglob("tim-kiem/*/*/*")}
    site.article("articles/2024/03/moi.md", title="Tin mới")
    build(site.content, site.output)
    after = {file: file.stat().st_mtime_ns for file in site.output.rglob("tim-kiem/*/*/*")}
    same = {file for file in files if after.get(file) == files[file]}
    assert {file.parent.parent.name for file in same} >= {PORTAL, "2010-01-120"}
    assert {file.parent.parent.name for file in files.keys() - same} == {"2020-01-120"}


def test_index_is_the_same_every_time() -> None:
    records = [
        indexed(Record(f"/{number}/", f"Tin {number}", html=f"một {number} hai")) for number in range(50)
    ]
    one, other = index(records), index(records)
    assert one == other
    assert sum(".pf_fragment" in name for name in one) == 50
    assert not [name for name, data in one.items() if not data]


def test_index_is_cached_until_unwanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Indexes(tmp_path).make([("a", lambda: [Record("/a/", "A")]), ("b", lambda: [Record("/b/", "B")])])
    monkeypatch.setattr(indexing, "index", lambda *_: pytest.fail("made again"))
    Indexes(tmp_path).make([("a", lambda: [Record("/a/", "A")])])
    assert [item.name for item in tmp_path.iterdir()] == ["a"]


def test_half_made_index_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "new-killed").mkdir()
    indexes = Indexes(tmp_path)
    indexes.make([("a", lambda: [Record("/a/", "A")])])
    assert "pagefind-entry.json" in indexes.files("a")
    assert [item.name for item in tmp_path.iterdir()] == ["a"]


def test_indexer_that_refuses_or_dies_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="Pagefind"):
        index([{"url": "/a/"}])
    monkeypatch.setattr(indexing, "pagefind_program", lambda: "/bin/false")
    with pytest.raises(UserError, match="dừng giữa chừng"):
        index([indexed(Record("/a/", "A"))])


def test_what_a_word_transfers_is_small() -> None:
    """The size of a chunk is set by a variable that Pagefind does not promise: a version that drops it is noticed."""
    records = [
        indexed(Record(f"/{number}/", "A", html=" ".join(f"w{(number * k) % 997}" for k in range(300))))
        for number in range(60)
    ]
    chunks = [len(data) for name, data in index(records).items() if name.startswith("index/")]
    assert len(chunks) > 10
    assert max(chunks) < 10_000


def test_new_department_makes_no_index_again(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    before = {file.name for file in site.output.glob("tim-kiem/2020-01-120/*")}
    agency = (site.content / "agency.yaml").read_text(encoding="utf-8")
    site.write("agency.yaml", agency.replace("departments: [", "departments: [Phòng Nội vụ, "))
    build(site.content, site.output)
    assert {file.name for file in site.output.glob("tim-kiem/2020-01-120/*")} == before


def test_failed_indexer_is_reported(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article()
    monkeypatch.setattr(indexing, "pagefind_program", lambda: "/bin/false")
    with pytest.raises(Exit) as ended, messages():
        build(site.content, site.output)
    assert "Không lập được chỉ mục tìm kiếm" in str(ended.value)
    assert not list(site.output.rglob("*.html"))


@pytest.mark.parametrize("name", ["files.txt", "fragment/*", "pagefind-entry.json"])
@pytest.mark.parametrize("left", [b"", b"x", None])
def test_damaged_index_of_the_cache_is_made_again(tmp_path: Path, name: str, left: bytes | None) -> None:
    def files() -> dict[str, bytes]:
        indexes = Indexes(tmp_path)
        indexes.make([("key", lambda: [Record("/a/", "Một bài", html="<p>Nội dung</p>")])])
        return {name: (tmp_path / "key" / name).read_bytes() for name in indexes.files("key", program=True)}

    whole = files()
    damaged = next((tmp_path / "key").glob(name))
    damaged.unlink() if left is None else damaged.write_bytes(left)
    assert files() == whole
