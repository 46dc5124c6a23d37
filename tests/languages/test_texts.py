import re
from pathlib import Path

import pytest
from markupsafe import Markup

from plugins.languages.texts import FOLDER, Texts, read_catalogue
from tests.conftest import ROOT
from tests.languages.messages import messages

PLACE = re.compile(r"%\((\w+)\)s")
CATALOGUES = sorted(FOLDER.glob("*.po"))
TEXTS = Texts(
    {"en": {"Năm %(year)s": "Year %(year)s", "Chào": "Hello & welcome", "Từ %(time)s": "Since <%(time)s>"}}
)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_every_text_of_the_theme_is_translated_and_no_other(file: Path) -> None:
    texts, known = messages(), read_catalogue(file)
    missing = [f'#: {texts[text]}\nmsgid "{text}"\nmsgstr ""\n' for text in texts if text not in known]
    assert "\n".join(missing) == ""
    assert set(known) - set(texts) == set()


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_translation_has_the_same_places_for_values(file: Path) -> None:
    for text, translated in read_catalogue(file).items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(translated)), text


def test_texts_are_found_in_templates_and_word_files() -> None:
    found = messages()
    assert found["Đến thẳng nội dung chính"] == "theme/components/navigation/template.html"
    assert found["Tổng lượt truy cập"].startswith("plugins/visitor_counter/words/")
    assert all((ROOT / file).is_file() for file in found.values())


def test_a_text_without_translation_is_shown_as_it_is() -> None:
    assert TEXTS("Tạm biệt", "en") == "Tạm biệt"
    assert TEXTS("Chào", "vi") == "Chào"
    assert TEXTS("Chào", "en") == "Hello & welcome"


def test_values_stand_in_their_places() -> None:
    assert TEXTS("Năm %(year)s", "en", year=2024) == "Year 2024"
    assert TEXTS("Năm %(year)s", year=2024) == "Năm 2024"


def test_plain_text_is_not_marked_as_html() -> None:
    assert not isinstance(TEXTS("Năm %(year)s", "en", year="<b>"), Markup)


def test_one_value_of_html_makes_the_rest_safe() -> None:
    said = TEXTS("Từ %(time)s", "en", time=Markup("<time>x</time>"))
    assert said == "Since &lt;<time>x</time>&gt;"


def test_changed_translation_changes_the_digest() -> None:
    assert Texts({"en": {"a": "b"}}).digest_name != Texts({"en": {"a": "c"}}).digest_name


def test_a_fuzzy_translation_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "en.po"
    file.write_text('msgid ""\nmsgstr ""\n\n#, fuzzy\nmsgid "Chào"\nmsgstr "Bye"\n', encoding="utf-8")
    assert read_catalogue(file) == {}
