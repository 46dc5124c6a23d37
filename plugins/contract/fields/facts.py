"""From the front matter of one file to typed values, with every error found on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.contract.content_type import DEFAULTS, ContentType, Field, Kind, Lines, Values
from plugins.contract.fields.rules import changes_are_past
from plugins.contract.fields.values import Names, is_day_of_month, read_field
from plugins.errors.issue import Issue
from plugins.front_matter.parser import UNREADABLE, Entry, Head, Value
from plugins.vietnamese import text as words

EMPTY: tuple[Value, ...] = (
    "",
    [],
    {},
    "null",
    "~",
)  # the last two are what YAML and other editors write for nothing


@dataclass(frozen=True)
class Facts:
    """The values of one text, also as attributes: `facts.title`. Fields that are not given have their default.

    Times are aware, in the agency's time zone; `lines` maps keys to lines of the file.
    """

    type: ContentType
    values: Values
    lines: Lines

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None


def parse_facts(
    head: Head, path: str, content_type: ContentType, names: Names
) -> tuple[Facts | None, list[Issue]]:
    """Return the facts that the front matter states, or None with the errors that make them invalid."""
    values, lines, issues = _read_fields(head, path, content_type.fields, names)
    for rule in content_type.rules:
        issues += rule(values, lines, path)
    issues += changes_are_past(values, lines, path, names.today)
    issues += _wrong_title(values, lines, path)
    if issues or any(entry.value is UNREADABLE for entry in head.entries):
        return None, issues
    values.setdefault("slug", words.slug_of(str(values["title"])))
    if values.get("updates"):  # newest first
        newest = values["updates"][0].date
        values["modified"] = max(values.get("modified", newest), newest)
    if "modified" in values and "date" in values:  # a day without a time may be that of publication
        values["modified"] = max(values["date"], values["modified"])
    defaults = {item.name: DEFAULTS.get(item.kind, "") for item in content_type.fields}
    return Facts(content_type, defaults | values, lines), []


def _read_fields(
    head: Head, path: str, fields: tuple[Field, ...], names: Names
) -> tuple[Values, Lines, list[Issue]]:
    if not head.entries:
        return {}, {}, [_no_head(path, fields)]
    known = {key: item for item in fields for key in (item.key, *item.aliases)}
    values: Values = {}
    lines: Lines = {}
    reported: set[str] = set()  # keys of fields that need no second error: "missing"
    issues: list[Issue] = []
    for entry in head.entries:
        item = known.get(entry.key)
        if item is None:
            meant = words.closest(entry.key, known)
            issues.append(_unknown_key(entry, path, meant, known))
            reported |= {known[meant].key} if meant else set()
        elif item.key in lines:
            hint = f"Giữ lại một dòng; dòng kia ở dòng {lines[item.key]}."
            issues.append(Issue(path, entry.line, f"mục “{item.key}” viết hai lần", hint))
        else:
            lines[item.key] = entry.line
            if entry.value is UNREADABLE:
                reported.add(item.key)
            elif entry.value not in EMPTY or item.kind is Kind.STATUS:  # an undecided editor wants no default
                value, wrong = read_field(entry.value, item, names)
                if wrong is None:
                    values[item.name] = value
                else:
                    reported.add(item.key)
                    issues.append(Issue(path, entry.line, *wrong))
    for item in fields:
        if item.required and item.name not in values and item.key not in reported:
            message, hint = (
                f"thiếu {item.label} ({item.key})",
                f"Thêm dòng, ví dụ: {item.key}: {item.example}",
            )
            issues.append(Issue(path, lines.get(item.key, 1), message, hint))
    return values, lines, issues


def _wrong_title(values: Values, lines: Lines, path: str) -> list[Issue]:
    """Find a title that cannot become a URL, where no slug is given."""
    title = values.get("title")
    if not isinstance(title, str) or "slug" in values:
        return []
    slug = words.slug_of(title)
    if not slug:
        message, example = "tiêu đề không có chữ hay số để làm địa chỉ trang", "dia-chi-trang"
    elif is_day_of_month(slug):
        message, example = f"địa chỉ lấy từ tiêu đề (“{slug}”) trùng với cách viết ngày", f"ngay-{slug}"
    else:
        return []
    hint = f"{'Điền' if 'slug' in lines else 'Thêm'} dòng slug, ví dụ: slug: {example}"
    return [Issue(path, lines["title"], message, hint)]


def _no_head(path: str, fields: Iterable[Field]) -> Issue:
    example = ", ".join(f"{item.key}: {item.example}" for item in fields if item.required)
    hint = f"Mở đầu tệp bằng dòng ---, rồi mỗi mục một dòng ({example}), rồi một dòng --- nữa."
    return Issue(path, 1, "đầu tệp không có phần khai báo", hint)


def _unknown_key(entry: Entry, path: str, meant: str | None, known: Iterable[str]) -> Issue:
    hint = f"Ý bạn là “{meant}”?" if meant else f"Bỏ dòng này. Các mục được dùng: {', '.join(known)}."
    return Issue(path, entry.line, f"không có mục nào tên “{entry.key}”", hint)
