"""Answer a mistyped call of `invoke` in Vietnamese, with the nearest verb or option."""

from __future__ import annotations

import re
from collections.abc import Iterable

from invoke.collection import Collection
from invoke.exceptions import ParseError

from plugins.vietnamese.text import closest

UNKNOWN = re.compile(r"No idea what '(?P<word>.*)' is!")
MISSING = re.compile(r"'(?P<verb>.*)' did not receive required positional arguments: (?P<names>.*)")
NO_VALUE = re.compile(
    r"Flag (?:'|<Argument: )(?P<option>[\w-]+).*?['>] (?P<what>needed value|doesn't take any value)"
)


def answer_in_vietnamese(verbs: Collection) -> None:
    """Let Invoke print its parse errors by `usage_error`; it prints the text of the exception, and offers no other way."""
    names = list(verbs.task_names)

    def shown(error: ParseError) -> str:
        return usage_error(error, names)

    ParseError.__str__ = shown  # type: ignore[method-assign,assignment] # as above


def usage_error(error: ParseError, verbs: Iterable[str]) -> str:
    """Return what is wrong with a call, e.g. `Không có lệnh “chek”. Ý bạn là “check”?`; `verbs` are the names that exist."""
    message = str(error.args[0])
    verb = str(getattr(error.context, "name", None) or "")
    help_of = f"Xem: uv run invoke {verb} --help" if verb else "Xem các lệnh: uv run invoke --list"
    if match := UNKNOWN.match(message):
        word = match["word"]
        if word.startswith("-"):
            options = [f"--{name}" for name in getattr(error.context, "args", {}) if len(name) > 1]
            meant = closest(word.partition("=")[0], options)
            what = f"Lệnh {verb} không có lựa chọn “{word}”." if verb else f"Không có lựa chọn “{word}”."
        else:
            meant = closest(word, verbs)
            what, help_of = f"Không có lệnh “{word}”.", "Xem các lệnh: uv run invoke --list"
            if "/" in word or "\\" in word:
                help_of = f"Nếu đó là thư mục nội dung thì viết: --content {word}"
        return f"{what} Ý bạn là “{meant}”? {help_of}" if meant else f"{what} {help_of}"
    if match := MISSING.match(message):
        return f"Lệnh {match['verb']} còn thiếu: {match['names'].replace(chr(39), '')}. Xem: uv run invoke {match['verb']} --help"
    if match := NO_VALUE.match(message):
        needs = match["what"] == "needed value"
        return f"Lựa chọn “--{match['option'].lstrip('-')}” {'cần một giá trị' if needs else 'không nhận giá trị'}. {help_of}"
    return message
