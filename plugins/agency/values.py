"""How each value of `agency.yaml` is read: a value, or what is wrong with it and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.agency.agency import Badges, Link, Section
from plugins.contract.dates import DateError, parse_date
from plugins.contract.front_matter import Value
from plugins.contract.text import FORBIDDEN, SLUG, slug_of

# A name as RFC 1123 has it, and a port; no user, no password, no address in brackets.
HOST = r"(?=.{1,253}(?:[:/]|$))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::(?P<port>[1-9]\d{0,4}))?"
SITE_URL = re.compile(rf"https?://{HOST}", re.IGNORECASE | re.ASCII)
# A browser reads `\` as `/` and drops tabs, so `/\evil.example` would lead away from the portal.
WITHIN = re.compile(r"/(?!/)[^\s\\<>\"]*")
ELSEWHERE = re.compile(rf"https://{HOST}(?:[/?#][^\s\\<>\"]*)?", re.IGNORECASE)
LAST_PORT = 65535
MOST_YEARS = 50
E_MAIL = re.compile(rf"[a-z0-9._%+-]{{1,64}}@{HOST.partition('(?::')[0]}", re.IGNORECASE | re.ASCII)
TELEPHONE = re.compile(r"\+?[0-9-]{3,20}")


class WrongValueError(ValueError):
    """What is wrong with one value, and what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def _text(value: Value) -> str:
    if not isinstance(value, str) or not value:
        raise WrongValueError(
            "phải là một dòng chữ",
            'Viết trên một dòng; nếu có ngoặc vuông hay dấu hai chấm thì đặt trong nháy kép: "…"',
        )
    if FORBIDDEN.search(value):  # written as an escape: "\u001b"
        raise WrongValueError("có ký tự ẩn", "Xóa giá trị và gõ lại bằng bàn phím.")
    return " ".join(value.split())


def _truth(value: Value) -> bool:
    if value not in ("true", "false"):
        raise WrongValueError(f"“{value}” không phải là có hay không", "Viết: true hoặc false")
    return value == "true"


def _number(value: Value) -> int:
    digits = value.replace(".", "") if isinstance(value, str) else ""
    if not digits.isdecimal():
        raise WrongValueError(f"“{value}” không phải là số nguyên không âm", "Viết số, ví dụ: 7.448.251")
    return int(digits)


def _years(value: Value) -> int:
    years = _number(value)
    if years > MOST_YEARS:
        raise WrongValueError(
            f"{years} năm là quá lâu", "Viết số năm, ví dụ: 2; viết 0 để không bao giờ nhắc"
        )
    return years


def _is_address(pattern: re.Pattern[str], url: str) -> bool:
    match = pattern.fullmatch(url)
    return match is not None and int(match["port"] or LAST_PORT) <= LAST_PORT


def _site_url(value: Value) -> str:
    url = _text(value).rstrip("/")
    if not _is_address(SITE_URL, url):
        raise WrongValueError(
            f"“{url}” không phải là địa chỉ gốc của một cổng",
            "Viết https:// và tên miền, không có gì khác, ví dụ: https://tanhlinh.example",
        )
    return url


def _contact(value: Value) -> str:
    """Read what RFC 9116 takes for a contact: mailto:, tel: or https://; a bare e-mail address becomes the first."""
    written = _text(value)
    contact = f"mailto:{written}" if E_MAIL.fullmatch(written) else written
    scheme, _, rest = contact.partition(":")
    if not (
        (scheme == "mailto" and E_MAIL.fullmatch(rest))
        or (scheme == "tel" and TELEPHONE.fullmatch(rest))
        or _is_address(ELSEWHERE, contact)
    ):
        raise WrongValueError(
            f"“{written}” không phải là nơi nhận thư, cuộc gọi hay trang https",
            "Viết thư điện tử (anninh@xathu.example), tel:+84… hoặc https://…",
        )
    return contact


def _day(value: Value) -> date:
    try:
        return parse_date(_text(value), UTC).date()
    except DateError as error:
        raise WrongValueError(str(error), error.remedy) from error


def _time_zone(value: Value) -> str:
    name = _text(value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongValueError(f"không có múi giờ “{name}”", "Viết: Asia/Ho_Chi_Minh") from error
    return name


def _section(value: Value) -> Section:
    if isinstance(value, dict) and set(value) == {"name", "slug"}:
        section = Section(_text(value["name"]), _text(value["slug"]))
    else:
        name = _text(value)
        section = Section(name, slug_of(name))
    if not SLUG.fullmatch(section.slug):
        raise WrongValueError(
            f"“{section.name}” không có địa chỉ dùng được",
            "Thêm slug chữ thường không dấu: {name: …, slug: …}",
        )
    return section


def _link(value: Value) -> Link:
    if not isinstance(value, dict) or set(value) != {"label", "url"}:
        raise WrongValueError(
            "mỗi mục phải có label và url", "Ví dụ:  - {label: Giới thiệu, url: /gioi-thieu/}"
        )
    link = Link(_text(value["label"]), _text(value["url"]))
    if not (WITHIN.fullmatch(link.url) or _is_address(ELSEWHERE, link.url)):
        raise WrongValueError(
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
        raise WrongValueError("chỉ nhận ipv6, trust_url, trust_label", "Ví dụ: badges: {ipv6: true}")
    return Badges(**{key: known[key](text) for key, text in value.items() if text})  # type: ignore[arg-type] # one reader a key, checked by the tests


def _list_of(read: Callable[[Value], Any]) -> Callable[[Value], tuple[Any, ...]]:
    def read_list(value: Value) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise WrongValueError("phải là một danh sách", "Mỗi mục một dòng, bắt đầu bằng dấu gạch: “  - …”")
        return tuple(read(item) for item in value)

    return read_list


VALUES: dict[str, Callable[[Value], Any]] = {
    "name": _text,
    "full_name": _text,
    "english_name": _text,
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
    "old_after": _years,
    "cards": _truth,
    "successor": _link,
    "security_contact": _contact,
    "security_expires": _day,
    "departments": _list_of(_section),
    "categories": _list_of(_section),
    "menu": _list_of(_link),
    "links": _list_of(_link),
    "badges": _badges,
}
