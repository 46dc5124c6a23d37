"""The words of a text and of a query."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.search import words as words_module
from plugins.search.words import IndexedWords, words
from plugins.vietnamese.text import normalise


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
    assert [word.folded for word in words(normalise(text))] == folded.split()


@pytest.mark.parametrize(("one", "other"), [("hoá", "hóa"), ("kỹ", "kĩ"), ("quý", "quí"), ("thuỷ", "thủy")])
def test_spellings_of_one_syllable_are_one_word(one: str, other: str) -> None:
    assert words(one)[0].accented == words(other)[0].accented


@pytest.mark.parametrize(("one", "other"), [("bò", "bơ"), ("bán", "bàn"), ("đầu", "dầu"), ("1.204", "1204")])
def test_words_with_other_accents_differ(one: str, other: str) -> None:
    assert words(one)[0].folded == words(other)[0].folded
    assert words(one)[0].accented != words(other)[0].accented


def test_decomposed_text_has_the_same_words() -> None:
    text = "Bán đấu giá"
    assert words(normalise(unicodedata.normalize("NFD", text))) == words(text)


def test_endless_word_is_cut() -> None:
    assert len(words("a" * 100_000)[0].folded) == 40


@given(st.lists(st.text(max_size=40), max_size=5))
@example(["1.204\u00a0567 hộ", "86/KH-UBND,\x1c3.", "A/B b/a"])
def test_index_has_the_words_of_any_texts(texts: list[str]) -> None:
    indexed = IndexedWords()
    for text in texts:
        folded, accented = indexed.of(text)
        found = words(text)
        assert folded.split() == " ".join(word.folded for word in found).split()
        assert set(" ".join(accented).split()) == {word.accented for word in found if word.has_accents}


def test_index_forgets_pieces_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_module, "MOST_PIECES", 3)
    indexed = IndexedWords()
    for text in ("một hai ba", "ba bốn", "một hai ba bốn năm", "ba"):
        assert indexed.of(text)[0] == " ".join(word.folded for word in words(text))
