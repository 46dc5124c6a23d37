"""The words of a text as the index takes them."""

from __future__ import annotations

from plugins.agency.agency import Section
from plugins.search.record import Record, each_once, indexed, plain, without_stroke


def test_text_of_html_has_no_tags_and_no_entities() -> None:
    assert plain("<p>Ủy ban\n<b>xã</b> A&amp;B</p><p>hết</p>") == "Ủy ban xã A&B hết"


def test_number_of_a_document_is_one_word() -> None:
    assert each_once("Kế hoạch số 86/KH-UBND, ngày 21/3/2024.") == [
        "Kế",
        "hoạch",
        "số",
        "86/KH-UBND",
        "ngày",
        "21/3/2024",
    ]


def test_words_are_distinct_by_marks_but_not_by_case() -> None:
    assert each_once("Đình đình Định") == ["Đình", "Định"]


def test_words_with_stroke_stand_without_it_too() -> None:
    assert without_stroke(["Đình", "làng", "đường"]) == ["Dình", "dường"]


def test_title_words_are_indexed_without_stroke() -> None:
    record = indexed(Record("/a/", "Đường làng", html="<p>Nội dung</p>"))
    assert record["meta"]["title"] == "Đường làng"
    assert record["content"] == "Đường làng Nội dung Dường"


def test_section_and_year_are_words_of_their_own() -> None:
    record = Record("/a/", "A", department=Section("Văn phòng", "van-phong"), year="2024")
    assert indexed(record)["content"].split() == ["A", "muc1vanphong0", "muc120240"]
    assert indexed(Record("/a/", "A"))["content"] == "A"
