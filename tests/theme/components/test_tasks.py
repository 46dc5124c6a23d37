"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from plugins.agency.values import ICONS
from tests.conftest import AGENCY, TinySite
from tests.theme.conftest import Show


def test_is_a_named_list(example: Show) -> None:
    """It is a list in a navigation landmark with its own label."""
    navigation = example("sau-viec").nav
    assert navigation["aria-label"] == "Việc thường làm"
    assert len(navigation.select("ul > li > a")) == 6


def test_drawing_is_hidden(example: Show) -> None:
    """The drawing is hidden from screen readers: the label says all."""
    for link in example("sau-viec").select("a"):
        assert link.svg["aria-hidden"] == "true"
        assert link.text
        assert link.svg.text == ""


def test_every_icon_has_a_drawing(example: Show) -> None:
    drawn = {link.svg.path["d"] for name in ("sau-viec", "tat-ca-hinh") for link in example(name).select("a")}
    assert len(drawn) == len(ICONS)
    assert all(drawn)


def test_target(style: str) -> None:
    """Its targets are at least 44 pixels high."""
    assert "min-height: var(--target)" in style


def test_home_page_has_the_tasks_before_the_news(site: TinySite) -> None:
    site.write(
        "agency.yaml",
        AGENCY
        + "\ntasks: [{icon: thu, label: Liên hệ, url: /luu-tru/}, {icon: thu, label: Trống, url: /chuyen-muc/tin-tuc/}]\n",
    )
    site.article(slug="tin", title="Một bài")
    page = site.build().page("/")
    (link,) = page.select("main .tasks a")
    assert (link["href"], link.text) == ("/luu-tru/", "Liên hệ")
    assert page.main.find(["nav", "article"]) == page.select_one(".tasks")
