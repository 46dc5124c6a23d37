from pathlib import Path

import pytest

from plugins.building.build import build
from tests.conftest import ROOT, TinySite
from tests.images.photos import photo
from tests.site.links import dead_links

SITE_URL = "https://xathu.example"


@pytest.fixture
def every_kind(site: TinySite) -> TinySite:
    """A site where each section that a page could lead to has at most that one page, or none."""
    site.write("articles/2024/03/ke hoach.pdf", b"%PDF-1.7")
    for name in ("anh.png", "trong bai.png"):
        site.write(f"articles/2024/03/{name}", photo(3, 2))
    site.article(
        title="Một bài",
        category="Tin tức",
        tags="du lịch",
        cover="anh.png",
        cover_alt="Cổng chào",
        attachments="[ke hoach.pdf | Kế hoạch]",
        body="Ghi chú[^1] và [trang](/gioi-thieu/).\n\n![Chợ](<trong bai.png>)\n\n[^1]: Nguồn.",
    )
    site.article(
        "articles/2024/03/bai-en.md",
        title="An article",
        slug="bai",
        lang="en",
        author="John Smith",
        department="Phòng Văn hóa và Thông tin",
        category="Văn hóa - Xã hội",
        tags="tourism",
    )
    site.article("articles/2022/05/alone.md", title="Alone", date="01/5/2022", lang="en", author="Jane Doe")
    site.article(
        "articles/2021/01/rut.md",
        title="Bài rút",
        date="04/01/2021",
        status="withdrawn",
        author="Người Cũ",
        department="Công an xã",
        category="Thông báo",
        tags="đã hết",
    )
    site.page(body="[Tới mục](/luu-tru/)")
    site.page("pages/about.md", title="About us", slug="gioi-thieu", lang="en")
    site.page("pages/alone.md", title="Office hours", slug="office-hours", lang="en")
    return site


def test_no_page_leads_nowhere(every_kind: TinySite) -> None:
    assert dead_links(every_kind.build().folder, SITE_URL) == []


def test_a_withdrawn_article_alone_leads_nowhere_dead(site: TinySite) -> None:
    site.article(status="withdrawn", category="Tin tức", tags="du lịch")
    assert dead_links(site.build().folder, SITE_URL) == []


def test_a_site_without_articles_leads_nowhere_dead(site: TinySite) -> None:
    assert dead_links(site.build().folder, SITE_URL) == []


@pytest.mark.long
def test_the_content_of_this_repository_leads_nowhere_dead(tmp_path: Path) -> None:
    build(ROOT / "content", tmp_path / "output")
    assert dead_links(tmp_path / "output", "https://tanhlinh.example") == []


def test_a_link_to_nothing_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text(
        f'<a href="/khong-co/"></a><a href="#khong-co"></a><a href="../b/"></a><img src="{SITE_URL}/anh.png">'
        f'<a href="/a/#co" id="co"></a><a href="{SITE_URL}/a/"></a><a href="https://dichvucong.gov.vn/"></a>'
        '<img src="/luot-truy-cap/so-lieu.svg?trang=/">'
    )
    assert [address for _, address in dead_links(tmp_path, SITE_URL)] == [
        "#khong-co",
        "../b/",
        "/khong-co/",
        f"{SITE_URL}/anh.png",
    ]
