"""How each value of `agency.yaml` is read: a value, or what is wrong with it and what to write instead.

`VALUES` declares for each of them its kind and its limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.agency.agency import Badges, Banner, Link, MenuEntry, Office, Section, Task, Telephone
from plugins.agency.palettes import PALETTES
from plugins.front_matter.parser import Value
from plugins.vietnamese.dates import DateError, parse_date
from plugins.vietnamese.text import LONGEST_SLUG, SLUG, slug_of

# A name as RFC 1123 has it, and a port; no user, no password, no address in brackets.
HOST = r"(?=.{1,253}(?:[:/]|$))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::(?P<port>[1-9]\d{0,4}))?"
SITE_URL = re.compile(rf"https?://{HOST}", re.IGNORECASE | re.ASCII)
# A browser reads `\` as `/` and drops tabs, so `/\evil.example` would lead away from the portal.
WITHIN = re.compile(r"/(?!/)[^\s\\<>\"]*")
ELSEWHERE = re.compile(rf"https://{HOST}(?:[/?#][^\s\\<>\"]*)?", re.IGNORECASE)
LAST_PORT = 65535
E_MAIL = re.compile(rf"[a-z0-9._%+-]{{1,64}}@{HOST.partition('(?::')[0]}", re.IGNORECASE | re.ASCII)
TELEPHONE = re.compile(r"\+?[0-9-]{3,20}")
NUMBER_TO_CALL = re.compile(r"\d(?:[ .()-]{0,3}\d){2}", re.ASCII)  # at least as long as 113
NUMBER = re.compile(r"\d+|\d{1,3}(?:\.\d{3})+", re.ASCII)
# Of the IANA's names only those that mean the same on every machine; `localtime` is that of the machine.
TIME_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+|UTC", re.ASCII)

SHORT, LINE, PARAGRAPH = 60, 200, 500  # characters
DEMO = {"true": "software", "fictional": "fictional", "false": ""}
CARDS = {"true": "agency", "article": "article", "false": ""}
LONGEST_ADDRESS = 2000  # what servers and browsers take everywhere
SHOWN = 60  # how much of a wrong value is repeated
LARGEST_TOTAL = 10**12  # as in the counter's settings
MOST_YEARS = 50
MOST_SECTIONS = 300  # the communes and departments of the largest province
MOST_SYNONYMS = 200
# Drawn in theme/components/tasks/template.html.
ICONS = ("dich-vu-cong", "tra-cuu", "lich", "phan-anh", "van-ban", "dien-thoai", "thu", "thong-bao")
MOST_TASKS = 8
MOST_TELEPHONES = 50
MOST_LINKS = 500  # what a page can bear of them is the business of `plugins.budget`

Reader = Callable[[Value], Any]


Place = tuple[str | int, ...]  # in a value: keys of mappings, and numbers of items from 0


class WrongValueError(ValueError):
    """What is wrong with one value, and what to write instead; `place` is where in the value."""

    def __init__(self, problem: str, hint: str, place: Place = ()) -> None:
        super().__init__(problem)
        self.hint = hint
        self.place = place


@contextmanager
def _at(step: str | int) -> Iterator[None]:
    """Let errors within the block name a part of the value."""
    try:
        yield
    except WrongValueError as wrong:
        wrong.place = (step, *wrong.place)
        raise


def _part(value: Mapping[str, Value], key: str, read: Reader) -> Any:
    with _at(key):
        return read(value[key])


def _line(value: Value, longest: int) -> str:
    if not isinstance(value, str) or not value:
        raise WrongValueError(
            "phải là một dòng chữ",
            'Viết trên một dòng; nếu có ngoặc vuông hay dấu hai chấm thì đặt trong nháy kép: "…"',
        )
    if len(value) > longest:
        raise WrongValueError(f"dài {len(value)} ký tự", f"Viết nhiều nhất {longest} ký tự.")
    return " ".join(value.split())


def _shown(value: Value) -> str:
    text = str(value) if isinstance(value, str) else "…"
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def _text(longest: int) -> Reader:
    return lambda value: _line(value, longest)


def _file(value: Value) -> str:
    """Read the name of a file of the content folder: `./a.svg` is `a.svg`."""
    return PurePosixPath(_line(value, LINE)).as_posix()


def _truth(value: Value) -> bool:
    if value not in ("true", "false"):
        raise WrongValueError(f"{_shown(value)} không phải là có hay không", "Viết: true hoặc false")
    return value == "true"


def _demo(value: Value) -> str:
    if isinstance(value, str) and value in DEMO:
        return DEMO[value]
    raise WrongValueError(
        f"{_shown(value)} không phải là có hay không",
        "Viết: true hoặc false; fictional cho cổng của một cơ quan không có thật",
    )


def _accent(value: Value) -> str:
    if not isinstance(value, str) or value not in PALETTES:
        names = ", ".join(f"{slug} ({palette.name})" for slug, palette in PALETTES.items())
        raise WrongValueError(f"không có màu chủ đạo {_shown(value)}", f"Chọn một trong: {names}")
    return value


def _cards(value: Value) -> str:
    if not isinstance(value, str) or value not in CARDS:
        raise WrongValueError(f"không có kiểu ảnh thẻ {_shown(value)}", "Viết: true, article hoặc false")
    return CARDS[value]


def _number(largest: int, hint: str) -> Reader:
    def read_number(value: Value) -> int:
        if not isinstance(value, str) or not NUMBER.fullmatch(value):
            raise WrongValueError(f"{_shown(value)} không phải là số nguyên không âm", hint)
        digits = value.replace(".", "").lstrip("0") or "0"
        if len(digits) > len(str(largest)) or int(digits) > largest:
            raise WrongValueError(f"{_shown(value)} lớn quá, nhiều nhất là {largest}", hint)
        return int(digits)

    return read_number


def _is_address(pattern: re.Pattern[str], url: str) -> bool:
    match = pattern.fullmatch(url)
    return match is not None and int(match["port"] or LAST_PORT) <= LAST_PORT


def _site_url(value: Value) -> str:
    url = _line(value, LONGEST_ADDRESS).rstrip("/")
    if not _is_address(SITE_URL, url):
        raise WrongValueError(
            f"{_shown(url)} không phải là địa chỉ gốc của một cổng",
            "Viết https:// và tên miền, không có gì khác, ví dụ: https://tanhlinh.example",
        )
    return url


def _desk(value: Value) -> str:
    url = _line(value, LONGEST_ADDRESS).rstrip("/")
    if not _is_address(SITE_URL, url) or not url.lower().startswith("https://"):
        raise WrongValueError(
            f"{_shown(url)} không phải là địa chỉ của một bàn biên tập",
            "Viết https:// và tên miền, không có gì khác, ví dụ: https://ban-bien-tap.tanhlinh.example",
        )
    return url


def _contact(value: Value) -> str:
    """Read what RFC 9116 takes for a contact: mailto:, tel: or https://; a bare e-mail address becomes the first."""
    written = _line(value, LONGEST_ADDRESS)
    contact = f"mailto:{written}" if E_MAIL.fullmatch(written) else written
    scheme, _, rest = contact.partition(":")
    if not (
        (scheme == "mailto" and E_MAIL.fullmatch(rest))
        or (scheme == "tel" and TELEPHONE.fullmatch(rest))
        or _is_address(ELSEWHERE, contact)
    ):
        raise WrongValueError(
            f"{_shown(written)} không phải là nơi nhận thư, cuộc gọi hay trang https",
            "Viết thư điện tử (anninh@xathu.example), tel:+84… hoặc https://…",
        )
    return contact


