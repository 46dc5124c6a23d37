"""Work follows the change: counted in files read, rendered and written, not in seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FULL
from tests.images.photos import photo
from tests.incremental.builder import Builder, Outcome
from tests.incremental.sites import PlainSite, Portal

MANY = 300
DEPARTMENTS = ("Văn phòng", "Phòng Văn hóa và Thông tin", "Công an xã")
CATEGORIES = ("Tin tức", "Thông báo", "Văn hóa - Xã hội")


def path_of(number: int) -> str:
    return f"{2010 + number // 24}/{number // 2 % 12 + 1:02}/bai-{number}"


def page_of(number: int) -> str:
    return f"{2010 + number // 24}/{number // 2 % 12 + 1:02}/bai-{number}/index.html"


def code_of(number: int) -> str:
    """Return the picture of an article's address."""
    return page_of(number).replace("index.html", "ma-qr.png")


def write(portal: Portal, number: int, **facts: object) -> None:
    """Write article number so-and-so: two a month, 24 a year, from 2010 on."""
    year, month = 2010 + number // 24, number // 2 % 12 + 1
    known: dict[str, Any] = {
        "title": f"Bài {number}",
        "date": f"{10 + number % 2}/{month}/{year}",
        "department": DEPARTMENTS[number % 3],
        "category": CATEGORIES[number % 3],
        "author": f"Tác giả {number % 7}",
        "tags": f"thẻ {number % 50}",
        "body": f"Thân bài {number}.",
    }
    portal.article(path_of(number), **(known | facts))


def feeds_named(*names: str) -> set[str]:
    """Return the files of feeds."""
    return {f"rss/{name}.{ending}" for name in names for ending in ("xml", "json")}


def feeds_of_tag(number: int) -> set[str]:
    """Return the feeds of the tag of an article; it has six articles, so all of them stand there."""
    return feeds_named(f"chu-de/the-{number % 50}")


def related_to(number: int) -> set[str]:
    """Return the pages that name an article as related: those beside it in the lists of its tag and its category."""
    return {page_of(near) for near in (number - 50, number + 50, number - 3, number + 3) if 0 <= near < MANY}


def lists_of(number: int) -> set[str]:
    """Return the lists on which the newest article stands, each with its feed, but for those by date."""
    department = ("van-phong", "phong-van-hoa-va-thong-tin", "cong-an-xa")[number % 3]
    category = ("tin-tuc", "thong-bao", "van-hoa-xa-hoi")[number % 3]
    return {
        "index.html",
        *feeds_named("tin-moi", department, category),
        *feeds_of_tag(number),
        f"don-vi/{department}/index.html",
        f"chuyen-muc/{category}/index.html",
        f"tac-gia/tac-gia-{number % 7}/index.html",
        f"chu-de/the-{number % 50}/index.html",
    }


@pytest.fixture(scope="module")
def large(
    tmp_path_factory: pytest.TempPathFactory, stock_builder: Builder, engine_builder: Builder
) -> Iterator[Portal]:
    """A portal with many articles, already built; each test leaves it built."""
    portal = Portal(tmp_path_factory.mktemp("large"), stock_builder, engine_builder)
    portal.override["BUILD_MOMENT"] = "2026-11-23 08:00"
    for number in range(MANY):
        write(portal, number)
    portal.standing_page("gioi-thieu")
    portal.write("content/documents/ke-hoach.pdf", b"%PDF-1.7")
    outcome = portal.build()
    assert outcome.how == "built", outcome
    assert outcome.summary["read"] == MANY + 1
    yield portal
    portal.check()  # whatever the tests have done in between, the site is right in the end


def after(portal: Portal) -> Outcome:
    """Build; fails unless what is counted is what was done."""
    before = {
        name: (portal.kept / name).stat().st_ino for name, data in portal.built().items() if data is not None
    }
    outcome = portal.build(watched=True)
    assert outcome.how == "built", outcome
    now = {
        name: (portal.kept / name).stat().st_ino for name, data in portal.built().items() if data is not None
    }
    written = {name for name, inode in now.items() if before.get(name) != inode}
    assert outcome.summary["rendered"] == len(outcome.rendered)
    assert outcome.summary["read"] == len(outcome.parsed)
    assert outcome.summary["written"] == len(written)
    assert outcome.summary["removed"] == len(before.keys() - now.keys())
    assert written <= outcome.rendered.keys()
    opened = {name for name in outcome.opened if name.endswith(".md")}
    assert {str(portal.content / name) for name in outcome.parsed} == opened
    return outcome


def pages(outcome: Outcome) -> set[str]:
    """Return what was rendered, without search; of that the page that names the shards, and one shard, may be."""
    found = {name for name in outcome.rendered if name.startswith("tim-kiem/")}
    assert len({name.split("/")[1] for name in found} - {"index.html"}) <= 1, found
    assert sum("/fragment/" in name for name in found) <= 1, found
    return outcome.rendered.keys() - found


