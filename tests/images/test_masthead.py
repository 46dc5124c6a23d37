"""The picture behind the masthead: which are taken, and how dark and light they are behind the name."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from plugins.contract.check import check
from plugins.errors.issue import ContentError
from plugins.images.masthead import contrast, luminance, luminance_behind_name
from plugins.incremental.api import IncrementalPelican
from tests.conftest import AGENCY, TinySite
from tests.images.photos import opened, photo, photo_of_a_camera
from tests.theme import wcag

PALE, DARK = "#e8efe4", "#101820"


def drawn(
    *patches: tuple[str, float, float, float, float], size: tuple[int, int] = (1920, 240)
) -> Image.Image:
    """Return a pale picture with patches: colour, left, top, right and bottom as shares of the picture."""
    picture = Image.new("RGB", size, PALE)
    for colour, left, top, right, bottom in patches:
        picture.paste(
            colour,
            (round(left * size[0]), round(top * size[1]), round(right * size[0]), round(bottom * size[1])),
        )
    return picture


def file_of(picture: Image.Image, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def darkest(picture: Image.Image) -> float:
    return luminance_behind_name(picture)[0]


def test_contrast_is_that_of_wcag() -> None:
    for colour in (PALE, DARK, "#767676", "#8b1313"):
        assert contrast(luminance(colour), luminance("#ffffff")) == pytest.approx(
            wcag.contrast(colour, "#ffffff")
        )


def test_plain_picture_has_one_luminance() -> None:
    assert luminance_behind_name(drawn()) == pytest.approx((luminance(PALE), luminance(PALE)))


@pytest.mark.parametrize("left", [0.2, 0.35, 0.5, 0.65])
def test_dark_patch_behind_the_name_counts(left: float) -> None:
    patch = (DARK, left, 0.4, left + 0.02, 0.6)
    assert luminance_behind_name(drawn(patch)) == pytest.approx((luminance(DARK), luminance(PALE)))


@pytest.mark.parametrize("patch", [(DARK, 0.88, 0, 1, 1), (DARK, 0, 0, 0.005, 1)], ids=["search", "edge"])
def test_dark_patch_beside_the_name_does_not_count(patch: tuple[str, float, float, float, float]) -> None:
    assert darkest(drawn(patch)) == pytest.approx(luminance(PALE))


def test_strips_that_no_screen_shows_do_not_count() -> None:
    strips = [(DARK, 0, 0, 1, 0.05), (DARK, 0, 0.95, 1, 1)]
    assert darkest(drawn(*strips, size=(1400, 400))) == pytest.approx(luminance(PALE))
    assert darkest(drawn((DARK, 0, 0.07, 1, 0.1), size=(1400, 400))) == pytest.approx(luminance(DARK))


def test_a_letter_of_dark_counts_and_a_grain_does_not() -> None:
    letter, grain = drawn(), drawn()
    letter.paste(DARK, (600, 120, 616, 136))
    grain.paste(DARK, (601, 121, 602, 122))
    assert darkest(letter) == pytest.approx(luminance(DARK))
    assert contrast(darkest(grain), luminance(PALE)) < 1.1


def test_see_through_part_counts_as_black_and_as_white() -> None:
    picture = drawn().convert("RGBA")
    picture.paste((0, 0, 0, 0), (600, 100, 700, 140))
    assert luminance_behind_name(picture) == pytest.approx((0, 1))


def test_picture_has_a_size_for_each_screen(site: TinySite) -> None:
    site.write("canh dong.webp", file_of(drawn(size=(2400, 300)), "WEBP"))
    site.write("agency.yaml", AGENCY + "masthead_picture: canh dong.webp\n")
    built = site.build()
    for width in (1280, 1920):
        for ending, kind in (("avif", "AVIF"), ("jpg", "JPEG")):
            (name,) = (path for path in built.paths() if path.endswith(f"-{width}.{ending}"))
            image = opened(built.data(name))
            assert (image.format, image.size) == (kind, (width, width // 8))


@pytest.mark.parametrize("incremental", [True, False], ids=["engine", "stock"])
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (photo(1279, 200), "nhỏ quá để đứng sau tên cơ quan: 1279 × 200"),
        (photo(1280, 139), "nhỏ quá để đứng sau tên cơ quan: 1280 × 139"),
        (photo(1300, 434), "cao quá để đứng sau tên cơ quan: 1300 × 434"),
        (photo_of_a_camera(6, 1600, 400), "nhỏ quá để đứng sau tên cơ quan: 400 × 1600"),
        (b"<html>", "không phải là ảnh"),
    ],
    ids=["narrow", "low", "tall", "turned", "no picture"],
)
def test_unusable_picture_is_rejected(
    site: TinySite, data: bytes, problem: str, *, incremental: bool
) -> None:
    site.write("a.jpg", data)
    site.write("agency.yaml", AGENCY + "masthead_picture: a.jpg\n")
    (issue,) = (issue for issue in check(site.settings())[1] if not issue.is_warning)
    assert (issue.path, problem in issue.message) == ("a.jpg", True)
    with pytest.raises(ContentError, match=problem):
        IncrementalPelican(site.settings(INCREMENTAL=incremental)).run()


@pytest.mark.parametrize("size", [(1280, 140), (1280, 426), (6000, 400)])
def test_wide_picture_is_taken(site: TinySite, size: tuple[int, int]) -> None:
    site.write("a.jpg", photo(*size))
    site.write("agency.yaml", AGENCY + "masthead_picture: a.jpg\n")
    assert [issue for issue in check(site.settings())[1] if issue.path == "a.jpg"] == []
