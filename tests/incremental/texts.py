"""Articles and standing pages as a history of edits knows them, and how they are written for each kind of site."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.incremental.sites import TwiceBuilt


@dataclass
class Text:
    """One article or standing page. `links` are the paths of other texts and of pictures, below content/."""

    path: str
    number: int
    title: str = "Một bài"
    body: str = "Nội dung."
    day: int = 10
    month: int = 3
    year: int = 2024
    slug: str = "bai"
    status: str = "published"
    lang: str = "vi"
    department: str = "Văn phòng"
    category: str = "Tin tức"
    author: str = "Đình Sơn"
    tags: str = ""
    summary: str = ""
    old_urls: str = ""
    expires: str = ""
    featured: str = ""
    pinned_until: str = ""
    cover: str = ""
    attachment: str = ""
    links: list[str] = field(default_factory=list)
    is_page: bool = False

    @property
    def date(self) -> str:
        """The day, and a minute that no other text has."""
        return f"{self.year}-{self.month:02}-{self.day:02} {self.number // 60 % 24:02}:{self.number % 60:02}"


class Texts:
    """All texts of a site, each written to its file whenever it changes."""

    def __init__(self, site: TwiceBuilt, *, keeps_contract: bool) -> None:
        self._site = site
        self._keeps_contract = keeps_contract
        self.all: list[Text] = []
        self._last = 0

    def add(self, path: str, **facts: Any) -> Text | None:
        """Write a new text, unless its file exists."""
        if any(text.path == path for text in self.all):
            return None
        self._last += 1
        text = Text(path, self._last, **facts)
        self.all.append(text)
        self.write(text)
        return text

    def pick(self, which: int, *, page: bool = False) -> Text | None:
        """Return one of the articles (or pages), by any number; None where there is none."""
        found = [text for text in self.all if text.is_page is page]
        return found[which % len(found)] if found else None

    def write(self, text: Text) -> None:
        """Write a text's file."""
        head = self._contract(text) if self._keeps_contract else self._plain(text)
        lines = [f"{key}: {value}" for key, value in head.items() if value]
        body = "\n\n".join([text.body, *(self._link(text, target) for target in text.links)])
        fence = ["---"] if self._keeps_contract else []
        self._site.write(f"content/{text.path}", "\n".join([*fence, *lines, *fence, "", body, ""]))

    def remove(self, text: Text) -> None:
        """Delete a text and its file."""
        self.all.remove(text)
        self._site.remove(f"content/{text.path}")

    def move(self, text: Text, path: str, *, links_follow: bool) -> None:
        """Rename a text's file; the links to it are rewritten or left as they are."""
        if any(other.path == path for other in self.all):
            return
        before, text.path = text.path, path
        self._site.remove(f"content/{before}")
        self.write(text)
        for other in self.all:
            if links_follow and before in other.links:
                other.links = [path if link == before else link for link in other.links]
                self.write(other)

    def _contract(self, text: Text) -> dict[str, str]:
        head = {
            "title": text.title,
            "slug": text.slug,
            "status": text.status,
            "lang": text.lang,
            "summary": text.summary,
            "old_urls": text.old_urls,
        }
        if text.is_page:
            return head
        return head | {
            "date": text.date,
            "author": text.author,
            "department": text.department,
            "category": text.category,
            "tags": text.tags,
            "expires": text.expires,
            "featured": text.featured,
            "pinned_until": text.pinned_until,
            "withdrawn_reason": "Hết hiệu lực." if text.status == "withdrawn" else "",
            "cover": text.cover and self._relative(text, text.cover),
            "cover_alt": "Toàn cảnh hội nghị" if text.cover else "",
            "attachments": f"{self._relative(text, text.attachment)} | Tệp" if text.attachment else "",
        }

    def _plain(self, text: Text) -> dict[str, str]:
        status = {"withdrawn": "hidden"}.get(text.status, text.status)
        head = {
            "title": text.title,
            "slug": text.slug,
            "status": status,
            "lang": text.lang,
            "summary": text.summary,
        }
        if text.is_page:
            return head
        return head | {
            "date": text.date,
            "authors": text.author,
            "category": text.category or "Chung",
            "tags": text.tags,
        }

    def _link(self, text: Text, target: str) -> str:
        relative = self._relative(text, target)
        if target.endswith(".md"):
            return f"Xem [bài kia]({relative if self._keeps_contract and text.number % 2 else '{filename}' + relative})."
        return f"![Toàn cảnh hội nghị]({'{static}'}{relative})"

    def _relative(self, text: Text, target: str) -> str:
        return os.path.relpath(target, PurePosixPath(text.path).parent)
