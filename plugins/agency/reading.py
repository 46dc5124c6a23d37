"""Reading `agency.yaml`: every fault is named with its line, none is guessed away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.agency.agency import Agency, Badges, Link, Section
from plugins.contract.faults import ContractError, Fault
from plugins.contract.front_matter import Entry, Value, parse_mapping
from plugins.contract.text import SLUG, closest, normalise, slug_of

REQUIRED = {
    "name": "UBND huyện Tánh Linh",
    "full_name": "Ủy ban nhân dân huyện Tánh Linh",
    "site_url": "https://tanhlinh.example",
    "departments": "\n  - Văn phòng HĐND và UBND",
    "categories": "\n  - Tin tức",
}
ALL_NEWS = "tin-moi"  # the slug of the feed of all articles


class _WrongValueError(ValueError):
    """What is wrong with one value, and what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def read_agency(path: Path, shown_as: str = "agency.yaml") -> Agency:
    """Return the agency that the file describes; `shown_as` names the file in messages.

    Raises ContractError with every fault of the file, or if there is no such file.
    """
    try:
        text = normalise(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(
            shown_as,
            1,
            f"không đọc được tệp {path.name}: {error}",
            "Tạo tệp bằng: uv run invoke init THƯ-MỤC",
        )
        raise ContractError([fault]) from error
    entries, faults = parse_mapping(text, shown_as)
    values: dict[str, Any] = {}
    lines = {entry.key: entry.line for entry in entries}
    for entry in entries:
        faults += _read_entry(entry, values, shown_as)
    for key, example in REQUIRED.items():
        if key not in lines:
            faults.append(Fault(shown_as, 1, f"thiếu mục “{key}”", f"Thêm, ví dụ: {key}: {example}"))
    faults += _shared_slugs(values, lines, shown_as)
    notices = values.get("notices")
    if notices and notices not in [section.name for section in values.get("categories", ())]:
        faults.append(
            Fault(
                shown_as,
                lines["notices"],
                f"không có chuyên mục “{notices}”",
                "Viết đúng tên một chuyên mục ở “categories”.",
            )
        )
    if faults:
        raise ContractError(faults)
    return Agency(**values)


def _read_entry(entry: Entry, values: dict[str, Any], shown_as: str) -> list[Fault]:
    if entry.key not in VALUES:
        meant = closest(entry.key, VALUES)
        remedy = f"Ý bạn là “{meant}”?" if meant else f"Bỏ mục này. Các mục được dùng: {', '.join(VALUES)}."
        return [Fault(shown_as, entry.line, f"không có mục nào tên “{entry.key}”", remedy)]
    if entry.value in ("", [], {}) and entry.key not in REQUIRED:
        return []
    try:
        values[entry.key] = VALUES[entry.key](entry.value)
    except _WrongValueError as wrong:
        return [Fault(shown_as, entry.line, f"mục “{entry.key}”: {wrong}", wrong.remedy)]
    return []


def _shared_slugs(values: dict[str, Any], lines: dict[str, int], shown_as: str) -> list[Fault]:
    owners = {ALL_NEWS: "mọi tin mới"}
    faults = []
    for key in ("departments", "categories"):
        for section in values.get(key, ()):
            if section.slug in owners:
                problem = f"“{section.name}” và “{owners[section.slug]}” có chung địa chỉ “{section.slug}”"
                faults.append(
                    Fault(
                        shown_as,
                        lines[key],
                        problem,
                        "Đổi tên một mục, hoặc thêm slug riêng: {name: …, slug: …}",
                    )
                )
            owners.setdefault(section.slug, section.name)
    return faults


def _text(value: Value) -> str:
    if not isinstance(value, str) or not value:
        raise _WrongValueError(
            "phải là một dòng chữ",
            'Viết trên một dòng; nếu có ngoặc vuông hay dấu hai chấm thì đặt trong nháy kép: "…"',
        )
    return " ".join(value.split())


def _truth(value: Value) -> bool:
    if value not in ("true", "false"):
        raise _WrongValueError(f"“{value}” không phải là có hay không", "Viết: true hoặc false")
    return value == "true"


def _number(value: Value) -> int:
    digits = value.replace(".", "") if isinstance(value, str) else ""
    if not digits.isdecimal():
        raise _WrongValueError(f"“{value}” không phải là số nguyên không âm", "Viết số, ví dụ: 7.448.251")
    return int(digits)


def _site_url(value: Value) -> str:
    url = _text(value).rstrip("/")
    parts = urlsplit(url)
    if (
        parts.scheme not in ("https", "http")
        or not parts.netloc
        or parts.path
        or parts.query
        or parts.fragment
    ):
        raise _WrongValueError(
            f"“{url}” không phải là địa chỉ gốc của một cổng",
            "Viết đủ, không có đường dẫn phía sau, ví dụ: https://tanhlinh.example",
        )
    return url


def _time_zone(value: Value) -> str:
    name = _text(value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _WrongValueError(f"không có múi giờ “{name}”", "Viết: Asia/Ho_Chi_Minh") from error
    return name


def _section(value: Value) -> Section:
    if isinstance(value, dict) and set(value) == {"name", "slug"}:
        section = Section(_text(value["name"]), _text(value["slug"]))
    else:
        name = _text(value)
        section = Section(name, slug_of(name))
    if not SLUG.fullmatch(section.slug):
        raise _WrongValueError(
            f"“{section.name}” không có địa chỉ dùng được",
            "Thêm slug chữ thường không dấu: {name: …, slug: …}",
        )
    return section


def _link(value: Value) -> Link:
    if not isinstance(value, dict) or set(value) != {"label", "url"}:
        raise _WrongValueError(
            "mỗi mục phải có label và url", "Ví dụ:  - {label: Giới thiệu, url: /gioi-thieu/}"
        )
    link = Link(_text(value["label"]), _text(value["url"]))
    if not (link.url.startswith("https://") or (link.url.startswith("/") and not link.url.startswith("//"))):
        raise _WrongValueError(
            f"địa chỉ “{link.url}” không dùng được", "Viết địa chỉ trong cổng (/gioi-thieu/) hoặc https://…"
        )
    return link


def _badges(value: Value) -> Badges:
    known = {
        "ipv6": _truth,
        "trust_url": lambda text: _link({"label": "-", "url": text}).url,
        "trust_label": _text,
    }
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise _WrongValueError("chỉ nhận ipv6, trust_url, trust_label", "Ví dụ: badges: {ipv6: true}")
    return Badges(**{key: known[key](text) for key, text in value.items() if text})  # type: ignore[arg-type] # one reader a key, checked by the tests


def _list_of(read: Callable[[Value], Any]) -> Callable[[Value], tuple[Any, ...]]:
    def read_list(value: Value) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise _WrongValueError(
                "phải là một danh sách", "Mỗi mục một dòng, bắt đầu bằng dấu gạch: “  - …”"
            )
        return tuple(read(item) for item in value)

    return read_list


VALUES: dict[str, Callable[[Value], Any]] = {
    "name": _text,
    "full_name": _text,
    "superior": _text,
    "initials": _text,
    "description": _text,
    "emblem": _text,
    "site_url": _site_url,
    "address": _text,
    "telephone": _text,
    "email": _text,
    "responsible": _text,
    "demo": _truth,
    "time_zone": _time_zone,
    "notices": _text,
    "opening_total": _number,
    "departments": _list_of(_section),
    "categories": _list_of(_section),
    "menu": _list_of(_link),
    "links": _list_of(_link),
    "badges": _badges,
}
