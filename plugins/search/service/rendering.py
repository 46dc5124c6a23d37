"""Put an answer into the search page of the current release, as a reader without script gets it; and as an Atom feed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader

from plugins.languages.texts import texts
from plugins.languages.writing import short_date
from plugins.search.answer.answer import PAGE_SIZE, Answer, Result
from plugins.search.answer.query import Query
from plugins.search.published import Page
from plugins.vietnamese.writing import number

# What stands between these marks in the built page says what to do if the service does not answer.
PLACE = re.compile(rb"<!--tra-loi-->.*?<!--/tra-loi-->", re.DOTALL)
FIELD = b'name="q"'
TITLE = b"<title>"
MOST_VALUES = 12  # of a filter; the most frequent

_ = texts()


def kinds(lang: str) -> dict[str, str]:
    """Return the names of the kinds of pages."""
    return {
        "article": _("Tin bài", lang),
        "page": _("Trang giới thiệu", lang),
        "department": _("Đơn vị", lang),
        "category": _("Chuyên mục", lang),
    }


def filters(lang: str) -> dict[str, str]:
    """Return the names of the filters, in the order in which they are shown."""
    return {
        "don-vi": _("Đơn vị", lang),
        "chuyen-muc": _("Chuyên mục", lang),
        "nam": _("Năm", lang),
        "loai": _("Loại", lang),
    }


class Choice(NamedTuple):
    """A value of a filter, or an order: the fields of its address, and how many results it has."""

    label: str
    fields: Sequence[tuple[str, str]]
    results: str = ""
    chosen: bool = False


def page_with(answer: Answer, built: bytes) -> bytes | None:
    """Return the built search page with an answer in its place; None if it has no place for one."""
    filled = fragment(answer)
    page, places = PLACE.subn(lambda _: filled, built, count=1)
    if not places:
        return None
    text = escape(answer.query.text).encode()
    page = page.replace(FIELD, FIELD + b' value="' + text + b'"', 1)
    return page.replace(TITLE, TITLE + text + b" - ", 1) if text else page


def fragment(answer: Answer) -> bytes:
    """Return an answer as HTML."""
    query, lang = answer.query, answer.query.language
    html: str = _template().render(
        answer=answer,
        lang=lang,
        _=texts(),
        said=said(answer),
        filters=list(_filters(answer)),
        first=(query.page - 1) * PAGE_SIZE + 1,
        pages=list(_pages(answer)),
        facts={result.page.path: _facts(result.page, lang) for result in answer.results},
    )
    return html.encode()


def said(answer: Answer) -> str:
    """Return the sentence that says how many results there are."""
    query, lang = answer.query, answer.query.language
    if query.is_empty:
        return _("Mời bạn gõ ít nhất hai chữ.", lang)
    if answer.meant:
        return _(
            "Không có kết quả cho “%(asked)s”. Đây là kết quả cho “%(meant)s”.",
            lang,
            asked=query.text,
            meant=answer.meant,
        )
    if not answer.total:
        if query.filters:
            return _("Không có kết quả nào với các điều kiện này. Mời bạn bỏ bớt điều kiện lọc.", lang)
        return _("Không có kết quả cho “%(asked)s”. Mời bạn thử từ khác.", lang, asked=query.text)
    count = number(answer.total) if lang == "vi" else f"{answer.total:,}"
    if answer.more:
        return _("Tìm thấy hơn %(count)s kết quả.", lang, count=count)
    return _("Tìm thấy %(count)s kết quả.", lang, count=count)


def feed(answer: Answer, site: str, path: str) -> bytes:
    """Return an answer as an Atom feed (RFC 4287) at `path` of a site, e.g. `https://tanhlinh.example`."""
    title = _("Tìm “%(asked)s”", answer.query.language, asked=answer.query.text)
    dated = [result for result in answer.results if result.page.date]
    updated = max(
        (result.page.date for result in dated),
        default="1970-01-01T00:00:00+00:00",
        key=datetime.fromisoformat,
    )
    address = escape(f"{site}{path}")
    entries = "".join(_entry(result, site) for result in dated)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{answer.query.language}">\n'
        f'<title>{escape(title)}</title>\n<id>{address}</id>\n<link rel="self" href="{address}"/>\n'
        f"<updated>{updated}</updated>\n{entries}</feed>\n"
    ).encode()


def _entry(result: Result, site: str) -> str:
    page = result.page
    address = escape(f"{site}{page.path}")
    author = f"<author><name>{escape(page.department.name)}</name></author>" if page.department.name else ""
    return (
        f'<entry><title>{escape(page.title)}</title><id>{address}</id><link href="{address}"/>{author}'
        f"<updated>{escape(page.date)}</updated><summary>{escape(page.summary)}</summary></entry>\n"
    )


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("answer.html")


def _facts(page: Page, lang: str) -> list[str]:
    """Return what stands below the title of a result, as in the portal's lists; its kind only of what has no date."""
    when = short_date(datetime.fromisoformat(page.date), lang) if page.date else kinds(lang)[page.kind]
    facts = [when, page.department.name, page.category.name]
    return [fact for fact in facts if fact]


def _filters(answer: Answer) -> Iterator[tuple[str, list[Choice]]]:
    query, lang = answer.query, answer.query.language
    for name, label in filters(lang).items():
        counted = answer.counts.get(name, {})
        if name in query.filters:
            shown = next(
                (known for (slug, known) in counted if slug == query.filters[name]), query.filters[name]
            )
            yield (
                label,
                [
                    Choice(_shown(name, shown, lang), query.address(trang=""), chosen=True),
                    Choice(_("bỏ lọc", lang), query.address(**{name: ""}, trang="")),
                ],
            )
            continue
        known = sorted(
            ((count, slug, shown) for (slug, shown), count in counted.items() if slug), reverse=True
        )
        if len(known) > 1:
            yield (
                label,
                [
                    Choice(_shown(name, shown, lang), query.address(**{name: slug}, trang=""), number(count))
                    for count, slug, shown in known[:MOST_VALUES]
                ],
            )
    if answer.total > 1 and query.text:
        yield (
            _("Xếp theo", lang),
            [
                Choice(
                    _("phù hợp nhất", lang),
                    query.address(xep="", trang=""),
                    chosen=query.order == "relevance",
                ),
                Choice(
                    _("mới nhất", lang), query.address(xep="ngay", trang=""), chosen=query.order == "date"
                ),
            ],
        )


def _shown(name: str, value: str, lang: str) -> str:
    return kinds(lang).get(value, value) if name == "loai" else value


def _pages(answer: Answer) -> Iterator[tuple[str, Sequence[tuple[str, str]], str]]:
    query, lang = answer.query, answer.query.language
    if query.page > 1:
        yield _("Trang trước", lang), _turned(query, -1), "prev"
    if query.page < answer.pages:
        yield _("Trang sau", lang), _turned(query, 1), "next"


def _turned(query: Query, by: int) -> Sequence[tuple[str, str]]:
    return query.address(trang=str(query.page + by) if query.page + by > 1 else "")
