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
demo: true
departments: [Phòng Tư pháp]
categories: [Tin tức]
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "articles").mkdir(parents=True)
    (folder / "pages").mkdir()
    (folder / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    (folder / "pages" / "lien-he.md").write_text(
        "---\ntitle: Liên hệ\nslug: lien-he\n---\nỞ đây.\n", encoding="utf-8"
    )
    for slug, status in (("bai-mot", "published"), ("bai-nhap", "draft"), ("bai-cu", "published")):
        title = "'“Bài” & <một>'" if slug == "bai-mot" else slug
        text = ARTICLE.format(title=title, slug=slug, status=status, date="21/3/2024")
        (folder / "articles" / f"{slug}.md").write_text(text, encoding="utf-8")
    return folder


def build(content: Path, output: Path) -> list[str]:
    """Build the site and give every line of its lists: an address, for articles with a tab and the title."""
    settings = read_settings(
        str(ROOT / "pelicanconf.py"), override={"PATH": str(content), "OUTPUT_PATH": str(output)}
    )
    Pelican(settings).run()
    lists = [
        output / file_of(COUNTED_PAGES),
        *sorted((output / file_of(COUNTED_PAGES)).with_suffix("").glob("*.txt")),
    ]
    return [line for file in lists for line in file.read_text(encoding="utf-8").splitlines()]


def test_build_lists_the_address_of_every_page_it_wrote(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    listed = [line.partition("\t")[0] for line in build(content, output)]
    written = {f"/{file.parent.relative_to(output).as_posix()}/" for file in output.rglob("index.html")}
    written.remove(OFFLINE)  # which is shown in place of others, without a network, and has no counter
    assert set(listed) == {address.replace("/./", "/") for address in written}
    assert len(listed) == len(set(listed))
    assert "/2024/03/bai-mot/" in listed
    assert "/lien-he/" in listed
    assert "/2024/03/bai-nhap/" not in listed
    published = PublishedPaths(output / file_of(COUNTED_PAGES))
    assert all(address in published for address in listed)
    assert published.title("/2024/03/bai-mot/") == "“Bài” & <một>"
    assert published.article("/2024/03/bai-mot/index.html") == "/2024/03/bai-mot/"
    assert published.article("/lien-he/") == ""


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_says_so_on_the_services_own_page_too(
    content: Path, tmp_path: Path, *, demo: bool
) -> None:
    agency = content / "agency.yaml"
    agency.write_text(AGENCY if demo else AGENCY.replace("demo: true", "demo: false"), encoding="utf-8")
    output = tmp_path / "output"
    build(content, output)
    notice = read_notice(output / file_of(COUNTER_NOTICE))
    page = BeautifulSoup((output / "index.html").read_text(encoding="utf-8"), "html.parser")
    shown = page.select(".demo-notice")
    assert [str(line) for line in shown] == ([notice] if demo else [])
    assert (output / file_of(COUNTER_NOTICE)).exists() == demo


@pytest.mark.long
def test_same_content_gives_the_same_bytes(content: Path, tmp_path: Path) -> None:
    assert build(content, tmp_path / "one") == build(content, tmp_path / "two")
