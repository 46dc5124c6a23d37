"""What must stand in the output after a build, whoever made it: all generators have the same addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bench.article import Article, sections
from bench.sources import Sources
from plugins.contract.text import slug_of

ENTRY = "{http://www.w3.org/2005/Atom}entry"


@dataclass(frozen=True)
class Promise:
    """A page with texts that it holds and texts that it lacks.

    `there` is True if it must be there, False if it must be gone, None if it may be gone (a list that is now empty).
    """

    address: str
    holds: Sequence[str] = ()
    lacks: Sequence[str] = ()
    there: bool | None = True


def broken(output: Path, promises: Iterable[Promise]) -> Iterator[str]:
    """Yield a sentence for each promise that the output does not keep."""
    for promise in promises:
        file = file_of(output, promise.address)
        if promise.there is not None and file.is_file() != promise.there:
            yield f"{promise.address} is {'missing' if promise.there else 'still there'}"
        elif file.is_file():
            text = file.read_text(encoding="utf-8")
            yield from (f"{promise.address} lacks “{part}”" for part in promise.holds if part not in text)
            yield from (f"{promise.address} still holds “{part}”" for part in promise.lacks if part in text)


def file_of(output: Path, address: str) -> Path:
    """Return the file behind a root-relative address."""
    return output / (f"{address}index.html" if address.endswith("/") else address).lstrip("/")


def lists_of(article: Article) -> list[str]:
    """Return the addresses of the lists that show an article while it is among the newest."""
    return [
        "/",
        article.month_address,
        f"/don-vi/{slug_of(article.department)}/",
        f"/chuyen-muc/{slug_of(article.category)}/",
        f"/tac-gia/{slug_of(article.author)}/",
        *(f"/chu-de/{slug_of(tag)}/" for tag in article.tags),
    ]


def feeds_of(article: Article) -> list[str]:
    """Return the addresses of the feeds that may show an article."""
    return [
        f"/rss/{slug}.xml" for slug in ("tin-moi", slug_of(article.department), slug_of(article.category))
    ]


def whole_site(sources: Sources) -> Iterator[Promise]:
    """Return what a clean build of an unchanged corpus must have: samples of every kind of page."""
    total = sources.total
    for number in sorted({0, total // 2, total - 1}):
        item = sources.article(number)
        neighbours = [sources.article(near) for near in (number - 1, number + 1) if 0 <= near < total]
        links = [f'href="{address}"' for address in (*lists_of(item), *(near.address for near in neighbours))]
        titles = [item.title, item.summary, *(near.title for near in neighbours)]
        yield Promise(item.address, holds=[*titles, *links])
        yield Promise(item.month_address, holds=[item.title, item.department])
        yield Promise(f"/{item.date.year}/", holds=[f'href="{item.month_address}"'])
        yield Promise("/luu-tru/", holds=[f'href="/{item.date.year}/"'])
    newest = [sources.article(sources.newest(offset)) for offset in range(min(21, total))]
    yield Promise("/", holds=[item.title for item in newest])
    yield Promise("/rss/tin-moi.xml", holds=[item.title for item in newest[:20]])
    for page in (
        "/so-do-cong/",
        "/rss/",
        "/dang-nhap/",
        "/thong-ke-truy-cap/",
        "/gioi-thieu/",
        "/lien-he/",
        "/404.html",
    ):
        yield Promise(page, holds=["</html>"])


def faults_of_feeds(output: Path, most: int = 20) -> Iterator[str]:
    """Yield what is wrong with the feeds: all news, each department, each category, at most `most` entries each."""
    names = ["Tin mới", *sections("departments"), *sections("categories")]
    for slug in map(slug_of, names):
        file = output / "rss" / f"{slug}.xml"
        if not file.is_file():
            yield f"feed {slug} is missing"
        elif not 0 < len(ElementTree.parse(file).getroot().findall(ENTRY)) <= most:
            yield f"feed {slug} has no or more than {most} entries"


def count_of_articles(output: Path) -> int:
    """Return how many article pages the output has."""
    return sum(1 for _ in output.glob("20[0-9][0-9]/[0-9][0-9]/*/index.html"))
