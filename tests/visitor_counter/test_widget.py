import gzip
import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import jinja2
import pytest
import rcssmin
import rjsmin
import yaml
from bs4 import BeautifulSoup

from plugins.languages.texts import texts
from plugins.languages.writing import FILTERS
from plugins.urls.patterns import BY_NAME
from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.rendering.svg import HEIGHT, PICTURE_STYLE, WIDTH, picture_of
from plugins.visitor_counter.words import LABELS, STOPPED, UNAVAILABLE
from tests.theme.wcag import contrast

PACKAGE = Path(__file__).parents[2] / "plugins" / "visitor_counter"
EXAMPLES = yaml.safe_load((PACKAGE / "widget" / "examples.yaml").read_text(encoding="utf-8"))


def rendered(template: str, macro: str, *arguments: object) -> BeautifulSoup:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PACKAGE.parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals.update({"_": texts(), "urls": BY_NAME})
    environment.filters.update(FILTERS)
    module = environment.get_template(f"visitor_counter/{template}/template.html").module
    return BeautifulSoup(getattr(module, macro)(*arguments), "html.parser")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_examples_have_heading_labels_and_fallback(
    example: dict[str, dict[str, str]],
) -> None:
    widget = rendered("widget", "visitor_counter", example["arguments"]["address"])
    assert widget.h2.a.text == "Thống kê truy cập"
    assert widget.h2.a["href"] == "/thong-ke-truy-cap/"
    assert widget.section["aria-labelledby"] == widget.h2["id"]
    assert tuple(label.text for label in widget.find_all("dt")) == LABELS
    picture = widget.noscript.img
    assert (picture["width"], picture["height"]) == (str(WIDTH), str(HEIGHT))
    assert picture["alt"]
    assert widget.noscript.a["href"] == "/luot-truy-cap/"
    assert widget.noscript.a.text == "Xem số liệu dạng bảng"
    assert not widget.select("[role]")  # nobody has asked for it: a screen reader reads on
    line = widget.select_one("[data-visits-time]")
    assert (line.text, line["data-visits-time"], line["data-stopped"]) == ("", UNAVAILABLE, STOPPED)


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("/", "/luot-truy-cap/so-lieu.svg?trang=/"),
        ("/2024/03/bai/", "/luot-truy-cap/so-lieu.svg?trang=/2024/03/bai/"),
        ("/tìm & thấy/", "/luot-truy-cap/so-lieu.svg?trang=/t%C3%ACm%20%26%20th%E1%BA%A5y/"),
    ],
)
def test_picture_is_asked_with_the_pages_address(address: str, source: str) -> None:
    assert rendered("widget", "visitor_counter", address).img["src"] == source


def test_script_is_small_and_the_widget_brings_little() -> None:
    script = rjsmin.jsmin((PACKAGE / "widget" / "script.js").read_text(encoding="utf-8")).encode()
    style = rcssmin.cssmin((PACKAGE / "widget" / "style.css").read_text(encoding="utf-8")).encode()
    assert len(gzip.compress(script + style)) < 1500


def test_statistics_page_and_method_have_all_figures() -> None:
    section = rendered("statistics", "visit_statistics", "/thong-ke-truy-cap/")
    explained = [term.text for term in rendered("method", "visit_method").select("dt")]
    assert tuple(explained) == LABELS
    assert section.select_one("[data-visits]") is not None
    assert section.select_one("[role=status]") is not None
    assert section.noscript.img["src"] == "/luot-truy-cap/so-lieu.svg?trang=/thong-ke-truy-cap/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_is_easy_to_read_in_light_and_dark(scheme: str) -> None:
    light, dark = PICTURE_STYLE.split("@media(prefers-color-scheme:dark)")
    colours = re.findall(r"fill:(#\w{6})", light if scheme == "light" else dark)
    paper = {"light": "#ffffff", "dark": "#221e18"}[scheme]
    assert len(colours) == 2
    assert min(contrast(colour, paper) for colour in colours) >= 7


@pytest.mark.parametrize("words", [*LABELS, STOPPED, UNAVAILABLE, "Số liệu tính đến"])
def test_each_text_is_defined_once(words: str) -> None:
    """Law 8: one fact, one place. What is said about a figure elsewhere comes from here."""
    holding = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.*")
        if file.suffix in {".py", ".html", ".js", ".txt"} and words in file.read_text(encoding="utf-8")
    ]
    assert len(holding) == 1


def test_numbers_are_dotted_by_one_function() -> None:
    """In Python by `plugins.vietnamese`, in the browser by its own locale data."""
    code = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    assert ':,}"' not in code
    assert "replace(/" not in (PACKAGE / "widget" / "script.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_everything_in_the_picture_has_its_own_line(*, known: bool, stopped: bool) -> None:
    moment = datetime(2024, 3, 21, 8, 5, tzinfo=UTC)
    figures = Figures(1, 2, 3, 4, 7_448_251, moment) if known else None
    drawn = ElementTree.fromstring(picture_of(figures, stopped=stopped))
    lines = [int(text.attrib["y"]) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    heights = sorted(set(lines))
    assert len(heights) == (7 if known else 1) + stopped
    assert min(below - above for above, below in pairwise([-5, *heights])) >= 22
    assert heights[-1] <= HEIGHT - 6
