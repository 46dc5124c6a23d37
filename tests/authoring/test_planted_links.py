"""A content folder is shared: a link that someone has put there must not lead a new file elsewhere."""

from pathlib import Path

import pytest

from plugins.errors.issue import ContentError, UserError
from tests.authoring.test_authoring import write_article, write_portal
from tests.conftest import TinySite

ANSWERS = ("Xin chào", "1", "", "")


def test_new_never_writes_through_a_link(site: TinySite, tmp_path: Path) -> None:
    planted = tmp_path / "planted.txt"
    folder = site.content / "articles/2026/11"
    folder.mkdir(parents=True)
    (folder / "xin-chao.md").symlink_to(planted)
    assert write_article(site, *ANSWERS).name == "xin-chao-2.md"
    assert not planted.exists()


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("place", ["articles", "articles/2026", "articles/2026/11"])
def test_new_refuses_a_linked_folder(site: TinySite, tmp_path: Path, place: str, there: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    if there:
        elsewhere.mkdir()
    link = site.content / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(ContentError, match=rf"(?m)\. {place}: là lối tắt"):
        write_article(site, *ANSWERS)
    assert list(elsewhere.rglob("*")) == []
    assert elsewhere.exists() == there


def test_new_follows_the_content_folder_itself(site: TinySite, tmp_path: Path) -> None:
    link = tmp_path / "lien-ket"
    link.symlink_to(site.content)
    content, site.content = site.content, link
    file = write_article(site, *ANSWERS)
    assert (content / file.relative_to(link)).is_file()


def test_init_refuses_a_link_to_nothing(tmp_path: Path) -> None:
    link = tmp_path / "cong"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="lối tắt"):
        write_portal(link)
    assert not (tmp_path / "elsewhere").exists()
