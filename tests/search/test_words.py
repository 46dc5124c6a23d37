"""The words of a text and of a query."""

from __future__ import annotations

import unicodedata

import pytest

from plugins.search.words import clean, forms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kế hoạch số 86/KH-UBND", "ke hoach so 86 kh ubnd"),
        ("Đường, ÐƯỜNG", "duong duong"),
        ("kỹ thuật, kĩ thuật; quý I, quí I", "ki thuat ki thuat qui i qui i"),
        ("1.204 hộ, 12.345.678 đồng", "1204 ho 12345678 dong"),
        ("3,5 tỷ; 20.11.2026; 1.12.345", "3 5 ti 20 11 2026 1 12 345"),
        ("0252.3822.123", "0252 3822 123"),
        ("vanphong@xa.example", "vanphong xa example"),
        ("Ｈọp", "hop"),
    ],
)
def test_words_are_folded_and_split(text: str, folded: str) -> None:
    assert forms(clean(text))[0] == folded.split()


@pytest.mark.parametrize(("one", "other"), [("hoá", "hóa"), ("kỹ", "kĩ"), ("quý", "quí"), ("thuỷ", "thủy")])
def test_spellings_of_one_syllable_are_one_word(one: str, other: str) -> None:
    assert forms(one)[1] == forms(other)[1]


@pytest.mark.parametrize(("one", "other"), [("bò", "bơ"), ("bán", "bàn"), ("đầu", "dầu"), ("1.204", "1204")])
def test_words_with_other_accents_differ(one: str, other: str) -> None:
    assert forms(one)[0] == forms(other)[0]
    assert forms(one)[1] != forms(other)[1]


def test_decomposed_text_has_the_same_words() -> None:
    text = "Bán đấu giá"
    assert forms(clean(unicodedata.normalize("NFD", text))) == forms(text)


def test_words_know_where_they_stand() -> None:
    text = "Số 86/KH-UBND"
    assert [text[word.start : word.end] for word in words(text)] == ["Số", "86", "KH", "UBND"]


def test_endless_word_is_cut() -> None:
    assert len(forms("a" * 100_000)[0][0]) == 40