def test_nothing_changed_nothing_read_rendered_written(large: Portal) -> None:
    outcome = after(large)
    assert outcome.parsed == []
    assert outcome.rendered == {}
    assert [name for name in outcome.opened if not name.endswith("agency.yaml")] == []
    assert outcome.summary["removed"] == 0
    of_articles = {name for number in range(MANY) for name in (page_of(number), code_of(number))}
    assert not of_articles & set(outcome.declared)
    assert outcome.counts["statements"] < 150  # 131 were measured; one an article would be 300 more


def test_a_touched_file_is_looked_at_and_nothing_else(large: Portal) -> None:
    file = large.content / f"articles/{path_of(100)}.md"
    file.touch()
    outcome = large.build(watched=True)
    assert set(outcome.opened) - {str(large.content / "agency.yaml")} == {str(file)}
    assert (outcome.parsed, outcome.rendered) == ([], {})
    assert outcome.summary["read"] == 0


def test_a_fresh_checkout_reads_every_file_and_parses_none(large: Portal) -> None:
    for file in (large.content / "articles").rglob("*.md"):
        file.write_bytes(file.read_bytes())
    outcome = large.build(watched=True)
    assert (outcome.parsed, outcome.rendered, outcome.summary["read"]) == ([], {}, 0)
    again = large.build(watched=True)
    assert [name for name in again.opened if name.endswith(".md")] == []


def test_an_old_body_is_its_own_page(large: Portal) -> None:
    write(large, 100, body="Thân khác.")
    outcome = after(large)
    assert outcome.parsed == [f"articles/{path_of(100)}.md"]
    assert pages(outcome) == {page_of(100), *feeds_of_tag(100)}
    assert outcome.counts["statements"] < 400
    assert outcome.counts["urls"] < 400


def test_a_new_body_is_its_own_page_and_the_feeds_that_show_it(large: Portal) -> None:
    number = MANY - 2
    write(large, number, body="Thân khác.")
    feeds = {name for name in lists_of(number) if name.startswith("rss/")}
    assert pages(after(large)) == {page_of(number), *feeds}


def test_title_change_renders_page_neighbours_and_lists(large: Portal) -> None:
    write(large, 101, title="Tên khác")
    expected = {
        page_of(100),
        page_of(101),
        page_of(102),
        "2014/index.html",
        "2014/03/index.html",
        "chu-de/the-1/index.html",
        "luot-truy-cap/cac-trang/2014-03.txt",
        *feeds_of_tag(101),
        *related_to(101),
    }
    outcome = after(large)
    assert pages(outcome) == expected


def test_new_article_renders_page_neighbour_and_lists(large: Portal) -> None:
    write(large, MANY)
    outcome = after(large)
    assert outcome.parsed == [f"articles/{path_of(MANY)}.md"]
    by_date = {
        "ngoai-mang.json",
        "2022/index.html",
        "2022/07/index.html",
        "2022/06/index.html",  # leads to the new month
        "luu-tru/index.html",
        "luot-truy-cap/cac-trang/2022-07.txt",
        "luot-truy-cap/cac-trang.txt",
        "so-do/2022-07.xml",
        "so-do/trang.xml",
        "sitemap.xml",
    }
    assert pages(outcome) == {
        page_of(MANY),
        page_of(MANY - 1),
        code_of(MANY),
        *lists_of(MANY),
        *related_to(MANY),
        *by_date,
        "so-do-cong/index.html",
    }


def test_deleted_article_renders_neighbour_and_lists(large: Portal) -> None:
    write(large, MANY)
    large.build()
    before = large.built().keys()
    large.remove(f"content/articles/{path_of(MANY)}.md")
    outcome = after(large)
    assert outcome.parsed == []
    gone = [
        name
        for name in before - large.built().keys()
        if Path(name).suffix and not name.startswith("tim-kiem/")
    ]
    assert len(gone) == 5  # its page and code, and the three lists of the month that had only this one
    by_date = {
        "ngoai-mang.json",
        "2022/index.html",
        "2022/06/index.html",
        "luu-tru/index.html",
        "luot-truy-cap/cac-trang.txt",
        "so-do-cong/index.html",
        "so-do/trang.xml",
        "sitemap.xml",
    }
    assert pages(outcome) == {page_of(MANY - 1), *lists_of(MANY), *related_to(MANY), *by_date}


def test_scheduled_article_appears_and_nothing_else_is_read(large: Portal) -> None:
    write(large, MANY, date="24/11/2026 10:00")
    large.build()
    large.override["BUILD_MOMENT"] = "2026-11-24 09:59"
    outcome = after(large)
    assert (outcome.parsed, outcome.rendered) == ([], {})
    large.override["BUILD_MOMENT"] = "2026-11-24 10:00"
    outcome = after(large)
    assert outcome.parsed == [f"articles/{path_of(MANY)}.md"]
    assert page_of(MANY).replace("2022/07", "2026/11") in outcome.rendered
    assert len(pages(outcome)) < 35
    large.remove(f"content/articles/{path_of(MANY)}.md")
    large.build()
    large.override["BUILD_MOMENT"] = "2026-11-23 08:00"
    large.build()


