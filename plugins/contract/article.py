"""From the head of one file to a typed article or standing page, with every issue found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plugins.contract.fields import Attachment, Names, Update, is_day_of_month, read_field
from plugins.contract.pictures import EXAMPLE, is_empty_word, wrong_ending
from plugins.contract.schema import ARTICLE_FIELDS, PAGE_FIELDS, Field, Status
from plugins.errors.issue import Issue
from plugins.front_matter.parser import UNREADABLE, Entry, Head
from plugins.vietnamese import text as words


@dataclass(frozen=True)
class Article:
    """The facts of one article; times are aware, in the agency's time zone. `lines` says where each key stands."""

    title: str
    date: datetime
    authors: tuple[str, ...]
    department: str
    slug: str
    category: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    status: Status = Status.PUBLISHED
    withdrawn_reason: str = ""
    modified: datetime | None = None
    updates: tuple[Update, ...] = ()
    cover: str = ""
    cover_alt: str = ""
    cover_caption: str = ""
    attachments: tuple[Attachment, ...] = ()
    source: str = ""
    lang: str = "vi"
    lines: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Page:
    """The facts of one standing page."""

    title: str
    slug: str
    summary: str = ""
    status: Status = Status.PUBLISHED
    modified: datetime | None = None
    lang: str = "vi"
    lines: dict[str, int] = field(default_factory=dict, compare=False)


def parse_article(head: Head, path: str, names: Names) -> tuple[Article | None, list[Issue]]:
    """Return the article that a head describes, or None with the issues that forbid it."""
    values, lines, issues = _read_fields(head, path, ARTICLE_FIELDS, names)
    issues += [*_contradictions(values, lines, path), *_wrong_title(values, lines, path)]
    if issues or _unreadable(head):
        return None, issues
    values.setdefault("slug", words.slug_of(str(values["title"])))
    if values.get("updates"):  # newest first
        newest = values["updates"][0].date
        values["modified"] = max(values.get("modified", newest), newest)
    if "modified" in values:  # a day without a time, equal to the day of publication, means "later that day"
        values["modified"] = max(values["date"], values["modified"])
    values["authors"] = values.pop("author")
    return Article(**values, lines=lines), []


def parse_page(head: Head, path: str, names: Names) -> tuple[Page | None, list[Issue]]:
    """Return the standing page that a head describes, or None with the issues that forbid it."""
    values, lines, issues = _read_fields(head, path, PAGE_FIELDS, names)
    if values.get("status") is Status.WITHDRAWN:
        issues.append(
            Issue(
                path,
                lines["status"],
                "trang tĩnh không có tình trạng “withdrawn”",
                "Viết: draft hoặc published.",
            )
        )
    issues += _wrong_title(values, lines, path)
    if issues or _unreadable(head):
        return None, issues
    values.setdefault("slug", words.slug_of(str(values["title"])))
    return Page(**values, lines=lines), []


def _unreadable(head: Head) -> bool:
    return any(entry.value is UNREADABLE for entry in head.entries)


def _read_fields(
    head: Head, path: str, fields: Sequence[Field], names: Names
) -> tuple[dict[str, Any], dict[str, int], list[Issue]]:
    known = {key: item for item in fields for key in (item.key, *item.aliases)}
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    told: set[str] = set()  # keys of fields whose issue needs no second one: "missing"
    issues: list[Issue] = []
    if not head.entries:
        return {}, {}, [_no_head(path, fields)]
    for entry in head.entries:
        item = known.get(entry.key)
        if item is None:
            meant = words.closest(entry.key, known)
            issues.append(_unknown_key(entry, path, meant, known))
            told |= {known[meant].key} if meant else set()
        elif item.key in lines:
            issues.append(
                Issue(
                    path,
                    entry.line,
                    f"mục “{item.key}” viết hai lần",
                    f"Giữ lại một dòng; dòng kia ở dòng {lines[item.key]}.",
                )
            )
        else:
            lines[item.key] = entry.line
            if entry.value is UNREADABLE:
                told.add(item.key)
                continue
            if entry.value in ("", [], {}):
                continue
            value, issue = read_field(entry.value, item, names)
            if issue is None:
                values[item.key] = value
            else:
                issues.append(Issue(path, entry.line, *issue))
    broken = {issue.line for issue in issues}
    issues += [
        _missing(item, path, lines.get(item.key, 1))
        for item in fields
        if item.required
        and item.key not in values
        and item.key not in told
        and lines.get(item.key) not in broken
    ]
    return values, lines, issues


