"""Front matter: YAML between `---` lines, or Pelican's classic `Key: value` lines.

Every value stays the text that the editor wrote, with its line: the category `NO` does not become a boolean, nor
`08` an octal number. The fields of a content type decide what a value means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from plugins.errors.issue import ContentError, Issue
from plugins.front_matter.yaml_errors import KEY_LINE, chunks, quoted, reason

Value = str | list["Value"] | dict[str, "Value"]
MARK = re.compile(r"^[ \t]*(?:-[ ]+|[\w-]+:[ ]+)+(?P<mark>!|&\S+)(?=[ \t\n])", re.MULTILINE)  # YAML drops it
LOST_MARK = "giá trị mở đầu bằng dấu ! hoặc &"
QUOTE = 'Đặt cả giá trị trong dấu nháy kép, ví dụ: title: "! Khẩn"'
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's if it is installed: 10 times faster
CLASSIC_LINE = re.compile(r"(?P<key>[A-Za-z][\w.-]*):(?:[ \t]+(?P<value>.*))?")
FENCE = "---"
# What is typed, or made by a word processor, where --- is meant.
ALMOST_FENCE = re.compile(
    r"[ \t]*(?:[-\u2010-\u2015\u2212]{2,}|[\u2013\u2014\u2015]|(?:- ){2,}-|[=_+~*]{3,}|`{3}\w*)[ \t]*"
)
DEEPEST = 10  # collections inside each other; a menu of agency.yaml has four
# A text with fewer characters that can open a collection cannot be too deep for PyYAML, whose recursion ends the process
# at some 20,000 levels and raises RecursionError at some 500. Such a text, as nearly all are, is parsed once.
OPENINGS = 200
LONGEST = 100_000  # characters of front matter; the longest of 2,750 real texts had 6,000
COMMENT = re.compile(r"[ \t]#")
BEHIND_QUOTES = re.compile(r"[ \t]+#\w")  # `"Nghị quyết" #5`; a remark has a space behind its #
COMMENT_ONLY = re.compile(r"[^#]*:[ \t]+#")


class _Unreadable(str):
    """The value of an entry that YAML cannot read; the parser has reported it."""


UNREADABLE = _Unreadable()


@dataclass(frozen=True)
class Entry:
    """One key of the front matter, in lower case, with its value (or UNREADABLE) and its line."""

    key: str
    value: Value
    line: int


@dataclass(frozen=True)
class Head:
    """A file split into front matter and body, with the line on which the body begins."""

    entries: tuple[Entry, ...]
    body: str
    body_line: int


def split(text: str, path: str) -> tuple[Head, list[Issue]]:
    """Split a Markdown file; `path` names it in the issues, which are returned. Raises as `parse_mapping` does."""
    lines = text.split("\n")
    if lines[0].rstrip() == FENCE:
        return _split_yaml(lines, 0, path)
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    issues = []
    if start:
        message = f"có {start} dòng trống trước phần khai báo"
        issues.append(Issue(path, 1, message, "Xóa các dòng trống ở đầu tệp."))
    if _is_almost_fence(lines, start):
        if lines[start].rstrip() != FENCE:
            issues.append(_wrong_fence(lines, start, path))
        head, more = _split_yaml(lines, start, path)
        return head, issues + more
    head, more = _split_classic(lines, start, path)
    return head, issues + more


def parse_mapping(
    text: str, path: str, first_line: int = 1, *, comments_cut: bool = False
) -> tuple[tuple[Entry, ...], list[Issue]]:
    """Read a YAML mapping whose first line is line `first_line` of file `path`; keys given twice are errors.

    If it cannot be read, every entry is read by itself, and those that cannot have the value UNREADABLE. With
    `comments_cut` a comment behind an unquoted value is an error: it may be a part of the value. Raises ContentError
    for a mapping that is too long or too deep, or that uses aliases: nothing of it is read.
    """
    _reject_excessive_size(text, path, first_line)
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        return _entry_by_entry(text, path, first_line, error)
    if node is None:
        return (), []
    if not isinstance(node, yaml.MappingNode):
        return _entry_by_entry(text, path, first_line, None)
    if _shares_nodes(node):
        message = "phần khai báo dùng dấu & hoặc * để tham chiếu"
        raise ContentError([Issue(path, first_line, message, "Viết giá trị đầy đủ, đặt trong dấu nháy kép.")])
    entries: dict[str, Entry] = {}
    issues = []
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + first_line
        key = str(key_node.value).strip().lower()
        if key in entries:
            issues.append(_given_twice(key, line, entries[key].line, path))
            continue
        entries[key] = Entry(key, value_of(value_node), line)
        issues += _keys_given_twice(value_node, path, first_line)
    issues += [
        Issue(path, first_line + text.count("\n", 0, match.start("mark")), LOST_MARK, QUOTE)
        for match in MARK.finditer(text)
    ]
    if comments_cut and "#" in text:
        issues += _values_cut_by_comments(node, text.split("\n"), path, first_line)
    return tuple(entries.values()), issues


def _reject_excessive_size(text: str, path: str, first_line: int) -> None:
    if len(text) > LONGEST:
        message = f"phần khai báo dài {len(text)} ký tự, quá giới hạn {LONGEST} ký tự"
        hint = "Kiểm tra dòng --- đóng phần khai báo; nội dung dài viết ở dưới dòng ấy."
        raise ContentError([Issue(path, first_line, message, hint)])
    if (line := _line_of_excessive_depth(text)) is not None:
        raise ContentError([_too_deep(path, first_line + line)])


def _too_deep(path: str, line: int) -> Issue:
    return Issue(
        path,
        line,
        f"phần khai báo lồng nhau quá {DEEPEST} cấp",
        "Bỏ bớt các dấu [, {, - ở đầu giá trị; nếu chúng là chữ thì đặt cả giá trị trong dấu nháy kép.",
    )


def _line_of_excessive_depth(text: str) -> int | None:
    """Return the line, counted from 0, where collections are nested too deeply, also in invalid YAML; else None."""
    if sum(map(text.count, "[{-?\n")) < OPENINGS:
        return None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):  # not recursive, unlike compose
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    return event.start_mark.line if event.start_mark else 0
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None
    return None


def _entry_by_entry(
    text: str, path: str, first_line: int, error: yaml.YAMLError | None
) -> tuple[tuple[Entry, ...], list[Issue]]:
    lines = text.split("\n")
    entries: dict[str, Entry] = {}
    issues = []
    for line, chunk in chunks(lines, first_line):
        match = KEY_LINE.match(chunk[0].lstrip())
        alone: yaml.YAMLError | None = None
        node = None
        if (
            _line_of_excessive_depth("\n".join(chunk)) is not None
        ):  # behind an error that ended the look at the whole
            issues.append(_too_deep(path, line))
            if match:
                entries.setdefault(match["key"].lower(), Entry(match["key"].lower(), UNREADABLE, line))
            continue
        try:
            node = yaml.compose("\n".join(chunk), Loader=Loader)
        except yaml.YAMLError as wrong:
            alone = wrong
        found: tuple[Entry, ...] = ()
        if isinstance(node, yaml.MappingNode) and node.value and not _shares_nodes(node):
            value = value_of(node.value[0][1])
            issues += _keys_given_twice(node.value[0][1], path, line)
            found = (Entry(str(node.value[0][0].value).strip().lower(), value, line),)
        elif alone is not None or node is not None:
            issues.append(reason(chunk, path, line, alone))
            found = (Entry(match["key"].lower(), UNREADABLE, line),) if match else ()
        for entry in found:
            if entry.key in entries:
                issues.append(_given_twice(entry.key, line, entries[entry.key].line, path))
            entries.setdefault(entry.key, entry)
    return tuple(entries.values()), issues or [reason(lines, path, first_line, error)]


def _keys_given_twice(value: yaml.Node, path: str, first_line: int) -> Iterator[Issue]:
    """Yield the keys that a mapping within a value has twice."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(item for _, item in node.value)
            lines: dict[str, int] = {}
            for key_node, _ in node.value:
                key, line = _name(str(key_node.value).strip()), key_node.start_mark.line + first_line
                if key in lines and _is_name(key):
                    yield _given_twice(key, line, lines[key], path)
                lines.setdefault(key, line)


