import os
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.building.build import build
from plugins.errors.issue import ContentError, UserError
from tests.conftest import ROOT, TinySite


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """Only a folder to write in: these tests say themselves who builds it."""
    return TinySite(tmp_path)


def pelican(site: TinySite, settings: str = "pelicanconf.py") -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pelican",
        str(site.content),
        "-s",
        str(ROOT / settings),
        "-o",
        str(site.output),
    ]
    wide = {**os.environ, "COLUMNS": "1000"}  # Pelican's messages are set in columns as wide as the terminal
    return subprocess.run(
        command, capture_output=True, text=True, cwd=site.content.parent, check=False, env=wide
    )


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.long
@pytest.mark.parametrize("settings", ["pelicanconf.py", "publishconf.py"])
def test_pelican_itself_builds_any_content_folder(site: TinySite, settings: str) -> None:
    site.article()
    done = pelican(site, settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (site.output / "2024/03/bai/index.html").is_file()


def test_a_refused_article_fails_the_build_and_changes_no_byte(site: TinySite) -> None:
    site.article()
    assert pelican(site).returncode == 0
    before = snapshot(site.output)
    site.article("articles/2024/03/sai.md", date="31/2/2024")
    site.article("articles/2024/03/sai-2.md", department="Phong Van hoa")
    done = pelican(site)
    assert done.returncode == 1
    reported = " ".join((done.stdout + done.stderr).split())
    assert "sai.md, dòng 3" in reported
    assert "Phòng Văn hóa và Thông tin" in reported
    assert snapshot(site.output) == before


def test_a_faulty_agency_fails_the_build(site: TinySite) -> None:
    site.article()
    site.write("agency.yaml", "name: A\ndepartmens: [B]\n")
    done = pelican(site)
    assert done.returncode == 1
    assert "departments" in done.stdout + done.stderr


def test_folder_without_agency_is_never_published(site: TinySite) -> None:
    (site.content / "agency.yaml").unlink()
    site.article(department="Phòng Y tế")
    done = pelican(site)
    assert done.returncode == 1
    reported = " ".join((done.stdout + done.stderr).split())
    assert "chưa có tệp này trong thư mục" in reported
    assert "invoke init" in reported
    assert list(site.output.rglob("*.html")) == []


def test_agency_file_setting_is_used_for_other_content(site: TinySite) -> None:
    (site.content / "agency.yaml").unlink()
    site.article(department="Phòng Y tế")
    built = site.build(AGENCY_FILE=str(ROOT / "content" / "agency.yaml"))
    assert "Ủy ban nhân dân huyện Tánh Linh" in built.page("/").get_text()


def test_invoke_build_replaces_the_whole_folder(site: TinySite) -> None:
    site.article("articles/2024/03/cu.md")
    build(site.content, site.output)
    (site.content / "articles/2024/03/cu.md").rename(site.content / "articles/2024/03/moi.md")
    site.article("articles/2024/03/moi.md")
    build(site.content, site.output)
    assert (site.output / "2024/03/moi/index.html").is_file()
    assert not (site.output / "2024/03/cu").exists()
    assert sorted(item.name for item in site.output.parent.iterdir()) == ["content", "output"]


def test_invoke_build_leaves_the_old_site_after_a_refusal(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    before = snapshot(site.output)
    site.article(title=None)
    with pytest.raises(ContentError):
        build(site.content, site.output)
    assert snapshot(site.output) == before
    assert sorted(item.name for item in site.output.parent.iterdir()) == ["content", "output"]


def test_invoke_build_never_takes_the_place_of_a_foreign_folder(site: TinySite, tmp_path: Path) -> None:
    precious = tmp_path / "ho-so"
    precious.mkdir()
    (precious / "luong.xlsx").write_text("x")
    site.article()
    with pytest.raises(UserError, match="không do cổng dựng ra"):
        build(site.content, precious)
    assert [item.name for item in precious.iterdir()] == ["luong.xlsx"]
