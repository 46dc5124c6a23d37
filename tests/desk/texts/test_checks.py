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


def checks_of(site: TinySite, content: Path) -> Checks:
    settings = site.settings()
    agency = read_agency(site.content / "agency.yaml", "agency.yaml", site.content)
    others: list[Entry] = []
    found = Checks(settings, agency, content, lambda: others)
    for file in sorted(content.rglob("*.md")):
        checked = found.check(file.relative_to(content).as_posix(), NOW)
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
    checks = checks_of(site, site.content)
    body = fields.pop("body", "Nội dung.")
    site.article(PATH, body=body, **fields)
    workspace = Workspace(site.content, tmp_path / "desk")
    workspace.refresh()
    mine = Checks(checks._settings, checks._settings["AGENCY"], workspace.folder, checks._others)
    _, all_issues = check(site.settings())
    expected = {issue for issue in all_issues if issue.path == PATH and "chưa nêu" not in issue.message}
    assert set(mine.check(PATH, NOW).issues) == expected


def test_copy_has_what_is_written_and_the_content_has_not(site: TinySite, tmp_path: Path) -> None:
    site.article(PATH)
    site.write(".git/HEAD", "x")
    workspace = Workspace(site.content, tmp_path / "desk")
    workspace.refresh()
    before = (site.content / PATH).read_bytes()
    assert not (workspace.folder / ".git").exists()
    workspace.put({PATH: b"moi", "articles/2024/03/anh.jpg": b"\xff"})
    assert (workspace.folder / PATH).read_bytes() == b"moi"
    assert (site.content / PATH).read_bytes() == before
    assert not (site.content / "articles/2024/03/anh.jpg").exists()
    workspace.refresh()
    assert (workspace.folder / PATH).read_bytes() == b"moi"
    assert (workspace.folder / "articles/2024/03/anh.jpg").exists()
    workspace.put({PATH: None, "articles/2024/03/anh.jpg": None})
    assert (workspace.folder / PATH).read_bytes() == before
    assert not (workspace.folder / "articles/2024/03/anh.jpg").exists()


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


def test_files_of_a_text_are_named(site: TinySite) -> None:
    site.write("articles/2024/03/so-lieu.csv", "a,b\n")
    site.article(PATH, body="[Số liệu](so-lieu.csv)")
    checked = checks_of(site, site.content).check(PATH, NOW)
    assert checked.may_be_submitted, checked.issues
    assert checked.files == ("articles/2024/03/so-lieu.csv",)
