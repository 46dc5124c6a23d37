"""Pictures of articles: every size, every format, and nothing but the picture."""

from __future__ import annotations

import os
import re
import struct
import time
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageSequence

from plugins.building.build import build
from plugins.contract.check import check
from plugins.errors.issue import ContentError
from plugins.images import picture, publication
from plugins.images.making import Size, made
from plugins.images.picture import Picture, UnreadableError, read_picture
from plugins.incremental.api import IncrementalPelican, PageRejectedError
from tests.conftest import BuiltSite, TinySite
from tests.images.photos import heic, opened, photo, photo_of_a_camera, several_photos

ORIGINAL = "articles/2024/03/cho.jpg"
BODY = "![Chợ xã buổi sáng](cho.jpg)"


def article_with(site: TinySite, data: bytes, name: str = "cho.jpg") -> BuiltSite:
    site.write(f"articles/2024/03/{name}", data)
    site.article(body=f"![Chợ xã buổi sáng]({name})")
    return site.build()


def sizes(srcset: object) -> dict[str, str]:
    """Return the addresses of a srcset by their widths."""
    return {width: address for address, width in (part.split() for part in str(srcset).split(", "))}


def test_picture_comes_in_three_widths_as_avif_and_jpeg(site: TinySite) -> None:
    built = article_with(site, photo())
    shown = built.page("/2024/03/bai/").select_one("main picture")
    assert shown is not None
    modern, fallback = sizes(shown.source["srcset"]), sizes(shown.img["srcset"])
    assert list(modern) == list(fallback) == ["480w", "800w", "1280w"]
    assert shown.source["type"] == "image/avif"
    assert shown.source["sizes"] == shown.img["sizes"]
    for kind, listed in (("AVIF", modern), ("JPEG", fallback)):
        for width, address in listed.items():
            image = opened(built.data(address.lstrip("/")))
            assert (image.format, image.size) == (kind, (int(width[:-1]), int(width[:-1]) * 1000 // 1600))


def test_pictures_have_sizes_and_all_but_the_first_load_lazily(site: TinySite) -> None:
    site.write(ORIGINAL, photo())
    site.article(body=f"{BODY}\n\n![Người bán hàng](cho.jpg)")
    first, second = site.build().page("/2024/03/bai/").select("main .prose img")
    assert (first["width"], first["height"], first["alt"]) == ("1600", "1000", "Chợ xã buổi sáng")
    assert "loading" not in first.attrs
    assert second["loading"] == "lazy"


def test_cover_is_fetched_first_and_then_all_of_the_text_wait(site: TinySite) -> None:
    site.write(ORIGINAL, photo())
    site.article(body=BODY, cover="cho.jpg", cover_alt='Chợ "lớn"')
    page = site.build().page("/2024/03/bai/")
    cover, inside = page.select_one(".cover img"), page.select_one(".prose img")
    assert cover is not None
    assert inside is not None
    assert (cover["fetchpriority"], cover["alt"]) == ("high", 'Chợ "lớn"')
    assert page.select_one(".cover source[srcset*='.avif']")
    assert inside["loading"] == "lazy"


def test_small_picture_is_not_made_larger(site: TinySite) -> None:
    built = article_with(site, photo(600, 300))
    shown = built.page("/2024/03/bai/").select_one("main picture")
    assert shown is not None
    assert list(sizes(shown.img["srcset"])) == ["480w", "600w"]


@pytest.mark.long
def test_published_original_is_small_and_keeps_its_url(site: TinySite) -> None:
    built = article_with(site, photo(4000, 3000))
    image = opened(built.data(ORIGINAL))
    assert (image.format, image.size) == ("JPEG", (1280, 960))


def test_place_time_and_owner_are_in_no_published_file(site: TinySite) -> None:
    data = photo_of_a_camera()
    assert opened(data).getexif().get_ifd(0x8825)
    built = article_with(site, data)
    published = {name: file for name, file in built.files().items() if name.endswith((".jpg", ".avif"))}
    assert len(published) == 9
    for name, file in published.items():
        image = opened(file)
        assert dict(image.getexif()) == {}, name
        assert not {"comment", "xmp", "exif", "photoshop"} & image.info.keys(), name
        assert b"bi mat" not in file, name


def test_picture_stands_upright_however_the_telephone_was_held(site: TinySite) -> None:
    built = article_with(site, photo_of_a_camera(orientation=6))  # turned a quarter to the right
    img = built.page("/2024/03/bai/").select_one("main .prose img")
    assert img is not None
    assert (img["width"], img["height"]) == ("1000", "1600")
    image = opened(built.data(ORIGINAL))
    assert image.size == (1000, 1600)
    red, blue = (image.convert("RGB").getpixel((500, y)) for y in (100, 1500))
    assert red[0] > 200
    assert blue[2] > 200


def test_see_through_picture_stays_so(site: TinySite) -> None:
    built = article_with(site, photo(900, 300, "PNG", see_through=True), "so-do.png")
    fallback = [name for name in built.paths() if Path(name).match("anh/*.png")]
    assert len(fallback) == 4
    assert all(opened(built.data(name)).mode == "RGBA" for name in fallback)


def test_only_see_through_pictures_get_a_light_ground(site: TinySite) -> None:
    site.write("articles/2024/03/so-do.png", photo(90, 30, "PNG", see_through=True))
    site.write("articles/2024/03/anh.png", photo(90, 30, "PNG"))
    site.article(body="![Sơ đồ trụ sở](so-do.png)\n\n![Chợ xã buổi sáng](anh.png)")
    built = site.build()
    shown = built.page("/2024/03/bai/").select("main .prose img")
    assert [img.get("class") for img in shown] == [["paper"], None]
    style = next(built.data(path).decode() for path in built.paths() if Path(path).match("theme/site.*.css"))
    dark = style.partition("(prefers-color-scheme:dark){")[2].partition("@media")[0]
    assert ":root .paper{background:#fff" in dark


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_grey_picture_of_16_bits_keeps_its_greys(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "xam.png"
    row = struct.pack("<90H", *[0] * 30, *[20_000] * 30, *[65_535] * 30)
    Image.frombytes("I;16", (90, 30), row * 30).save(file)
    made_of_it = opened(made(file, [(90, 30, kind.lower())], tmp_path / "lock")[0]).convert("L")
    for x, shade in ((15, 0), (45, 78), (75, 255)):
        assert made_of_it.getpixel((x, 15)) == pytest.approx(shade, abs=8)


def test_scan_in_black_and_white_is_made_quickly(tmp_path: Path) -> None:
    file = tmp_path / "ban-do.png"
    noise = bytes(255 * (value < 128) for value in Random(1).randbytes(1280 * 1000))
    Image.frombytes("L", (1280, 1000), noise).convert("1").save(file)
    start = time.process_time()
    made(file, [(1280, 1000, "png")], tmp_path / "lock")
    assert time.process_time() - start < 2  # 0.3 s; with zlib's best compression 5 s


@pytest.mark.parametrize(
    ("name", "kind"), [("hai.jpg", "MPO"), ("dong.png", "PNG"), ("dong.webp", "WEBP"), ("dong.avif", "AVIF")]
)
def test_first_of_several_pictures_is_shown_without_metadata(site: TinySite, name: str, kind: str) -> None:
    data = several_photos(kind)
    assert len(ImageSequence.all_frames(opened(data))) == len(opened(data).getexif().get_ifd(0x8825)) == 2
    built = article_with(site, data, name)
    published = [
        built.data(path) for path in built.paths() if Path(path).match("anh/*") or path.endswith(name)
    ]
    assert len(published) > 4
    assert all(dict(opened(file).getexif()) == {} and b"bi mat" not in file for file in published)
    assert all(len(ImageSequence.all_frames(opened(file))) == 1 for file in published)


def test_moving_picture_moves_on_and_says_nothing_else(site: TinySite) -> None:
    frames = [Image.new("RGB", (300, 100), colour) for colour in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=[40, 80, 120], loop=2, comment=b"bi mat"
    )
    data = out.getvalue()
    xmp = b"\x21\xff\x0bXMP DataXMP\x06<x/>bm\x00"
    data = data[:-1] + xmp + data[-1:]
    assert b"bi mat" in data
    built = article_with(site, data, "dong.gif")
    kept = built.data("articles/2024/03/dong.gif")
    assert b"bi mat" not in kept
    assert b"XMP" not in kept
    moving = [frame.info for frame in ImageSequence.all_frames(opened(kept))]
    assert [(info["duration"], info["loop"]) for info in moving] == [(40, 2), (80, 2), (120, 2)]
    img = built.page("/2024/03/bai/").select_one("main .prose img")
    assert img is not None
    assert (img["width"], img.get("srcset")) == ("300", None)


def test_file_of_another_kind_meets_no_decoder(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "PIL.EpsImagePlugin.EpsImageFile.load", lambda _: pytest.fail("Ghostscript would run")
    )
    site.write(
        "articles/2024/03/x.jpg",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n",
    )
    site.article(body="![Chợ xã](x.jpg)")
    with pytest.raises(ContentError, match="tệp không phải là ảnh"):
        site.build()


SHORT, TEXT, LONG = 3, 2, 4  # types of values in EXIF


@pytest.mark.parametrize(
    "entries",
    [
        [(0x0112, SHORT, 6), (0x0100, TEXT, 0x616263)],
        [(0x0112, SHORT, 6), (0x0100, LONG, 0xFFFFFFFF)],
        [(0x0112, TEXT, 0x616263)],
        [(0x0112, SHORT, 99)],
    ],
)
def test_nonsense_in_what_a_camera_says_stops_no_build(
    site: TinySite, entries: list[tuple[int, int, int]]
) -> None:
    values = b"".join(
        struct.pack("<HHII", tag, kind, 4 if kind == TEXT else 1, value)
        for tag, kind, value in sorted(entries)
    )
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + values + bytes(4)
    built = article_with(site, photo(600, 300, exif=exif, icc_profile=b"no profile at all"))
    assert sorted(opened(built.data(ORIGINAL)).size) == [300, 600]


def test_picture_with_too_long_a_side_is_refused(site: TinySite) -> None:
    site.write("articles/2024/03/dai.png", photo(1, 20_000, "PNG"))
    site.article(body="![Cột mốc](dai.png)")
    with pytest.raises(ContentError, match="ảnh lớn quá: 1 × 20000"):
        site.build()


def test_file_that_is_no_picture_is_refused_with_file_and_hint(site: TinySite) -> None:
    site.write("articles/2024/03/hong.jpg", photo()[:2000])
    site.write("articles/2024/03/gia.png", b"<html>")
    site.write("articles/2024/03/rong.png", b"")
    site.article(body="![Chợ xã](hong.jpg)\n\n![Sông La Ngà](gia.png)\n\n![Hồ Biển Lạc](rong.png)")
    with pytest.raises(ContentError) as refused:
        build(site.content, site.output)
    assert [(issue.path, issue.message) for issue in refused.value.issues] == [
        ("articles/2024/03/gia.png", "tệp không phải là ảnh, hoặc ảnh đã hỏng"),
        ("articles/2024/03/hong.jpg", "ảnh hỏng: tệp bị cắt cụt hoặc sai bên trong"),
        ("articles/2024/03/rong.png", "tệp rỗng (0 byte)"),
    ]
    assert "lưu lại thành JPEG" in refused.value.issues[0].hint
    assert not list(site.output.rglob("*.html"))


@pytest.mark.parametrize("incremental", [False, True], ids=["stock", "engine"])
def test_heic_of_a_phone_is_published_as_jpeg(site: TinySite, *, incremental: bool) -> None:
    site.write("articles/2024/03/IMG_1.HEIC", heic(900, 600))
    body = "![Chợ xã buổi sáng](IMG_1.HEIC)\n\n[Ảnh gốc](IMG_1.HEIC)"
    site.article(cover="IMG_1.HEIC", cover_alt="Chợ xã", body=body)
    IncrementalPelican(site.settings(INCREMENTAL=incremental)).run()
    built = BuiltSite(site.output)
    page, address = built.page("/2024/03/bai/"), "/articles/2024/03/IMG_1.HEIC.jpg"
    assert [image["src"] for image in page.select("main picture > img")] == [address, address]
    assert [image["width"] for image in page.select("main picture > img")] == ["900", "900"]
    assert page.select_one(f'main a[href="{address}"]')
    assert opened(built.data(address.lstrip("/"))).format == "JPEG"
    assert not [path for path in built.paths() if path.lower().endswith(".heic")]
    assert not built.mentions('IMG_1.HEIC"')


def test_thumbnail_of_a_heic_cover_is_small(site: TinySite) -> None:
    site.write("articles/2024/03/IMG_1.HEIC", heic(900, 600))
    site.article(cover="IMG_1.HEIC", cover_alt="Cầu", category="Tin tức")
    (picture,) = site.build().page("/chuyen-muc/tin-tuc/").select("main .pictured img")
    assert picture["src"].startswith("/anh/")
    assert picture["width"] == "240"
    assert picture.find_parent("picture").source["type"] == "image/avif"


def test_heic_under_another_name_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(heic(90, 60))
    assert read_picture(tmp_path / "a.jpg").width == 90


def test_heic_beside_a_file_of_its_published_name_is_rejected(site: TinySite) -> None:
    site.write("articles/2024/03/a.heic", heic(90, 60))
    site.write("articles/2024/03/a.heic.jpg", photo(90, 60))
    site.article(body="![Chợ xã buổi sáng](a.heic)")
    assert [issue.message for issue in check(site.settings())[1] if not issue.is_warning] == [
        "“a.heic” được đăng với tên a.heic.jpg, mà cạnh nó đã có tệp mang tên ấy"
    ]


def test_check_opens_pictures_of_published_texts(site: TinySite) -> None:
    site.write("articles/2024/03/gia.png", b"<html>")
    site.write("articles/2024/03/dai.png", photo(1, 20_000, "PNG"))
    site.write("articles/2024/03/khong-dung.png", b"")
    site.article(cover="gia.png", cover_alt="Sông La Ngà mùa lũ", body="![Cột mốc](dai.png)")
    site.article("articles/2024/03/nhap.md", status="draft", body="![Cột mốc](gia.png)")
    found = [issue for issue in check(site.settings())[1] if not issue.is_warning]
    assert [(issue.path, issue.message) for issue in found] == [
        ("articles/2024/03/bai.md", "ảnh “gia.png”: tệp không phải là ảnh, hoặc ảnh đã hỏng"),
        ("articles/2024/03/bai.md", "ảnh “dai.png”: ảnh lớn quá: 1 × 20000 điểm ảnh"),
    ]
    assert found[0].line < found[1].line
    with pytest.raises(ContentError):
        site.build()


@pytest.mark.long
def test_picture_with_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(photo(12_000, 9_000, "PNG"))
    with pytest.raises(UnreadableError, match="lớn quá"):
        read_picture(file)


@pytest.mark.parametrize(("width", "height"), [(1280, 16_382), (16_382, 1280), (300, 16_000), (1, 16_000)])
def test_no_size_of_a_long_picture_has_too_many_pixels(width: int, height: int) -> None:
    facts = Picture("x", width, height, still=True)
    pixels = [size * facts.height_at(size) for size in facts.widths]
    assert 0 < pixels[-1] <= picture.MOST_MADE * 1.01
    assert facts.widths == tuple(sorted(set(facts.widths)))


def test_original_is_made_once_with_the_sizes(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = list[tuple[int, str]]()

    def fake_made(_file: Path, wanted: list[Size], _lock: Path, **_: object) -> list[bytes]:
        sizes.extend((width, ending) for width, _, ending in wanted)
        return [photo(4, 3)] * len(wanted)

    monkeypatch.setattr(publication, "made", fake_made)
    site.write(ORIGINAL, photo())
    site.article(body=BODY)
    site.build()
    assert sorted(sizes) == sorted((width, ending) for width in picture.WIDTHS for ending in ("avif", "jpg"))


@pytest.mark.long
def test_picture_that_is_no_longer_shown_leaves_the_site(site: TinySite) -> None:
    site.write(ORIGINAL, photo())
    site.article(body=BODY)
    build(site.content, site.output)
    assert list(site.output.glob("anh/*.*"))
    site.article()
    build(site.content, site.output)
    assert list(site.output.glob("anh/*.*")) == []
    assert not (site.output / ORIGINAL).exists()


@pytest.mark.long
def test_picture_is_made_once_even_if_the_output_is_lost(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(ORIGINAL, photo())
    site.article(body=BODY)
    build(site.content, site.output)
    before = BuiltSite(site.output).files()
    for file in site.output.glob("anh/*.*"):
        file.unlink()
    monkeypatch.setattr(publication, "made", lambda *_: pytest.fail("made again"))
    monkeypatch.setattr(publication, "made_moving", lambda *_: pytest.fail("made again"))
    monkeypatch.setattr(publication, "read_picture", lambda *_: pytest.fail("read again"))
    build(site.content, site.output)
    assert BuiltSite(site.output).files() == before


@pytest.mark.usefixtures("own_state")
@pytest.mark.parametrize("moment", ["read_picture", "made"])
def test_picture_removed_during_a_build_is_named(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    file = site.write(ORIGINAL, photo(40, 30))
    site.article(body=BODY)
    original = getattr(publication, moment)

    def removed(*given: Any, **options: Any) -> Any:
        file.unlink(missing_ok=True)
        return original(*given, **options)

    monkeypatch.setattr(publication, moment, removed)
    with pytest.raises((ContentError, PageRejectedError), match=r"cho\.jpg: tệp bị thay"):
        build(site.content, site.output)


@pytest.mark.long
@pytest.mark.usefixtures("own_state")
@pytest.mark.parametrize("moment", ["read_picture", "made"])
def test_pictures_exchanged_during_a_build_do_not_stay_exchanged(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    red, blue = photo(40, 30), photo(30, 40)
    first, second = site.write(ORIGINAL, red), site.write(ORIGINAL.replace("cho", "so"), blue)
    site.article(body=f"{BODY}\n\n![Sở buổi sáng](so.jpg)")
    original = getattr(publication, moment)

    def exchanged(*given: Any, **options: Any) -> Any:
        third = first.with_name("ba.jpg")
        if opened(first.read_bytes()).width == 40:
            first.rename(third)
            second.rename(first)
            third.rename(second)
        return original(*given, **options)

    monkeypatch.setattr(publication, moment, exchanged)
    with pytest.raises((ContentError, PageRejectedError), match="bị thay"):
        build(site.content, site.output)
    build(site.content, site.output)
    assert opened((site.output / ORIGINAL).read_bytes()).size == (30, 40)


def test_another_way_of_making_gives_other_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(photo(30, 20))
    before = read_picture(file)
    monkeypatch.setattr(picture, "RECIPE", "another")
    assert read_picture(file).name(30, "avif") != before.name(30, "avif")


@pytest.mark.long
def test_changed_picture_is_converted_again(site: TinySite) -> None:
    site.write(ORIGINAL, photo())
    site.article(body=BODY)
    build(site.content, site.output)
    old = {file.name for file in site.output.glob("anh/*.*")}
    os.utime(site.write(ORIGINAL, photo(1600, 900)), (1, 1))
    build(site.content, site.output)
    new = {file.name for file in site.output.glob("anh/*.*")}
    assert not old & new
    page = BuiltSite(site.output).text("/2024/03/bai/")
    assert all(f"/anh/{name}" in page for name in new if "-240." not in name)  # that is for lists


@pytest.mark.long
def test_engine_and_pelican_give_the_same_bytes(site: TinySite) -> None:
    site.write(ORIGINAL, photo())
    site.write("articles/2024/03/so-do.png", photo(900, 300, "PNG", see_through=True))
    site.article(body=BODY, cover="so-do.png", cover_alt="Sơ đồ trụ sở")
    build(site.content, site.output)
    moment = (site.output.parent / "other").as_posix()
    stock = site.build(OUTPUT_PATH=moment).files()
    mine = BuiltSite(site.output).files()
    assert {name: data for name, data in mine.items() if name.endswith((".avif", ".jpg", ".png"))} == {
        name: data for name, data in stock.items() if name.endswith((".avif", ".jpg", ".png"))
    }


def test_table_beside_a_picture_stays_whole(site: TinySite) -> None:
    site.write(ORIGINAL, photo(30, 20))
    site.article(body=f"{BODY}\n\n| Xã | Số |\n|---|---|\n| La Ngâu | 1 |\n\nHết.")
    text = site.build().text("/2024/03/bai/")
    assert "&lt;/table" not in text
    assert text.count("</table></div>") == 1


def test_list_shows_the_smallest_size(site: TinySite) -> None:
    site.write("articles/2024/03/a.jpg", photo(1600, 900))
    site.write("articles/2024/03/b.gif", photo(600, 400, "GIF"))
    site.article(slug="a", cover="a.jpg", cover_alt="Cánh đồng")
    site.article("articles/2024/03/b.md", cover="b.gif", cover_alt="Ảnh động")
    site.article("articles/2024/03/c.md")
    page = site.build().page("/don-vi/van-phong/")
    (picture,) = page.select(".article-list picture")
    assert re.fullmatch(r"/anh/\w+-240\.avif", str(picture.source["srcset"]))
    assert re.fullmatch(r"/anh/\w+-240\.jpg", str(picture.img["src"]))
    shown = {name: picture.img[name] for name in ("alt", "width", "height", "loading")}
    assert shown == {"alt": "", "width": "240", "height": "135", "loading": "lazy"}
    assert len(page.select("li.pictured")) == 1


def test_text_does_not_offer_the_size_of_lists(site: TinySite) -> None:
    site.write(ORIGINAL, photo())
    site.article(body=BODY)
    assert "-240." not in site.build().text("/2024/03/bai/")
