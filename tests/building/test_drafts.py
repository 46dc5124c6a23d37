from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugins.building.build import build
from plugins.building.drafts import show
from plugins.building.live import builder, drafts_in
from tests.conftest import BuiltSite, TinySite
from tests.images.photos import photo

NEXT_YEAR = datetime.now(UTC).year + 1
PICTURE = photo(3, 2, "PNG")


def previewed(site: TinySite) -> BuiltSite:
    """Build as `invoke serve` does: in a process of its own, since plugins stay with a process."""
    with builder(site.content, site.output) as run:
        run()
    return BuiltSite(site.output)


@pytest.fixture
def drafted(site: TinySite) -> TinySite:
    site.article("articles/2024/03/dang.md", title="Bài đã đăng")
    site.write("articles/2024/03/anh.png", PICTURE)
    site.article("articles/2024/03/nhap.md", title="Bài còn nháp", status="draft", body="![Một ảnh](anh.png)")
    site.article("articles/2027/03/hen.md", title="Bài hẹn giờ", date=f"21/3/{NEXT_YEAR} 08:00")
    site.page("pages/trang-nhap.md", title="Trang còn nháp", status="draft")
    return site


def test_a_draft_is_seen_in_the_preview_and_only_on_its_own_page(drafted: TinySite) -> None:
    built = previewed(drafted)
    assert drafts_in(built.folder) == [
        "/ban-nhap/2024/03/nhap/",
        f"/ban-nhap/{NEXT_YEAR}/03/hen/",
        "/ban-nhap/trang-nhap/",
    ]
    page = built.page("/ban-nhap/2024/03/nhap/")
    assert "Bản nháp" in page.select_one('[role="note"]').get_text()
    assert page.select_one('img[src="/articles/2024/03/anh.png"]')
    assert "articles/2024/03/anh.png" in built.paths()
    assert f"08:00 ngày 21/03/{NEXT_YEAR}" in built.text(f"/ban-nhap/{NEXT_YEAR}/03/hen/")
    assert [path for path in built.mentions("Bài còn nháp") if not path.startswith("ban-nhap/")] == []


def test_the_next_build_into_that_folder_takes_every_draft_away(drafted: TinySite) -> None:
    previewed(drafted)
    build(drafted.content, drafted.output)
    built = BuiltSite(drafted.output)
    assert drafts_in(built.folder) == []
    for title in ("Bài còn nháp", "Bài hẹn giờ", "Trang còn nháp"):
        assert built.mentions(title) == []
    assert "articles/2024/03/anh.png" not in built.paths()


def test_expired_article_is_seen_in_the_preview_with_its_moment(drafted: TinySite) -> None:
    drafted.article(
        "articles/2024/03/het.md", title="Bài hết hạn", expires="1/4/2024 17:00", modified="2/4/2024"
    )
    built = previewed(drafted)
    notice = built.page("/ban-nhap/2024/03/het/").select_one('[role="note"]').get_text()
    assert notice.startswith("Bài đã hết hạn.")
    assert "17:00 ngày 01/04/2024" in notice
    assert [path for path in built.mentions("Bài hết hạn") if not path.startswith("ban-nhap/")] == []


def test_a_published_draft_moves_to_its_address(drafted: TinySite) -> None:
    previewed(drafted)
    file = Path(drafted.content, "articles/2024/03/nhap.md")
    file.write_text(
        file.read_text(encoding="utf-8").replace("status: draft", "status: published"), encoding="utf-8"
    )
    built = previewed(drafted)
    assert "/ban-nhap/2024/03/nhap/" not in drafts_in(built.folder)
    assert built.page("/2024/03/nhap/").select_one('[role="note"]') is None


def test_without_its_setting_the_plugin_shows_nothing() -> None:
    content = SimpleNamespace(metadata={"entry": ()}, settings={}, status="draft")
    show(content)
    assert vars(content) == {"metadata": {"entry": ()}, "settings": {}, "status": "draft"}
