"""What a preview, or a secret link, shows of the built site."""

from __future__ import annotations

import pytest

from plugins.desk.texts.frame import main_part, media_type


@pytest.mark.parametrize("name", ["theme/site.css", "2026/12/a-480.avif", "a.jpg", "chu.woff2", "a.mp4"])
def test_what_a_page_shows_is_given(name: str) -> None:
    assert media_type(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "rss/tin-moi.json",
        "rss/tin-moi.xml",
        "tim-kiem/tieu-de/2020-01-120.txt",
        "a/ke-hoach.pdf",
        "index.html",
        "manifest.webmanifest",
        "sitemap.xml",
        "a.js",
        "khong-duoi",
    ],
)
def test_texts_that_are_not_approved_are_not_given(name: str) -> None:
    assert media_type(name) is None


def test_main_part_is_shown_without_head_and_foot() -> None:
    head = b'<html><head><title>x</title></head><body class="a">'
    page = head + b'<header>Trang</header><main id="b">Chu</main><footer>y</footer></body></html>'
    assert main_part(page) == head + b'<main id="b">Chu</main></body></html>'
    assert main_part(b"<p>x") == b"<p>x"