def _day(value: Value) -> date:
    written = _line(value, SHORT)
    try:
        return parse_date(written, UTC).date()
    except DateError as error:
        raise WrongValueError(str(error), error.hint) from error


def _time_zone(value: Value) -> str:
    name = _line(value, SHORT)
    try:
        if TIME_ZONE.fullmatch(name):
            ZoneInfo(name)
            return name
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones
        pass
    raise WrongValueError(f"không có múi giờ {_shown(name)}", "Viết: Asia/Ho_Chi_Minh")


def _number_to_call(longest: int) -> Reader:
    """Return what reads one telephone number or several, with words beside them; what `[` begins is a placeholder."""

    def read(value: Value) -> str:
        text = _line(value, longest)
        if not (NUMBER_TO_CALL.search(text) or text.startswith("[")):
            raise WrongValueError(f"{_shown(text)} không có số điện thoại", "Viết số, ví dụ: 0252 3 880 001")
        return text

    return read


def _mailbox(value: Value) -> str:
    """Read one e-mail address or several, with words beside them; what `[` begins is a placeholder."""
    text = _line(value, LINE)
    if not (E_MAIL.search(text) or text.startswith("[")):
        raise WrongValueError(f"{_shown(text)} không phải là thư điện tử", "Ví dụ: ubnd@tanhlinh.example")
    return text


