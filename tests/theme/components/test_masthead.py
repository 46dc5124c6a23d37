"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_one_link_home(example: Show) -> None:
    """It is one link to the home page, named by the words in it."""
    (link,) = example("chu-viet-tat").find_all("a")
    assert link["href"] == "/"
    assert not link.has_attr("aria-label")
    assert "Ủy ban nhân dân huyện Tánh Linh" in " ".join(link.text.split())


def test_name_breaks_between_words_only(example: Show) -> None:
    """The name never breaks within a word such as “Ủy ban” or “xã Mẫu”."""
    name = example("chu-viet-tat").select_one(".masthead-name").text
    assert name.split(" ") == ["Ủy\xa0ban", "nhân\xa0dân", "huyện\xa0Tánh\xa0Linh"]


def test_emblem_and_mark_are_silent(example: Show) -> None:
    """The emblem and the mark are silent, since the name beside them says what they show."""
    assert example("chu-viet-tat").select_one(".masthead-mark")["aria-hidden"] == "true"
    assert example("bieu-trung").img["alt"] == ""


def test_name_is_no_heading(example: Show) -> None:
    """The name is no heading: a page's own stands in its main content, where the skip link leads."""
    assert example("chu-viet-tat").find(["h1", "h2"]) is None


def test_emblem_has_its_size(example: Show) -> None:
    """The emblem has its size before it is loaded, so nothing moves."""
    assert example("bieu-trung").img["width"] == example("bieu-trung").img["height"] == "72"


def test_no_superior_leaves_nothing_empty(example: Show) -> None:
    assert not example("bieu-trung").select(".masthead-superior")


def test_no_initials_leave_no_empty_mark(example: Show) -> None:
    assert not example("chi-co-ten").select(".masthead-emblem")
