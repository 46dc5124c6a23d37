"""The credit of a picture stays on one line."""

from __future__ import annotations

import pytest

from plugins.rich_text.captions import keep_credit, with_credits
from tests.conftest import TinySite
from tests.images.photos import photo

KEPT = "Tranh:\u00a0Ban\u00a0Biên\u00a0tập"


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Chợ xã. Tranh: Ban Biên tập", f"Chợ xã. {KEPT}"),
        ("Chợ xã. Tranh: Ban Biên tập.", f"Chợ xã. {KEPT}."),
        ("Ảnh: Văn A", "Ảnh:\u00a0Văn\u00a0A"),
        ("Market. Photo: Jane Doe", "Market. Photo:\u00a0Jane\u00a0Doe"),
        ("Chợ xã", "Chợ xã"),
        ("Tranh: Ban Biên tập, vẽ theo ảnh", "Tranh: Ban Biên tập, vẽ theo ảnh"),
        ("Nguồn: Phòng Văn hóa và Thông tin huyện", "Nguồn: Phòng Văn hóa và Thông tin huyện"),
        ("Một đống tranh ảnh: sách cũ", "Một đống tranh ảnh: sách cũ"),
    ],
)
def test_short_credit_at_the_end_is_kept_together(caption: str, expected: str) -> None:
    assert keep_credit(caption) == expected


def test_credits_of_captions_only() -> None:
    html = "<p>Tranh: Ban Biên tập</p><figure><figcaption>Chợ. Tranh: Ban Biên tập</figcaption></figure>"
    assert with_credits(html) == html.replace("Tranh: Ban Biên tập</figcaption>", f"{KEPT}</figcaption>")


@pytest.mark.parametrize("incremental", [True, False])
def test_credits_of_cover_and_text(site: TinySite, *, incremental: bool) -> None:
    site.write("articles/2024/03/cho.jpg", photo(320, 200))
    credit = "Chợ xã. Tranh: Ban Biên tập"
    site.article(
        body=f'![Chợ](cho.jpg "{credit}")', cover="cho.jpg", cover_alt="Chợ", cover_caption=f'"{credit}"'
    )
    page = site.build(INCREMENTAL=incremental).page("/2024/03/bai/")
    assert [caption.text for caption in page.select("main figcaption")] == [f"Chợ xã. {KEPT}"] * 2
