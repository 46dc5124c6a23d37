"""Read the value of each kind of field, or say what is wrong with it and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from urllib.parse import unquote

from plugins.contract.content_type import STATUS_WORDS, STATUS_WRITTEN, Field, Kind, Status
from plugins.front_matter.parser import Value
from plugins.vietnamese import text as words
from plugins.vietnamese.dates import DateError, parse_date

DAYS_OF_MONTH = re.compile(r"\d{1,2}|\d{2}-\d{2}")
FIRST_YEAR = 1945  # the first offices; before, also, Vietnam's clocks were off by minutes and seconds
YEARS_AHEAD = 5
NOT_IN_NAMES = re.compile(r";|^[-•*+]")  # what separates names, and what a list begins with
# A line of the front matter that a quotation, or an indentation, has made a part of another value.
STATUS_IN_VALUE = re.compile(rf"\b{STATUS_WRITTEN}", re.IGNORECASE)
# No dots: a folder named like a file of the portal would take its place.
LONGEST_PART = (
    200  # characters between two slashes; file systems take 255 bytes, and a file has a longer name at first
)
PAGE_URL = re.compile(r"(?:/[A-Za-z0-9_~-]+)+/")
ADDRESS_FORM = "Viết địa chỉ của một trang trong cổng này: mở đầu và kết thúc bằng dấu /, chỉ có chữ không dấu, số và gạch nối."
YES_NO = {"có": True, "true": True, "yes": True, "không": False, "false": False, "no": False}
LIST_AS_TEXT = re.compile(r"\[.*\]")


@dataclass(frozen=True)
class Names:
    """What a text may refer to: departments and categories of `agency.yaml`, the zone of its dates, the day of the build, the URL of the portal."""

    departments: Sequence[str]
    categories: Sequence[str]
    zone: tzinfo
    today: date
    site_url: str = ""

    @property
    def latest_year(self) -> int:
        """The last plausible year: a plan of five years may be announced for its end; 2204 and 2062 are slips of the keyboard."""
        return self.today.year + YEARS_AHEAD


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to an article: its name as written (relative to the article) and its title."""

    file: str
    title: str


@dataclass(frozen=True, order=True)
class Update:
    """A note on what was changed after publication, and when."""

    date: datetime
    text: str


Wrong = tuple[str, str]  # message and hint
Result = tuple[object, Wrong | None]  # a value, or None with what is wrong


def read_field(value: Value, item: Field, names: Names) -> Result:
    """Return what the value of a field means, or None with what is wrong with it and what to write instead."""
    clean = _normalised(value)
    if (wrong := _wrong_text(clean, item)) is not None:
        return None, wrong
    found, wrong = READERS[item.kind](clean, item, names)
    if isinstance(found, tuple) and len(found) > item.most:
        message = f"{item.label} ({item.key}) có {len(found)} giá trị, quá giới hạn {item.most}"
        return None, (message, "Giữ lại những giá trị chính.")
    return found, wrong


def _normalised(value: Value) -> Value:
    # The file was normalised before, but an escape in quotes, such as "\u200b", becomes a character only in YAML.
    if isinstance(value, str):
        return words.normalise(value)
    if isinstance(value, dict):
        return {words.normalise(key): _normalised(part) for key, part in value.items()}
    return [_normalised(part) for part in value]


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for part in value:
        yield from _texts(part)
        if isinstance(value, dict):
            yield from _texts(value[str(part)])


def _named(item: Field) -> str:
    return f"{item.label} ({item.key})"


def _example(item: Field) -> str:
    return f"Ví dụ: {item.key}: {item.example}"


def _wrong_text(value: Value, item: Field) -> Wrong | None:
    longest = item.longest * (item.most if isinstance(value, str) and item.kind in LISTS else 1)
    for text in _texts(value):
        if len(text) > longest:
            message = f"{_named(item)} dài {len(text)} ký tự, quá giới hạn {longest}"
            return message, "Viết ngắn lại; phần dài viết trong nội dung bài."
        if match := STATUS_IN_VALUE.search(text):
            message = f"{_named(item)} có cả “{match[0]}”, nên tình trạng ấy không có hiệu lực"
            return message, "Đưa status về một dòng riêng, không thụt vào; đóng dấu nháy ở dòng trên."
        if match := words.FORBIDDEN.search(text):
            message = f"{_named(item)} có ký tự ẩn U+{ord(match[0]):04X}"
            return message, "Xóa giá trị và gõ lại bằng bàn phím."
    return None


def _read_text(value: Value, item: Field, _names: Names) -> Result:
    if not isinstance(value, str):
        hint = "Viết trên một dòng; nếu có dấu hai chấm hoặc ngoặc vuông thì đặt trong nháy kép, ví dụ:"
        return None, (f"{_named(item)} phải là một dòng chữ", f'{hint} {item.key}: "{item.example}"')
    return " ".join(value.split()), None


