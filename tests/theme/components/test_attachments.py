"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_files_are_a_list_under_a_heading(example: Show) -> None:
    """The files are a list under a heading."""
    assert len(example("hai-tep").select("h2 + ul > li")) == 2


def test_link_says_title_and_kind(example: Show) -> None:
    """A link says the file's title and, where its name tells it, what kind of file it opens."""
    assert [link.text for link in example("hai-tep").find_all("a")] == [
        "Kế hoạch số 86/KH-UBND ngày 04/7/2022 (PDF)",
        "Mẫu đăng ký (DOCX)",
    ]
    assert example("khong-duoi").a.text == "Danh sách"
