from datetime import datetime
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from plugins.agency.reading import read_agency
from plugins.authoring.asking import ask_choice, match
from plugins.authoring.new_portal import new_portal
from plugins.authoring.new_text import new_text, open_in_editor
from plugins.contract.check import check
from plugins.errors.issue import UserError
from tests.conftest import AGENCY, TinySite

NOW = datetime(2026, 11, 23, 8, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def write_article(site: TinySite, *typed: str) -> Path:
    """Start an article with these answers. Raises StopIteration at a question that has none."""
    agency = read_agency(site.content / "agency.yaml")
    with mock.patch("builtins.input", side_effect=typed):
        return new_text(site.settings(), agency, NOW)


def write_portal(folder: Path, *typed: str) -> list[Path]:
    """Start a portal with these answers, then defaults."""
    with mock.patch("builtins.input", side_effect=[*typed, *[""] * (5 - len(typed))]):
        return new_portal(folder, NOW)


def errors(site: TinySite) -> list[str]:
    return [str(issue) for issue in check(site.settings())[1] if not issue.is_warning]


@pytest.mark.parametrize(
    "typed", ["2", "van hoa", "văn hóa", "PHONG VAN HOA VA THONG TIN", "phòng văn hoá và thông tin"]
)
def test_a_department_is_found_by_number_or_name_without_accents(typed: str) -> None:
    assert (
        match(typed, ["Văn phòng", "Phòng Văn hóa và Thông tin", "Công an xã"])
        == "Phòng Văn hóa và Thông tin"
    )


@pytest.mark.parametrize("typed", ["", "9", "phong", "zzz", "9" * 5_000])
def test_an_answer_that_fits_none_or_several_is_asked_again(typed: str) -> None:
    assert match(typed, ["Phòng Văn hóa", "Phòng Nội vụ"]) is None


def test_department_that_is_only_similar_is_asked_for() -> None:
    choices = ["Văn phòng", "Phòng Kinh tế"]
    for typed, expected in (
        (["Phòng Y tế", "", "1"], "Văn phòng"),
        (["Phòng Kinh té", "c"], "Phòng Kinh tế"),
    ):
        with mock.patch("builtins.input", side_effect=typed):
            assert ask_choice("Đơn vị", choices) == expected
    with mock.patch("builtins.input", side_effect=["phong kinh tees", "có"]):
        assert ask_choice("Đơn vị", choices) == "Phòng Kinh tế"


def test_a_new_article_is_valid_from_its_first_line(site: TinySite) -> None:
    file = write_article(site, 'Họp: "tổng kết" #1', "van hoa", "thong bao", "Đình Sơn")
    assert file.relative_to(site.content).as_posix() == "articles/2026/11/hop-tong-ket-1.md"
    assert errors(site) == []


def test_a_new_article_is_a_draft_until_the_editor_says_so(site: TinySite) -> None:
    write_article(site, "Bài mới", "1", "1", "")
    assert site.build().mentions("Bài mới") == []


def test_second_article_of_a_title_gets_another_slug(site: TinySite) -> None:
    files = [write_article(site, "Lịch họp", "1", "", "").name for _ in range(2)]
    assert files == ["lich-hop.md", "lich-hop-2.md"]
    assert errors(site) == []


HOSTILE = 'Phòng [1]: #x "Y" & {z} *a*'


def test_names_with_yaml_characters_are_quoted_in_a_new_article(site: TinySite) -> None:
    quoted = HOSTILE.replace('"', '\\"')
    site.write(
        "agency.yaml",
        AGENCY.replace("[Văn phòng,", f'["{quoted}",').replace("[Tin tức,", '["Tin: #1",'),
    )
    file = write_article(site, "21", "1", "1", "[A]", ";", "A: 'b'; C #2")
    assert errors(site) == []
    assert f'department: "{quoted}"' in file.read_text(encoding="utf-8")


def test_no_category_is_chosen_for_the_editor(site: TinySite) -> None:
    file = write_article(site, "Bài", "1", "", "")
    assert "\ncategory:\n" in file.read_text(encoding="utf-8")
    assert errors(site) == []


@pytest.mark.parametrize("typed", ["Thông báo \udcc3", "Thông \x1b báo", "…"])
def test_unreadable_answer_is_asked_again_and_writes_nothing(
    site: TinySite, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StopIteration):
        write_article(site, typed)
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert sorted(site.content.rglob("*.md")) == []


@pytest.mark.parametrize(
    ("question", "typed", "complaint"),
    [
        (0, "[UBND]", "ngoặc vuông"),
        (0, "UBND xã " + "A" * 1_000, "dài"),
        (0, "UBND xã " + "A" * 25_000, "Dài quá"),
        (4, "; ".join(f"Phòng {number}" for number in range(400)), "400 mục"),
        (1, "https://a.example", "Viết một tên gọi"),
        (3, "a b", "không phải là địa chỉ gốc"),
        (3, "ftp://a.example", "https://"),
        (4, ";", "ít nhất một đơn vị"),
        (4, "https://a.example", "không phải là tên một đơn vị"),
        (4, "lienhe@a.example", "không phải là tên một đơn vị"),
        (4, "Công an xã; Công An Xã", "chung địa chỉ"),
        (4, "Thông báo", "chung địa chỉ"),
        (4, "Tin mới", "chung địa chỉ"),
    ],
)
def test_invalid_answer_is_rejected_at_once(
    tmp_path: Path, question: int, typed: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StopIteration):
        write_portal(tmp_path / "moi", *[""] * question, typed)
    assert complaint in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_new_portal_with_special_characters_passes_check(site: TinySite) -> None:
    (site.content / "agency.yaml").unlink()
    write_portal(site.content, HOSTILE, HOSTILE, HOSTILE, "a.example", f"{HOSTILE}; - B; 'C'")
    assert errors(site) == []
    text = (site.content / "pages" / "gioi-thieu.md").read_text(encoding="utf-8")
    assert "\\[1\\]" in text


def test_a_new_portal_is_valid_and_builds(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    for file in site.content.iterdir():
        file.unlink()
    write_portal(site.content, "UBND xã Đồng Kho")
    assert errors(site) == []
    home = site.build().page("/")
    assert "Ủy ban nhân dân xã Đồng Kho" in home.get_text()


def test_answers_with_signs_that_yaml_knows_are_kept_whole(tmp_path: Path) -> None:
    write_portal(tmp_path / "moi", 'UBND "A": #1', "- Ủy ban", "Tỉnh [T]", "a.example", "Đơn vị: 1; B")
    agency = read_agency(tmp_path / "moi" / "agency.yaml")
    assert (agency.name, agency.full_name, agency.superior) == ('UBND "A": #1', "- Ủy ban", "Tỉnh [T]")
    assert [section.name for section in agency.departments] == ["Đơn vị: 1", "B"]


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ho-so.txt").write_text("x")
    with pytest.raises(UserError, match="đã có tệp"):
        write_portal(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["ho-so.txt"]


def test_new_portal_fills_an_empty_folder_without_replacing_it(tmp_path: Path) -> None:
    folder = tmp_path / "moi"
    folder.mkdir()
    before = folder.stat().st_ino
    written = write_portal(folder)
    assert folder.stat().st_ino == before, "a shell that stands in it still sees it; Windows would reject it"
    assert {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()} == set(written)
    assert list(tmp_path.iterdir()) == [folder]


def test_new_portal_has_the_line_ends_of_every_machine(tmp_path: Path) -> None:
    write_portal(tmp_path / "moi")
    assert (tmp_path / "moi" / ".gitattributes").is_file()
    assert not [
        file for file in (tmp_path / "moi").rglob("*.*") if file.is_file() and b"\r" in file.read_bytes()
    ]


def test_draft_on_another_drive_is_named_in_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def other_drive(_path: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("plugins.authoring.new_text.os.path.relpath", other_drive)
    open_in_editor(Path("/D/content/articles/bai.md"))
    assert "Đã tạo bản nháp /D/content/articles/bai.md" in capsys.readouterr().out


def test_new_portal_below_a_link_to_itself_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "vong").symlink_to("vong")
    with pytest.raises((UserError, OSError)):
        write_portal(tmp_path / "vong" / "x")
