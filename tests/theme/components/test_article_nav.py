"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_a_named_landmark(example: Show) -> None:
    """It is a navigation landmark with a name."""
    assert example("hai-chieu").nav["aria-label"] == "Tin cũ hơn và tin mới hơn"


def test_link_says_direction_and_title(example: Show) -> None:
    """A link says its direction and the title it leads to."""
    assert [link.text for link in example("hai-chieu").find_all("a")] == [
        "Tin cũ hơn Tìm lại bài cũ trong mục Lưu trữ",
        "Tin mới hơn Theo dõi bài mới bằng RSS",
    ]
    assert len(example("bai-dau-tien").find_all("a")) == 1


def test_foreign_title_says_so(example: Show) -> None:
    """A title in another language says so."""
    marked = example("tieng-anh").select_one("[lang=en]")
    assert marked.text == "Working hours of the office"
