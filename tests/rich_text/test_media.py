"""Videos and sounds play on their page, from files of the portal, and only when a reader wants it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.incremental.api import IncrementalPelican
from tests.conftest import BuiltSite, TinySite
from tests.contract.test_check import errors, only
from tests.images.photos import photo

MP4 = b"\0\0\0\x18ftypisom" + b"\0" * 1_300_000
BODY = "Mở đầu.\n\n![Lễ khai mạc](le.mp4)\n\nHết."


def with_video(site: TinySite, body: str = BODY, **files: bytes) -> TinySite:
    site.write("articles/2024/03/le.mp4", MP4)
    for ending, data in files.items():
        site.write(f"articles/2024/03/le.{ending}", data)
    site.article(body=body)
    return site


def test_video_plays_with_poster_captions_and_download(site: TinySite) -> None:
    built = with_video(site, jpg=photo(640, 360), vtt=b"WEBVTT\n").build()
    figure = built.page("/2024/03/bai/").select_one(".prose > figure")
    video = figure.video
    assert video.attrs == {
        "controls": "",
        "preload": "none",
        "aria-label": "Lễ khai mạc",
        "poster": "/articles/2024/03/le.jpg",
        "src": "/articles/2024/03/le.mp4",
    }
    assert video.track.attrs == {
        "kind": "captions",
        "srclang": "vi",
        "src": "/articles/2024/03/le.vtt",
        "default": "",
    }
    assert figure.figcaption.text == "Lễ khai mạc Tải về (MP4, 1,3\xa0MB)"
    assert figure.figcaption.a["href"] == video["src"]
    assert built.data("articles/2024/03/le.mp4") == MP4
    assert built.data("articles/2024/03/le.vtt") == b"WEBVTT\n"
    assert "articles/2024/03/le.jpg" in built.paths()


def test_video_alone_needs_no_other_file(site: TinySite) -> None:
    video = with_video(site).build().page("/2024/03/bai/").video
    assert not video.select("track")
    assert "poster" not in video.attrs


def test_title_is_the_caption_and_alt_the_label(site: TinySite) -> None:
    body = BODY.replace("le.mp4)", 'le.mp4 "Phim: Đình Sơn")')
    figure = with_video(site, body).build().page("/2024/03/bai/").figure
    assert figure.video["aria-label"] == "Lễ khai mạc"
    assert figure.figcaption.text.startswith("Phim: Đình Sơn Tải về")


def test_sound_plays(site: TinySite) -> None:
    site.write("articles/2024/03/phat-thanh.mp3", b"ID3" + b"\0" * 90)
    site.article(body="![Bản tin phát thanh](phat-thanh.mp3)\n\n![Khai mạc](phat-thanh.mp3)", lang="en")
    figures = site.build().page("/en/2024/03/bai/").select(".prose > figure")
    assert [figure.audio["aria-label"] for figure in figures] == ["Bản tin phát thanh", "Khai mạc"]
    assert figures[0].figcaption.text == "Bản tin phát thanh Download (MP3, 1\xa0kB)"


def test_feeds_link_to_the_video(site: TinySite) -> None:
    built = with_video(site).build()
    assert 'href=\\"https://xathu.example/articles/2024/03/le.mp4\\">Lễ khai mạc</a>' in built.text(
        "/rss/tin-moi.json"
    )
    assert "<video" not in built.text("/rss/tin-moi.json")


def test_video_within_a_sentence_is_rejected(site: TinySite) -> None:
    issue = only(with_video(site, "Xem ![Lễ khai mạc](le.mp4) nhé."))
    assert issue.message == "phim hoặc âm thanh “le.mp4” không đứng riêng một đoạn"
    assert issue.line == 9


def test_missing_video_is_reported_without_its_companions(site: TinySite) -> None:
    site.article(body="![Lễ khai mạc](thieu.mp4)")
    assert only(site).message == "không có tệp “thieu.mp4”"


def test_picture_beside_a_file_to_download_stays_unpublished(site: TinySite) -> None:
    built = with_video(site, "[Phim lễ khai mạc](le.mp4)", jpg=photo(64, 36)).build()
    assert "articles/2024/03/le.mp4" in built.paths()
    assert "articles/2024/03/le.jpg" not in built.paths()


@pytest.mark.parametrize(
    ("captions", "message"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nA", "không mở đầu bằng WEBVTT"),
        ("WEBVTT\n\nLễ".encode("utf-16"), "không phải UTF-8"),
    ],
)
def test_captions_in_another_format_are_rejected(site: TinySite, captions: bytes, message: str) -> None:
    issue = only(with_video(site, vtt=captions))
    assert message in issue.message
    assert issue.line == 11


def test_captions_may_begin_with_a_mark_of_their_order(site: TinySite) -> None:
    assert errors(with_video(site, vtt=b"\xef\xbb\xbfWEBVTT")) == []


def test_files_beside_a_video_follow_in_every_history(site: TinySite) -> None:
    with_video(site)
    files = {
        "le.vtt": b"WEBVTT\n",
        "le.jpg": photo(320, 180),
        "le.mp4": MP4 * 2,
        "le.png": b"",  # deleted again, or never there
    }
    for name, data in files.items():
        if data:
            site.write(f"articles/2024/03/{name}", data)
        IncrementalPelican(site.settings()).run()
        whole = site.build(OUTPUT_PATH=f"{site.output}-{name}")
        assert BuiltSite(site.output).files() == whole.files()
    for name in ("le.vtt", "le.jpg"):
        Path(site.content / "articles/2024/03" / name).unlink()
        IncrementalPelican(site.settings()).run()
    video = BuiltSite(site.output).page("/2024/03/bai/").video
    assert not video.select("track")
    assert "poster" not in video.attrs
    assert BuiltSite(site.output).files() == site.build(OUTPUT_PATH=f"{site.output}-last").files()
