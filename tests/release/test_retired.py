"""The first deploy after an upgrade reports in one line the files that this version no longer makes."""

from pathlib import Path

import pytest

from plugins.building.verbs.release import deploy as deploy_verb
from plugins.release.retired import retired_files
from tests.conftest import TinySite

from .conftest import Site

OLD = {
    "2024/03/bai/bai.html",
    "2024/03/bai/bai.md",
    "en/2024/03/bai/bai.html",
    "2024/03/index/bai-viet.md",
    "2024/03/bai/ma-qr.svg",
    *(f"anh/the/{number}.png" for number in range(1200)),
}
PAGES = {"index.html", "2024/03/bai/index.html", "2024/03/bai/ma-qr.png", "documents/a/b.pdf"}


def test_retired_files_are_counted_in_one_line() -> None:
    assert retired_files(OLD | PAGES, PAGES | {"anh/the/moi.png"}) == (
        "Bản này không còn 1.205 tệp thuộc các loại mà phần mềm không tạo nữa: "
        "4 bản lưu cạnh bài (.html, .md), 1.200 ảnh thẻ riêng của bài, 1 mã QR dạng SVG."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (set(), PAGES),
        (PAGES, {"index.html"}),
        (PAGES | {"anh/the/cu.png"}, PAGES | {"anh/the/moi.png"}),
        (OLD, OLD - {"2024/03/bai/bai.html", "anh/the/1.png", "anh/the/2.png"}),
    ],
    ids=["first deploy", "deleted article", "renamed agency", "kinds that are still made"],
)
def test_other_files_are_not_called_retired(before: set[str], after: set[str]) -> None:
    assert retired_files(before, after) == ""


def test_only_the_first_deploy_reports_retired_files(site: Site) -> None:
    def old(folder: Path) -> None:
        site.build("một")(folder)
        (folder / "2024/03/bai/bai.md").write_text("bản lưu", encoding="utf-8")

    assert site.deploy("", build=old).retired == ""
    assert "1 bản lưu cạnh bài" in site.deploy("hai").retired
    assert site.deploy("ba").retired == ""


@pytest.mark.long
def test_deploy_prints_retired_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    portal = TinySite(tmp_path)
    portal.article()
    target, content = tmp_path / "dich", str(portal.content)
    deploy_verb(str(target), content, agency="", live="", connect="", force=False, dry_run=False)
    saved = target / "current" / "2024" / "03" / "bai" / "bai.html"
    saved.write_text("bản lưu", encoding="utf-8")
    assert "không còn" not in capsys.readouterr().out
    portal.article(title="Bài mới")
    deploy_verb(str(target), content, agency="", live="", connect="", force=False, dry_run=False)
    assert "không còn 1 tệp thuộc các loại mà phần mềm không tạo nữa: 1 bản lưu" in capsys.readouterr().out
