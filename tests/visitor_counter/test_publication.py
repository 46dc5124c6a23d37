from pathlib import Path

import pytest
from pelican import Pelican
from pelican.settings import read_settings

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
        text = ARTICLE.format(title=slug, slug=slug, status=status, date="21/3/2024")
        (folder / "articles" / f"{slug}.md").write_text(text, encoding="utf-8")
    return folder


def build(content: Path, output: Path) -> str:
    settings = read_settings(
        str(ROOT / "pelicanconf.py"), override={"PATH": str(content), "OUTPUT_PATH": str(output)}
    )
    Pelican(settings).run()
    return (output / "luot-truy-cap" / "cac-trang.txt").read_text(encoding="utf-8")


def test_the_build_lists_the_address_of_every_page_it_wrote(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    listed = build(content, output).splitlines()
    written = {f"/{file.parent.relative_to(output).as_posix()}/" for file in output.rglob("index.html")}
    assert set(listed) == {address.replace("/./", "/") for address in written}
    assert listed == sorted(set(listed))
    assert "/2024/03/bai-mot/" in listed
    assert "/lien-he/" in listed
    assert not any("nhap/" in address and "bai" in address for address in listed)


def test_the_same_content_gives_the_same_bytes(content: Path, tmp_path: Path) -> None:
    assert build(content, tmp_path / "one") == build(content, tmp_path / "two")
