import os
from pathlib import Path
from typing import Any

import pytest

from plugins.visitor_counter.filters.published import PublishedPaths


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "cac-trang.txt"
    file.write_text("/\n/2024/03/bài/\n/lien-he/\n", encoding="utf-8")
    return file


def names_of_files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with every text file that is read from now on."""
    names: list[str] = []
    whole = Path.read_text

    def read_text(file: Path, **how: Any) -> str:
        names.append(file.name)
        return whole(file, **how)

    monkeypatch.setattr(Path, "read_text", read_text)
    return names


@pytest.mark.parametrize(
    "path",
    ["/", "/lien-he/", "/lien-he/index.html", "/2024/03/bài/", "/2024/03/b%C3%A0i/", "/2024/03/ba\u0300i/"],
)
def test_pages_of_the_build_are_published(listed: Path, path: str) -> None:
    assert path in PublishedPaths(listed)


@pytest.mark.parametrize("path", ["/lien-he", "/nhap/", "/404.html", "", "lien-he/", "/lien-he/?x"])
def test_other_paths_are_not_published(listed: Path, path: str) -> None:
    assert path not in PublishedPaths(listed)


def test_new_page_is_published_at_once(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/moi/" not in paths
    fresh = listed.with_suffix(".new")
    fresh.write_text("/\n/moi/\n", encoding="utf-8")
    fresh.replace(listed)
    assert "/moi/" in paths


def test_removed_page_is_gone_after_refresh(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/lien-he/" in paths
    listed.write_text("/\n", encoding="utf-8")
    os.utime(listed, ns=(1, 1))
    paths.refresh()
    assert "/lien-he/" not in paths


def test_last_list_holds_while_file_is_unreadable(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/" in paths
    listed.write_bytes(b"\xff\xfe\xff")
    paths.refresh()
    listed.unlink()
    paths.refresh()
    assert "/lien-he/" in paths


@pytest.fixture
def months(listed: Path) -> Path:
    """The folder beside the list, with one file for the articles of each month."""
    folder = listed.with_suffix("")
    folder.mkdir()
    (folder / "2024-03.txt").write_text("/2024/03/mot/\n", encoding="utf-8")
    (folder / "2024-04.txt").write_text("/2024/04/hai/\n", encoding="utf-8")
    return folder


def test_lists_kept_by_month_belong_to_it(listed: Path, months: Path) -> None:
    paths = PublishedPaths(listed)
    assert months.is_dir()
    assert all(path in paths for path in ("/lien-he/", "/2024/03/mot/", "/2024/04/hai/"))
    assert "/2024/04/ba/" not in paths


def test_article_new_in_its_month_is_published_at_once(listed: Path, months: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/2024/04/ba/" not in paths
    fresh = months / ".new"
    fresh.write_text("/2024/04/hai/\n/2024/04/ba/\n", encoding="utf-8")
    fresh.replace(months / "2024-04.txt")
    assert "/2024/04/ba/" in paths
    assert "/2024/03/mot/" in paths


def test_month_without_articles_any_more_is_gone(listed: Path, months: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/2024/04/hai/" in paths
    (months / "2024-04.txt").unlink()
    paths.refresh()
    assert "/2024/04/hai/" not in paths


def test_list_rewritten_in_place_is_noticed(listed: Path, months: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/2024/04/hai/" in paths
    (months / "2024-04.txt").write_text("/2024/04/ba/\n", encoding="utf-8")
    os.utime(months / "2024-04.txt", ns=(1, 1))
    paths.refresh()
    assert ("/2024/04/hai/" in paths, "/2024/04/ba/" in paths) == (False, True)


def test_only_the_list_that_changed_is_read_again(
    listed: Path, months: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = PublishedPaths(listed)
    paths.refresh()
    (months / "2024-04.txt").write_text("/2024/04/ba/\n/2024/04/hai/\n", encoding="utf-8")
    read = names_of_files_read(monkeypatch)
    paths.refresh()
    paths.refresh()
    assert read == ["2024-04.txt"]


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        (None, "không có tệp này"),
        ("", "tệp trống"),
        ("\n\n", "tệp trống"),
        ("/2024/03/bai/\n", 'thiếu trang chủ "/"'),
        (
            "/\nroot:x:0:0:root:/root:/bin/bash\n",
            'dòng 2: "root:x:0:0:root:/root:/bin/bash" không phải địa chỉ trang',
        ),
        ("https://cong.example/\n", "dòng 1"),
        ("//khac.example/\n", "dòng 1"),
        (b"SQLite format 3\x00\xff\xfe", "không phải tệp chữ"),
        (b"\x00" * 64, "dòng 1"),
    ],
)
def test_file_that_is_no_list_is_said_and_counts_nothing(
    tmp_path: Path, content: str | bytes | None, reported: str
) -> None:
    file = tmp_path / "cac-trang.txt"
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    paths = PublishedPaths(file)
    paths.refresh()
    assert reported in paths.problem
    assert str(file) in paths.problem
    assert paths.status == "no-paths"
    assert "/" not in paths
    file.write_text("/\n/lien-he/\n", encoding="utf-8")
    paths.refresh()
    assert (paths.problem, "/lien-he/" in paths) == ("", True)


def test_folder_and_a_huge_file_are_no_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = PublishedPaths(tmp_path)
    paths.refresh()
    assert "không đọc được" in paths.problem
    huge = tmp_path / "access.log"
    huge.write_text("/\n" * 20)
    monkeypatch.setattr("plugins.visitor_counter.filters.published.MAX_LIST_BYTES", 30)
    paths = PublishedPaths(huge)
    paths.refresh()
    assert "quá lớn" in paths.problem


def test_last_valid_list_holds_while_new_one_is_invalid(listed: Path) -> None:
    paths = PublishedPaths(listed)
    assert "/lien-he/" in paths
    listed.write_text("không phải danh sách", encoding="utf-8")
    paths.refresh()
    assert "/lien-he/" in paths
    assert "dòng 1" in paths.problem
    assert paths.status == "old-paths"


def test_release_that_is_switched_by_a_link_is_read_again(tmp_path: Path) -> None:
    for release, page in (("1", "/cu/"), ("2", "/moi/")):
        (tmp_path / release).mkdir()
        (tmp_path / release / "cac-trang.txt").write_text(f"/\n{page}\n", encoding="utf-8")
    current = tmp_path / "current"
    current.symlink_to("1")
    paths = PublishedPaths(current / "cac-trang.txt")
    assert ("/cu/" in paths, "/moi/" in paths) == (True, False)
    fresh = tmp_path / "fresh"
    fresh.symlink_to("2")
    fresh.replace(current)
    assert "/moi/" in paths
    assert "/cu/" not in paths


def test_flood_of_views_does_not_reread_invalid_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cac-trang.txt"
    file.write_text("không phải danh sách", encoding="utf-8")
    paths, read = PublishedPaths(file), names_of_files_read(monkeypatch)
    assert not any("/x/" in paths for _ in range(100))
    assert len(read) == 1


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
