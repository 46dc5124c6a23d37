import os
from pathlib import Path

import pytest

from plugins.visitor_counter.published import PublishedPaths


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "cac-trang.txt"
    file.write_text("/\n/2024/03/bài/\n/lien-he/\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "path",
    ["/", "/lien-he/", "/lien-he/index.html", "/2024/03/bài/", "/2024/03/b%C3%A0i/", "/2024/03/ba\u0300i/"],
)
def test_pages_of_the_build_are_published(listed: Path, path: str) -> None:
    assert path in PublishedPaths(listed)


@pytest.mark.parametrize(
    "path", ["/lien-he", "/nhap/", "/404.html", "", "lien-he/", "//lien-he/", "/lien-he/?x"]
)
def test_nothing_else_is(listed: Path, path: str) -> None:
    assert path not in PublishedPaths(listed)


def test_a_new_page_is_published_at_once(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/moi/" not in paths
    fresh = listed.with_suffix(".new")
    fresh.write_text("/\n/moi/\n", encoding="utf-8")
    fresh.replace(listed)
    assert "/moi/" in paths


def test_a_removed_page_is_gone_after_the_next_look_at_the_file(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/lien-he/" in paths
    listed.write_text("/\n", encoding="utf-8")
    os.utime(listed, ns=(1, 1))
    paths.refresh()
    assert "/lien-he/" not in paths


def test_the_last_list_holds_while_the_file_is_away_or_unreadable(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/" in paths
    listed.write_bytes(b"\xff\xfe\xff")
    paths.refresh()
    listed.unlink()
    paths.refresh()
    assert "/lien-he/" in paths


def test_before_the_list_comes_nothing_is_published(tmp_path: Path) -> None:
    assert "/" not in PublishedPaths(tmp_path / "missing.txt")


@pytest.mark.parametrize("path", ["/", "/bất-kỳ/", "/a" * 200])
def test_without_a_list_every_path_of_the_site_counts(path: str) -> None:
    assert path in PublishedPaths(None)


@pytest.mark.parametrize(
    "path",
    ["", "x", "//other.example/", "/a\x00b", "/a\nb", "/\\other", "/" + "a" * 512, "https://x/", "/\ud800"],
)
def test_without_a_list_what_is_no_path_still_does_not(path: str) -> None:
    assert path not in PublishedPaths(None)