def _given_twice(key: str, line: int, other: int, path: str) -> Issue:
    return Issue(path, line, f"mục “{key}” viết hai lần", f"Giữ lại một dòng; dòng kia ở dòng {other}.")


def _values_cut_by_comments(node: yaml.Node, lines: list[str], path: str, first_line: int) -> Iterator[Issue]:
    waiting: list[yaml.Node] = [value for _, value in node.value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, yaml.SequenceNode):
            waiting.extend(value.value)
        elif isinstance(value, yaml.MappingNode):
            waiting.extend(item for _, item in value.value)
        elif isinstance(value, yaml.ScalarNode) and value.style in {None, "", "'", '"'}:
            at = value.end_mark.line if value.value else value.start_mark.line
            line = lines[min(at, len(lines) - 1)]
            comment = BEHIND_QUOTES if value.style else COMMENT
            cut = comment.match(line[value.end_mark.column :]) if value.value else COMMENT_ONLY.match(line)
            if cut:
                whole = quoted((line.partition(":")[2].strip() or line.strip()).removeprefix("- "))
                message = f"dấu # cắt mất phần sau của “{str(value.value)[:40]}”"
                hint = (
                    f"Đặt cả giá trị trong dấu nháy kép: {whole}. Nếu là lời nhắc thì đưa xuống dòng riêng."
                )
                yield Issue(path, first_line + at, message, hint)


