"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re

from bs4 import Tag

from tests.conftest import TinySite
from tests.images.photos import photo
from tests.theme.conftest import Show


def test_picture_has_its_text(example: Show) -> None:
    """The picture has the alternative text that the editor wrote."""
    assert (
        example("co-chu-thich").img["alt"] == "Cầu bê tông nhiều nhịp bắc qua sông, trên cầu có người đi lại"
    )


def test_caption_belongs_to_the_picture(example: Show) -> None:
    """The caption belongs to the picture, in one figure."""
    assert example("co-chu-thich").select_one("figure > img + figcaption").text.startswith("Cầu thôn")
    assert example("khong-chu-thich").figcaption is None


def cover_of(site: TinySite, width: int, height: int) -> Tag:
    site.write("articles/2024/03/anh.png", photo(width, height, "PNG"))
    site.article(cover="anh.png", cover_alt="Cánh đồng")
    (found,) = site.build().page("/2024/03/bai/").select(".cover img")
    return found


def test_place_has_its_size(site: TinySite) -> None:
    """Its place has its size before the picture is loaded, so nothing moves."""
    found = cover_of(site, 900, 300)
    assert (found["width"], found["height"], found.get("class")) == ("900", "300", None)


def test_portrait_stands_in_a_frame(site: TinySite, style: str) -> None:
    """A portrait or a square stands whole in a frame; what is wider fills the column in its own shape."""
    assert cover_of(site, 300, 300)["class"] == ["upright"]
    assert re.search(r"\.upright[^{]*\{[^}]*aspect-ratio: 3 / 2", style)
    assert re.search(r"img\.upright \{\s*object-fit: contain", style)


def test_picture_is_fetched_first(example: Show) -> None:
    assert example("co-chu-thich").img["fetchpriority"] == "high"
