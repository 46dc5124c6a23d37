"""Read `agency.yaml`: every error is reported with its line."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plugins.agency.agency import ALL_NEWS, BLOCKS, Agency
from plugins.agency.pictures import picture_issue
from plugins.agency.values import SHOWN, VALUES, Place, WrongValueError
from plugins.errors.commands import command
from plugins.errors.issue import ContentError, Issue
from plugins.files.inside import OutsideError, open_inside, open_regular
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import UNREADABLE, Entry, Value, parse_mapping
from plugins.vietnamese.text import FORBIDDEN, INVISIBLE, closest, normalise

__all__ = ["ALL_NEWS", "findings", "read_agency"]
LARGEST = 200_000  # bytes; with 300 departments, how to reach each, and 500 links it has 130,000
LONGEST_KEY = 40  # what is longer is no misspelling of an entry
HIDDEN = re.compile(f"{FORBIDDEN.pattern}|{INVISIBLE.pattern}")
HINT_FOR_HIDDEN = "Xóa chữ ở đó và gõ lại bằng bàn phím."
OTHER_WORDS = {  # what other tools call an entry
    **dict.fromkeys(("logo", "icon", "quoc_huy"), "emblem"),
    **dict.fromkeys(("phone", "tel", "hotline", "sdt", "dien_thoai"), "telephone"),
    **dict.fromkeys(("url", "website", "domain", "base_url", "baseurl"), "site_url"),
    **dict.fromkeys(("title", "sitename", "site_name", "ten"), "name"),
    **dict.fromkeys(("nav", "navigation", "menus"), "menu"),
    **dict.fromkeys(("mail", "contact"), "email"),
    **dict.fromkeys(("timezone", "tz"), "time_zone"),
    **dict.fromkeys(("parent", "cap_tren"), "superior"),
    **dict.fromkeys(("dia_chi",), "address"),
}
REQUIRED = {
    "name": "UBND huyện Tánh Linh",
    "full_name": "Ủy ban nhân dân huyện Tánh Linh",
    "site_url": "https://tanhlinh.example",
    "departments": "\n  - Văn phòng HĐND và UBND",
    "categories": "\n  - Tin tức",
}


class Finding(NamedTuple):
    """An issue of the file, and the part of it that the issue is about, such as `("menu", 2, "url")`; () for the whole file."""

    issue: Issue
    place: Place = ()


def read_agency(path: Path, shown_as: str = "agency.yaml", content: Path | None = None) -> Agency:
    """Return the agency that the file describes; `shown_as` names the file in messages.

    `content` is the content folder, in which the emblem is looked for (default: where the file stands).
    Raises ContentError with every issue of the file, or if there is no such file.
    """
    agency, found = findings(path, shown_as, content)
    if agency is None:
        raise ContentError(finding.issue for finding in found)
    return agency


def findings(
    path: Path, shown_as: str = "agency.yaml", content: Path | None = None
) -> tuple[Agency | None, list[Finding]]:
    """Return the agency that the file describes, or None and every issue with its place. Arguments are as for `read_agency`.

    Raises ContentError for a file that cannot be read at all.
    """
    text, issues = _without_hidden(_text_of(path, shown_as, content), shown_as)
    entries, unreadable = parse_mapping(text, shown_as)
    found = [Finding(issue) for issue in (*issues, *unreadable)]
    values: dict[str, Any] = {}
    lines = {entry.key: entry.line for entry in entries}
    for entry in entries:
        found += _read_entry(entry, values, shown_as)
    for key, example in REQUIRED.items():
        if key not in lines:
            issue = Issue(shown_as, 1, f"thiếu mục “{key}”", f"Thêm, ví dụ: {key}: {example}")
            found.append(Finding(issue, (key,)))
    found += _shared_slugs(values, lines, shown_as)
    found += _unusable_pictures(values, lines, shown_as, content or path.parent)
    notices = values.get("notices")
    categories = [section.name for section in values.get("categories", ())]
    found += _unknown_blocks(values.get("home", ()), categories, lines.get("home", 1), shown_as)
    if notices and notices not in categories:
        hint = "Viết đúng tên một chuyên mục ở “categories”."
        issue = Issue(shown_as, lines["notices"], f"không có chuyên mục “{notices}”", hint)
        found.append(Finding(issue, ("notices",)))
    return (None if found else Agency(**values)), found


def _text_of(path: Path, shown_as: str, content: Path | None) -> str:
    try:
        wrong, hint = _unusable(path) or ("", "")
        data = b"" if wrong else _bytes_of(path, content)
    except OutsideError:
        wrong, hint = (
            "không phải là tệp thường của thư mục nội dung",
            f"Kiểm tra {path}; thay lối tắt bằng chính tệp ấy.",
        )
    except FileNotFoundError:
        wrong = f"chưa có tệp này trong thư mục {path.parent}"
        hint = (
            f"Tạo thư mục nội dung của cổng mới: {command('init', 'THƯ-MỤC')}. "
            "Dùng cơ quan đã khai báo ở nơi khác: thêm --agency TỆP (với pelican: -e AGENCY_FILE='\"TỆP\"')."
        )
    except OSError as error:
        wrong, hint = f"không đọc được tệp: {error.strerror}", f"Kiểm tra {path} và quyền đọc của nó."
    if wrong:
        raise ContentError([Issue(shown_as, 1, wrong, hint)])
    return normalise(decode(data, shown_as))


def _bytes_of(path: Path, content: Path | None) -> bytes:
    """Read the file: one of the content folder must lie inside it, one that an operator has named may be anywhere."""
    own = content is not None and path.is_relative_to(content)
    with open_inside(path, content) if own and content else open_regular(path) as stream:
        return stream.read(LARGEST)


def _unusable(path: Path) -> tuple[str, str] | None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        return "là thư mục, không phải tệp", f"Kiểm tra {path}."
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device could be read for ever
        return "không phải là tệp thường", f"Kiểm tra {path}."
    if status.st_size > LARGEST:
        return f"tệp lớn hơn {LARGEST // 1000} kB", "Chỉ giữ các mục mà tệp này cần."
    return None


def _without_hidden(text: str, shown_as: str) -> tuple[str, list[Issue]]:
    """Report control characters, also in comments, where they hide what a line says; and read on without them."""
    issues = [
        Issue(shown_as, number, f"có ký tự ẩn {_code(match[0])}", HINT_FOR_HIDDEN)
        for number, line in enumerate(text.split("\n"), 1)
        if (match := FORBIDDEN.search(line))
    ]
    return FORBIDDEN.sub("", text) if issues else text, issues


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _hidden_in(entry: Entry) -> Iterator[str]:
    r"""Yield the hidden characters of an entry, which are written as an escape: `"\u202e"`."""
    waiting: list[Value] = [entry.key, entry.value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield from HIDDEN.findall(value)
        elif isinstance(value, list):
            waiting += value
        else:
            waiting += [*value, *value.values()]


def _read_entry(entry: Entry, values: dict[str, Any], shown_as: str) -> list[Finding]:
    for hidden in _hidden_in(entry):
        problem = f"mục “{entry.key[:LONGEST_KEY]}” có ký tự ẩn {_code(hidden)}"
        return [Finding(Issue(shown_as, entry.line, problem, HINT_FOR_HIDDEN), (entry.key,))]
    if entry.key not in VALUES:
        meant = OTHER_WORDS.get(entry.key.lower())
        meant = meant or (closest(entry.key, VALUES) if len(entry.key) <= LONGEST_KEY else None)
        hint = f"Ý bạn là “{meant}”?" if meant else f"Bỏ mục này. Các mục được dùng: {', '.join(VALUES)}."
        return [
            Finding(Issue(shown_as, entry.line, f"không có mục nào tên “{entry.key[:LONGEST_KEY]}”", hint))
        ]
    if entry.value is UNREADABLE:  # the parser has reported it
        return []
    if entry.value in ("", [], {}) and entry.key not in REQUIRED:
        return []
    try:
        values[entry.key] = VALUES[entry.key](entry.value)
    except WrongValueError as wrong:
        issue = Issue(shown_as, entry.line, f"mục “{entry.key}”: {wrong}", wrong.hint)
        return [Finding(issue, (entry.key, *wrong.place))]
    return []


def _unusable_pictures(
    values: dict[str, Any], lines: dict[str, int], shown_as: str, content: Path
) -> Iterator[Finding]:
    named: list[tuple[Place, str]] = [((key,), values.get(key, "")) for key in ("emblem", "masthead_picture")]
    named += [
        (("links", number, "picture"), link.picture) for number, link in enumerate(values.get("links", ()))
    ]
    for place, name in named:
        key, within = str(place[0]), str(place[-1])
        drawn = key != "masthead_picture"
        if wrong := picture_issue(key, name, content, within=within, drawn=drawn):
            yield Finding(Issue(shown_as, lines[key], *wrong), place)


def _unknown_blocks(home: Sequence[str], categories: list[str], line: int, shown_as: str) -> list[Finding]:
    known = [*BLOCKS, *categories]
    wrong = [(name, "không có khối và không có chuyên mục nào tên") for name in home if name not in known]
    wrong += [(name, "ghi nhiều lần") for name in {name: 0 for name in home if home.count(name) > 1}]
    return [
        Finding(
            Issue(
                shown_as,
                line,
                f"mục “home”: {problem} “{name[:SHOWN]}”",
                f"Các khối: {', '.join(BLOCKS)}; hoặc tên một chuyên mục.",
            ),
            ("home", home.index(name)),
        )
        for name, problem in wrong
    ]


def _shared_slugs(values: dict[str, Any], lines: dict[str, int], shown_as: str) -> list[Finding]:
    owners = {ALL_NEWS: "mọi tin mới"}
    found = []
    for key in ("departments", "categories"):
        for number, section in enumerate(values.get(key, ())):
            if section.slug in owners:
                message = f"“{section.name}” và “{owners[section.slug]}” có chung địa chỉ “{section.slug}”"
                hint = "Đổi tên một mục, hoặc thêm slug riêng: {name: …, slug: …}"
                found.append(Finding(Issue(shown_as, lines[key], message, hint), (key, number, "slug")))
            owners.setdefault(section.slug, section.name)
    return found
