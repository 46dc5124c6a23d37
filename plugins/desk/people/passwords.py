"""Passwords, stored as argon2id with the parameters of RFC 9106 for machines with little memory."""

from __future__ import annotations

import re
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from plugins.vietnamese.text import fold

SHORTEST, LONGEST = 12, 200  # characters
SHORTEST_PART = 5  # letters of a name, anywhere in a password
SHORTEST_WORD = 3  # letters of a name that may not be a whole word of a password
# 64 MiB each: without a limit, requests could take all memory of a small server.
AT_ONCE = 2
# What most passwords of published lists are made of: of one that has them, the rest has to be long enough.
KNOWN = re.compile(
    "mật ?khẩu|mat ?khau|password|passw0rd|p@ssw0rd|admin|administrator|quantri|qwerty|asdfgh|zxcvbn|abcdef?|iloveyou|"
    "anhyeuem|emyeuanh|vietnam|welcome|letmein|0?1234567?8?9?0?|987654|[0-9]{4,8}$|[!@#$%^&*.]"
)
SYLLABLES = [
    first + second for first in ["b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x"] for second in ["a", "e", "i", "o", "u", "ai", "ao", "oi", "ua"]
]  # fmt: skip

_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(AT_ONCE)
_UNKNOWN = _hasher.hash(secrets.token_urlsafe())


def hashed(password: str) -> str:
    """Return what is stored for a password."""
    with _turns:
        return _hasher.hash(password)


def is_password(stored: str, written: str) -> bool:
    """Return whether `written` is the password. Takes as long if nothing is stored, so that names cannot be found out."""
    with _turns:
        try:
            return _hasher.verify(stored or _UNKNOWN, written[: LONGEST + 1]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def wrong_password(password: str, *names: str) -> str:
    """Return what is wrong with a new password, "" if nothing; `names` are those of the person and the agency."""
    lowered = password.lower()
    if len(password) < SHORTEST:
        return f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Bốn, năm từ không liên quan với nhau là dễ nhớ nhất."
    if len(password) > LONGEST:
        return f"Mật khẩu dài nhất {LONGEST} ký tự."
    if len(set(lowered)) < SHORTEST // 2:
        return "Mật khẩu lặp lại quá ít ký tự khác nhau."
    if len(KNOWN.sub("", lowered)) < SHORTEST // 2:
        return "Mật khẩu này dễ đoán: gần như chỉ có chữ số, hoặc những cụm ai cũng nghĩ ra như “matkhau”, “123456”."
    joined = "".join(fold(password).split())
    words = re.split(r"[\W_]+", fold(password))
    named = [part for name in names for part in _parts_of(name) if part in joined]
    named += [name for name in map(fold, names) if len(name) >= SHORTEST_WORD and name in words]
    if part := next(iter(named), ""):
        return f"Mật khẩu không được chứa tên của bạn hay của cơ quan: bỏ “{part}”."
    return ""


def _parts_of(name: str) -> list[str]:
    """Return what a password may not contain: a name without marks and spaces, and its last two words, such as `tanhlinh`."""
    words = fold(name).split()
    found = ["".join(words), "".join(words[-2:]) if len(words) > 2 else ""]  # noqa: PLR2004 - as said
    return [part for part in found if len(part) >= SHORTEST_PART]  # shorter ones are in many words


def made_up_password() -> str:
    """Return a random password that can be read out and typed, such as `kao-mi-tua-be-xoi-ra`: 42 bits."""
    return "-".join(secrets.choice(SYLLABLES) for _ in range(6))
