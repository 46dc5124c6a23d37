"""What the index reads of a page as the theme builds it."""

from __future__ import annotations

from plugins.search.published import Page, Section, may_be_found, read_page
from tests.conftest import BuiltSite, TinySite


def read(built: BuiltSite, path: str) -> Page | None:
    """Return what is read of a built page."""
    return read_page(path, built.text(path).encode())


def test_article_is_read_with_its_facts(site: TinySite) -> None:
    site.article(
        title="Lịch tiếp công dân",
        category="Thông báo",
        tags="một cửa",
        summary="Một câu.",
        body="Kế hoạch số **86/KH-UBND**.\n\n| Ngày | Nơi |\n| --- | --- |\n| 15 | H<sub>2</sub>O |\n",
    )
    page = read(site.build(), "/2024/03/bai/")
    assert page is not None
    assert (page.kind, page.language, page.title, page.summary) == (
        "article",
        "vi",
        "Lịch tiếp công dân",
        "Một câu.",
    )
    assert page.department == Section("Văn phòng", "van-phong")
    assert page.category == Section("Thông báo", "thong-bao")
    assert page.date.startswith("2024-03-21T")
    assert "một cửa" in page.names
    assert page.text.split("\n") == ["Kế hoạch số 86/KH-UBND.", "Ngày", "Nơi", "15", "H2O"]


def test_page_section_and_translation_are_read(site: TinySite) -> None:
    site.article(category="Thông báo")
    site.article("articles/2024/03/bai-en.md", slug="bai", lang="en", title="Office hours", author="Jane")
    site.page("pages/gioi-thieu.md", title="Giới thiệu", body="Xã có 12 thôn.")
    built = site.build()
    about, department, english = (
        read(built, path) for path in ("/gioi-thieu/", "/don-vi/van-phong/", "/en/2024/03/bai/")
    )
    assert about is not None
    assert (about.kind, about.title, about.text, about.date) == ("page", "Giới thiệu", "Xã có 12 thôn.", "")
    assert department is not None
    assert (department.kind, department.title, department.text) == ("department", "Văn phòng", "")
    assert english is not None
    assert (english.language, english.title) == ("en", "Office hours")


def test_withdrawn_page_and_redirect_are_not_read(site: TinySite) -> None:
    site.article(status="withdrawn", withdrawn_reason="Sai số liệu.")
    site.article("articles/2024/03/moi.md", slug="moi", old_urls="[/2024/03/cu/]")
    built = site.build()
    assert read(built, "/2024/03/bai/") is None
    assert read(built, "/2024/03/cu/") is None


def test_demonstration_is_read_though_hidden_from_engines(site: TinySite) -> None:
    site.write("agency.yaml", (site.content / "agency.yaml").read_text(encoding="utf-8") + "\ndemo: true\n")
    site.article()
    assert read(site.build(), "/2024/03/bai/") is not None


def test_lists_and_portal_pages_are_not_found() -> None:
    assert all(
        map(
            may_be_found,
            ("/2024/03/bai/", "/en/2024/03/bai/", "/gioi-thieu/", "/don-vi/x/", "/chuyen-muc/x/"),
        )
    )
    lists = (
        "/",
        "/2024/",
        "/2024/03/",
        "/2024/03/21/",
        "/tac-gia/x/",
        "/chu-de/x/",
        "/luu-tru/",
        "/en/",
        "/tim-kiem/",
    )
    assert not any(map(may_be_found, (*lists, "/ban-nhap/2024/03/bai/", "/ngoai-mang/")))
