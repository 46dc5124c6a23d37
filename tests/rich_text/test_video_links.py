"""A link to a site of videos is a card; nothing is loaded from there."""

from __future__ import annotations

import pytest

from tests.conftest import TinySite
from tests.contract.test_check import check_of, errors
from tests.images.photos import photo

URL = "https://www.youtube.com/watch?v=abc&t=1"


@pytest.mark.parametrize(
    ("url", "site_name"),
    [
        (URL, "YouTube"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://www.youtube-nocookie.com/embed/abc", "YouTube"),
        ("https://vimeo.com/1", "Vimeo"),
    ],
)
def test_link_alone_is_a_card_with_a_notice(site: TinySite, url: str, site_name: str) -> None:
    site.article(body=f"Xem phim:\n\n[Lễ hội Cầu ngư]({url})\n\nHết.")
    built = site.build()
    card = built.page("/2024/03/bai/").select_one("p.video")
    assert (card.a.text, card.a["href"]) == ("Lễ hội Cầu ngư", url)
    assert card.small.text.startswith(f"Video ở {site_name}.")
    assert not built.page("/2024/03/bai/").select("iframe, script[src*='//'], img[src*='//']")
    assert "Bấm thì sang" not in built.text("/rss/tin-moi.json")


def test_card_may_have_a_picture_of_the_portal(site: TinySite) -> None:
    site.write("articles/2024/03/thuyen.jpg", photo(640, 360))
    site.article(body=f"[![Đoàn thuyền ra khơi](thuyen.jpg) Lễ hội Cầu ngư]({URL})")
    link = site.build().page("/2024/03/bai/").select_one(".video > a")
    assert link.text.strip() == "Lễ hội Cầu ngư"
    assert link.picture.img["alt"] == "Đoàn thuyền ra khơi"


def test_link_within_a_sentence_is_an_ordinary_link(site: TinySite) -> None:
    site.article(body=f"Xem [phim]({URL}) này.\n\n[Cổng Dịch vụ công](https://dichvucong.gov.vn/)")
    assert not site.build().page("/2024/03/bai/").select(".video, .video-link")


def test_bare_url_of_a_video_is_asked_for_a_name(site: TinySite) -> None:
    site.article(body=f"Mở đầu.\n\n{URL}")
    assert errors(site) == []
    (warning,) = [issue for issue in check_of(site) if "chưa có tên" in issue.message]
    assert (warning.line, warning.hint) == (11, f"Viết: [Tên video]({URL})")
    assert site.build().page("/2024/03/bai/").select_one(".video > a").text == URL
