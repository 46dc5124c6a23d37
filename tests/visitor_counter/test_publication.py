from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pelican import Pelican
from pelican.settings import read_settings

from plugins.urls.patterns import COUNTED_PAGES, COUNTER_NOTICE, OFFLINE, file_of
from plugins.visitor_counter.filters.published import PublishedPaths
from plugins.visitor_counter.service.statistics import read_notice

ROOT = Path(__file__).parents[2]
ARTICLE = """---
title: {title}
date: {date}
author: Đình Sơn
department: Phòng Tư pháp
slug: {slug}
status: {status}
---
Nội dung.
"""
AGENCY = """
name: UBND xã Thử
full_name: Ủy ban nhân dân xã Thử
site_url: https://thu.example
departments: [Phòng Tư pháp]
categories: [Tin tức]
"""


@pytest.fixture(params=["demo: true", "demo: fictional", "demo: false"])
def built(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A built site, once with and once without the notice of a demonstration."""
    folder = tmp_path
    content = folder / "content"
    (content / "articles").mkdir(parents=True)
    (content / "pages").mkdir()
    (content / "agency.yaml").write_text(AGENCY + request.param, encoding="utf-8")
    (content / "pages" / "lien-he.md").write_text(
        "---\ntitle: Liên hệ\nslug: lien-he\n---\nỞ đây.\n", encoding="utf-8"
    )
    for slug, status in (("bai-mot", "published"), ("bai-nhap", "draft"), ("bai-cu", "published")):
        title = "'“Bài” & <một>'" if slug == "bai-mot" else slug
        text = ARTICLE.format(title=title, slug=slug, status=status, date="21/3/2024")
        (content / "articles" / f"{slug}.md").write_text(text, encoding="utf-8")
    override = {"PATH": str(content), "OUTPUT_PATH": str(folder / "output")}
    Pelican(read_settings(str(ROOT / "pelicanconf.py"), override=override)).run()
    return folder / "output"


def listed_in(output: Path) -> list[str]:
    """Return every line of the lists: an address, for articles with a tab and the title."""
    whole = output / file_of(COUNTED_PAGES)
    lists = [whole, *sorted(whole.with_suffix("").glob("*.txt"))]
    return [line for file in lists for line in file.read_text(encoding="utf-8").splitlines()]


def test_build_lists_every_page_and_says_if_it_is_a_demo(built: Path) -> None:
    listed = [line.partition("\t")[0] for line in listed_in(built)]
    written = {f"/{file.parent.relative_to(built).as_posix()}/" for file in built.rglob("index.html")}
    written.remove(OFFLINE)  # which is shown in place of others, without a network, and has no counter
    assert set(listed) == {address.replace("/./", "/") for address in written}
    assert len(listed) == len(set(listed))
    assert "/2024/03/bai-mot/" in listed
    assert "/lien-he/" in listed
    assert "/2024/03/bai-nhap/" not in listed
    published = PublishedPaths(built / file_of(COUNTED_PAGES))
    assert all(address in published for address in listed)
    assert published.title("/2024/03/bai-mot/") == "“Bài” & <một>"
    assert published.article("/2024/03/bai-mot/index.html") == "/2024/03/bai-mot/"
    assert published.article("/lien-he/") == ""
    # A demonstration says so on the service's own page too.
    demo = "demo: false" not in (built.parent / "content" / "agency.yaml").read_text(encoding="utf-8")
    notice = read_notice(built / file_of(COUNTER_NOTICE))
    page = BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert [str(line) for line in page.select(".demo-notice")] == ([notice] if demo else [])
    assert (built / file_of(COUNTER_NOTICE)).exists() == demo
