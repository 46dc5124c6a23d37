"""Edits between two builds, and what the output must contain after each.

The edited articles are among the newest: the usual case and the harder one, since they appear on the home page, in
feeds and at the top of every list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from bench.article import Article, sections
from bench.corpus import Corpus
from bench.parity import THIRD_OF_MONTH
from plugins.vietnamese.text import slug_of

MAX_RUNS = 6  # each run edits, renames and deletes one of the twenty newest articles
FEED_ENTRIES = 20
ON_HOME = 9  # of the newest articles, whatever their categories are
ENTRY = "{http://www.w3.org/2005/Atom}entry"
NEWS_FEED = "/rss/tin-moi.xml"
OTHER_PAGES = (
    "so-do-cong/",
    "rss/",
    "tim-kiem/",
    "ngoai-mang/",
    "dang-nhap/",
    "thong-ke-truy-cap/",
    "gioi-thieu/",
    "lien-he/",
    "404.html",
)


@dataclass(frozen=True)
class Expectation:
    """Texts that a page must contain, and texts that it must not contain.

    `exists` is True if the page must exist, False if it must not, None if it may (a list that may be empty now).
    """

    url: str
    contains: Sequence[str] = ()
    lacks: Sequence[str] = ()
    exists: bool | None = True


def unmet(output: Path, expectations: Iterable[Expectation]) -> Iterator[str]:
    """Yield one message for each expectation that the output does not meet."""
    for expected in expectations:
        url = expected.url
        file = _file_of(output, url)
        if expected.exists is not None and file.is_file() != expected.exists:
            yield f"{url} {'is missing' if expected.exists else 'still exists'}"
        elif file.is_file():
            # Titles on pages keep numbers with their nouns by characters that the corpus does not have.
            text = file.read_text(encoding="utf-8").translate({0xA0: " ", 0x2060: None})
            yield from (f"{url} lacks “{part}”" for part in expected.contains if part not in text)
            yield from (f"{url} still contains “{part}”" for part in expected.lacks if part in text)


def _file_of(output: Path, url: str) -> Path:
    return output / (f"{url}index.html" if url.endswith("/") else url).lstrip("/")


def output_errors(output: Path, corpus: Corpus, expectations: Iterable[Expectation]) -> list[str]:
    """Return a message for each expectation that is not met, each invalid feed, and a wrong number of articles.

    There is a feed of all news, of each department, of each category and of the newest article's topics, as Atom and JSON.
    """
    errors = list(unmet(output, expectations))
    topics = corpus.article(corpus.newest(0)).tags
    sections_with_feed = ["Tin mới", *sections("departments"), *sections("categories")]
    slugs = [*map(slug_of, sections_with_feed), *(f"chu-de/{slug_of(topic)}" for topic in topics)]
    for slug in slugs:
        file = output / "rss" / f"{slug}.xml"
        if not file.is_file() or not file.with_suffix(".json").is_file():
            errors.append(f"feed {slug} is missing")
            continue
        entries = (
            ElementTree.parse(file).getroot().findall(ENTRY),
            json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["items"],
        )
        if not all(0 < len(found) <= FEED_ENTRIES for found in entries):
            errors.append(f"feed {slug} has no or more than {FEED_ENTRIES} entries")
    pages = output.glob("20[0-9][0-9]/[0-9][0-9]/*/index.html")
    found = sum(not page.parent.name.replace("-", "").isdigit() for page in pages)  # not days
    if found != corpus.count:
        errors.append(f"{found} article pages instead of {corpus.count}")
    return errors


def _lists_of(item: Article) -> list[str]:
    """Return the URLs of the lists, besides the home page, that show an article while it is among the newest."""
    return [
        item.month_url, f"/don-vi/{slug_of(item.department)}/", f"/chuyen-muc/{slug_of(item.category)}/",
        f"/tac-gia/{slug_of(item.author)}/", *(f"/chu-de/{slug_of(tag)}/" for tag in item.tags),
    ]  # fmt: skip


def _feeds_of(item: Article) -> list[str]:
    slugs = [
        *map(slug_of, (item.department, item.category)),
        *(f"chu-de/{slug_of(tag)}" for tag in item.tags),
    ]
    urls = [NEWS_FEED, *(f"/rss/{slug}.xml" for slug in slugs)]
    return [*urls, *(url.replace(".xml", ".json") for url in urls)]


def whole_site(corpus: Corpus, output: Path) -> Iterator[Expectation]:
    """Yield what a clean build of an unchanged corpus must contain: samples of every kind of page."""
    total = corpus.total
    for number in sorted({0, total // 2, total - 1}):
        item = corpus.article(number)
        neighbours = [corpus.article(near) for near in (number - 1, number + 1) if 0 <= near < total]
        links = [f'href="{url}"' for url in (*_lists_of(item), *(near.url for near in neighbours))]
        titles = [item.title, item.summary, *(near.title for near in neighbours)]
        described = ["NewsArticle", "og:title", "DC.title", "printed-from"]
        yield Expectation(item.url, contains=[*titles, *links, *described])
        # Of a month with more than 50 articles ours lists the newest, and has further pages.
        if not any((output / item.month_url.strip("/")).glob(THIRD_OF_MONTH)):
            yield Expectation(item.month_url, contains=[item.title, item.department])
        yield Expectation(f"/{item.date.year}/", contains=[f'href="{item.month_url}"'])
        yield Expectation("/luu-tru/", contains=[f'href="/{item.date.year}/"'])
    newest = [corpus.article(corpus.newest(offset)).title for offset in range(min(FEED_ENTRIES, total))]
    yield Expectation("/", contains=newest[:ON_HOME])
    yield Expectation(NEWS_FEED, contains=newest)
    yield Expectation("/sitemap.xml", contains=["https://tanhlinh.example/"])
    yield Expectation("/robots.txt", contains=["sitemap.xml"])
    for name in OTHER_PAGES:
        yield Expectation(f"/{name}", contains=["</html>"])


@dataclass(frozen=True)
class Scenario:
    """A change to the sources; `edit` makes it for one run and returns what the build must bring about."""

    name: str
    label: str
    edit: Callable[[Corpus, int], list[Expectation]]
    clean: bool = False
    deletes: bool = False


def _no_edit(_corpus: Corpus, _run: int) -> list[Expectation]:
    return []


def _edit_body(corpus: Corpus, run: int) -> list[Expectation]:
    number = corpus.newest(3 * run)
    before = corpus.article(number)
    added = f"Đoạn này được thêm ở lần đo {run + 1}."
    corpus.save(number, replace(before, body=f"{before.body}\n{added}\n"))
    return [Expectation(before.url, contains=[added]), Expectation(NEWS_FEED, contains=[added])]


def _edit_title(corpus: Corpus, run: int) -> list[Expectation]:
    offset = 3 * run + 1
    number = corpus.newest(offset)
    before = corpus.article(number)
    after = replace(before, title=f"Tiêu đề được sửa ở lần đo {run + 1}")
    corpus.save(number, after)
    urls = [before.url, *_lists_of(before), *(["/"] if offset < ON_HOME else []), NEWS_FEED]
    urls += [corpus.article(near).url for near in (number - 1, number + 1)]
    expected = [Expectation(url, contains=[after.title], lacks=[before.title]) for url in urls]
    return expected + [Expectation(url, lacks=[before.title]) for url in _feeds_of(before)]


def _add_article(corpus: Corpus, run: int) -> list[Expectation]:
    number = corpus.total + run
    new = corpus.article(number)
    corpus.save(number, new)
    urls = [new.url, "/", *_lists_of(new), *_feeds_of(new), corpus.article(number - 1).url]
    return [Expectation(url, contains=[new.title]) for url in urls]


def _delete_article(corpus: Corpus, run: int) -> list[Expectation]:
    number = corpus.newest(3 * run + 2)
    gone = corpus.delete(number)
    urls = ["/", *_lists_of(gone), *_feeds_of(gone), f"/{gone.date.year}/"]
    urls += [corpus.article(near).url for near in (number - 1, number + 1)]
    expected = [Expectation(url, lacks=[gone.title, gone.url], exists=None) for url in urls]
    return [Expectation(gone.url, exists=False), *expected]


def _edit_menu(corpus: Corpus, run: int) -> list[Expectation]:
    label = f"Lưu trữ, lần đo {run + 1}"
    corpus.rename_menu_entry("/luu-tru/", label)
    samples = [corpus.article(number) for number in (0, corpus.total // 2, corpus.total - 1)]
    urls = ["/", "/404.html", *(item.url for item in samples), *_lists_of(samples[1])]
    return [Expectation(url, contains=[f">{label}</a>"]) for url in urls]


CLEAN = Scenario("clean", "clean build", _no_edit, clean=True)
UNCHANGED = Scenario("unchanged", "nothing changed", _no_edit)
EDITS = (
    UNCHANGED,
    Scenario("body", "one body edited", _edit_body),
    Scenario("title", "one title edited", _edit_title),
    Scenario("added", "one article added", _add_article),
    Scenario("deleted", "one article deleted", _delete_article, deletes=True),
    Scenario("menu", "one menu entry changed", _edit_menu),
)
SCENARIOS = (CLEAN, *EDITS)
