"""Rules across files: two pages with one URL, dead links."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plugins.contract.body.links import Reference
from plugins.contract.content_type import ContentType
from plugins.contract.site.entry import Entry
from plugins.contract.site.references import References
from plugins.errors.issue import Issue
from plugins.urls.patterns import ENGLISH_PAGES, RESERVED, SOURCE_FOLDERS, is_own

YEAR_DIGITS = 4
# What Windows, macOS and browsers add to the name of a copied file.
COPY = re.compile(r"(?: - (?:Copy|Bản sao)(?: \(\d+\))?| \(\d+\)| copy(?: \d+)?)\.\w+$", re.IGNORECASE)


def issues_of_site(
    entries: Iterable[Entry],
    content: Path,
    types: Mapping[str, ContentType],
    broken: Mapping[str, Sequence[Reference] | None] | None = None,
    *,
    accepts_dead_links: bool = False,
) -> list[Issue]:
    """Return the errors that only show when all files are compared; `content` is the content folder.

    `broken` are the files that are rejected for reasons of their own, each with its references (None
    for a draft). With `accepts_dead_links` a URL that the portal does not have is a warning. What is wrong with a draft, or a text that has expired, is a warning; of two texts with one URL it is
    the one that has to change.
    """
    ordered = sorted(entries, key=lambda entry: (entry.draft, entry.path))
    refused = broken or {}
    by_address: dict[str, Entry] = {}
    for entry in ordered:
        by_address.setdefault(entry.address, entry)
    judge = References(ordered, by_address, content, types, refused, accepts_dead_links=accepts_dead_links)
    issues = [
        *_shared_addresses(ordered, by_address),
        *_addresses_of_lists(ordered, types),
        *_old_addresses(ordered, by_address, types),
    ]
    for name, content_type in types.items():
        own = [entry for entry in ordered if entry.kind == name] if content_type.site_rules else []
        for rule in content_type.site_rules:
            issues += rule(own)
    for entry in ordered:
        if entry.references:
            found = judge.issues(entry.path, entry.references, since=entry.since, until=entry.expires)
            issues += (replace(issue, is_warning=issue.is_warning or entry.draft) for issue in found)
    for path, references in refused.items():
        issues += judge.issues(path, references or (), since=math.inf, until=0)
    return issues


def _shared_addresses(entries: list[Entry], by_address: Mapping[str, Entry]) -> list[Issue]:
    if len(by_address) == len(entries):
        return []
    taken = set(by_address)
    last: dict[str, int] = {}
    issues = []
    for entry in entries:
        other = by_address[entry.address]
        if other is not entry:
            message = f"địa chỉ {entry.address} đã dùng cho {other.path}"
            slug = _free_slug(entry.address, taken, last)
            hint = f"Đặt địa chỉ khác cho một trong hai bài, ví dụ: slug: {slug}"
            copies = [path for path in (entry.path, other.path) if COPY.search(path)]
            if copies:
                hint = f"{copies[0]} có lẽ là bản chép: xóa nó, hoặc đặt địa chỉ khác, ví dụ: slug: {slug}"
            issues.append(entry.issue(entry.address_line, message, hint))
    return issues


def _free_slug(address: str, taken: set[str], last: dict[str, int]) -> str:
    """Return a slug that no page has, and reserve it, so that two duplicates are not given the same suggestion.

    `last` holds the number that was given last for an address.
    """
    number = last.get(address, 1) + 1
    while f"{address.rstrip('/')}-{number}/" in taken:
        number += 1
    last[address] = number
    taken.add(f"{address.rstrip('/')}-{number}/")
    return f"{address.strip('/').rpartition('/')[2]}-{number}"


def _addresses_of_lists(entries: list[Entry], types: Mapping[str, ContentType]) -> list[Issue]:
    taken = {address for item in types.values() for address in item.addresses}
    return [_reserved(entry) for entry in entries if entry.address in taken] if taken else []


def _old_addresses(
    entries: list[Entry], by_address: Mapping[str, Entry], types: Mapping[str, ContentType]
) -> Iterator[Issue]:
    """Yield errors for old addresses that something else has; of a draft and another text the draft has to change."""
    owners: dict[str, Entry] = {}
    lists = {address for item in types.values() for address in item.addresses}
    for entry in entries:
        for url in entry.old_urls:
            if is_own(url) or url.lower() in lists:
                wrong = f"địa chỉ cũ {url} là của một danh sách hay trang riêng của cổng"
                hint = "Bỏ địa chỉ ấy khỏi old_urls."
            # Compared without case: Windows and macOS have one folder for both.
            elif (other := by_address.get(url.lower())) is entry:
                wrong, hint = (
                    f"địa chỉ cũ {url} là địa chỉ hiện nay của chính bài",
                    "Bỏ địa chỉ ấy khỏi old_urls.",
                )
            elif other is not None and other.draft and not entry.draft:
                message = f"địa chỉ {url} là địa chỉ cũ của {entry.path}"
                yield other.issue(other.address_line, message, "Đặt địa chỉ (slug) khác.")
                continue
            elif other is not None:
                wrong = f"địa chỉ cũ {url} nay là địa chỉ của {other.path}"
                hint = "Bỏ địa chỉ ấy khỏi old_urls, hoặc đặt địa chỉ (slug) khác cho bài kia."
            elif (other := owners.setdefault(url.lower(), entry)) is not entry:
                wrong = f"địa chỉ cũ {url} đã là địa chỉ cũ của {other.path}"
                hint = "Giữ địa chỉ ấy ở một trong hai bài."
            else:
                continue
            yield entry.issue(entry.old_urls_line, wrong, hint)


def _reserved(entry: Entry) -> Issue:
    return entry.issue(
        entry.address_line,
        f"địa chỉ {entry.address} dành riêng cho cổng",
        f"Đặt địa chỉ khác cho trang, ví dụ: slug: trang-{entry.address.strip('/').rpartition('/')[2]}",
    )


def reserved_addresses(entries: list[Entry]) -> list[Issue]:
    """Return errors for texts at the top of the site whose addresses the portal needs itself."""
    issues = []
    for entry in entries:
        parts = entry.address.strip("/").split("/")
        is_year = parts[-1].isdigit() and len(parts[-1]) == YEAR_DIGITS
        is_reserved = len(parts) == 1 and parts[0] in RESERVED | SOURCE_FOLDERS
        if is_year or is_reserved or entry.address in ENGLISH_PAGES:
            issues.append(_reserved(entry))
    return issues