def _read_names(value: Value, item: Field, _names: Names) -> Result:
    if isinstance(value, str) and LIST_AS_TEXT.fullmatch(value):
        message = f"{_named(item)} là danh sách viết như một dòng chữ"
        return None, (message, f"Bỏ ngoặc và nháy: {item.key}: {item.example}")
    written = value if isinstance(value, list) else str(value).split(";")
    if isinstance(value, dict) or not all(isinstance(name, str) for name in written):
        return None, (f"{_named(item)} phải là tên, hoặc danh sách tên", _example(item))
    texts = [" ".join(str(part).split()) for part in written]
    found = [text for text in dict.fromkeys(texts) if text]
    if not found and item.required:
        return None, (f"thiếu {_named(item)}", _example(item))
    wrong = next(filter(None, (_wrong_name(name, item) for name in found)), None)
    return (None, wrong) if wrong else (tuple(found), None)


def _wrong_name(name: str, item: Field) -> Wrong | None:
    if not words.slug_of(name):
        return f"{item.label} “{name}” không có chữ hay số nào", _example(item)
    if match := NOT_IN_NAMES.search(name):
        each = f"Mỗi tên một dòng, mở đầu bằng gạch và dấu cách: “  - {item.example.partition(',')[0]}”"
        hint = f"{each}; hoặc trên một dòng: {item.key}: {item.example}"
        return f"{item.label} “{name}” có dấu {match[0]}", hint
    return None


def _read_authors(value: Value, item: Field, names: Names) -> Result:
    found, issue = _read_names(value, item, names)
    if issue is None and isinstance(found, tuple):
        for name in found:
            if "," in name:
                separated = "; ".join(part.strip() for part in name.split(",") if part.strip())
                hint = f"Nhiều người thì ngăn bằng dấu chấm phẩy: {item.key}: {separated}"
                return None, (f"{item.label} “{name}” có dấu phẩy", hint)
    return found, issue


def _read_tags(value: Value, item: Field, names: Names) -> Result:
    separated = re.sub("[,;]", ";", value) if isinstance(value, str) else value
    return _read_names(separated, item, names)


def _read_one_of(value: Value, item: Field, allowed: Sequence[str], where: str) -> Result:
    if not isinstance(value, str):
        hint = f"Viết một dòng, ví dụ: {item.key}: {item.example}"
        return None, (f"{_named(item)} chỉ nhận một giá trị", hint)
    text = " ".join(value.split())
    if text in allowed:
        return text, None
    if not text:
        return None, (f"{_named(item)} để trống", f"Viết một trong: {'; '.join(allowed)}.")
    meant = words.closest(text, allowed)
    hint = f"Ý bạn là “{meant}”?" if meant else "Viết đúng một tên."
    return None, (f"không có {item.label} “{text}”", f"{hint} {where} có: {'; '.join(allowed)}.")


def _read_status(value: Value, item: Field, _names: Names) -> Result:
    written = " ".join(value.split()).lower() if isinstance(value, str) else ""
    meant = STATUS_WORDS.get(written) or next((status for status in Status if status.value == written), None)
    if meant is not None and meant.value in item.choices:
        return meant, None
    words_for = (word for word, status in STATUS_WORDS.items() if status.value in item.choices)
    text, issue = _read_one_of(value, item, (*words_for, *item.choices), "Danh sách")
    return (None, issue) if issue else (Status(str(text)), None)


def _read_yes_no(value: Value, item: Field, _names: Names) -> Result:
    written = " ".join(value.split()).lower() if isinstance(value, str) else ""
    if written in YES_NO:
        return YES_NO[written], None
    return None, (f"{_named(item)} chỉ nhận có hoặc không", f"Viết {item.key}: có, hoặc bỏ dòng này.")


def _read_moment(value: Value, item: Field, names: Names) -> Result:
    if not isinstance(value, str):
        return None, (f"{_named(item)} phải là một ngày", _example(item))
    try:
        moment = parse_date(value, names.zone)
    except DateError as error:
        return None, (f"{_named(item)}: {error}", error.hint)
    if not FIRST_YEAR <= moment.year <= names.latest_year:
        hint = f"Kiểm tra lại năm: cổng nhận các năm từ {FIRST_YEAR} đến {names.latest_year}."
        return None, (f"{_named(item)}: năm {moment.year:04} không hợp lý", f"{hint} {_example(item)}")
    return moment, None


def is_day_of_month(slug: str) -> bool:
    """Return whether a slug looks like a day or several, which `/2024/03/21/` and `/2024/03/21-31/` are reserved for."""
    return DAYS_OF_MONTH.fullmatch(slug) is not None


def _read_slug(value: Value, item: Field, _names: Names) -> Result:
    if not isinstance(value, str) or not words.SLUG.fullmatch(value) or len(value) > words.LONGEST_SLUG:
        meant = words.slug_of(value) if isinstance(value, str) else ""
        hint = f"Chỉ dùng chữ thường không dấu, số và dấu gạch nối, ví dụ: slug: {meant or item.example}"
        return None, (f"địa chỉ (slug) “{value}” không dùng được", hint)
    if is_day_of_month(value):
        hint = f"Thêm chữ, ví dụ: slug: {item.example}-{value}"
        return None, (f"địa chỉ (slug) “{value}” trùng với cách viết ngày", hint)
    return value, None