def _contradictions(values: dict[str, Any], lines: dict[str, int], path: str) -> list[Issue]:
    issues = []
    date, modified = values.get("date"), values.get("modified")
    if isinstance(date, datetime) and isinstance(modified, datetime) and modified < date:
        same_day = modified.date() == date.date() and not (modified.hour or modified.minute)
        if not same_day:
            issues.append(
                Issue(
                    path,
                    lines["modified"],
                    "ngày cập nhật (modified) trước ngày đăng (date)",
                    f"Sửa một trong hai ngày; ngày đăng ở dòng {lines['date']}.",
                )
            )
    if values.get("withdrawn_reason") and values.get("status", Status.PUBLISHED) is Status.PUBLISHED:
        issues.append(
            Issue(
                path,
                lines["withdrawn_reason"],
                "có lý do thu hồi (withdrawn_reason) nhưng bài vẫn đăng",
                "Viết status: withdrawn để thu hồi bài, hoặc bỏ dòng này.",
            )
        )
    issues += [*_wrong_updates(values, lines, path), *_wrong_cover(values, lines, path)]
    return issues


def _wrong_updates(values: dict[str, Any], lines: dict[str, int], path: str) -> list[Issue]:
    date = values.get("date")
    early = [
        update
        for update in values.get("updates", ())
        if isinstance(date, datetime) and update.date.date() < date.date()
    ]
    return [
        Issue(
            path,
            lines["updates"],
            f"ghi chú cập nhật “{update.text}” mang ngày {update.date.day}/{update.date.month}/{update.date.year}, trước ngày đăng",
            f"Sửa một trong hai ngày; ngày đăng ở dòng {lines['date']}.",
        )
        for update in early
    ]


def _wrong_cover(values: dict[str, Any], lines: dict[str, int], path: str) -> list[Issue]:
    issues = []
    cover = values.get("cover")
    if isinstance(cover, str):
        if (wrong := wrong_ending(cover, "Tệp khác thì ghi ở mục attachments.")) is not None:
            issues.append(Issue(path, lines["cover"], *wrong))
        alt = values.get("cover_alt")
        if alt is None and "cover_alt" not in lines:
            issues.append(
                Issue(
                    path,
                    lines["cover"],
                    "ảnh đầu bài chưa có mô tả (cover_alt)",
                    "Thêm dòng, ví dụ: cover_alt: Toàn cảnh hội nghị",
                )
            )
        elif isinstance(alt, str) and is_empty_word(alt, cover):
            issues.append(
                Issue(
                    path,
                    lines["cover_alt"],
                    f"mô tả “{alt}” của ảnh đầu bài không nói gì",
                    f"{EXAMPLE}, ví dụ: cover_alt: Toàn cảnh hội nghị",
                )
            )
    if "cover" not in lines and ("cover_alt" in values or "cover_caption" in values):
        key = "cover_alt" if "cover_alt" in values else "cover_caption"
        issues.append(
            Issue(
                path,
                lines[key],
                f"có “{key}” mà không có ảnh (cover)",
                "Thêm dòng cover: tên-tệp-ảnh, hoặc bỏ dòng này.",
            )
        )
    return issues


def _wrong_title(values: dict[str, Any], lines: dict[str, int], path: str) -> list[Issue]:
    """Find a title that can be no address, where no slug is given."""
    title = values.get("title")
    if not isinstance(title, str) or "slug" in values:
        return []
    slug = words.slug_of(title)
    hint = "{} dòng slug, ví dụ: slug: {}".format("Điền" if "slug" in lines else "Thêm", "{}")
    if not slug:
        problem, example = "tiêu đề không có chữ hay số để làm địa chỉ trang", "dia-chi-trang"
    elif is_day_of_month(slug):
        problem, example = f"địa chỉ lấy từ tiêu đề (“{slug}”) trùng với cách viết ngày", f"ngay-{slug}"
    else:
        return []
    return [Issue(path, lines["title"], problem, hint.format(example))]


def _no_head(path: str, fields: Sequence[Field]) -> Issue:
    example = ", ".join(f"{item.key}: {item.example}" for item in fields if item.required)
    return Issue(
        path,
        1,
        "đầu tệp không có phần khai báo",
        f"Mở đầu tệp bằng dòng ---, rồi mỗi mục một dòng ({example}), rồi một dòng --- nữa.",
    )


def _unknown_key(entry: Entry, path: str, meant: str | None, known: Iterable[str]) -> Issue:
    hint = f"Ý bạn là “{meant}”?" if meant else f"Bỏ dòng này. Các mục được dùng: {', '.join(known)}."
    return Issue(path, entry.line, f"không có mục nào tên “{entry.key}”", hint)


def _missing(item: Field, path: str, line: int) -> Issue:
    return Issue(
        path, line, f"thiếu {item.label} ({item.key})", f"Thêm dòng, ví dụ: {item.key}: {item.example}"
    )
