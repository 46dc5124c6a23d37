"""The desk finds what `invoke check` finds, in the copy with what people are writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.agency.reading import read_agency
from plugins.contract.check import check
from plugins.contract.site.entry import Entry
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.workspace import Workspace
from tests.conftest import TinySite
from tests.desk.conftest import NOW

PATH = "articles/2024/03/bai.md"


def checks_of(site: TinySite, folder: Path) -> Checks:
    agency = read_agency(site.content / "agency.yaml", "agency.yaml", site.content)
    others: list[Entry] = []
    found = Checks(site.settings(), agency, Workspace(site.content, folder), lambda: others)
    for file in sorted(site.content.rglob("*.md")):
        checked = found.check(file.relative_to(site.content).as_posix(), {}, NOW)
        others += [checked.entry] if checked.entry is not None else []
    return found


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": ""},
        {"date": "30/2/2024"},
        {"department": "Phòng Lạ", "tags": "a; b"},
        {"cover": "khong-co.jpg", "cover_alt": "Ảnh"},
        {"body": "[Bài kia]({filename}khac.md) và [hỏng](/khong-co/) ![](anh.jpg)"},
        {"body": "# Một\n\n<script>x</script>\n\n#### Bốn"},
        {"slug": "khac"},
        {"status": "draft", "department": "Phòng Lạ"},
        {"expires": "1/1/2020"},
        {"body": "| a |\n|---|\n| b | c |\n\nMot  dong\u2028khac"},
        {"lang": "en", "body": "[x]({filename}khong.md)"},
    ],
    ids=lambda fields: ",".join(fields) or "valid",
)
def test_desk_and_command_find_the_same(site: TinySite, tmp_path: Path, fields: dict[str, str]) -> None:
    site.article("articles/2024/03/khac.md", title="Bài khác")
    site.page()
    checks = checks_of(site, tmp_path / "copy")
    body = fields.pop("body", "Nội dung.")
    written = site.article(PATH, body=body, **fields).read_bytes()
    _, all_issues = check(site.settings())
    (site.content / PATH).unlink()
    expected = {issue for issue in all_issues if issue.path == PATH and "chưa nêu" not in issue.message}
    assert set(checks.check(PATH, {PATH: written}, NOW).issues) == expected


def test_copy_has_what_is_written_for_a_moment(site: TinySite, tmp_path: Path) -> None:
    before, picture = site.article(PATH).read_bytes(), "articles/2024/03/anh.jpg"
    site.write(".git/HEAD", "x")
    copy = Workspace(site.content, tmp_path / "copy")
    copy.refresh()
    assert not (copy.folder / ".git").exists()
    with copy.having({PATH: b"moi", picture: b"\xff"}) as folder:
        assert ((folder / PATH).read_bytes(), (folder / picture).read_bytes()) == (b"moi", b"\xff")
        assert (site.content / PATH).read_bytes() == before
        assert not (site.content / picture).exists()
    assert (copy.folder / PATH).read_bytes() == before
    assert not (copy.folder / picture).exists()


def test_copy_follows_the_content(site: TinySite, tmp_path: Path) -> None:
    site.article(PATH)
    workspace = Workspace(site.content, tmp_path / "desk")
    workspace.refresh()
    (site.content / PATH).unlink()
    site.article("articles/2024/03/moi.md")
    workspace.refresh()
    files = {
        file.relative_to(workspace.folder).as_posix()
        for file in workspace.folder.rglob("*")
        if file.is_file()
    }
    assert files == {"agency.yaml", "articles/2024/03/moi.md"}


def test_files_of_a_text_are_named(site: TinySite, tmp_path: Path) -> None:
    site.write("articles/2024/03/so-lieu.csv", "a,b\n")
    site.article(PATH, body="[Số liệu](so-lieu.csv)")
    checked = checks_of(site, tmp_path / "copy").check(PATH, {}, NOW)
    assert checked.may_be_submitted, checked.issues
    assert checked.files == ("articles/2024/03/so-lieu.csv",)


def test_links_to_texts_are_accepted_before_the_first_build(site: TinySite, tmp_path: Path) -> None:
    site.article("articles/2024/03/khac.md", title="Bài khác")
    written = site.article(PATH, body="[Bài kia](khac.md) và [hỏng](khong.md)").read_bytes()
    agency = read_agency(site.content / "agency.yaml", "agency.yaml", site.content)
    copy = Workspace(site.content, tmp_path / "copy")
    copy.refresh()
    checks = Checks(site.settings(), agency, copy, lambda: None)
    assert [issue.message for issue in checks.check(PATH, {PATH: written}, NOW).issues] == [
        "không có tệp “khong.md”"
    ]


def test_submitted_text_is_known_until_a_build_knows_it(site: TinySite, tmp_path: Path) -> None:
    checks = checks_of(site, tmp_path / "copy")
    built: list[Entry] = []
    checks._others = lambda: built
    site.page()
    other = checks.check(
        "pages/khac.md", {"pages/khac.md": site.page("pages/khac.md").read_bytes()}, NOW
    ).entry
    assert other is not None
    built = [other]
    (site.content / "pages/khac.md").unlink()
    checks.take_in(["pages/khac.md"], None)
    draft = site.article(PATH, body="[Trang](/moi/)").read_bytes()
    moved = other._replace(path="pages/moi.md", address="/moi/")
    for note, expected in ((False, 1), (True, 0)):
        if note:
            checks.take_in([], moved)
        assert len(checks.check(PATH, {PATH: draft}, NOW).issues) == expected
    built = [other]  # by a build that had begun before
    assert checks.check(PATH, {PATH: draft}, NOW).issues == []
    built = [other]
    assert len(checks.check(PATH, {PATH: draft}, NOW).issues) == 1
