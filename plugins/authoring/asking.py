"""Questions on the terminal; answers may be typed without accents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugins.vietnamese.text import FORBIDDEN, closest, fold, normalise, slug_of

LONGEST = 20_000  # characters
YES = frozenset({"c", "có", "co", "y", "yes"})


def ask_text(question: str, *, default: str = "", wrong: Callable[[str], str | None] | None = None) -> str:
    """Return a non-empty answer; an empty one takes the default, or the question is asked again.

    `wrong` says what is wrong with an answer, in Vietnamese, or None; without it an answer needs a letter or digit.
    """
    shown = f"{question} [{default}]: " if default else f"{question}: "
    while True:
        answer = " ".join(normalise(input(shown)).split()) or default
        if not answer:
            continue
        complaint = _unusable(answer) or (wrong or without_a_word)(answer)
        if complaint is None:
            return answer
        print(f"  {complaint}")


def ask_choice(question: str, choices: Sequence[str], *, optional: bool = False) -> str:
    """Return one of the choices: by its number, or by a part of its name, with or without accents.

    An `optional` one may be left out, and is then the empty text.
    """
    for number, choice in enumerate(choices, 1):
        print(f"  {number}. {choice}")
    how = "số hoặc tên; Enter để bỏ trống" if optional else "số hoặc tên"
    while True:
        answer = input(f"{question} ({how}): ").strip()
        if optional and not answer:
            return ""
        chosen = match(answer, choices)
        if chosen:
            return chosen
        guess = closest(answer, choices)
        if guess and input(f"  Ý bạn là “{guess}”? (c = có, Enter = chọn lại): ").strip().lower() in YES:
            return guess
        print("  Chưa rõ là mục nào. Gõ số ở đầu dòng, hoặc gõ thêm vài chữ của tên.")


def match(answer: str, choices: Sequence[str]) -> str | None:
    """Return the choice that is meant, or None if none or several could be."""
    if answer.isdecimal():
        number = int(answer[:4])  # int() rejects thousands of digits
        return choices[number - 1] if 1 <= number <= len(choices) else None
    typed = fold(" ".join(answer.split()))
    if not typed:
        return None
    inside = [choice for choice in choices if typed in fold(choice)]
    if len(inside) > 1:
        exact = [choice for choice in inside if fold(choice) == typed]
        return exact[0] if exact else None
    return inside[0] if inside else None


def _unusable(answer: str) -> str | None:
    """Return an error if an answer is too long for agency.yaml, or has control characters or bytes that are not UTF-8."""
    if len(answer) > LONGEST:
        return f"Dài quá {LONGEST} ký tự. Viết ngắn hơn."
    if FORBIDDEN.search(answer) or any("\ud800" <= character <= "\udfff" for character in answer):
        return "Có ký tự không đọc được. Gõ lại bằng bàn phím; cửa sổ lệnh phải dùng mã UTF-8."
    return None


def without_a_word(answer: str) -> str | None:
    """Return an error if an answer has no letter or digit, so that no slug can be made of it."""
    return None if slug_of(answer) else "Cần có chữ hoặc số."
