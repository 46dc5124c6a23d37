"""The style guide shows everything, and is no part of the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from plugins.agency.palettes import PALETTES
from plugins.styleguide.components import Component
from plugins.styleguide.render import number_ids, render_style_guide


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_style_guide(tmp_path_factory.mktemp("guide"))


def test_shows_every_example_in_light_and_dark(guide: Path, components: dict[str, Component]) -> None:
    sheets = BeautifulSoup(guide.read_text(encoding="utf-8"), "html.parser").select("[data-scheme]")
    examples = sum(len(component.examples) for component in components.values())
    assert [sheet["data-scheme"] for sheet in sheets] == ["light", "dark"] * examples


def test_brings_its_style_and_script(guide: Path) -> None:
    page = BeautifulSoup(guide.read_text(encoding="utf-8"), "html.parser")
    for address in (
        page.select_one("link[rel=stylesheet]")["href"],
        page.script["src"],
        page.select_one("link[rel=icon]")["href"],
    ):
        assert (guide.parent / address.lstrip("/")).is_file()


def test_brings_every_picture(guide: Path) -> None:
    page = BeautifulSoup(guide.read_text(encoding="utf-8"), "html.parser")
    pictures = {picture["src"] for picture in page.select("img[src$='.jpg']")}
    assert len(pictures) > 4
    assert [name for name in pictures if not (guide.parent / name.lstrip("/")).is_file()] == []


def test_no_id_is_given_twice(guide: Path) -> None:
    ids = [
        tag["id"] for tag in BeautifulSoup(guide.read_text(encoding="utf-8"), "html.parser").select("[id]")
    ]
    assert len(ids) == len(set(ids))


def test_labels_follow_their_numbered_ids() -> None:
    html = Markup('<section aria-labelledby="a"><h2 id="a">x</h2></section>')
    assert number_ids(html, "7") == Markup('<section aria-labelledby="a-7"><h2 id="a-7">x</h2></section>')


def test_every_accent_can_be_chosen(guide: Path) -> None:
    page = BeautifulSoup(guide.read_text(encoding="utf-8"), "html.parser")
    assert [one["id"] for one in page.select("input[name=accent]")] == list(PALETTES)
    style = (guide.parent / page.select_one("link[rel=stylesheet]")["href"].lstrip("/")).read_text("utf-8")
    for slug, palette in PALETTES.items():
        for scheme, colour in (("light", palette.accent), ("dark", palette.dark)):
            rule = style.partition(f":root:has(#{slug}:checked) [data-scheme={scheme}]{{")[2].partition("}")[
                0
            ]
            assert colour in rule, (slug, scheme)


def test_dark_sheets_carry_the_dark_tokens(guide: Path) -> None:
    page = BeautifulSoup(guide.read_text(encoding="utf-8"), "html.parser")
    style = (guide.parent / page.select_one("link[rel=stylesheet]")["href"].lstrip("/")).read_text(
        encoding="utf-8"
    )
    assert "[data-scheme=dark]{" in style
    assert (
        ":#16130f;" in style.partition("[data-scheme=dark]{")[2]
    )  # the paper of the dark; names are shortened
