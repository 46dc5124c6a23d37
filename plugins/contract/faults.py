"""What is wrong with the content, said so that an editor can mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LONGEST = 600  # characters of one message; a value of 40,000 would hide all others
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)


def printable(text: str) -> str:
    """Return a text as a terminal may show it, with control characters as code points, e.g. `⟨U+001B⟩`.

    What an author typed stands in messages; an escape sequence in it could move the cursor or rewrite other lines.
    """
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
    return INVISIBLE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one file.

    `path` is relative to the content folder, `line` counts from 1 (0: the file as a whole; no path: the whole
    site), `problem` says what is wrong and `remedy` what to write instead, both in Vietnamese. A `reminder` is
    shown but does not stop the build.
    """

    path: str
    line: int
    problem: str
    remedy: str
    reminder: bool = False

    def __str__(self) -> str:
        place = f"{self.path}, dòng {self.line}" if self.line else self.path
        place = printable(place).replace("\n", "⟨U+000A⟩")
        return f"{place}: {printable(self.problem)}\n    → {printable(self.remedy)}".removeprefix(": ")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a body, before it is known where: `near` are texts to look for, the surest first."""

    problem: str
    remedy: str
    near: tuple[str, ...] = ()


class ContractError(Exception):
    """The content is refused; `faults` holds every reason found in one run.

    `references` are what a single refused file leads to, as far as it could be read: whether that exists is
    looked at all the same, so that one run tells everything.
    """

    reported = True  # for the engine: not to be logged as an unreadable file

    def __init__(self, faults: Iterable[Fault], references: tuple[Any, ...] = ()) -> None:
        self.faults = tuple(sorted(set(faults)))
        self.references = references
        super().__init__(report(self.faults))

    def __reduce__(self) -> tuple[type[ContractError], tuple[tuple[Fault, ...], tuple[Any, ...]]]:
        return ContractError, (self.faults, self.references)  # so that it comes whole out of another process


def report(faults: Iterable[Fault]) -> str:
    """Return all faults as one text for the screen, errors first, with a closing line that counts them."""
    found = sorted(set(faults), key=lambda fault: (fault.reminder, fault))
    errors = [fault for fault in found if not fault.reminder]
    reminders = [fault for fault in found if fault.reminder]
    parts = [f"Lỗi {number}. {fault}" for number, fault in enumerate(errors, 1)]
    parts += [f"Nhắc. {fault}" for fault in reminders]
    if errors:
        files = len({fault.path for fault in errors})
        parts.append(f"Có {len(errors)} lỗi trong {files} tệp. Trang đã đăng không thay đổi.")
    return "\n\n".join(parts)
