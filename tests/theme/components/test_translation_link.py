"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from plugins.contract.content_type import LANGUAGES
from plugins.styleguide.components import THEME
from tests.theme.conftest import Show


def test_link_is_named_in_its_language(example: Show) -> None:
    """The link is named in the language that it leads to, and says so to a screen reader."""
    english, vietnamese = example("tieng-anh").a, example("tieng-viet").a
    assert english.text == "English: How to read the portal"
    assert english["lang"] == english["hreflang"] == "en"
    assert vietnamese.text == "Tiếng Việt: Cách đọc tin trên cổng thông tin"
    assert vietnamese["lang"] == vietnamese["hreflang"] == "vi"
    link = example("trang-chu-tieng-anh").a
    assert (link.text, link["lang"], link["hreflang"]) == ("English", "en", "en")


def test_own_language_is_not_marked(macro: Show) -> None:
    """A text in the portal's own language carries no mark."""
    assert macro("in_language", lang="vi").text == ""
    assert macro("in_language", lang="en").text == ' lang="en"'


def test_every_language_of_the_contract_has_a_name(macro: Show) -> None:
    for lang in LANGUAGES:
        assert macro(other={"title": "x", "url": "x/", "lang": lang}).a.text.endswith(": x")


def test_leads_to_the_translation(example: Show) -> None:
    """The link in the head leads to the same page in the other language where there is one."""
    assert example("trang-co-ban-dich").a["href"] == "/gioi-thieu/"
    assert example("trang-chu-tieng-anh").a["href"] == "/en/"


def test_target() -> None:
    """Its target is 44 pixels high."""
    rule = (THEME / "styles" / "20-page.css").read_text(encoding="utf-8").partition("a[hreflang] {")[2]
    assert "min-height: var(--target)" in rule.partition("}")[0]
