"""Questions on the screen, answered by a person who types without accents and in a hurry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugins.contract.text import closest, fold

Ask = Callable[[str], str]


def ask_text(ask: Ask, question: str, default: str = "") -> str:
    """Return a non-empty answer; an empty one takes the default, or the question is asked again."""
    shown = f"{question} [{default}]: " if default else f"{question}: "
    while True:
        answer = " ".join(ask(shown).split()) or default
        if answer:
            return answer


def ask_choice(ask: Ask, question: str, choices: Sequence[str], say: Callable[[str], None]) -> str:
    """Return one of the choices: by its number, or by a part of its name, with or without accents."""
    for number, choice in enumerate(choices, 1):
        say(f"  {number}. {choice}")
    while True:
        answer = ask(f"{question} (số hoặc tên): ").strip()
        chosen = match(answer, choices)
        if chosen:
            return chosen
        say("  Chưa rõ là mục nào. Gõ số ở đầu dòng, hoặc gõ thêm vài chữ của tên.")


def match(answer: str, choices: Sequence[str]) -> str | None:
    """Return the choice that is meant, or None if none or several could be."""
    if answer.isdecimal():
        return choices[int(answer) - 1] if 1 <= int(answer) <= len(choices) else None
    typed = fold(" ".join(answer.split()))
    if not typed:
        return None
    inside = [choice for choice in choices if typed in fold(choice)]
    if len(inside) > 1:
        exact = [choice for choice in inside if fold(choice) == typed]
        return exact[0] if exact else None
    return inside[0] if inside else closest(answer, choices)
