"""Pages whose text has a gallery load the script that opens its pictures; no other page does."""

from __future__ import annotations

import pytest

from plugins.assets.joining import page_scripts
from plugins.rich_text.publication import has_gallery
from tests.conftest import PACKAGES, ROOT, TinySite
from tests.images.photos import photo

GALLERY = "![Chợ sáng](sang.jpg)\n![Chợ chiều](chieu.jpg)"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>x</p><div class="gallery"><figure></figure></div>', True),
        ('<div lang="en" class="gallery"></div>', True),
        ('<pre>&lt;div class="gallery"&gt;</pre>', False),
        ('<div class="sides"></div>', False),
    ],
)
def test_gallery_is_an_element_of_the_text(html: str, expected: bool) -> None:
    assert has_gallery(html) is expected


def test_only_texts_with_a_gallery_load_its_script(site: TinySite) -> None:
    for name in ("sang", "chieu"):
        site.write(f"articles/2024/03/{name}.jpg", photo(320, 200))
    site.article(body=GALLERY)
    site.article("articles/2024/03/mot.md", body="![Chợ sáng](sang.jpg)")
    site.page(body=GALLERY.replace("](", "]({static}/articles/2024/03/"))
    built = site.build()
    script = page_scripts(ROOT / "theme", PACKAGES)["gallery"].url
    loading = [
        path for path in built.pages() if built.page(f"/{path}").select(f'script[src="{script}"][defer]')
    ]
    assert loading == ["2024/03/bai/index.html", "gioi-thieu/index.html"]
    assert [
        path for path in built.pages() if built.page(f"/{path}").select("template[data-gallery]")
    ] == loading


@pytest.mark.long
def test_engine_and_stock_agree_as_a_gallery_comes_and_goes(site: TinySite) -> None:
    for name in ("sang", "chieu"):
        site.write(f"articles/2024/03/{name}.jpg", photo(320, 200))
    for body in ("Chữ.", GALLERY, "![Chợ sáng](sang.jpg)"):
        site.article(body=body)
        text = site.build().text("/2024/03/bai/")
        stock = site.build(INCREMENTAL=False, OUTPUT_PATH=str(site.output.parent / "stock"))
        assert text == stock.text("/2024/03/bai/")