# How to reach the agency; how to reach one of its departments.
CONTACT: dict[str, Reader] = {
    "address": _text(PARAGRAPH),
    "telephone": _number_to_call(LINE),
    "email": _mailbox,
    "hours": _text(PARAGRAPH),
}
SECTION: dict[str, Reader] = {
    "name": _text(LINE),
    "slug": _text(LONGEST_SLUG),
    "english_name": _text(LINE),
}


def _facts_of_section(value: Value, known: dict[str, Reader]) -> dict[str, str]:
    facts = value if isinstance(value, dict) else {"name": value}
    if "name" not in facts or not set(facts) <= set(known):
        raise WrongValueError(
            "mỗi mục là một tên, hoặc có name và các mục khác",
            f"Các mục được dùng: {', '.join(known)}. Ví dụ:  - {{name: Trạm Y tế, slug: tram-y-te}}",
        )
    read = {key: _part(facts, key, known[key]) for key, text in facts.items() if text or key in SECTION}
    read.setdefault("slug", slug_of(read["name"]))
    if not SLUG.fullmatch(read["slug"]):
        raise WrongValueError(
            f"{_shown(read['name'])} không có địa chỉ dùng được",
            "Thêm slug chữ thường không dấu: {name: …, slug: …}",
            ("slug",),
        )
    return read


def _category(value: Value) -> Section:
    return Section(**_facts_of_section(value, SECTION))


def _department(value: Value) -> Office:
    return Office(**_facts_of_section(value, {**SECTION, **CONTACT}))


def _link(value: Value) -> Link:
    if not isinstance(value, dict) or set(value) != {"label", "url"}:
        raise WrongValueError(
            "mỗi mục phải có label và url", "Ví dụ:  - {label: Giới thiệu, url: /gioi-thieu/}"
        )
    return Link(_part(value, "label", _text(LINE)), _part(value, "url", _anywhere))


def _anywhere(value: Value) -> str:
    url = _line(value, LONGEST_ADDRESS)
    if not (WITHIN.fullmatch(url) or _is_address(ELSEWHERE, url)):
        raise WrongValueError(
            f"địa chỉ {_shown(url)} không dùng được",
            "Viết địa chỉ trong cổng (/gioi-thieu/) hoặc https://…",
        )
    return url


def _telephone(value: Value) -> Telephone:
    if not isinstance(value, dict) or set(value) != {"label", "number"}:
        raise WrongValueError(
            "mỗi số phải có label và number", "Ví dụ:  - {label: Trạm Y tế, number: 0252 300 0002}"
        )
    return Telephone(_part(value, "label", _text(LINE)), _part(value, "number", _number_to_call(SHORT)))


def _elsewhere(value: Value) -> str:
    url = _line(value, LONGEST_ADDRESS)
    if not _is_address(ELSEWHERE, url):
        raise WrongValueError(f"địa chỉ {_shown(url)} không dùng được", "Viết địa chỉ bắt đầu bằng https://")
    return url


def _banner(value: Value) -> Banner:
    if isinstance(value, dict) and set(value) == {"label", "url", "picture"}:
        link = _link({"label": value["label"], "url": value["url"]})
        return Banner(link.label, link.url, _part(value, "picture", _file))
    link = _link(value)
    return Banner(link.label, link.url)


def _menu_entry(value: Value) -> MenuEntry:
    if not isinstance(value, dict) or not value.get("children"):
        own = {key: value[key] for key in value if key != "children"} if isinstance(value, dict) else value
        link = _link(own)
        return MenuEntry(link.label, link.url)
    if not {"label", "children"} <= set(value) <= {"label", "url", "children"}:
        raise WrongValueError(
            "mỗi mục có mục con phải có label và children, có thể có thêm url",
            "Ví dụ:  - {label: Giới thiệu, children: [{label: Lịch sử, url: /lich-su/}]}",
        )
    label = _part(value, "label", _text(LINE))
    url = _part(value, "url", _anywhere) if value.get("url") else ""
    return MenuEntry(label, url, _part(value, "children", _list_of(_child, MOST_LINKS)))


