"""Long texts begin with a table of contents."""

from __future__ import annotations

import pytest

from tests.conftest import TinySite

PARAGRAPH = "Nội dung của một mục trong kế hoạch, đủ dài để phải cuộn. " * 20


def text_of(sections: int, paragraph: str = PARAGRAPH) -> str:
    return "\n\n".join(f"## Mục {number}\n\n{paragraph}" for number in range(1, sections + 1))


def test_long_text_begins_with_its_contents(site: TinySite) -> None:
    site.article(body=text_of(4))
    page = site.build().page("/2024/03/bai/")
    nav = page.select_one(".contents")
    assert nav["aria-label"] == nav.summary.text == "Mục lục"
    assert not nav.details.has_attr("open")
    assert [(link.text, link["href"]) for link in nav.select("a")] == [
        (f"Mục {number}", f"#muc-{number}") for number in range(1, 5)
    ]
    assert all(page.find(id=link["href"][1:]) for link in nav.select("a"))
    assert nav.find_next_sibling(class_="prose")


@pytest.mark.parametrize("body", [text_of(3), text_of(6, "Ngắn."), text_of(4).replace("## ", "### ")])
def test_short_text_has_no_contents(site: TinySite, body: str) -> None:
    site.article(body=f"## Mở đầu\n\n{body}" if "###" in body else body)
    assert not site.build().page("/2024/03/bai/").select(".contents")


def test_contents_show_headings_as_plain_text(site: TinySite) -> None:
    body = text_of(4).replace("## Mục 1", '## *Phạm vi* & "đối tượng"[^1]')
    site.article(body=f"{body}\n\n[^1]: Theo quy định.")
    link = site.build().page("/2024/03/bai/").select_one(".contents a")
    assert link.text == "Phạm vi & “đối tượng”"
    assert link["href"].startswith("#pham-vi-doi-tuong")


def test_heading_without_id_leaves_no_incomplete_contents(site: TinySite) -> None:
    site.article(body=f"{text_of(4)}\n\n<h2>Không tên</h2>\n\nHết.")
    assert not site.build().page("/2024/03/bai/").select(".contents")


def test_english_text_has_english_contents(site: TinySite) -> None:
    site.article(body=text_of(4), lang="en")
    assert site.build().page("/en/2024/03/bai/").select_one(".contents")["aria-label"] == "Contents"


def test_standing_page_has_contents_too(site: TinySite) -> None:
    site.page(body=text_of(5))
    assert len(site.build().page("/gioi-thieu/").select(".contents a")) == 5


def test_contents_are_on_the_page_only(site: TinySite) -> None:
    site.article(body=text_of(4))
    assert site.build().mentions("Mục lục") == ["2024/03/bai/index.html"]
