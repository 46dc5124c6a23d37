"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_list_of_named_links(example: Show) -> None:
    """It is a list; every link is named by what the feed holds."""
    assert [(link["href"], link.text) for link in example("mac-dinh").select("ul > li > a")] == [
        ("/rss/tin-moi.xml", "Mọi tin mới"),
        ("/rss/tin-moi.json", "Mọi tin mới, dạng JSON Feed"),
        ("/rss/phong-van-hoa-va-thong-tin.xml", "Phòng Văn hóa và Thông tin"),
        ("/rss/phong-van-hoa-va-thong-tin.json", "Phòng Văn hóa và Thông tin, dạng JSON Feed"),
    ]


def test_full_address_is_text(example: Show) -> None:
    """The full address stands there as text, for those who copy it."""
    assert "https://tanhlinh.example/rss/tin-moi.xml" in example("mac-dinh").text
