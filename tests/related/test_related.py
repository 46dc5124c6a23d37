"""Articles to read on with."""

from __future__ import annotations

from pathlib import Path

from plugins.building.build import build
from tests.conftest import BuiltSite, TinySite


def shown(built: BuiltSite, slug: str) -> list[str]:
    """Return the slugs of the related articles on an article's page."""
    page = built.page(f"/2024/03/{slug}/")
    return [str(link["href"]).split("/")[-2] for link in page.select(".related a")]


def write(site: TinySite, day: int, **fields: str) -> None:
    site.article(f"articles/2024/03/bai-{day}.md", title=f"Bài {day}", date=f"{day}/3/2024", **fields)


def test_related_articles_by_tag_come_before_department(site: TinySite) -> None:
    write(site, 1, tags="du lịch", department="Công an xã")
    write(site, 2)
    write(site, 3)
    write(site, 4, tags="du lịch")
    write(site, 5)
    write(site, 6)
    write(site, 7, tags="du lịch", department="Công an xã")
    assert shown(site.build(), "bai-4") == ["bai-1", "bai-7"]


def test_previous_and_next_are_not_named_twice(site: TinySite) -> None:
    for day in (1, 2, 3):
        write(site, day)
    assert shown(site.build(), "bai-2") == []


def test_at_most_four_and_none_twice(site: TinySite) -> None:
    tags = "một, hai, ba"
    for day in (1, 3, 5, 7, 9):
        write(site, day, tags=tags)
        write(site, day + 1, department="Công an xã")
    found = shown(site.build(), "bai-5")
    assert found == ["bai-3", "bai-7"]
    assert len(set(found)) == len(found)


def test_withdrawn_article_is_never_related(site: TinySite) -> None:
    for day in (1, 3, 5):
        write(site, day, tags="du lịch", status="withdrawn" if day == 3 else "published")
        write(site, day + 1, department="Công an xã")
    built = site.build()
    assert shown(built, "bai-1") == ["bai-5"]
    assert shown(built, "bai-3") == []


def test_engine_and_pelican_relate_alike(site: TinySite) -> None:
    for day in range(1, 13):
        write(site, day, tags="chẵn" if day % 2 else "lẻ", category="Tin tức" if day % 3 else "Thông báo")
    build(site.content, site.output)
    stock = site.build(OUTPUT_PATH=str(site.output.parent / "stock"))
    for day in range(1, 13):
        assert shown(BuiltSite(site.output), f"bai-{day}") == shown(stock, f"bai-{day}")
    assert shown(stock, "bai-6") == ["bai-4", "bai-8", "bai-3", "bai-9"]


def test_new_article_touches_only_those_it_stands_beside(site: TinySite) -> None:
    for day in range(1, 11):
        write(site, day, tags="chẵn" if day % 2 else "lẻ")
    build(site.content, site.output)
    pages = sorted(Path(site.output, "2024/03").glob("*/index.html"))
    before = {page: page.stat().st_mtime_ns for page in pages}
    write(site, 11, tags="chẵn")
    build(site.content, site.output)
    changed = {page.parent.name for page in pages if page.stat().st_mtime_ns != before[page]}
    assert changed == {"bai-10", "bai-9"}
