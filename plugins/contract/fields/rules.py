"""Rules between the fields of one text. They look at what is there, so that every content type can use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from plugins.contract.body.pictures import EXAMPLE, is_empty_word, wrong_ending
from plugins.contract.content_type import Lines, Status, Values
from plugins.errors.issue import Issue


def times_in_order(values: Values, lines: Lines, path: str) -> Iterator[Issue]:
    """Find a change that is older than the text itself."""
    date, modified = values.get("date"), values.get("modified")
    if not isinstance(date, datetime):
        return
    hint = f"Sửa một trong hai ngày; ngày đăng ở dòng {lines['date']}."
    if isinstance(modified, datetime) and modified < date:
        same_day = modified.date() == date.date() and not (modified.hour or modified.minute)
        if not same_day:
            yield Issue(path, lines["modified"], "ngày cập nhật (modified) trước ngày đăng (date)", hint)
    for update in values.get("updates", ()):
        if update.date.date() < date.date():
            day = f"{update.date.day}/{update.date.month}/{update.date.year}"
            message = f"ghi chú cập nhật “{update.text}” mang ngày {day}, trước ngày đăng"
            yield Issue(path, lines["updates"], message, hint)


def ends_after_publication(values: Values, lines: Lines, path: str) -> Iterator[Issue]:
    """Find an end that comes before, or with, the publication."""
    published = values.get("date")
    for key, name in (("expires", "ngày hết hạn"), ("pinned_until", "ngày thôi ghim")):
        end = values.get(key)
        if isinstance(published, datetime) and isinstance(end, datetime) and end <= published:
            hint = f"Sửa một trong hai ngày; ngày đăng ở dòng {lines['date']}. Không ghi giờ là 0 giờ."
            yield Issue(path, lines[key], f"{name} ({key}) không sau ngày đăng (date)", hint)


def changes_are_past(values: Values, lines: Lines, path: str, today: date) -> Iterator[Issue]:
    """Find a change of a day to come, which the page would state as a fact; that of a scheduled text may be its own day.

    `today` is the day of the build. What is accepted once is accepted on every later day: an error never appears only because time has passed.
    """
    published, modified = values.get("date"), values.get("modified")
    latest = max(today, published.date()) if isinstance(published, datetime) else today
    hint = f"Ghi ngày đã sửa, muộn nhất là {latest.day}/{latest.month}/{latest.year}."
    if isinstance(modified, datetime) and modified.date() > latest:
        yield Issue(path, lines["modified"], "ngày cập nhật (modified) chưa tới", hint)
    for update in values.get("updates", ()):
        if (day := update.date.date()) > latest:
            message = f"ghi chú cập nhật “{update.text}” mang ngày {day.day}/{day.month}/{day.year}, chưa tới"
            yield Issue(path, lines["updates"], message, hint)


def withdrawn_for_a_reason(values: Values, lines: Lines, path: str) -> Iterator[Issue]:
    """Find a reason for withdrawal in a text that is still published."""
    if values.get("withdrawn_reason") and values.get("status", Status.PUBLISHED) is Status.PUBLISHED:
        message = "có lý do thu hồi (withdrawn_reason) nhưng bài vẫn đăng"
        hint = "Viết status: withdrawn để thu hồi bài, hoặc bỏ dòng này."
        yield Issue(path, lines["withdrawn_reason"], message, hint)


def picture_is_described(values: Values, lines: Lines, path: str) -> Iterator[Issue]:
    """Find a cover that is no picture or has no text alternative, and a text alternative without a cover."""
    cover, alt = values.get("cover"), values.get("cover_alt")
    if cover is not None:
        if (wrong := wrong_ending(cover, "Tệp khác thì ghi ở mục attachments.")) is not None:
            yield Issue(path, lines["cover"], *wrong)
        if alt is None and "cover_alt" not in lines:
            message = "ảnh đầu bài chưa có mô tả (cover_alt)"
            yield Issue(path, lines["cover"], message, "Thêm dòng, ví dụ: cover_alt: Toàn cảnh hội nghị")
        elif alt is not None and is_empty_word(alt, cover):
            message = f"mô tả “{alt}” của ảnh đầu bài không nói gì"
            yield Issue(path, lines["cover_alt"], message, f"{EXAMPLE}, ví dụ: cover_alt: Toàn cảnh hội nghị")
    if "cover" not in lines and (
        key := next((key for key in ("cover_alt", "cover_caption") if key in values), "")
    ):
        hint = "Thêm dòng cover: tên-tệp-ảnh, hoặc bỏ dòng này."
        yield Issue(path, lines[key], f"có “{key}” mà không có ảnh (cover)", hint)