def test_a_telephone_number_is_every_page_and_reads_nothing(large: Portal) -> None:
    text = (large.content / "agency.yaml").read_text(encoding="utf-8")
    (large.content / "agency.yaml").write_text(f"{text}telephone: (0252) 3 111 222\n", encoding="utf-8")
    outcome = after(large)
    assert outcome.parsed == []
    assert {page_of(number) for number in range(MANY)} <= pages(outcome)
    assert not [name for name in outcome.rendered if name.endswith((".txt", ".css", ".svg", ".png", ".md"))]


def test_template_change_renders_its_pages_and_parses_nothing(large: Portal) -> None:
    large.replace("theme/templates/month.html", "{% block main %}", "{# #}{% block main %}")
    outcome = after(large)
    assert outcome.parsed == []
    assert outcome.rendered
    assert all(name.count("/") == 2 and name[:4].isdigit() for name in outcome.rendered), (
        outcome.rendered.keys()
    )
    assert outcome.summary["written"] == 0


def test_changed_byline_template_renders_every_article(large: Portal) -> None:
    large.replace("theme/components/article_text/template.html", "{% macro", "{# #}{% macro")
    outcome = after(large)
    assert {page_of(number) for number in range(MANY)} <= pages(outcome)
    assert (outcome.parsed, outcome.summary["written"]) == ([], 0)


def test_a_picture_is_its_files_and_the_page_that_shows_them(large: Portal) -> None:
    large.write(f"content/articles/{path_of(100)}.png".replace("bai-100", "anh"), photo(3, 2))
    write(large, 100, body="![Toàn cảnh hội nghị](anh.png)")
    large.build()
    large.write(f"content/articles/{path_of(100)}.png".replace("bai-100", "anh"), photo(4, 2))
    outcome = after(large)
    sizes = {name for name in pages(outcome) if name.startswith("anh/")}
    assert len(sizes) == 2  # AVIF and PNG, in its own width
    original = f"articles/{path_of(100)}.png".replace("bai-100", "anh")
    assert pages(outcome) - sizes == {original, page_of(100), *feeds_of_tag(100)}


def test_url_change_renders_pages_that_link_to_it(large: Portal) -> None:
    write(large, 50, body="Xem [bài](bai-51.md).")
    large.build()
    before = large.built().keys()
    write(large, 51, slug="noi-khac")
    outcome = after(large)
    assert outcome.parsed == [f"articles/{path_of(51)}.md"]
    own = {f"2012/02/noi-khac/{name}" for name in ("index.html", "ma-qr.png")}
    assert {page_of(50), page_of(52), *own} <= pages(outcome)
    assert len(pages(outcome)) < 21
    gone = [
        name
        for name in before - large.built().keys()
        if Path(name).suffix and not name.startswith("tim-kiem/")
    ]
    assert set(gone) == {page_of(51), code_of(51)}


@pytest.mark.parametrize("processes", [1, 2, 3] if FULL else [2])
def test_the_number_of_processes_does_not_show(
    tmp_path: Path, stock_builder: Builder, engine_builder: Builder, processes: int
) -> None:
    portal = Portal(tmp_path, stock_builder, engine_builder)
    portal.configure(f"from pelicanconf import *\nINCREMENTAL_PROCESSES = {processes}\n")
    for number in range(60):
        write(
            portal,
            number,
            body=f"Thân {number}, xem [bài](bai-{number // 2 * 2}.md)." if number % 2 else "Thân.",
        )
    portal.check()
    for number in range(0, 60, 2):
        write(portal, number, title=f"Tên khác {number}", slug=f"noi-khac-{number}")
    portal.check()
    portal.check(small=1)


def test_clean_build_costs_few_statements_an_article(
    tmp_path: Path, stock_builder: Builder, engine_builder: Builder
) -> None:
    counts = []
    for many in (60, 120):
        portal = Portal(tmp_path / str(many), stock_builder, engine_builder)
        portal.configure("from pelicanconf import *\nINCREMENTAL_PROCESSES = 1\n")
        for number in range(many):
            write(portal, number)
        counts.append(portal.build(watched=True).counts)
    added = {name: (counts[1][name] - counts[0][name]) / 60 for name in ("statements", "urls")}
    assert added["statements"] < 80, added
    assert added["urls"] <= 6, added


@pytest.mark.parametrize("edit", ["nothing", "body", "title", "added"])
def test_theme_that_reads_everything_renders_only_on_change(simple: PlainSite, edit: str) -> None:
    for number in range(12):
        simple.article(f"a{number}", day=number + 1, tags=f"t{number % 3}", authors=f"w{number % 2}")
    simple.check()
    if edit == "body":
        simple.article("a3", "Khác.", day=4, tags="t0", authors="w1")
    elif edit == "title":
        simple.article("a3", title="Khác", day=4, tags="t0", authors="w1")
    elif edit == "added":
        simple.article("new", day=28)
    simple.check()
    outcome = simple.check(watched=True)
    assert (outcome.parsed, outcome.rendered) == ([], {})
