"""The style of a masthead with a picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.assets.joining import join_styles
from plugins.assets.masthead import masthead_style
from plugins.images.masthead import MastheadPicture
from plugins.incremental.api import IncrementalPelican
from tests.conftest import AGENCY, PACKAGES, ROOT, BuiltSite, TinySite
from tests.images.photos import photo

THEME = ROOT / "theme"
FILE = re.compile(r"url\(/([^)]+)\)")


def style(darkest: float, lightest: float) -> str:
    return masthead_style(THEME, MastheadPicture("/anh/a-1280", "/anh/a-1920", "jpg", darkest, lightest))


def rule(css: str, selector: str) -> str:
    return css.split(f"{selector} {{")[1].split("}", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("extent", "ground", "text", "band"),
    [
        ((0.3, 0.9), "--paper", "--ink", "none"),
        ((0.0, 0.15), "--deep", "--on-seal", "none"),
        ((0.0, 0.9), "--paper", "--ink", "var(--paper)"),
        ((0.2, 0.2), "--paper", "--ink", "var(--paper)"),  # in between: both texts have less than 4.5
    ],
    ids=["light", "dark", "mixed", "grey"],
)
def test_text_is_chosen_by_contrast(extent: tuple[float, float], ground: str, text: str, band: str) -> None:
    css = style(*extent)
    assert f"background: var({ground}) url(" in rule(css, ".head")
    assert f"color: var({text});" in rule(css, ".masthead-superior")
    assert f"background: {band};" in rule(css, ".masthead > :last-child")
    assert "picture-" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def test_theme_without_the_style_has_none(tmp_path: Path) -> None:
    assert masthead_style(tmp_path, MastheadPicture("", "", "jpg", 0, 1)) == ""


def sheet(built: BuiltSite) -> tuple[str, str]:
    """Return the URL of the site's style sheet and its text."""
    url = str(built.page("/").select_one("link[rel=stylesheet]")["href"])
    return url, built.text(url)


def test_picture_adds_nothing_to_any_page_but_its_style(site: TinySite) -> None:
    site.article()
    plain = site.build()
    before, pages = sheet(plain), {path: plain.text(path) for path in plain.pages()}
    assert before[1] == join_styles(THEME, PACKAGES).text
    site.write("a.jpg", photo(1920, 240))
    site.write("agency.yaml", AGENCY + "masthead_picture: a.jpg\n")
    built = site.build()
    after = sheet(built)
    assert {path: built.text(path).replace(after[0], before[0]) for path in built.pages()} == pages
    assert after[1].startswith(before[1].rstrip())
    named = FILE.findall(after[1])
    assert len(set(named)) == 4
    assert all((built.folder / name).is_file() for name in named)


def test_changed_picture_gives_the_bytes_of_a_new_build(site: TinySite, tmp_path: Path) -> None:
    site.article()
    site.write("agency.yaml", AGENCY + "masthead_picture: a.jpg\n")
    sheets = []
    for quality in (40, 90):
        site.write("a.jpg", photo(1920, 240, quality=quality))
        IncrementalPelican(site.settings()).run()
        sheets.append(sheet(BuiltSite(site.output))[0])
    assert len(set(sheets)) == 2
    fresh = site.build(OUTPUT_PATH=str(tmp_path / "fresh"), INCREMENTAL=False)
    assert BuiltSite(site.output).files() == fresh.files()
