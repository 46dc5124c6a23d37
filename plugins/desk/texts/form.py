"""The form for a text, made from the declaration of its content type, and the file that a filled form stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

from plugins.agency.agency import Sections
from plugins.contract.content_type import ContentType, Field, Kind
from plugins.desk.texts.times import moment_of, spoken, written
from plugins.desk.texts.wording import PURPOSES, in_form
from plugins.errors.issue import ContentError, Issue
from plugins.front_matter.decoding import decode
from plugins.front_matter.editing import with_values
from plugins.front_matter.parser import Head, Value, split
from plugins.vietnamese.text import normalise

NEW = b"---\n---\n\n"
FENCE = re.compile(r"(---|\.\.\.)\s*")
BODY = "noi-dung"  # name of the text area
STATUS = "status"  # follows from what is decided at the desk, and stands in no form
REASON = "withdrawn_reason"  # asked for when a text is withdrawn; in the form only of one that says it
# What is not shown at once: first what many texts have, then what the desk itself fills in or few need.
MORE = ("tags", "expires", "featured", "pinned_until", "cover", "cover_alt", "cover_caption", "attachments")
RARE = ("slug", "modified", "updates", "source", "lang", "old_urls", REASON)
IN_KEY = re.compile(r"\((?P<key>[a-z_]+)\)")


class Widget(Enum):
    """How a field is filled in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    LINES = "lines"  # one value a line
    CHOICE = "choice"
    MOMENT = "moment"
    YES_NO = "yes or no"


WIDGETS = {
    Kind.ATTACHMENTS: Widget.LINES,
    Kind.UPDATES: Widget.LINES,
    Kind.ADDRESSES: Widget.LINES,
    Kind.DEPARTMENT: Widget.CHOICE,
    Kind.CATEGORY: Widget.CHOICE,
    Kind.LANGUAGE: Widget.CHOICE,
    Kind.MOMENT: Widget.MOMENT,
    Kind.YES_NO: Widget.YES_NO,
}
LONG = 1_000  # characters; a text field that may be longer is a paragraph
SEPARATORS = {Kind.NAMES: "; ", Kind.TAGS: ", "}
OLD = timedelta(
    days=1
)  # a date before that, of a text that nobody has seen yet, is often that of its first draft
YES = ("có", "true", "yes")


@dataclass
class Input:
    """A field of the form: what it is for, and what stands in it.

    `issues` are what the contract reports about it, `reading` is how a date is understood.
    """

    item: Field
    widget: Widget
    value: str
    choices: Sequence[str] = ()
    issues: list[Issue] = field(default_factory=list)
    reading: str = ""

    @property
    def name(self) -> str:
        """The name of the input."""
        return self.item.key

    @property
    def purpose(self) -> str:
        """What it is for."""
        return PURPOSES.get(self.item.key, self.item.purpose)

    @property
    def example(self) -> str:
        """An example of its value."""
        return self.item.example.strip('"')  # a file needs quotes where a value has a colon

    @property
    def has_error(self) -> bool:
        """Whether one of the issues is an error."""
        return any(not issue.is_warning for issue in self.issues)

    @property
    def place(self) -> str:
        """The part of the form that it stands in: `first`, or the foldable `more` or `rare`."""
        if self.name in MORE:
            return "more"
        return "rare" if self.name in RARE else "first"


@dataclass
class Form:
    """A text as a form; `issues` are about the body or the whole.

    Of a text without errors, `files` are the paths of the files that it uses, and `address` is its URL.
    """

    content_type: ContentType
    inputs: list[Input]
    body: str
    issues: list[Issue] = field(default_factory=list)
    files: tuple[str, ...] = ()
    address: str = ""

    @property
    def title(self) -> str:
        """The title, "" if it has not been written yet."""
        return self.value("title")

    @property
    def errors(self) -> int:
        """How many errors the text has."""
        found = [*self.issues, *(issue for one in self.inputs for issue in one.issues)]
        return sum(not issue.is_warning for issue in found)

    def value(self, name: str) -> str:
        """Return what stands in an input, "" if the form has none of this name."""
        return next((one.value for one in self.inputs if one.name == name), "")

    def has(self, name: str) -> bool:
        """Return whether the form has an input."""
        return any(one.name == name for one in self.inputs)


def form_of(data: bytes, content_type: ContentType, sections: Sections) -> Form:
    """Return the form for a file. Raises ContentError if it is not text."""
    head = _head_of(data)
    values = {entry.key: entry.value for entry in head.entries}
    inputs = []
    for item in content_type.fields:
        if item.key != STATUS and (item.key != REASON or REASON in values):
            given = next((values[key] for key in (item.key, *item.aliases) if key in values), "")
            inputs.append(Input(item, _widget(item), _shown(item, given), _choices(item, sections)))
    return Form(content_type, inputs, head.body.lstrip("\n"))


