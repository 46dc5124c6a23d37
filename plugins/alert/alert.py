"""An alert as an operator writes it, checked, and as JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Literal, get_args

from plugins.contract.content_type import LANGUAGES
from plugins.errors.issue import INVISIBLE, UserError, printable
from plugins.languages.texts import texts
from plugins.languages.writing import short_date
from plugins.vietnamese.dates import DAY_FIRST, ISO, DateError, parse_date
from plugins.vietnamese.text import closest
from plugins.vietnamese.writing import clock, machine_date

Level = Literal["emergency", "important", "notice"]
LEVELS: tuple[Level, ...] = get_args(Level)
LONGEST = 300  # characters of the text
LONGEST_TIME = timedelta(days=92)
LINK = re.compile(r"(?:/(?!/)|https://[^/\s]+)[^\s<>\"'\\]*")
WORDS = {
    file.stem: file.read_text(encoding="utf-8").strip()
    for file in sorted((Path(__file__).resolve().parent / "words").glob("*.txt"))
}


@dataclass(frozen=True)
class Alert:
    """An alert; `until` (aware) is the first moment at which it is no longer shown, `link` may be ""."""

    level: Level
    text: str
    until: datetime
    link: str = ""

    def name(self, lang: str = "vi") -> str:
        """Return what its level is called, e.g. `Khẩn cấp`."""
        return texts()(WORDS[self.level], lang)

    def details(self, lang: str = "vi") -> str:
        """Return what its link is called."""
        return texts()(WORDS["details"], lang)

    def end(self, lang: str = "vi") -> str:
        """Return when it ends, e.g. `Đến 17:00 ngày 05/12/2026`, in English `Until 17:00, 5 December 2026`."""
        between = " ngày " if lang == "vi" else ", "
        time = f"{clock(self.until)}{between}{short_date(self.until, lang)}"
        return texts()(WORDS["until"], lang, time=time)

    def to_json(self) -> bytes:
        """Return what `plugins/alert/fetched` shows, with all its words, and what `of_json` reads."""
        languages = {
            lang: {
                "name": self.name(lang),
                "end": self.end(lang),
                "details": self.details(lang),
            }
            for lang in LANGUAGES
        }
        alert = {
            "level": self.level,
            "text": self.text,
            "link": self.link,
            "until": int(self.until.timestamp()),
            "time": machine_date(self.until),
            **languages,
        }
        return json.dumps(alert, ensure_ascii=False, indent=1).encode() + b"\n"


def of_json(content: bytes) -> Alert | None:
    """Return the alert that `Alert.to_json` has written, None if there is none or the file is damaged."""
    try:
        found: dict[str, Any] = json.loads(content)
        until = datetime.fromisoformat(found["time"])
        if found["level"] not in LEVELS or until.tzinfo is None:
            return None
        return Alert(found["level"], str(found["text"]), until, str(found["link"]))
    except (ValueError, KeyError, TypeError):
        return None


def alert_of(
    text: str,
    level: str,
    until: str,
    link: str,
    *,
    now: datetime,
    zone: tzinfo,
    is_page: Callable[[str], bool] = lambda _path: True,
) -> Alert:
    """Return the alert that an operator has written. Raises UserError that lists all that is wrong with it.

    `now` is aware; `zone` is that of `until`. `is_page` tells whether the portal has a page at a root-relative URL.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    problems = [*_of_text(text), *_of_level(level)]
    moment = now
    try:
        moment = _moment(until, zone, now)
    except UserError as error:
        problems.append(str(error))
    problems += _of_link(link, is_page)
    if problems:
        raise UserError("\n".join(map(printable, problems)) + "\nCảnh báo trên cổng không thay đổi.")
    return Alert(next(known for known in LEVELS if known == level), text, moment, link)


def _of_text(text: str) -> list[str]:
    if not text:
        return ['--text: thiếu lời cảnh báo, ví dụ: --text "Nước sông Mẫu lên nhanh, bà con không qua ngầm."']
    if hidden := INVISIBLE.search(text):
        return [f"--text: có ký tự không nhìn thấy ({hidden[0]}). Gõ lại đoạn ấy thay vì dán."]
    if len(text) > LONGEST:
        return [
            f"--text: dài {len(text)} ký tự; tối đa {LONGEST}. Viết ngắn lại, phần còn lại để ở một bài và dẫn tới bằng --link."
        ]
    return []


def _of_level(level: str) -> list[str]:
    if level in LEVELS:
        return []
    meant = closest(level, LEVELS) if level else ""
    meanings = ", ".join(f"{known} ({WORDS[known]})" for known in LEVELS)
    what = f"--level: không có mức “{level}”" if level else "--level: thiếu mức"
    return [f"{what}. Ý bạn là “{meant}”?" if meant else f"{what}. Viết một trong: {meanings}."]


def _moment(written: str, zone: tzinfo, now: datetime) -> datetime:
    example = f'--until "17:00 {short_date(now.astimezone(zone) + timedelta(days=1))}"'
    # As people say it: the time first.
    time_first = re.fullmatch(r"\s*(\d{1,2}(?::|h|g|\s*giờ)\S*)\s+(?:ngày\s+)?(\d\S*)\s*", written)
    if time_first:
        written = f"{time_first[2]} {time_first[1]}"
    if not written:
        raise UserError(f"--until: thiếu lúc cảnh báo tự hết. Viết, ví dụ: {example}")
    try:
        moment = parse_date(written, zone)
    except DateError as error:
        raise UserError(f"--until: {error}. {error.hint}") from error
    match = ISO.fullmatch(written.strip()) or DAY_FIRST.fullmatch(written.strip())
    if match is None or match["hour"] is None:
        raise UserError(f"--until: thiếu giờ. Viết, ví dụ: {example}")
    if moment <= now:
        raise UserError(
            f"--until: {clock(moment)} ngày {short_date(moment)} đã qua (bây giờ là "
            f"{clock(now.astimezone(zone))} ngày {short_date(now.astimezone(zone))})."
        )
    if moment - now > LONGEST_TIME:
        raise UserError(
            f"--until: quá {LONGEST_TIME.days} ngày. Kiểm tra lại năm; điều cần báo lâu hơn thì viết thành một trang."
        )
    return moment


def _of_link(link: str, is_page: Callable[[str], bool]) -> list[str]:
    if not link:
        return []
    if not LINK.fullmatch(link):
        return [
            f"--link: không dùng được “{link}”. Viết địa chỉ trang trên cổng, ví dụ: --link /2026/12/lu-song-mau/"
        ]
    if link.startswith("/") and not is_page(link):
        return [f"--link: cổng đang phục vụ không có trang {link}. Phát hành bài ấy trước, hoặc bỏ --link."]
    return []