def _read_attachments(value: Value, item: Field, _names: Names) -> Result:
    wrong = (
        "tệp đính kèm (attachments) phải có tên tệp và tên hiển thị",
        f"Mỗi tệp một dòng, ví dụ:  - {item.example}",
    )
    found = []
    for written in value if isinstance(value, list) else str(value).split(";"):
        part = written
        if isinstance(written, dict) and len(written) == 1:  # YAML takes a title with a colon for a mapping
            part = ": ".join(str(text) for text in (*written.keys(), *written.values()))
        if isinstance(part, dict):
            file, title = part.get("file", ""), part.get("title", "")
            if set(part) != {"file", "title"}:
                return None, wrong
        else:
            file, _, title = str(part).partition("|")
        if not (isinstance(file, str) and isinstance(title, str) and file.strip() and title.strip()):
            return None, wrong
        if "|" in title:
            return None, (f"tệp đính kèm “{file.strip()}” có hai dấu | trên một dòng", wrong[1])
        found.append(Attachment(file.strip(), " ".join(title.split())))
    return tuple(found), None


def _read_updates(value: Value, item: Field, names: Names) -> Result:
    """Read the notes, newest first; a list of `day: text`, which is a mapping of one entry, or a text in quotes."""
    wrong = (
        f"{_named(item)} phải có ngày và nội dung đã sửa",
        f"Mỗi lần sửa một dòng, ví dụ:  - {item.example}",
    )
    found = []
    parts: list[Value] = list(value) if isinstance(value, list) else [value]
    if isinstance(value, dict):  # without dashes
        parts = [{day: note} for day, note in value.items()]
    for part in parts:
        if isinstance(part, dict):
            written = list(part.items())
        else:
            day, separator, note = str(part).partition(": ")
            written = [(day, note)] if separator else []
        if len(written) != 1 or not isinstance(written[0][1], str) or not written[0][1].strip():
            return None, wrong
        moment, issue = _read_moment(written[0][0], item, names)
        if not isinstance(moment, datetime):
            return None, issue
        text, issue = _read_text(written[0][1], item, names)
        if not isinstance(text, str):
            return None, issue
        found.append(Update(moment, text))
    return tuple(sorted(found, key=lambda update: update.date, reverse=True)), None


def _read_addresses(value: Value, item: Field, names: Names) -> Result:
    """Read URLs of pages of this portal, root-relative; such as `/2024/03/x/`, also written with its host.

    Of those that differ in case only the first is kept: nginx, Windows and macOS have one entry for all.
    """
    parts = re.split(r"[\s,;]+", value) if isinstance(value, str) else value
    found: dict[str, str] = {}
    for part in filter(None, parts):
        if not isinstance(part, str):
            return None, (f"{_named(item)} phải là địa chỉ, hoặc danh sách địa chỉ", _example(item))
        url = unquote(_without_host(part.strip(), names.site_url))
        if len(url) > item.longest or max(map(len, url.split("/"))) > LONGEST_PART:
            message = f"{item.label} “{url[:40]}…” dài hơn {LONGEST_PART} ký tự giữa hai dấu /, hoặc {item.longest} ký tự"
            return None, (message, "Bỏ địa chỉ ấy: cổng chưa từng có địa chỉ dài như vậy.")
        if not PAGE_URL.fullmatch(url):
            meant = f"{url.rstrip('/')}/"
            hint = f"Viết: {meant}" if PAGE_URL.fullmatch(meant) else f"{ADDRESS_FORM} {_example(item)}"
            return None, (f"{item.label} “{part}” không dùng được", hint)
        found.setdefault(url.lower(), url)
    return tuple(found.values()), None


def _without_host(url: str, site_url: str) -> str:
    host = site_url.partition("://")[2]
    match = re.match(rf"https?://{re.escape(host)}(?=/)", url, re.IGNORECASE) if host else None
    return url[match.end() :] if match else url


READERS: dict[Kind, Callable[[Value, Field, Names], Result]] = {
    Kind.TEXT: _read_text,
    Kind.PICTURE: _read_text,
    Kind.NAMES: _read_authors,
    Kind.TAGS: _read_tags,
    Kind.DEPARTMENT: lambda value, item, names: _read_one_of(value, item, names.departments, "agency.yaml"),
    Kind.CATEGORY: lambda value, item, names: _read_one_of(value, item, names.categories, "agency.yaml"),
    Kind.MOMENT: _read_moment,
    Kind.SLUG: _read_slug,
    Kind.STATUS: _read_status,
    Kind.ATTACHMENTS: _read_attachments,
    Kind.UPDATES: _read_updates,
    Kind.ADDRESSES: _read_addresses,
    Kind.LANGUAGE: lambda value, item, _names: _read_one_of(value, item, item.choices, "Danh sách"),
    Kind.YES_NO: _read_yes_no,
}
LISTS = frozenset({Kind.NAMES, Kind.TAGS, Kind.ATTACHMENTS, Kind.UPDATES, Kind.ADDRESSES})