def filled_in(data: bytes, content_type: ContentType, sent: Callable[[str], str | None]) -> bytes:
    """Return a file with what was sent: `sent(name)` is the value of an input, None if it was not in the form.

    What has not changed keeps its bytes.
    """
    head = _head_of(data)
    values = {entry.key: entry.value for entry in head.entries}
    changed: dict[str, Value] = {}
    for item in content_type.fields:
        filled = sent(item.key) if item.key != STATUS else None
        if filled is None:
            continue
        key = next((key for key in (item.key, *item.aliases) if key in values), item.key)
        text = normalise(_with_line_feeds(filled)).strip()
        if text != _shown(item, values.get(key, "")):
            changed[key] = _value_of(item, text)
    edited = with_values(data, changed) if changed else data
    body = sent(BODY)
    return edited if body is None else with_body(edited, normalise(_with_line_feeds(body)))


def suggest(form: Form, now: datetime) -> None:
    """Fill the empty inputs of a new text with what is usual: the date with `now`, and what the content type suggests."""
    for one in form.inputs:
        if one.item.required and not one.value:
            one.value = written(now) if one.widget is Widget.MOMENT else one.item.suggestion
            if not one.value and len(one.choices) == 1:
                one.value = one.choices[0]


def read_moments(form: Form, now: datetime, *, is_public: bool = False) -> None:
    """Say of each date how it is understood, and what follows from one that has not come, or is long over before publication."""
    for one in form.inputs:
        if one.widget is Widget.MOMENT:
            moment = moment_of(one.value, now.tzinfo or UTC) if one.value else None
            one.reading = "" if moment is None else f"Hiểu là: {spoken(moment)}."
            if moment is not None and one.name == "date" and moment > now:
                one.reading = f"Hẹn đăng: bài hiện lúc {spoken(moment)}, sau khi được duyệt và đăng."
            if moment is not None and one.name == "date" and moment < now - OLD and not is_public:
                one.reading = f"Đăng lùi ngày: {spoken(moment)}. Bài mới thì bấm “Bây giờ”."


def sort_issues(form: Form, data: bytes, issues: Iterable[Issue]) -> None:
    """Put each issue of the file at the input that it is about."""
    head = _head_of(data)
    keys = {alias: item.key for item in form.content_type.fields for alias in (item.key, *item.aliases)}
    starts = sorted((entry.line, keys.get(entry.key, "")) for entry in head.entries)
    inputs = {one.name: one for one in form.inputs}
    for issue in sorted(issues):
        key = ""
        if issue.line < head.body_line:
            key = next((name for line, name in reversed(starts) if line <= issue.line), "")
        if (named := IN_KEY.search(issue.message)) and named["key"] in keys:  # of one that is missing, too
            key = keys[named["key"]]
        place = inputs[key].issues if key in inputs else form.issues
        place.append(in_form(issue, form.content_type))


def _head_of(data: bytes) -> Head:
    return split(normalise(decode(data, "")), "")[0]


def _widget(item: Field) -> Widget:
    if item.kind is Kind.TEXT and item.longest > LONG:
        return Widget.PARAGRAPH
    return WIDGETS.get(item.kind, Widget.LINE)


def _choices(item: Field, sections: Sections) -> Sequence[str]:
    match item.kind:
        case Kind.DEPARTMENT:
            return [section.name for section in sections.departments]
        case Kind.CATEGORY:
            return [section.name for section in sections.categories]
        case Kind.LANGUAGE:
            return item.choices
        case _:
            return ()


def _shown(item: Field, value: Value) -> str:
    """Return a value as it stands in an input."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_line(part)}" for key, part in value.items())
    if isinstance(value, list):
        return SEPARATORS.get(item.kind, "\n").join(map(_line, value))
    if item.kind is Kind.YES_NO:
        return "có" if value.lower() in YES else ""
    return value


def _line(value: Value) -> str:
    """Return one value of a list as a line: `file | title`, or `day: text`."""
    if isinstance(value, dict):
        if set(value) == {"file", "title"}:
            return f"{value['file']} | {value['title']}"
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    return str(value)


def _value_of(item: Field, text: str) -> Value:
    """Return what an input stands for in the front matter."""
    if _widget(item) is Widget.LINES:
        return [line.strip() for line in text.split("\n") if line.strip()]
    return " ".join(text.split())


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_body(data: bytes, body: str) -> bytes:
    """Return a file with another body; one that differs in empty lines at both ends alone is the same."""
    text = decode(data, "")
    head = split(normalise(text), "")[0]
    if body.strip("\n") == head.body.strip("\n"):
        return data
    lines = text.splitlines(keepends=True)
    start = head.body_line - 1
    if normalise("".join(lines[start:])) != head.body:
        raise ContentError(
            [Issue("", head.body_line, "không tách được nội dung bài", "Sửa phần khai báo trước.")]
        )
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    ended = body.strip("\n").replace("\n", end)
    return ("".join(lines[:start]) + end + ended + end).encode()
