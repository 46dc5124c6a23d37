"""Errors and warnings about content, and the report that shows them to editors."""

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
    """Return a text that is safe to print: shortened, with control characters as code points, e.g. `⟨U+001B⟩`.

    Messages quote what an author typed; an escape sequence in it could move the cursor or rewrite other lines.
    """
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
    return INVISIBLE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


@dataclass(frozen=True, order=True)
class Issue:
    """An error, or a warning, at one line of one file.

    `path` is relative to the content folder, `line` counts from 1 (0: the file as a whole; no path: the whole
    site), `message` says what is wrong and `hint` what to write instead, both in Vietnamese. A warning does not
    stop the build.
    """

    path: str
    line: int
    message: str
    hint: str
    is_warning: bool = False

    def __str__(self) -> str:
        location = f"{self.path}, dòng {self.line}" if self.line else self.path
        location = printable(location).replace("\n", "⟨U+000A⟩")
        return f"{location}: {printable(self.message)}\n    → {printable(self.hint)}".removeprefix(": ")


@dataclass(frozen=True)
class Finding:
    """An issue of a text whose line is not known yet: `near` are texts to look for, the most specific first."""

    message: str
    hint: str
    near: tuple[str, ...] = ()
    is_warning: bool = False


class UserError(Exception):
    """An error whose message is for editors or operators, in Vietnamese; it is shown without a traceback."""


class ContentError(UserError):
    """The content is rejected; `issues` holds every reason found in one run.

    `references` are what a single rejected file links to, as far as it could be read: they are checked all the same,
    so that one run reports everything.
    """

    @property
    def is_harmless(self) -> bool:
        """Whether there is nothing but warnings: what is rejected is a draft."""
        return all(issue.is_warning for issue in self.issues)

    reported = True  # for the engine: do not log it as an unreadable file

    def __init__(self, issues: Iterable[Issue], references: tuple[Any, ...] = ()) -> None:
        self.issues = tuple(sorted(set(issues)))
        self.references = references
        super().__init__(report(self.issues))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Issue, ...], tuple[Any, ...]]]:
        """Pickle the issues, so that an error raised in a worker process arrives complete."""
        return type(self), (self.issues, self.references)


def report(issues: Iterable[Issue]) -> str:
    """Return all issues as one text for the terminal, errors first, with a last line that counts the errors."""
    found = sorted(set(issues), key=lambda issue: (issue.is_warning, issue))
    errors = [issue for issue in found if not issue.is_warning]
    parts = [f"Lỗi {number}. {issue}" for number, issue in enumerate(errors, 1)]
    parts += [f"Nhắc. {issue}" for issue in found if issue.is_warning]
    if errors:
        files = len({issue.path for issue in errors})
        parts.append(f"Có {len(errors)} lỗi trong {files} tệp. Trang đã đăng không thay đổi.")
    return "\n\n".join(parts)
