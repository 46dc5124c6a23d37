"""The build rejects pages that are too heavy: all of them in one run, with their heaviest part."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from plugins.building.build import build
from plugins.errors.issue import ContentError
from plugins.incremental.api import PageRejectedError
from tests.conftest import AGENCY, BuiltSite, TinySite
from tests.images.photos import photo


def noise(letters: int, seed: int = 0) -> str:
    """Return words that hardly compress."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdeghiklmnopqrstuvxy", k=8)) for _ in range(letters // 9))


def long_menu(site: TinySite, entries: int) -> None:
    menu = "".join(f"  - {{label: {noise(190, number)}, url: /}}\n" for number in range(entries))
    site.write("agency.yaml", AGENCY + menu)


def test_heavy_page_is_rejected_with_its_heaviest_part(site: TinySite) -> None:
    site.article()
    long_menu(site, 95)
    with pytest.raises(ContentError) as rejected:
        build(site.content, site.output)
    text = str(rejected.value)
    assert "/2024/03/bai/index.html: trang nặng " in text
    assert "quá mức 14.600 byte" in text
    assert "phần <nav>" in text
    assert "Bớt mục ở menu trong agency.yaml." in text


def test_heavy_home_page_names_what_the_agency_wrote(site: TinySite) -> None:
    site.article()
    site.write(
        "agency.yaml",
        AGENCY
        + "links:\n"
        + "".join(
            f"  - {{label: {noise(190, number)}, url: 'https://{number}.example/'}}\n" for number in range(70)
        ),
    )
    with pytest.raises(ContentError, match="tasks hoặc links trong"):
        build(site.content, site.output)


@pytest.mark.long
def test_all_heavy_pages_are_reported_in_one_run(site: TinySite) -> None:
    for number in range(60):  # enough for several processes
        site.article(f"articles/2024/03/bai-{number}.md")
    build(site.content, site.output)
    before = {file: file.read_bytes() for file in site.output.rglob("*") if file.is_file()}
    long_menu(site, 95)
    with pytest.raises(ContentError) as rejected:
        build(site.content, site.output)
    pages = {Path(issue.path).name for issue in rejected.value.issues}
    names = {"index.html", "404.html", "410.html", "500.html"}
    assert pages == names
    assert len(rejected.value.issues) == sum(file.name in names for file in before)
    assert {file: file.read_bytes() for file in site.output.rglob("*") if file.is_file()} == before


def test_build_after_the_correction_is_complete(site: TinySite) -> None:
    site.article()
    long_menu(site, 95)
    with pytest.raises(ContentError):
        build(site.content, site.output)
    site.write("agency.yaml", AGENCY)
    done = build(site.content, site.output)
    assert done.pages == len(BuiltSite(site.output).pages())


def test_long_article_keeps_the_budget(site: TinySite) -> None:
    site.article(body="\n\n".join(noise(4000, number) for number in range(10)))
    built = site.build()
    assert len(built.text("/2024/03/bai/")) > 40_000


def test_content_of_an_article_never_exceeds_the_budget(site: TinySite) -> None:
    for name in ("cho", "sang", "chieu"):
        site.write(f"articles/2024/03/{name}.jpg", photo(320, 200))
    gallery = f"![{noise(80, 5)}](sang.jpg)\n![{noise(80, 6)}](chieu.jpg)"
    files = [f"{number}-{noise(40, number).replace(' ', '-')}.pdf" for number in range(12)]
    for file in files:
        site.write(f"articles/2024/03/{file}", b"%PDF-1.4")
    site.article(
        body=f"| Xã | Số |\n| --- | --- |\n| La Ngâu | 5 |\n\n{gallery}\n\n{noise(20_000)}",  # with the second style sheet
        summary=noise(400, 1),
        cover="cho.jpg",
        cover_alt=noise(120, 2),
        cover_caption=noise(200, 3),
        source=noise(60, 4),
        updates=[f"{day}/4/2024: {noise(150, day)}." for day in range(1, 13)],
        attachments=[f"{file} | Kế hoạch {noise(60, len(file))}" for file in files],
    )
    page = site.build().page("/2024/03/bai/")
    assert len(page.select(".change-notes li")) == len(page.select(".attachments li")) == 12


@pytest.mark.parametrize("date", ["21/3/2024", "21/3/2020"])  # the second is old, and says so
def test_titles_of_editors_never_exceed_the_budget(site: TinySite, date: str) -> None:
    site.write("nen.jpg", photo(1920, 240))
    site.write("agency.yaml", AGENCY + "masthead_picture: nen.jpg\n")
    _, month, year = date.split("/")
    tags = ", ".join(noise(60, seed) for seed in range(20))
    for number in range(24):
        site.write(f"articles/{year}/03/{number}.png", photo(300, 200, "PNG"))
        site.article(
            f"articles/{year}/03/bai-{number}.md",
            title=noise(290, number),
            summary=noise(1900, number),
            date=f"{number + 1}/{month}/{year}",
            category="Thông báo" if number % 4 == 0 else "Tin tức",
            tags=tags,
            cover=f"{number}.png",
            cover_alt=noise(100, number),
            body="\n\n".join(f"## {noise(90, part)}\n\n{noise(600, number + part)}" for part in range(20)),
        )
    built = site.build()
    assert len(built.page("/chuyen-muc/tin-tuc/").select("main .article-list > li")) == 18
    assert built.page(f"/{year}/03/bai-5/").select(".related li, .article-nav a")


def test_stock_pelican_rejects_heavy_pages_too(site: TinySite) -> None:
    site.article()
    long_menu(site, 95)
    with pytest.raises(PageRejectedError, match="trang nặng"):
        site.build(INCREMENTAL=False)
