"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re

from tests.theme.conftest import Show


def test_picture_has_its_text(example: Show) -> None:
    """The picture has the alternative text that the editor wrote."""
    assert example("co-chu-thich").img["alt"] == "Dấu tròn màu đỏ, trong có trang giấy"


def test_caption_belongs_to_the_picture(example: Show) -> None:
    """The caption belongs to the picture, in one figure."""
    assert example("co-chu-thich").select_one("figure > img + figcaption").text.startswith("Biểu tượng")
    assert example("khong-chu-thich").figcaption is None


def test_frame_has_its_size(style: str) -> None:
    """The frame has its size before the picture is loaded, so nothing moves."""
    assert re.search(r"\.cover img \{[^}]*width: 100%;[^}]*aspect-ratio:", style)


def test_picture_is_fetched_first(example: Show) -> None:
    assert example("co-chu-thich").img["fetchpriority"] == "high"
