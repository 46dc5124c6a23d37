from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.agency.reading import read_agency
from plugins.authoring.asking import match
from plugins.authoring.editor import open_in_editor
from plugins.authoring.new_portal import FolderTakenError, new_portal
from plugins.authoring.new_text import new_text
from plugins.contract.check import check
from tests.conftest import AGENCY, TinySite

NOW = datetime(2026, 11, 23, 8, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def answers(*given: str) -> Callable[[str], str]:
    waiting = list(given)
    return lambda _question: waiting.pop(0)


def quiet(_text: str) -> None:
    return None


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


def test_a_new_article_is_valid_from_its_first_line(site: TinySite) -> None:
    agency = read_agency(site.content / "agency.yaml")
    file = new_text(
        site.settings(),
        agency,
        NOW,
        ask=answers('Họp: "tổng kết" #1', "van hoa", "thong bao", "Đình Sơn"),
        say=quiet,
    )
    assert file.relative_to(site.content).as_posix() == "articles/2026/11/hop-tong-ket-1.md"
    assert errors(site) == []


def test_a_new_article_is_a_draft_until_the_editor_says_so(site: TinySite) -> None:
    agency = read_agency(site.content / "agency.yaml")
    new_text(site.settings(), agency, NOW, ask=answers("Bài mới", "1", "1", ""), say=quiet)
    assert site.build().mentions("Bài mới") == []


def test_second_article_of_a_title_gets_another_slug(site: TinySite) -> None:
    agency = read_agency(site.content / "agency.yaml")
    files = [
        new_text(site.settings(), agency, NOW, ask=answers("Lịch họp", "1", "", ""), say=quiet).name
        for _ in range(2)
    ]
    assert files == ["lich-hop.md", "lich-hop-2.md"]
    assert errors(site) == []


HOSTILE = 'Phòng [1]: #x "Y" & {z} *a*'


def test_names_with_yaml_characters_are_quoted_in_a_new_article(site: TinySite) -> None:
    quoted = HOSTILE.replace('"', '\\"')
    site.write(
        "agency.yaml",
        AGENCY.replace("[Văn phòng,", f'["{quoted}",').replace("[Tin tức,", '["Tin: #1",'),
    )
    agency = read_agency(site.content / "agency.yaml")
    file = new_text(
        site.settings(), agency, NOW, ask=answers("21", "1", "1", "[A]", ";", "A: 'b'; C #2"), say=quiet
    )
    assert errors(site) == []
    assert f'department: "{quoted}"' in file.read_text(encoding="utf-8")


def test_no_category_is_chosen_for_the_editor(site: TinySite) -> None:
    agency = read_agency(site.content / "agency.yaml")
    file = new_text(site.settings(), agency, NOW, ask=answers("Bài", "1", "", ""), say=quiet)
    assert "\ncategory:\n" in file.read_text(encoding="utf-8")
    assert errors(site) == []


@pytest.mark.parametrize("typed", ["Thông báo \udcc3", "Thông \x1b báo", "…"])
def test_unreadable_answer_is_asked_again_and_writes_nothing(site: TinySite, typed: str) -> None:
    agency = read_agency(site.content / "agency.yaml")
    said: list[str] = []
    with pytest.raises(IndexError):
        new_text(site.settings(), agency, NOW, ask=answers(typed), say=said.append)
    assert len(said) == 1
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
    tmp_path: Path, question: int, typed: str, complaint: str
) -> None:
    given = [""] * question + [typed]
    said: list[str] = []
    with pytest.raises(IndexError):
        new_portal(tmp_path / "moi", NOW, ask=answers(*given), say=said.append)
    assert complaint in said[-1]
    assert list(tmp_path.iterdir()) == []


def test_new_portal_with_special_characters_passes_check(site: TinySite) -> None:
    (site.content / "agency.yaml").unlink()
    given = (HOSTILE, HOSTILE, HOSTILE, "a.example", f"{HOSTILE}; - B; 'C'")
    new_portal(site.content, NOW, ask=answers(*given), say=quiet)
    assert errors(site) == []
    text = (site.content / "pages" / "gioi-thieu.md").read_text(encoding="utf-8")
    assert "\\[1\\]" in text


def test_a_new_portal_is_valid_and_builds(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    for file in site.content.iterdir():
        file.unlink()
    new_portal(site.content, NOW, ask=answers("UBND xã Đồng Kho", "", "", "", ""), say=quiet)
    assert errors(site) == []
    home = site.build().page("/")
    assert "Ủy ban nhân dân xã Đồng Kho" in home.get_text()


def test_answers_with_signs_that_yaml_knows_are_kept_whole(tmp_path: Path) -> None:
    new_portal(
        tmp_path / "moi",
        NOW,
        ask=answers('UBND "A": #1', "- Ủy ban", "Tỉnh [T]", "a.example", "Đơn vị: 1; B"),
        say=quiet,
    )
    agency = read_agency(tmp_path / "moi" / "agency.yaml")
    assert (agency.name, agency.full_name, agency.superior) == ('UBND "A": #1', "- Ủy ban", "Tỉnh [T]")
    assert [section.name for section in agency.departments] == ["Đơn vị: 1", "B"]


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ho-so.txt").write_text("x")
    with pytest.raises(FolderTakenError):
        new_portal(tmp_path, NOW, ask=answers(), say=quiet)
    assert [file.name for file in tmp_path.iterdir()] == ["ho-so.txt"]


def test_new_portal_fills_an_empty_folder_without_replacing_it(tmp_path: Path) -> None:
    folder = tmp_path / "moi"
    folder.mkdir()
    before = folder.stat().st_ino
    written = new_portal(folder, NOW, ask=lambda _: "", say=quiet)
    assert folder.stat().st_ino == before, "a shell that stands in it still sees it; Windows would reject it"
    assert {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()} == set(written)
    assert list(tmp_path.iterdir()) == [folder]


def test_new_portal_has_the_line_ends_of_every_machine(tmp_path: Path) -> None:
    new_portal(tmp_path / "moi", NOW, ask=lambda _: "", say=quiet)
    assert (tmp_path / "moi" / ".gitattributes").is_file()
    assert not [
        file for file in (tmp_path / "moi").rglob("*.*") if file.is_file() and b"\r" in file.read_bytes()
    ]


def test_draft_on_another_drive_is_named_in_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def other_drive(_path: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("plugins.authoring.editor.os.path.relpath", other_drive)
    open_in_editor(Path("/D/content/articles/bai.md"))
    assert "Đã tạo bản nháp /D/content/articles/bai.md" in capsys.readouterr().out


def test_new_portal_below_a_link_to_itself_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "vong").symlink_to("vong")
    with pytest.raises((FolderTakenError, OSError)):
        new_portal(tmp_path / "vong" / "x", NOW, ask=answers(), say=quiet)
