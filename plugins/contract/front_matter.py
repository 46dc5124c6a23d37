"""The head of a Markdown file: YAML between `---` lines, or Pelican's classic `Key: value` lines.

Every value stays the text that the editor wrote, with its line: a category `NO` is no boolean here and `08`
no octal number. Meaning is given by the schema alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from plugins.contract.faults import Fault

Value = str | list["Value"] | dict[str, "Value"]
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is there: 10 times faster
CLASSIC_LINE = re.compile(r"(?P<key>[A-Za-z][\w.-]*):(?:[ \t]+(?P<value>.*))?")
FENCE = "---"


@dataclass(frozen=True)
class Entry:
    """One key of the head: its name in lower case, its value and the line where it stands (from 1)."""

    key: str
    value: Value
    line: int


@dataclass(frozen=True)
class Head:
    """A file taken apart: the entries of its head, its body, and the line on which the body begins."""

    entries: tuple[Entry, ...]
    body: str
    body_line: int


def split(text: str, path: str) -> tuple[Head, list[Fault]]:
    """Take a Markdown file apart; `path` names it in the faults, which are returned and never raised."""
    lines = text.split("\n")
    if lines[0].rstrip() == FENCE:
        return _split_yaml(lines, path)
    return _split_classic(lines), []


def parse_mapping(text: str, path: str, first_line: int = 1) -> tuple[tuple[Entry, ...], list[Fault]]:
    """Read a YAML mapping whose first line is line `first_line` of file `path`; keys given twice are faults."""
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        return (), [_unreadable(error, path, first_line)]
    if node is None:
        return (), []
    if not isinstance(node, yaml.MappingNode):
        fault = Fault(
            path,
            first_line,
            "phần khai báo không có dạng “tên: giá trị”",
            "Mỗi dòng viết một mục, ví dụ: title: Tiêu đề bài viết",
        )
        return (), [fault]
    if _shares_nodes(node):
        fault = Fault(
            path,
            first_line,
            "phần khai báo dùng dấu & hoặc * để tham chiếu",
            "Viết giá trị đầy đủ, đặt trong dấu nháy kép.",
        )
        return (), [fault]
    entries: dict[str, Entry] = {}
    faults = []
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + first_line
        key = str(key_node.value).strip().lower()
        if key in entries:
            faults.append(
                Fault(
                    path,
                    line,
                    f"mục “{key}” viết hai lần",
                    f"Giữ lại một dòng; dòng kia ở dòng {entries[key].line}.",
                )
            )
            continue
        entries[key] = Entry(key, _plain(value_node), line)
    return tuple(entries.values()), faults


def _split_yaml(lines: list[str], path: str) -> tuple[Head, list[Fault]]:
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in (FENCE, "...")), None)
    if end is None:
        fault = Fault(
            path,
            1,
            "phần khai báo mở bằng “---” mà không có dòng đóng",
            "Thêm một dòng chỉ có --- ngay trước nội dung bài.",
        )
        return Head((), "", len(lines)), [fault]
    entries, faults = parse_mapping("\n".join(lines[1:end]), path, first_line=2)
    return Head(entries, "\n".join(lines[end + 1 :]), end + 2), faults


def _split_classic(lines: list[str]) -> Head:
    entries: list[Entry] = []
    number = 0
    for number, line in enumerate(lines):
        if not line.strip():
            break
        match = CLASSIC_LINE.fullmatch(line.rstrip())
        if match:
            entries.append(Entry(match["key"].lower(), (match["value"] or "").strip(), number + 1))
        elif entries and line[0] in " \t":
            last = entries[-1]
            entries[-1] = Entry(last.key, f"{last.value} {line.strip()}".strip(), last.line)
        else:
            break
    else:
        number += 1
    return Head(tuple(entries), "\n".join(lines[number:]), number + 1)


def _plain(node: yaml.Node) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value).strip().lower(): _plain(value) for key, value in node.value}
    return str(node.value).strip()


def _shares_nodes(root: yaml.Node) -> bool:
    """Tell whether an alias is used: a few of them nested can stand for billions of values."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return True
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)
    return False


def _unreadable(error: yaml.YAMLError, path: str, first_line: int) -> Fault:
    mark = getattr(error, "problem_mark", None)
    line = first_line + (mark.line if mark else 0)
    return Fault(
        path,
        line,
        "không đọc được phần khai báo (YAML) ở quanh dòng này",
        'Nếu giá trị có dấu hai chấm (:), dấu # hoặc ngoặc, hãy đặt cả giá trị trong dấu nháy kép, ví dụ: title: "Thông báo: lịch tiếp công dân"',
    )
