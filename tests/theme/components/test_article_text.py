"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_table_scrolls_in_a_region_of_its_own(example: Show) -> None:
    """A table scrolls in a region of its own, which the keyboard reaches and which has a name of its own."""
    regions = example("hai-bang-rong").select("[role=region][tabindex='0'] > table")
    assert [table.parent["aria-label"] for table in regions] == ["Bảng 1", "Bảng 2"]
    assert regions[1]["class"] == ["hep"]


def test_region_is_named_in_the_language_of_the_page(example: Show) -> None:
    """The name of that region is in the language of the page."""
    assert example("tieng-anh").select_one("[role=region]")["aria-label"] == "Table 1"


def test_everything_else_stays(example: Show, macro: Show) -> None:
    """Everything else stays as the editor wrote it."""
    written = "<p>Chữ <em>nghiêng</em> và &lt;table&gt;</p>\n<pre>a\n  b</pre>"
    assert macro(html=written).div.decode_contents().strip() == written
    assert example("van-ban").select_one("ol > li").text == "Rà soát tiến độ."