def _is_almost_fence(lines: list[str], number: int) -> bool:
    if not ALMOST_FENCE.fullmatch(lines[number]):
        return False
    following = next((line for line in lines[number + 1 :] if line.strip()), "")
    return KEY_LINE.match(following.lstrip()) is not None


def _wrong_fence(lines: list[str], number: int, path: str) -> Issue:
    message = f"dòng “{lines[number].strip()}” không phải là dòng ---"
    return Issue(path, number + 1, message, "Viết đúng ba dấu gạch nối, không có dấu cách ở đầu dòng: ---")


def _split_yaml(lines: list[str], start: int, path: str) -> tuple[Head, list[Issue]]:
    issues = []
    after = range(start + 1, len(lines))
    end = next((number for number in after if lines[number].rstrip() in (FENCE, "...")), None)
    almost = next((number for number in after if ALMOST_FENCE.fullmatch(lines[number])), None)
    if almost is not None and (end is None or almost < end):
        end = almost
        issues.append(_wrong_fence(lines, end, path))
    if end is None:
        end = next((number for number in after if not _belongs_to_head(lines[number])), len(lines))
        hint = f"Thêm một dòng chỉ có --- ngay trước nội dung bài, ở dòng {end + 1}."
        issue = Issue(path, start + 1, "phần khai báo mở bằng “---” mà không có dòng đóng", hint)
        entries, more = parse_mapping("\n".join(lines[start + 1 : end]), path, start + 2, comments_cut=True)
        return Head(entries, "\n".join(lines[end:]), end + 1), [issue, *more]
    text = "\n".join(lines[start + 1 : end])
    entries, more = parse_mapping(text, path, start + 2, comments_cut=True)
    return Head(entries, "\n".join(lines[end + 1 :]), end + 2), issues + more


def _belongs_to_head(line: str) -> bool:
    return bool(KEY_LINE.match(line)) or line[:1] in (" ", "\t", "#", "-")


def _split_classic(lines: list[str], start: int, path: str) -> tuple[Head, list[Issue]]:
    found: list[tuple[str, list[str], int]] = []  # key, lines of the value, line of the key
    issues: list[Issue] = []
    number = start
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.strip():
            break
        match = CLASSIC_LINE.fullmatch(line.strip() if found else line.rstrip())
        if match and line[0] in " \t":
            message = f"dòng “{line.strip()[:40]}” thụt vào nên thành phần sau của mục “{found[-1][0]}”"
            issues.append(Issue(path, number + 1, message, "Xóa dấu cách ở đầu dòng này."))
        if match:
            found.append((match["key"].lower(), [(match["value"] or "").strip()], number + 1))
        elif found and line[0] in " \t":
            found[-1][1].append(line.strip())
        else:
            if found:
                issues.append(_unreadable_line(line, number + 1, path))
            break
    else:
        number += 1
    entries = tuple(Entry(key, " ".join(parts).strip(), at) for key, parts, at in found)
    return Head(entries, "\n".join(lines[number:]), number + 1), issues


def _unreadable_line(line: str, number: int, path: str) -> Issue:
    """Report a line that ends the front matter without a blank line: fields below it would become text."""
    hint = "Sửa thành “tên: giá trị”, ví dụ: status: draft; nếu nội dung bài bắt đầu ở đây thì thêm một dòng trống phía trên."
    return Issue(path, number, f"dòng “{line.strip()[:40]}” không có dạng “tên: giá trị”", hint)


def value_of(node: yaml.Node) -> Value:
    """Return what a node of YAML says; every scalar is text, and names of keys are in lower case."""
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        pairs = [(_name(str(key.value).strip()), value_of(value)) for key, value in node.value]
        # Two notes of one day are two notes, with dashes or without.
        return dict(pairs) if len(dict(pairs)) == len(pairs) else [{key: value} for key, value in pairs]
    value = str(node.value).strip()
    return f"{node.tag} {value}" if node.tag.startswith("!") else value  # `!1 b` is text and no type of YAML


def _name(key: str) -> str:
    """Return the key of a mapping; other text than a name is what an author has written in front of a colon."""
    return key.lower() if _is_name(key) else key


def _is_name(key: str) -> bool:
    return key.isascii() and key.isidentifier()


def _shares_nodes(root: yaml.Node) -> bool:
    """Return whether an alias is used: a few of them nested can stand for billions of values."""
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
