"""A dry run says what readers will see change, and changes nothing."""

from pathlib import Path

from plugins.release.changes import MOST_LISTED, changes, listed, passages, url_of
from tests.building.verbs import verb
from tests.conftest import TinySite


def page(title: str, text: str = "Họp lúc 14 giờ.") -> str:
    return f"<html><body><nav>Menu</nav><main><h1>{title}</h1><p>{text}</p></main></body></html>"


def site(folder: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


HOME = {"index.html": page("Trang chủ"), "theme/site.css": "a{}"}


def test_pages_are_added_changed_and_removed(tmp_path: Path) -> None:
    before = site(
        tmp_path / "a",
        HOME | {"2026/11/hop/index.html": page("Họp"), "2026/11/cu/index.html": page("Bài cũ")},
    )
    after = site(
        tmp_path / "b",
        HOME
        | {
            "2026/11/hop/index.html": page("Họp", "Họp lúc 15 giờ."),
            "2026/11/moi/index.html": page("Bài mới"),
        }
        | {"index.html": page("Trang chủ", "Bài mới"), "theme/site.css": "b{}"},
    )
    found = changes(before, after)
    assert [(one.url, one.title) for one in found.added] == [("/2026/11/moi/", "Bài mới")]
    assert [(one.url, one.title) for one in found.removed] == [("/2026/11/cu/", "Bài cũ")]
    assert [(one.url, one.words) for one in found.changed] == [
        ("/2026/11/hop/", [("Họp Họp lúc [14] giờ.", "Họp Họp lúc [15] giờ.")])
    ]
    assert (found.lost, found.lists, found.files) == (["/2026/11/cu/"], 1, 1)


def test_redirected_pages_are_not_lost(tmp_path: Path) -> None:
    before = site(tmp_path / "a", HOME | {"2026/11/cu/index.html": page("Bài cũ")})
    after = site(tmp_path / "b", HOME | {"dia-chi-cu.map": "# Old\n/2026/11/cu/ /2026/11/moi/;\n"})
    assert changes(before, after).lost == []


def test_only_the_main_part_of_a_page_is_compared(tmp_path: Path) -> None:
    name = "2026/11/hop/index.html"
    before = site(tmp_path / "a", HOME | {name: page("Họp")})
    after = site(tmp_path / "b", HOME | {name: page("Họp").replace("Menu", "Menu khác")})
    assert [one.words for one in changes(before, after).changed] == [[]]


def test_a_first_release_adds_every_page(tmp_path: Path) -> None:
    after = site(tmp_path / "b", HOME | {"lien-he/index.html": page("Liên hệ")})
    found = changes(tmp_path / "none", after)
    assert [one.url for one in found.added] == ["/lien-he/"]
    assert not changes(after, after).any
    assert listed(changes(after, after)) == "Người đọc sẽ không thấy gì thay đổi."


def test_long_lists_are_cut_and_counted(tmp_path: Path) -> None:
    pages = {
        f"2026/11/bai-{number:02}/index.html": page(f"Bài {number}") for number in range(MOST_LISTED + 5)
    }
    text = listed(changes(site(tmp_path / "a", HOME), site(tmp_path / "b", HOME | pages)))
    assert "Thêm 25 trang:\n  /2026/11/bai-00/  Bài 0\n" in text
    assert "… và 5 trang nữa" in text
    assert "bai-20" not in text


def test_passages_are_short_and_have_words_around_them() -> None:
    before = [f"a{number}" for number in range(100)]
    after = [*before[:50], *(f"b{number}" for number in range(40)), *before[51:]]
    assert list(passages(before, after)) == [
        (
            "a47 a48 a49 [a50] a51 a52 a53",
            f"a47 a48 a49 [{' '.join(after[50:62])} … {' '.join(after[78:90])}] a51 a52 a53",
        )
    ]


def test_url_of_a_page_is_its_folder() -> None:
    assert [url_of(name) for name in ("index.html", "a/b/index.html", "404.html", "a/b.css")] == [
        "/",
        "/a/b/",
        "",
        "",
    ]


def test_dry_run_lists_changes_and_releases_nothing(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    target = site.content.parent / "dich"
    flags = ("--to", str(target), "--content", str(site.content))
    site.article(body="Họp lúc 14 giờ.")
    first = verb("deploy", *flags, "--dry-run")
    assert first.status == 0, first.said
    assert "/2024/03/bai/  Một bài" in first.said
    assert not target.exists()
    verb("deploy", *flags)
    shown = (target / "current").readlink()
    site.article(body="Họp lúc 15 giờ.")
    said = verb("deploy", *flags, "--dry-run").said
    assert "[14] giờ." in said
    assert "[15] giờ." in said
    assert f"uv run invoke deploy --to {target}" in said
    assert (target / "current").readlink() == shown
    assert "Đã phát hành bản" in verb("deploy", *flags).said
    assert "không thấy gì thay đổi" in verb("deploy", *flags, "--dry-run").said
