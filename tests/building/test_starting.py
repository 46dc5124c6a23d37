"""`invoke init` and `invoke new` as real commands, with a person's answers on standard input."""

from pathlib import Path

import pytest

from plugins.building.build import build
from tests.building.verbs import real_verb, verb
from tests.conftest import BuiltSite, TinySite

HOSTILE = 'Phòng [1]: #x "Y" & {z}'


@pytest.mark.long
def test_a_new_portal_and_its_first_article_pass_check_and_build(tmp_path: Path) -> None:
    given = (
        f"UBND xã Thử: [A] #1\n\nTỉnh 'B'\n;\nxathu.example\nhttps://a.example\n;\n{HOSTILE}; Công an xã\n"
    )
    made = real_verb(tmp_path, "init", "nội dung", typed=given)
    assert made.status == 0, made.said
    assert "--content 'nội dung'" in made.said
    assert "không phải là tên một đơn vị" in made.said
    content = tmp_path / "nội dung"
    written = real_verb(
        tmp_path, "new", "--content", "nội dung", typed='Họp: "tổng kết" #1\nphong\nthong bao\nĐình Sơn\n'
    )
    assert written.status == 0, written.said
    (file,) = content.rglob("hop-tong-ket-1.md")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("status: draft", "status: published"), encoding="utf-8")
    checked = verb("check", "--content", str(content))
    assert checked.status == 0, checked.said
    assert "chỗ này còn chờ viết: Viết nội dung bài ở đây." in checked.said
    assert "chỗ này còn chờ viết: [Viết ở đây" in checked.said
    build(content, tmp_path / "ra")
    assert BuiltSite(tmp_path / "ra").mentions("tổng kết")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["nội dung", "ra"]


@pytest.mark.long
@pytest.mark.parametrize("typed", ["", "UBND xã Thử\n", "UBND xã Thử\n\n\n\n"])
def test_a_person_who_leaves_half_way_leaves_nothing(tmp_path: Path, typed: str) -> None:
    left = real_verb(tmp_path, "init", "moi", typed=typed)
    assert left.status == 130
    assert "Đã dừng, chưa ghi gì." in left.said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_new_says_where_the_draft_is_and_what_comes_next(site: TinySite) -> None:
    done = real_verb(site.content.parent, "new", "--content", "content", typed="Bài\n1\n\n\n")
    assert done.status == 0, done.said
    assert "Đã tạo bản nháp content/articles/" in done.said
    assert "invoke serve" in done.said
    assert "invoke check" in done.said