def _child(value: Value) -> Link:
    if isinstance(value, dict) and "children" in value:
        raise WrongValueError(
            f"{_shown(str(value.get('label', '')))} là mục con mà lại có mục con, menu của cổng chỉ có hai cấp",
            "Chuyển các mục ấy lên một cấp, hoặc dẫn tới một trang tĩnh liệt kê chúng.",
        )
    return _link(value)


def _task(value: Value) -> Task:
    if not isinstance(value, dict) or set(value) != {"icon", "label", "url"}:
        raise WrongValueError(
            "mỗi mục phải có icon, label và url",
            "Ví dụ:  - {icon: dich-vu-cong, label: Dịch vụ công, url: https://dichvucong.gov.vn/}",
        )
    icon = _part(value, "icon", _icon)
    link = _link({"label": value["label"], "url": value["url"]})
    return Task(icon, link.label, link.url)


def _icon(value: Value) -> str:
    icon = _line(value, SHORT)
    if icon not in ICONS:
        raise WrongValueError(f"không có hình {_shown(icon)}", f"Chọn một trong: {', '.join(ICONS)}")
    return icon


def _badges(value: Value) -> Badges:
    known: dict[str, Reader] = {
        "ipv6": _truth,
        "trust_url": _anywhere,
        "trust_label": _text(LINE),
    }
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise WrongValueError("chỉ nhận ipv6, trust_url, trust_label", "Ví dụ: badges: {ipv6: true}")
    return Badges(**{key: _part(value, key, known[key]) for key, text in value.items() if text})


def _synonyms(value: Value) -> str:
    names = [" ".join(name.split()) for name in _text(LINE)(value).split("=")]
    if len(names) < 2 or not all(names):  # noqa: PLR2004 - one name is a synonym of nothing
        raise WrongValueError(
            "phải có ít nhất hai cách gọi", "Ngăn các cách gọi bằng dấu bằng, ví dụ: cắt điện = cúp điện"
        )
    return " = ".join(names)


def _list_of(read: Reader, most: int) -> Reader:
    def read_list(value: Value) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise WrongValueError("phải là một danh sách", "Mỗi mục một dòng, bắt đầu bằng dấu gạch: “  - …”")
        if len(value) > most:
            raise WrongValueError(f"có {len(value)} mục", f"Ghi nhiều nhất {most} mục.")
        found = []
        for number, item in enumerate(value):
            with _at(number):
                found.append(read(item))
        return tuple(found)

    return read_list


VALUES: dict[str, Reader] = {
    "name": _text(LINE),
    "full_name": _text(LINE),
    "english_name": _text(LINE),
    "superior": _text(LINE),
    "initials": _text(SHORT),
    "description": _text(PARAGRAPH),
    "emblem": _file,
    "masthead_picture": _file,
    "site_url": _site_url,
    **CONTACT,
    "responsible": _text(LINE),
    "english_address": _text(PARAGRAPH),
    "english_responsible": _text(LINE),
    "telephones": _list_of(_telephone, MOST_TELEPHONES),
    "map_url": _elsewhere,
    "demo": _demo,
    "time_zone": _time_zone,
    "notices": _text(LINE),
    "opening_total": _number(LARGEST_TOTAL, "Viết số, ví dụ: 7.448.251"),
    "old_after": _number(MOST_YEARS, "Viết số năm, ví dụ: 2; viết 0 để không bao giờ nhắc"),
    "accent": _accent,
    "cards": _cards,
    "desk": _desk,
    "successor": _link,
    "security_contact": _contact,
    "security_expires": _day,
    "departments": _list_of(_department, MOST_SECTIONS),
    "categories": _list_of(_category, MOST_SECTIONS),
    "menu": _list_of(_menu_entry, MOST_LINKS),
    "links": _list_of(_banner, MOST_LINKS),
    "home": _list_of(_text(LINE), MOST_SECTIONS),
    "tasks": _list_of(_task, MOST_TASKS),
    "badges": _badges,
    "synonyms": _list_of(_synonyms, MOST_SYNONYMS),
}
