"""Why YAML cannot be read, for each entry separately, so that one broken entry does not hide other errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from plugins.errors.issue import Issue

WITHOUT_COLON = re.compile(r"([a-z_]{3,20})[ ]+(?=\S)")
KEY_LINE = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?P<rest>.*)")
ITEM = re.compile(r"(?P<mark>[ \t]*-[ \t]+)(?P<value>\S.*)")
DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
SINGLE_QUOTED = re.compile(r"'(?:[^']|'')*'")
SPECIAL = "[]{}*&!|>%@`#?,"


def quoted(value: str) -> str:
    """Return a value as it can stand in YAML whatever it holds."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def chunks(lines: list[str], first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each entry, with the number of its first line; what stands before all entries comes first."""
    chunk: list[str] = []
    start = first_line
    for number, line in enumerate(lines, first_line):
        if KEY_LINE.match(line) and chunk:
            yield start, chunk
            chunk, start = [], number
        chunk.append(line)
    if chunk:
        yield start, chunk


def reason(lines: list[str], path: str, first_line: int, error: yaml.YAMLError | None) -> Issue:
    """Return why the lines of one entry cannot be read, and what to write instead."""
    mark = getattr(error, "problem_mark", None)
    in_doubt = first_line + min(mark.line if mark else 0, len(lines) - 1)
    for number, line in enumerate(lines, first_line):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return Issue(path, number, "dòng bắt đầu bằng phím Tab", "Xóa Tab và gõ hai dấu cách thay vào.")
    match = KEY_LINE.fullmatch(lines[0])
    if match is not None:
        key, value = match["key"], match["rest"].strip()
        found = _wrong_value(key, value, match["rest"], "\n".join(lines))
        if found is not None:
            return Issue(path, first_line, *found)
        in_doubt = first_line if len(lines) == 1 else in_doubt
    for number, line in enumerate(lines[1:] if match else lines, first_line + (match is not None)):
        if line.strip() and line[0] not in " #-":
            hint = "Nối vào cuối dòng trên, hoặc thụt vào hai dấu cách nếu nó nối tiếp dòng trên."
            if (word := WITHOUT_COLON.match(line)) is not None:
                hint = f"Nếu thiếu dấu hai chấm, viết: {word[1]}: {line[word.end() :].strip()[:60]}. {hint}"
            return Issue(path, number, f"dòng “{line.strip()[:40]}” không có dạng “tên: giá trị”", hint)
        if match is None and KEY_LINE.match(line.lstrip()):
            return Issue(path, number, "tên mục bị thụt vào", f"Xóa dấu cách ở đầu dòng: {line.strip()}")
    doubted = lines[in_doubt - first_line]
    if match is not None and (item := ITEM.fullmatch(doubted)) and ": " in item["value"]:
        value = item["value"].strip().strip('"')
        message = f"dòng của mục “{match['key']}” có nhiều dấu hai chấm"
        hint = f"Đặt cả dòng trong dấu nháy kép: {item['mark']}{quoted(value)}"
        return Issue(path, in_doubt, message, hint)
    return Issue(
        path,
        in_doubt,
        "không đọc được phần khai báo (YAML) ở dòng này",
        'Nếu giá trị có dấu hai chấm (:), dấu # hoặc ngoặc, hãy đặt cả giá trị trong dấu nháy kép, ví dụ: title: "Thông báo: lịch tiếp công dân"',
    )


def _wrong_value(key: str, value: str, rest: str, whole: str) -> tuple[str, str] | None:
    if rest[:1] not in ("", " ", "\t"):
        return f"mục “{key}” thiếu dấu cách sau dấu hai chấm", f"Viết: {key}: {value}"
    if "\t" in rest:
        return f"mục “{key}” có phím Tab", f"Thay Tab bằng dấu cách: {key}: {' '.join(value.split())}"
    return _wrong_quotes(key, value, whole) if value[:1] in ("'", '"') else _wrong_plain(key, value, whole)


def _wrong_plain(key: str, value: str, whole: str) -> tuple[str, str] | None:
    if value.startswith("[") and "]" not in whole:
        return (
            f"ngoặc vuông mở ở mục “{key}” mà không đóng",
            f"Thêm dấu ] ở cuối: {key}: {value.partition(' #')[0]}]",
        )
    if value and value[0] in SPECIAL and not (value[0] in "|>" and "\n" in whole):
        return (
            f"giá trị của “{key}” mở đầu bằng dấu {value[0]} hoặc thiếu dấu đóng",
            f"Đặt cả giá trị trong dấu nháy: {key}: {quoted(value)}",
        )
    if ": " in value or value.endswith(":"):
        return (
            f"giá trị của “{key}” có dấu hai chấm",
            f"Đặt cả giá trị trong dấu nháy kép: {key}: {quoted(value)}",
        )
    return None


def _wrong_quotes(key: str, value: str, whole: str) -> tuple[str, str] | None:
    form = DOUBLE_QUOTED if value[0] == '"' else SINGLE_QUOTED
    match = form.match(value)
    if match is None:
        if form.match(whole, whole.index(value[0])) and not whole.rstrip().endswith(value[0]):
            return (
                f"giá trị của “{key}” có chữ sau dấu nháy đóng",
                "Đặt cả giá trị trong một cặp dấu nháy, trên một dòng.",
            )
        return (
            f"dấu nháy {value[0]} mở ở mục “{key}” mà không đóng",
            f"Viết: {key}: {quoted(value[1:].strip())}",
        )
    after = value[match.end() :].strip()
    if after and not after.startswith("#"):
        return (
            f"giá trị của “{key}” có dấu nháy {value[0]} ở bên trong",
            f"Đặt cả giá trị trong dấu nháy đơn: {key}: {quoted(value)}",
        )
    if "\\" in value:
        return f"giá trị của “{key}” có dấu \\", f"Dùng dấu nháy đơn: {key}: {quoted(value[1:-1])}"
    return None
